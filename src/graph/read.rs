//! From a bundle to its graph.

use std::collections::{BTreeMap, BTreeSet};

use super::{Chain, Graph, Kind, Link, Own, Script, Selection, Sidecar, Unknown, Variable, select};
use crate::bundle::{self, Bundle, FileEntry, Role};
use crate::diag::Severity;
use crate::diff::chains::Names;
use crate::ir::codebase::Interface;
use crate::ir::module::Module;
use crate::ir::names::CodePath;
use crate::lower::{self, FileMap};
use crate::runtime::{self, DEFAULT_TARGET, Level, ScriptRole, Target, Terminal};
use crate::source::SourceId;
use crate::{parse, resolve};

impl Graph {
    /// The graph of a bundle, or of what `selection` asks for.
    ///
    /// # Errors
    /// If it asks for something that is not there.
    pub fn of(bundle: &Bundle, selection: &Selection) -> Result<Graph, Unknown> {
        let whole = whole(bundle);
        select::selected(whole, selection)
    }
}

fn whole(bundle: &Bundle) -> Graph {
    let manifest = &bundle.manifest;
    let target = runtime::target(&manifest.target).unwrap_or(DEFAULT_TARGET);
    let mut files = FileMap::of(target);
    files.add_embedded(target);
    let scripts = |it: &&FileEntry| matches!(it.role, Role::Script | Role::Module | Role::Plugin);
    let mut table = Table::default();
    for file in manifest.files.iter().filter(scripts) {
        let Some(path) = file.path.as_str().strip_prefix("base/").and_then(|it| CodePath::new(it).ok())
        else {
            continue;
        };
        let bytes = bundle.files.get(&file.path).map(|it| &**it).unwrap_or_default();
        let kind = match file.role {
            Role::Plugin => Kind::Plugin,
            Role::Module => Kind::Module,
            _ => Kind::Support,
        };
        table.add(path, kind, &String::from_utf8_lossy(bytes), target, &files);
    }
    let Table { scripts, variables, .. } = table;
    let variables = variables.into_values().collect();
    let mut graph = Graph {
        title: format!("{} {}", manifest.name, manifest.version),
        target: format!("{} (Pipy {})", manifest.target, manifest.pipy),
        scripts,
        variables,
        chains: Vec::new(),
        sidecars: Vec::new(),
        focus: None,
    };
    chains(bundle, &mut graph);
    graph
}

/// The scripts and what they share, while they are read.
#[derive(Default)]
struct Table {
    scripts: Vec<Script>,
    variables: BTreeMap<(String, String), Variable>,
}

impl Table {
    fn add(&mut self, path: CodePath, kind: Kind, text: &str, target: &'static Target, files: &FileMap) {
        let at = self.scripts.len();
        let parsed = parse::program(text, SourceId::from_index(0), target.api.dialect);
        let broken = parsed.diagnostics.iter().any(|it| it.severity == Severity::Error);
        let module = parsed.program.filter(|_| !broken).map(|program| lower::module(program, target, files));
        let script = Script {
            path,
            kind,
            level_in: None,
            level_out: None,
            terminal: Terminal::Never,
            context: Vec::new(),
            files: Vec::new(),
            broken: module.is_none(),
        };
        let Some(module) = module else { return self.scripts.push(script) };
        let interface = interface(&script, text, &module, target);
        let context = self.shared(at, &module);
        self.scripts.push(Script {
            level_in: interface.level_in,
            level_out: interface.level_out,
            terminal: interface.terminal,
            context,
            files: interface.files,
            ..script
        });
    }

    /// Notes what a script shares; returns what it has for itself.
    fn shared(&mut self, at: usize, module: &Module) -> Vec<Own> {
        let mut own: Vec<Own> = Vec::new();
        let mut named: BTreeMap<&str, (String, String)> = BTreeMap::new();
        for it in &module.context {
            own.push(Own { name: it.name.to_string(), set: false, read: false });
        }
        for it in &module.exports {
            let key = (it.namespace.to_string(), it.name.to_string());
            add(&mut self.variable(&key).exported_by, at);
            named.insert(&it.name, key);
        }
        for it in &module.imports {
            let key = (it.namespace.to_string(), it.name.to_string());
            add(&mut self.variable(&key).imported_by, at);
            named.insert(&it.name, key);
        }
        for access in &module.accesses {
            if let Some(own) = own.iter_mut().find(|it| *it.name == *access.name) {
                own.set |= access.write;
                own.read |= !access.write;
            } else if let Some(key) = named.get(&*access.name) {
                let variable = self.variable(&key.clone());
                add(if access.write { &mut variable.set_by } else { &mut variable.read_by }, at);
            }
        }
        own
    }

    fn variable(&mut self, key: &(String, String)) -> &mut Variable {
        self.variables.entry(key.clone()).or_insert_with(|| Variable {
            namespace: key.0.clone(),
            name: key.1.clone(),
            exported_by: Vec::new(),
            imported_by: Vec::new(),
            set_by: Vec::new(),
            read_by: Vec::new(),
        })
    }
}

/// Adds a number to a sorted list whose numbers only grow.
fn add(list: &mut Vec<usize>, at: usize) {
    if list.last() != Some(&at) {
        list.push(at);
    }
}

/// How a script meets others: of a built-in that nobody changed, what the catalog says.
fn interface(script: &Script, text: &str, module: &Module, target: &Target) -> Interface {
    let embedded = target.script(script.path.as_str()).filter(|it| it.text == text);
    if let Some(embedded) = embedded {
        return Interface::of_catalog(embedded.catalog);
    }
    let role = if script.kind == Kind::Support { ScriptRole::Support } else { ScriptRole::Module };
    resolve::interface(module, &script.path, role)
}

/// The chains, each once, and the sidecars that have them.
fn chains(bundle: &Bundle, graph: &mut Graph) {
    let manifest = &bundle.manifest;
    let names = Names::of(&[manifest]);
    let by_path: BTreeMap<&CodePath, usize> = graph.scripts.iter().map(|it| &it.path).zip(0..).collect();
    let mut lists: Vec<(&[bundle::Link], Chain)> = Vec::new();
    let mut sidecars: Vec<Sidecar> = Vec::new();
    let mut by_set: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for sidecar in &manifest.sidecars {
        let Some(set) = manifest.chain_set(&sidecar.chain_set) else { continue };
        let chains = by_set.entry(&sidecar.chain_set).or_insert_with(|| {
            let full = set.iter().filter(|(_, links)| !links.is_empty());
            let number = full.map(|(mount, links)| {
                let known = lists.iter().position(|(list, it)| it.mount == mount && *list == &links[..]);
                known.unwrap_or_else(|| {
                    let links_of = self::links(links, &by_path, &graph.scripts);
                    lists.push((links, Chain { mount, links: links_of, sidecars: Vec::new() }));
                    lists.len() - 1
                })
            });
            number.collect()
        });
        chains.iter().for_each(|&it| lists[it].1.sidecars.push(sidecars.len()));
        sidecars.push(Sidecar { name: names.name(sidecar), chains: chains.clone() });
    }
    // By mount point; within one they stand in the order of the first sidecar already.
    let mut order: Vec<usize> = (0..lists.len()).collect();
    order.sort_by_key(|&at| lists[at].1.mount);
    let mut place = vec![0; lists.len()];
    order.iter().zip(0..).for_each(|(&old, new)| place[old] = new);
    for sidecar in &mut sidecars {
        sidecar.chains.iter_mut().for_each(|it| *it = place[*it]);
        sidecar.chains.sort_unstable();
    }
    graph.chains = order.into_iter().map(|at| lists[at].1.clone()).collect();
    graph.sidecars = sidecars;
}

fn links(list: &[bundle::Link], by_path: &BTreeMap<&CodePath, usize>, scripts: &[Script]) -> Vec<Link> {
    let mut level = Level::Bytes;
    let mut unreached = false;
    let mut out = Vec::with_capacity(list.len());
    for link in list {
        let Some(&script) = by_path.get(&link.module) else { continue };
        out.push(Link {
            script,
            priority: link.priority,
            origin: link.origin,
            mounted_by: link.mounted_by.iter().map(ToString::to_string).collect(),
            level,
            unreached,
        });
        level = scripts[script].level_out.unwrap_or(level);
        unreached |= scripts[script].terminal == Terminal::Always;
    }
    out
}

/// The scripts that these name, however far, sorted.
pub(super) fn needed(graph: &Graph, of: &BTreeSet<usize>) -> BTreeSet<usize> {
    let by_path: BTreeMap<&CodePath, usize> = graph.scripts.iter().map(|it| &it.path).zip(0..).collect();
    let mut found = of.clone();
    let mut waiting: Vec<usize> = of.iter().copied().collect();
    while let Some(at) = waiting.pop() {
        for file in &graph.scripts[at].files {
            if let Some(&other) = by_path.get(file)
                && found.insert(other)
            {
                waiting.push(other);
            }
        }
    }
    found
}

//! The data in the page: what the script draws from. Not a format for others; it changes with the script.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::{Findings, Subject};
use crate::bundle::{self, Bundle, Chains, Digest, FileEntry, Manifest, Role, Variable, json};
use crate::diag::Diagnostic;
use crate::ir::codebase::Interface;
use crate::ir::names::CodePath;
use crate::report::diff;
use crate::runtime::{self, Level, Terminal};
use crate::source::{LineColumn, Sources, Span};

/// Sidecars' own `config.json` are in the page if all the different ones are not larger than this together.
const CONFIGS: usize = 1 << 20;

#[derive(Serialize)]
struct Data<'a> {
    sets: Vec<Set<'a>>,
    sidecars: Vec<Sidecar<'a>>,
    scripts: Vec<Script<'a>>,
    /// Scripts and configurations, each different one once.
    texts: Vec<String>,
    /// What mounts links, each different name once.
    names: Vec<&'a str>,
    configs: Vec<Config<'a>>,
    /// Path, role, size, digest.
    files: Vec<(&'a str, &'static str, u64, String)>,
    findings: Option<Vec<Finding<'a>>>,
    /// As `pipyc diff --format json` has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<Value>,
    /// What the rules of the findings say in a sentence.
    rules: BTreeMap<&'static str, &'static str>,
}

#[derive(Serialize)]
struct Set<'a> {
    id: &'a str,
    /// By mount point, in their order.
    chains: serde_json::Map<String, Value>,
}

/// Index of the script, priority, indexes of the names of what mounts it, what comes to it, what it passes on.
type Link = (usize, String, Vec<usize>, &'static str, &'static str);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sidecar<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    workload: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    /// Index of its set.
    set: usize,
    /// Path of its `config.json`, and the index of its text.
    config: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<usize>,
    /// Index of the text of its `plugin-configs.json`.
    #[serde(skip_serializing_if = "Option::is_none")]
    configs: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Script<'a> {
    path: &'a str,
    role: &'static str,
    size: u64,
    sha256: String,
    /// Index of its text; absent if it is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mounts: Vec<&'static str>,
    /// Namespace and variable.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    imports: Vec<(&'a str, &'a str)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exports: Vec<(&'a str, &'a str)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<&'a str>,
    /// The only level at which it works.
    #[serde(skip_serializing_if = "Option::is_none")]
    wants: Option<&'static str>,
    /// The level that it passes on, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    gives: Option<&'static str>,
    /// `always` or `sometimes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends: Option<&'static str>,
    /// Of a built-in: what it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'static str>,
}

#[derive(Serialize)]
struct Config<'a> {
    resource: &'a str,
    plugin: &'a str,
    services: Vec<&'a str>,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mount: Option<&'a str>,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    /// The script of the codebase that it is about, and the line there.
    #[serde(skip_serializing_if = "Option::is_none")]
    script: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<u32>,
    labels: Vec<Label<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Label<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

/// All of it.
pub(super) fn value(subject: Subject<'_>) -> Value {
    let Subject { bundle, interfaces, findings, against } = subject;
    let manifest = &bundle.manifest;
    let mut texts = Texts::default();
    let mut names = Names::default();
    let scripts = scripts(bundle, interfaces, &mut texts);
    let index: HashMap<&str, usize> = scripts.iter().enumerate().map(|(at, it)| (it.path, at)).collect();
    let sets = manifest
        .chain_sets
        .iter()
        .map(|it| Set { id: &it.id, chains: chains(&it.chains, &index, interfaces, &mut names) });
    let sets = sets.collect();
    let sidecars = sidecars(bundle, &mut texts);
    let file = |it: &'_ FileEntry| it.sha256.to_string();
    let rules = findings.iter().flat_map(|it| it.diagnostics).map(|it| (it.rule.id, it.rule.summary()));
    let data = Data {
        sets,
        sidecars,
        scripts,
        configs: configs(bundle),
        files: manifest
            .files
            .iter()
            .map(|it| (it.path.as_str(), it.role.word(), it.size, file(it)))
            .collect(),
        findings: findings.map(|it| it.diagnostics.iter().map(|found| finding(found, it)).collect()),
        diff: against.map(diff::to_value),
        rules: rules.collect(),
        texts: texts.list,
        names: names.list,
    };
    serde_json::to_value(&data).unwrap_or_default()
}

/// Texts by where they stand in the list.
#[derive(Default)]
struct Texts {
    list: Vec<String>,
    known: HashMap<Arc<[u8]>, Option<usize>>,
}

impl Texts {
    /// The index of a text; `None` for bytes that are none.
    fn add(&mut self, bytes: &Arc<[u8]>) -> Option<usize> {
        if let Some(&at) = self.known.get(bytes) {
            return at;
        }
        let at = std::str::from_utf8(bytes).ok().map(|text| {
            self.list.push(text.to_owned());
            self.list.len() - 1
        });
        self.known.insert(Arc::clone(bytes), at);
        at
    }
}

/// Names by where they stand in the list.
#[derive(Default)]
struct Names<'a> {
    list: Vec<&'a str>,
    known: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    fn add(&mut self, name: &'a str) -> usize {
        *self.known.entry(name).or_insert_with(|| {
            self.list.push(name);
            self.list.len() - 1
        })
    }
}

const BASE: &str = "base/";

/// Every script of the codebase, sorted by path.
fn scripts<'a>(
    bundle: &'a Bundle,
    interfaces: &'a BTreeMap<CodePath, Interface>,
    texts: &mut Texts,
) -> Vec<Script<'a>> {
    let manifest = &bundle.manifest;
    let target = runtime::target(&manifest.target);
    let plugins: HashMap<&CodePath, &bundle::Plugin> =
        manifest.plugins.iter().map(|it| (&it.module, it)).collect();
    let is_script = |it: &&FileEntry| matches!(it.role, Role::Script | Role::Module | Role::Plugin);
    let one = |entry: &'a FileEntry| {
        let path = entry.path.as_str().strip_prefix(BASE).unwrap_or(entry.path.as_str());
        let interface = interfaces.get(path);
        let plugin = plugins.iter().find(|(module, _)| module.as_str() == path).map(|it| *it.1);
        let built_in = target.and_then(|it| it.script(path)).filter(|_| entry.role != Role::Plugin);
        Script {
            path,
            role: entry.role.word(),
            size: entry.size,
            sha256: entry.sha256.to_string(),
            text: bundle.files.get(&entry.path).and_then(|bytes| texts.add(bytes)),
            name: plugin.map(|it| &*it.name),
            priority: plugin.map(|it| it.priority.to_string()),
            mounts: plugin.iter().flat_map(|it| &it.mounts).map(|it| it.name()).collect(),
            imports: plugin.map_or_else(|| pairs(interface, |it| &it.imports), |it| variables(&it.imports)),
            exports: plugin.map_or_else(|| pairs(interface, |it| &it.exports), |it| variables(&it.exports)),
            files: match plugin {
                Some(plugin) => plugin.files.iter().map(CodePath::as_str).collect(),
                None => interface.iter().flat_map(|it| &it.files).map(CodePath::as_str).collect(),
            },
            wants: interface.and_then(|it| it.level_in).map(level),
            gives: interface.and_then(|it| it.level_out).map(level),
            ends: interface.and_then(|it| match it.terminal {
                Terminal::Never => None,
                Terminal::Sometimes => Some("sometimes"),
                Terminal::Always => Some("always"),
            }),
            purpose: built_in.map(|it| it.catalog.purpose),
        }
    };
    manifest.files.iter().filter(is_script).map(one).collect()
}

type Pairs = [(Box<str>, Box<str>)];

fn pairs<'a>(
    interface: Option<&'a Interface>,
    of: impl Fn(&'a Interface) -> &'a Vec<(Box<str>, Box<str>)>,
) -> Vec<(&'a str, &'a str)> {
    let list: &Pairs = interface.map_or(&[], |it| of(it));
    list.iter().map(|(namespace, name)| (&**namespace, &**name)).collect()
}

fn variables(list: &[Variable]) -> Vec<(&str, &str)> {
    list.iter().map(|it| (&*it.namespace, &*it.name)).collect()
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Bytes => "b",
        Level::Messages => "m",
    }
}

/// What is not known of a level.
const UNKNOWN: &str = "?";

fn chains<'a>(
    chains: &'a Chains,
    index: &HashMap<&str, usize>,
    interfaces: &BTreeMap<CodePath, Interface>,
    names: &mut Names<'a>,
) -> serde_json::Map<String, Value> {
    let mut out = serde_json::Map::new();
    for (mount, links) in chains.iter() {
        // A chain begins with the bytes of a connection.
        let mut flows = level(Level::Bytes);
        let mut list: Vec<Link> = Vec::with_capacity(links.len());
        for link in links {
            let Some(&script) = index.get(link.module.as_str()) else { continue };
            let before = flows;
            flows = match interfaces.get(&link.module) {
                Some(it) => it.level_out.map_or(before, level),
                None => UNKNOWN,
            };
            let by = link.mounted_by.iter().map(|it| names.add(it)).collect();
            list.push((script, link.priority.to_string(), by, before, flows));
        }
        out.insert(mount.name().to_owned(), serde_json::to_value(list).unwrap_or_default());
    }
    out
}

fn sidecars<'a>(bundle: &'a Bundle, texts: &mut Texts) -> Vec<Sidecar<'a>> {
    let manifest = &bundle.manifest;
    let sets: HashMap<&str, usize> =
        manifest.chain_sets.iter().enumerate().map(|(at, it)| (&*it.id, at)).collect();
    let with_text = size_of_configs(bundle) <= CONFIGS;
    let one = |it: &'a bundle::Sidecar| {
        Some(Sidecar {
            namespace: it.namespace.as_deref(),
            workload: &it.workload,
            kind: it.kind.as_deref(),
            set: *sets.get(&*it.chain_set)?,
            config: it.config.as_str(),
            text: bundle.files.get(&it.config).filter(|_| with_text).and_then(|bytes| texts.add(bytes)),
            configs: it.plugin_configs.as_ref().and_then(|path| texts.add(bundle.files.get(path)?)),
        })
    };
    manifest.sidecars.iter().filter_map(one).collect()
}

/// Of all different ones together.
fn size_of_configs(bundle: &Bundle) -> usize {
    let all = bundle.manifest.sidecars.iter().filter_map(|it| bundle.files.get(&it.config));
    all.collect::<BTreeSet<_>>().into_iter().map(|it| it.len()).sum()
}

/// The configurations with their values, which stand in the sidecars' files.
fn configs(bundle: &Bundle) -> Vec<Config<'_>> {
    let manifest = &bundle.manifest;
    let values = values(bundle, manifest);
    let one = |it: &'_ bundle::Config| values.get(&it.sha256).cloned();
    let configs = manifest.configs.iter().map(|it| Config {
        resource: &it.resource,
        plugin: &it.plugin,
        services: it.services.iter().map(|it| &**it).collect(),
        sha256: it.sha256.to_string(),
        value: one(it),
    });
    configs.collect()
}

/// The values of configurations by digest: from the files beside a sidecar's `config.json`, or, where they were
/// merged into it, from the objects that it keeps under `Plugins`.
fn values(bundle: &Bundle, manifest: &Manifest) -> HashMap<Digest, Value> {
    let wanted: BTreeSet<Digest> = manifest.configs.iter().map(|it| it.sha256).collect();
    let mut found = HashMap::new();
    let mut seen: BTreeSet<&Arc<[u8]>> = BTreeSet::new();
    for sidecar in &manifest.sidecars {
        if found.len() == wanted.len() {
            break;
        }
        let beside = sidecar.plugin_configs.as_ref();
        let Some(bytes) = bundle.files.get(beside.unwrap_or(&sidecar.config)) else { continue };
        if !seen.insert(bytes) {
            continue;
        }
        let Ok(value) = json::parse_strict(bytes) else { continue };
        let mut keep = |value: &Value| {
            let digest = Digest::of(&json::canonical(value));
            if wanted.contains(&digest) {
                found.entry(digest).or_insert_with(|| value.clone());
            }
        };
        match (beside, &value) {
            (Some(_), Value::Object(services)) => {
                let plugins = services.values().filter_map(Value::as_object);
                plugins.flat_map(|it| it.values()).for_each(&mut keep);
            }
            _ => merged(&value, &mut keep),
        }
    }
    found
}

/// Every value of an object under the key `Plugins`, at any depth; the text's depth is bounded.
fn merged(value: &Value, keep: &mut impl FnMut(&Value)) {
    match value {
        Value::Array(items) => items.iter().for_each(|it| merged(it, keep)),
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::Object(plugins) if key == "Plugins" => plugins.values().for_each(&mut *keep),
                    _ => merged(value, keep),
                }
            }
        }
        _ => {}
    }
}

fn finding<'a>(found: &'a Diagnostic, findings: Findings<'a>) -> Finding<'a> {
    let sources = findings.sources;
    let script = found.span.and_then(|span| Some((span, findings.scripts.get(&span.source)?)));
    let line = |span: Span| {
        let source = sources.get(span.source);
        LineColumn::of(source.text(), source.lines(), span.start).line
    };
    Finding {
        rule: found.rule.id,
        severity: found.severity.word(),
        message: &found.message,
        help: found.help.as_deref(),
        mount: found.mount.as_deref(),
        place: found.span.map(|span| place(sources, span)),
        script: script.map(|(_, path)| path.as_str()),
        at: script.map(|(span, _)| line(span)),
        labels: found
            .labels
            .iter()
            .map(|it| Label { text: &it.text, place: place(sources, it.span) })
            .collect(),
    }
}

fn place(sources: &Sources, span: Span) -> Place<'_> {
    let place = sources.place(span);
    Place { file: place.path, line: place.start.line, column: place.start.column }
}

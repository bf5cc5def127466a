//! From resolved chains to a finished bundle: which files, where, and what they say.
//!
//! [`reach`] finds the files that some chain needs, [`layout`] gives every sidecar its folder,
//! [`config_json`] writes what the mesh's controller would, and [`facts`] tells the manifest. Nothing
//! here parses, checks, or touches the disk.

mod config_json;
mod facts;
mod layout;
mod reach;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::bundle::{Bundle, Role, json};
use crate::ir::chain::{AttachedConfig, ChainSet, Origin, Resolved};
use crate::ir::codebase::{Codebase, FileContent, FileId};
use crate::ir::names::{CodePath, MountPoint};
use crate::ir::project::Project;
use crate::runtime::Target;
use crate::source::Sources;
use crate::world::Tasks;

pub use config_json::fill;

/// What the user asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct AssembleOptions<'a> {
    /// Every file of the codebase, reached or not.
    pub all: bool,
    /// Scripts that were printed anew instead of kept as written, by their path in the codebase.
    pub printed: Option<&'a BTreeMap<CodePath, Printed>>,
}

/// A script as `--minify` prints it.
#[derive(Debug, Clone)]
pub struct Printed {
    /// The text.
    pub text: Arc<[u8]>,
    /// The source map, if the bundle is to have it.
    pub map: Option<Arc<[u8]>>,
}

/// The files of the codebase that a bundle has, with their bytes as written. `driver` prints scripts
/// of this list anew for `--minify`.
pub fn files<'a>(
    target: &Target,
    codebase: &'a Codebase,
    resolved: &Resolved,
    all: bool,
) -> Vec<&'a CodePath> {
    reach::files(target, codebase, resolved, all).into_iter().map(|id| &codebase.file(id).path).collect()
}

/// Puts the bundle together.
pub fn bundle(
    project: &Project,
    codebase: &Codebase,
    resolved: &Resolved,
    sources: &Sources,
    options: AssembleOptions<'_>,
    tasks: &dyn Tasks,
) -> Bundle {
    let reached = reach::files(project.target, codebase, resolved, options.all);
    let mut files = BTreeMap::new();
    let mut texts = Texts::default();
    scripts(project, codebase, resolved, sources, &reached, options, &mut files);
    let folders = layout::folders(project, resolved);
    Configs { project, resolved }.write(&folders, &mut texts, &mut files);
    let chain_sets = facts::chain_sets(project, resolved, sources, tasks);
    let facts = facts::facts(project, codebase, resolved, chain_sets, &folders, &reached, options);
    Bundle::new(facts, files)
}

type Files = BTreeMap<CodePath, (Role, Arc<[u8]>)>;

fn scripts(
    project: &Project,
    codebase: &Codebase,
    resolved: &Resolved,
    sources: &Sources,
    reached: &[FileId],
    options: AssembleOptions<'_>,
    files: &mut Files,
) {
    let given = project.builtins.iter().flatten().chain(&project.files);
    let given: BTreeMap<&CodePath, &Arc<[u8]>> = given.map(|it| (&it.path, &it.bytes)).collect();
    let modules: BTreeSet<FileId> = links(resolved).map(|it| it.file).collect();
    for &id in reached {
        let file = codebase.file(id);
        let is_script = !matches!(file.content, FileContent::Data);
        let role = match file.path.as_str() {
            path if path.starts_with("plugins/") && is_script => Role::Plugin,
            _ if modules.contains(&id) => Role::Module,
            _ if is_script => Role::Script,
            _ => Role::Data,
        };
        let printed = options.printed.and_then(|it| it.get(&file.path));
        let bytes = match (printed, &file.content) {
            (Some(printed), _) => Arc::clone(&printed.text),
            (None, FileContent::Embedded(script)) => script.text.as_bytes().into(),
            (None, FileContent::Script(module)) => match given.get(&file.path) {
                Some(bytes) => Arc::clone(bytes),
                None => sources.get(module.program.source).text().as_bytes().into(),
            },
            (None, FileContent::Broken(source)) => sources.get(*source).text().as_bytes().into(),
            (None, FileContent::Data) => given.get(&file.path).map(|it| Arc::clone(it)).unwrap_or_default(),
        };
        files.extend(layout::in_base(file.path.as_str()).map(|path| (path, (role, bytes))));
        if let Some(map) = printed.and_then(|it| it.map.as_ref()) {
            let path = layout::source_map(file.path.as_str());
            files.extend(path.map(|path| (path, (Role::SourceMap, Arc::clone(map)))));
        }
    }
}

fn links(resolved: &Resolved) -> impl Iterator<Item = &crate::ir::chain::Link> {
    let links = resolved.sets.iter().flat_map(|set| &set.chains).flat_map(|chain| &chain.links);
    links.filter(|it| matches!(it.origin, Origin::Builtin { .. }))
}

/// Everything that the configurations of all sidecars are made from.
struct Configs<'a> {
    project: &'a Project,
    resolved: &'a Resolved,
}

/// The configurations that one sidecar's file depends on: (index, service, mount points).
type Key<'a> = Vec<(u32, &'a str, &'a [MountPoint])>;

impl Configs<'_> {
    fn write(&self, folders: &[String], texts: &mut Texts, files: &mut Files) {
        let mut configs: BTreeMap<(u32, Key<'_>), Arc<[u8]>> = BTreeMap::new();
        let mut beside: BTreeMap<Key<'_>, Arc<[u8]>> = BTreeMap::new();
        let mesh = self.project.mesh_config.is_some();
        let mut of_base = None;
        for (sidecar, folder) in self.resolved.sidecars.iter().zip(folders) {
            let key: Key<'_> =
                sidecar.configs.iter().map(|it| (it.config, &*it.service, &*it.mounts)).collect();
            // Without traffic rules to write them into, configurations don't change the file.
            let config_key = (sidecar.set, if mesh { key.clone() } else { Vec::new() });
            let set = &self.resolved.sets[sidecar.set as usize];
            let make = || texts.add(json::pretty(&self.config(set, &sidecar.configs)));
            let config = Arc::clone(configs.entry(config_key).or_insert_with(make));
            if sidecar.workload.is_none() {
                of_base = Some(Arc::clone(&config));
            }
            files.extend(layout::config(folder).map(|path| (path, (Role::SidecarConfig, config))));
            if !mesh && !key.is_empty() {
                let make = || texts.add(json::pretty(&by_service(&sidecar.configs)));
                let text = Arc::clone(beside.entry(key).or_insert_with(make));
                files.extend(layout::plugin_configs(folder).map(|path| (path, (Role::PluginConfigs, text))));
            }
        }
        let base = of_base.unwrap_or_else(|| texts.add(json::pretty(&self.config(&self.resolved.base, &[]))));
        files.extend(layout::in_base("config.json").map(|path| (path, (Role::Config, base))));
    }

    fn config(&self, set: &ChainSet, configs: &[AttachedConfig]) -> Value {
        let mesh = self.project.mesh_config.as_ref().map(|it| &*it.value);
        config_json::fill(mesh, set, configs)
    }
}

/// `{"shop/cart": {"geo": {…}}}`. The list is sorted by service and plugin.
fn by_service(configs: &[AttachedConfig]) -> Value {
    let mut services = Map::new();
    for it in configs {
        let service = services.entry(&*it.service).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(plugins) = service {
            plugins.insert(it.plugin.to_string(), (*it.value).clone());
        }
    }
    Value::Object(services)
}

/// Texts, each once in memory.
#[derive(Default)]
struct Texts {
    known: BTreeSet<Arc<[u8]>>,
}

impl Texts {
    fn add(&mut self, text: Vec<u8>) -> Arc<[u8]> {
        if let Some(known) = self.known.get(&*text) {
            return Arc::clone(known);
        }
        let text: Arc<[u8]> = text.into();
        self.known.insert(Arc::clone(&text));
        text
    }
}

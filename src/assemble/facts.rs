//! What the manifest says.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{AssembleOptions, layout};
use crate::bundle::{self, Chains, Digest, Facts, Variable, json};
use crate::ir::chain::{ChainSet, Link, Origin, Resolved};
use crate::ir::codebase::{Codebase, FileId, Interface};
use crate::ir::names::{CodePath, MountPoint};
use crate::ir::project::Project;
use crate::source::Sources;
use crate::world::{self, Tasks};

pub(super) fn facts(
    project: &Project,
    codebase: &Codebase,
    resolved: &Resolved,
    chain_sets: Vec<bundle::ChainSet>,
    folders: &[String],
    reached: &[FileId],
    options: AssembleOptions<'_>,
) -> Facts {
    let sidecars = resolved.sidecars.iter().zip(folders).filter_map(|(sidecar, folder)| {
        let workload = sidecar.workload.map(|at| &project.workloads[at as usize]);
        let beside = project.mesh_config.is_none() && !sidecar.configs.is_empty();
        Some(bundle::Sidecar {
            chain_set: chain_sets[sidecar.set as usize].id.clone(),
            config: layout::config(folder)?,
            kind: workload.map(|it| it.kind.clone()),
            namespace: workload.map(|it| it.namespace.clone()),
            plugin_configs: if beside { layout::plugin_configs(folder) } else { None },
            workload: workload.map_or_else(|| "default".into(), |it| it.name.clone()),
        })
    });
    Facts {
        name: project.name.clone(),
        version: project.version.clone(),
        revision: project.revision.clone(),
        tool_version: env!("CARGO_PKG_VERSION").into(),
        target: project.target.id.into(),
        pipy: project.target.api.version.into(),
        minified: options.printed.is_some(),
        sidecars: sidecars.collect(),
        plugins: plugins(project, codebase, resolved, reached),
        configs: configs(project, resolved),
        inputs: inputs(project),
        chain_sets,
    }
}

/// The sets of chains with their ids, in their order.
pub(super) fn chain_sets(
    project: &Project,
    resolved: &Resolved,
    sources: &Sources,
    tasks: &dyn Tasks,
) -> Vec<bundle::ChainSet> {
    let names = project.inputs.iter().map(|it| (&*it.read_as, &*it.path)).collect();
    let places = Places { project, sources, names };
    world::map(tasks, &resolved.sets, |set| places.chain_set(set))
}

/// What mounts links, as the manifest says it.
struct Places<'a> {
    project: &'a Project,
    sources: &'a Sources,
    /// Files by the path that was read: the path that does not depend on where the project stands.
    names: HashMap<&'a str, &'a str>,
}

impl Places<'_> {
    fn chain_set(&self, set: &ChainSet) -> bundle::ChainSet {
        let mut chains = Chains::default();
        for chain in &set.chains {
            *chains.get_mut(chain.mount) = chain.links.iter().map(|it| self.link(it)).collect();
        }
        bundle::ChainSet::new(chains)
    }

    fn link(&self, link: &Link) -> bundle::Link {
        let (origin, mounted_by) = match &link.origin {
            Origin::Builtin { span } => {
                let file = span.map(|span| {
                    let path = self.sources.place(span).path;
                    self.names.get(path).copied().unwrap_or(path).into()
                });
                (bundle::Origin::BuiltIn, file.into_iter().collect())
            }
            Origin::Custom { by, .. } => {
                let chains = &self.project.plugin_chains;
                let labels = by.iter().map(|&(chain, _)| chains[chain as usize].label.clone());
                (bundle::Origin::Custom, labels.collect::<BTreeSet<_>>().into_iter().collect())
            }
        };
        bundle::Link { module: link.path.clone(), mounted_by, origin, priority: link.priority }
    }
}

fn plugins(
    project: &Project,
    codebase: &Codebase,
    resolved: &Resolved,
    reached: &[FileId],
) -> Vec<bundle::Plugin> {
    let mut mounts: BTreeMap<FileId, BTreeSet<MountPoint>> = BTreeMap::new();
    for chain in resolved.sets.iter().flat_map(|set| &set.chains) {
        for link in &chain.links {
            mounts.entry(link.file).or_default().insert(chain.mount);
        }
    }
    let plugins = project.plugins.iter().filter_map(|plugin| {
        let module = CodePath::new(&format!("plugins/{}.js", plugin.name)).ok()?;
        let id = codebase.find(&module).filter(|id| reached.binary_search(id).is_ok())?;
        let interface = codebase.file(id).interface.as_ref();
        let mounts = mounts.get(&id).into_iter().flatten().copied();
        Some(bundle::Plugin {
            exports: interface.map(|it| variables(&it.exports)).unwrap_or_default(),
            files: interface.map(|it: &Interface| it.files.clone()).unwrap_or_default(),
            imports: interface.map(|it| variables(&it.imports)).unwrap_or_default(),
            mounts: mounts.collect(),
            name: plugin.name.clone(),
            priority: plugin.priority,
            module,
        })
    });
    plugins.collect()
}

fn variables(pairs: &[(Box<str>, Box<str>)]) -> Vec<Variable> {
    let variable = |(namespace, name): &(Box<str>, Box<str>)| Variable {
        name: name.clone(),
        namespace: namespace.clone(),
    };
    let mut variables: Vec<Variable> = pairs.iter().map(variable).collect();
    variables.sort_unstable();
    variables
}

/// The configurations that reach some sidecar, each with the services for which it does.
fn configs(project: &Project, resolved: &Resolved) -> Vec<bundle::Config> {
    let mut services: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    for it in resolved.sidecars.iter().flat_map(|it| &it.configs) {
        services.entry(it.config).or_default().insert(&it.service);
    }
    let configs = services.into_iter().map(|(config, services)| {
        let config = &project.plugin_configs[config as usize];
        bundle::Config {
            plugin: config.plugin.clone(),
            resource: config.label.clone(),
            services: services.into_iter().map(Box::from).collect(),
            sha256: Digest::of(&json::canonical(&config.config)),
        }
    });
    configs.collect()
}

fn inputs(project: &Project) -> Vec<bundle::Input> {
    let input =
        |it: &crate::ir::project::Input| bundle::Input { path: it.path.clone(), sha256: Digest(it.sha256) };
    project.inputs.iter().map(input).collect()
}

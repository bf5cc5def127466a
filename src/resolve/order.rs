//! The order of a chain: priority first, and what the mesh leaves to chance made certain.

use crate::diag::Diagnostics;
use crate::ir::chain::{Chain, ChainSet, Link, Origin};
use crate::ir::codebase::{Codebase, FileId};
use crate::ir::names::{CodePath, MountPoint};
use crate::ir::project::Project;
use crate::rules::chain::{missing_plugin, unknown_builtin};

/// What chains are made of, looked up once for all workloads.
pub(super) struct Parts<'a> {
    project: &'a Project,
    /// The values' links at each mount point, in their order.
    builtins: [Vec<Link>; 4],
    /// Each plugin's file.
    plugins: Vec<Option<(FileId, CodePath)>>,
    /// For each `PluginChain`, its mounts of plugins that exist.
    mounts: Vec<Vec<Mounted>>,
}

/// A plugin that a `PluginChain` mounts.
#[derive(Clone, Copy)]
struct Mounted {
    at: MountPoint,
    plugin: u32,
    /// Index of the mount in its `PluginChain`.
    mount: u32,
}

impl<'a> Parts<'a> {
    pub(super) fn collect(project: &'a Project, codebase: &Codebase, out: &mut Diagnostics) -> Self {
        let file = |name: &str| {
            let path = CodePath::new(&format!("plugins/{name}.js")).ok()?;
            Some((codebase.find(&path)?, path))
        };
        Parts {
            project,
            builtins: builtin_links(project, codebase, out),
            plugins: project.plugins.iter().map(|it| file(&it.name)).collect(),
            mounts: mounts(project, out),
        }
    }

    /// The chains of a sidecar that these `PluginChain`s (ascending) select.
    pub(super) fn chain_set(&self, matching: &[u32]) -> ChainSet {
        let mut customs: [Vec<(Mounted, u32)>; 4] = Default::default();
        for &chain in matching {
            for &mounted in &self.mounts[chain as usize] {
                customs[mounted.at as usize].push((mounted, chain));
            }
        }
        let chains = MountPoint::ALL.map(|mount| self.chain(mount, &mut customs[mount as usize]));
        ChainSet { chains }
    }

    fn chain(&self, mount: MountPoint, customs: &mut [(Mounted, u32)]) -> Chain {
        let mut links = self.builtins[mount as usize].clone();
        // Plugins stand in the project by name, so that their index is the order of ties.
        customs.sort_by_key(|(mounted, _)| mounted.plugin);
        for same in customs.chunk_by(|(a, _), (b, _)| a.plugin == b.plugin) {
            let plugin = same[0].0.plugin;
            let Some((file, path)) = &self.plugins[plugin as usize] else { continue };
            let by = same.iter().map(|&(mounted, chain)| (chain, mounted.mount)).collect();
            let priority = self.project.plugins[plugin as usize].priority;
            let origin = Origin::Custom { plugin, by };
            links.push(Link { path: path.clone(), file: *file, priority, origin });
        }
        // A stable sort keeps built-ins before customs, built-ins in values order, customs by name.
        links.sort_by_key(|it| std::cmp::Reverse(it.priority));
        Chain { mount, links }
    }
}

fn builtin_links(project: &Project, codebase: &Codebase, out: &mut Diagnostics) -> [Vec<Link>; 4] {
    let mut links: [Vec<Link>; 4] = Default::default();
    for entry in project.builtin_chains.iter().filter(|it| !it.disabled) {
        let found = CodePath::new(&format!("{}.js", entry.plugin)).ok();
        match found.and_then(|path| Some((codebase.find(&path)?, path))) {
            Some((file, path)) => {
                let origin = Origin::Builtin { span: entry.span };
                links[entry.mount as usize].push(Link { path, file, priority: entry.priority, origin });
            }
            None if is_broken(project, &entry.plugin) => {}
            None => out.push(unknown_builtin::report(project, codebase, entry)),
        }
    }
    links
}

/// True for `plugins/NAME` of a plugin that is there, but wrong.
fn is_broken(project: &Project, entry: &str) -> bool {
    entry.strip_prefix("plugins/").is_some_and(|name| project.broken.plugins.contains(name))
}

/// How many findings come with the name of a similar plugin; each costs a look at all of them.
const MAX_SUGGESTIONS: usize = 20;

fn mounts(project: &Project, out: &mut Diagnostics) -> Vec<Vec<Mounted>> {
    let mut all = Vec::with_capacity(project.plugin_chains.len());
    let mut missing = 0;
    for chain in &project.plugin_chains {
        let mut mounts = Vec::with_capacity(chain.mounts.len());
        for (index, mount) in chain.mounts.iter().enumerate() {
            match project.plugins.binary_search_by(|it| it.name.cmp(&mount.plugin)) {
                Ok(plugin) => {
                    mounts.push(Mounted { at: mount.mount, plugin: plugin as u32, mount: index as u32 });
                }
                // It is there, and what is wrong with it was said.
                Err(_) if project.broken.plugins.contains(&mount.plugin) => {}
                Err(_) => {
                    out.push(missing_plugin::report(project, chain, mount, missing < MAX_SUGGESTIONS));
                    missing += 1;
                }
            }
        }
        all.push(mounts);
    }
    all
}

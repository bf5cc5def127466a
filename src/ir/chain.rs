//! Resolved chains: what each sidecar runs, in order, and why.
//!
//! Many workloads have the same chains, so a [`ChainSet`] stands once and sidecars point at it.

use std::sync::Arc;

use serde_json::Value;

use super::codebase::FileId;
use super::names::{CodePath, MountPoint, Priority};
use super::project::{Plugin, Project};
use crate::source::Span;

/// All sidecars of a project.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    /// The different sets of chains, in the order of the first sidecar that has each.
    pub sets: Vec<ChainSet>,
    /// One for each workload, in the project's order; or the only one, `default`.
    pub sidecars: Vec<Sidecar>,
    /// The chains of a sidecar that no selector singles out: the values' own, and the plugins of those
    /// `PluginChain`s that select every pod. With the sidecar `default` alone, its chains.
    pub base: ChainSet,
}

/// The four chains of a sidecar.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainSet {
    /// One for each mount point, in the order of [`MountPoint::ALL`]; a list may be empty.
    pub chains: [Chain; 4],
}

impl Default for ChainSet {
    fn default() -> Self {
        ChainSet { chains: MountPoint::ALL.map(|mount| Chain { mount, links: Vec::new() }) }
    }
}

impl ChainSet {
    /// The chain of a mount point.
    pub fn chain(&self, mount: MountPoint) -> &Chain {
        &self.chains[mount as usize]
    }
}

/// The modules at a mount point, in the order in which traffic meets them.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// Where.
    pub mount: MountPoint,
    /// Highest priority first.
    pub links: Vec<Link>,
}

/// A module at a mount point.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The file that runs.
    pub path: CodePath,
    /// The same file in the codebase.
    pub file: FileId,
    /// Its priority.
    pub priority: Priority,
    /// Why it is there.
    pub origin: Origin,
}

impl Link {
    /// Where the mesh's users asked for it: the values entry, or the plugin's name in the first
    /// `PluginChain` that mounts it. `None` for an entry of the default values.
    pub fn place(&self, project: &Project) -> Option<Span> {
        match &self.origin {
            Origin::Builtin { span } => *span,
            Origin::Custom { by, .. } => {
                let &(chain, mount) = by.first()?;
                let chain = project.plugin_chains.get(chain as usize)?;
                chain.mounts.get(mount as usize).map(|it| it.span)
            }
        }
    }

    /// The custom plugin it is; `None` for an entry of the values.
    pub fn plugin<'a>(&self, project: &'a Project) -> Option<&'a Plugin> {
        match self.origin {
            Origin::Builtin { .. } => None,
            Origin::Custom { plugin, .. } => project.plugins.get(plugin as usize),
        }
    }
}

/// Why a module is in a chain.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// An entry of the values, or of the target's defaults (then without a place).
    Builtin {
        /// Where the entry stands.
        span: Option<Span>,
    },
    /// A plugin that one or more `PluginChain`s mount.
    Custom {
        /// Index of the plugin in the project.
        plugin: u32,
        /// The chains that mount it: (index of the `PluginChain` in the project, index of its mount).
        by: Vec<(u32, u32)>,
    },
}

/// What a workload's sidecar gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Sidecar {
    /// Index of the workload in the project; `None` for the only one, `default`.
    pub workload: Option<u32>,
    /// Index of its chains in [`Resolved::sets`].
    pub set: u32,
    /// The plugin configurations that reach it, sorted by service, plugin.
    pub configs: Vec<AttachedConfig>,
}

/// A configuration that reaches a sidecar.
#[derive(Debug, Clone, PartialEq)]
pub struct AttachedConfig {
    /// `namespace/name` of the service that is called.
    pub service: Arc<str>,
    /// The plugin.
    pub plugin: Arc<str>,
    /// The mount points of the plugin in this sidecar, in the order of [`MountPoint::ALL`].
    pub mounts: Vec<MountPoint>,
    /// Index of the `PluginConfig` in the project.
    pub config: u32,
    /// The configuration.
    pub value: Arc<Value>,
}

impl Sidecar {
    /// How reports call it: `shop/cart`, or `default`.
    pub fn label(&self, project: &Project) -> String {
        match self.workload.and_then(|at| project.workloads.get(at as usize)) {
            Some(workload) => format!("{}/{}", workload.namespace, workload.name),
            None => "default".to_owned(),
        }
    }
}

impl Resolved {
    /// How a link came to stand where it does, for the first sidecar of its set:
    /// `inbound-http ← PluginChain shop/edge-auth ← shop/cart`.
    pub fn mounted(&self, project: &Project, set: u32, mount: MountPoint, link: Option<&Link>) -> String {
        let mut text = mount.name().to_owned();
        match link.map(|it| &it.origin) {
            Some(Origin::Builtin { .. }) => {
                text.push_str(" ← ");
                text.push_str(project.target.values_key);
                text.push_str(".pluginChains");
            }
            Some(Origin::Custom { by, .. }) => {
                let chain = by.first().and_then(|&(chain, _)| project.plugin_chains.get(chain as usize));
                if let Some(chain) = chain {
                    text.push_str(" ← ");
                    text.push_str(&chain.label);
                }
            }
            None => {}
        }
        if let Some(sidecar) = self.sidecars.iter().find(|it| it.set == set) {
            text.push_str(" ← ");
            text.push_str(&sidecar.label(project));
        }
        text
    }

    /// A mount of one sidecar, when `sidecars` in all have the same finding.
    pub fn and_others(mounted: String, sidecars: u32) -> String {
        match sidecars {
            0 | 1 => mounted,
            _ => format!("{mounted} and {} more", sidecars - 1),
        }
    }

    /// How many sidecars have each set.
    pub fn sizes(&self) -> Vec<u32> {
        let mut sizes = vec![0; self.sets.len()];
        for sidecar in &self.sidecars {
            sizes[sidecar.set as usize] += 1;
        }
        sizes
    }
}

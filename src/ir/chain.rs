//! Resolved chains: what each sidecar runs, in order, and why.
//!
//! Many workloads have the same chains, so a [`ChainSet`] stands once and sidecars point at it.

use std::sync::Arc;

use serde_json::Value;

use super::names::{CodePath, MountPoint, Priority};
use crate::source::Span;

/// All sidecars of a project.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    /// The different sets of chains, in the order of the first sidecar that has each.
    pub sets: Vec<ChainSet>,
    /// One for each workload, in the project's order; or the only one, `default`.
    pub sidecars: Vec<Sidecar>,
}

/// The four chains of a sidecar.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainSet {
    /// One for each mount point, in the order of [`MountPoint::ALL`]; a list may be empty.
    pub chains: [Chain; 4],
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
    /// Its priority.
    pub priority: Priority,
    /// Why it is there.
    pub origin: Origin,
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
    pub service: Box<str>,
    /// The plugin.
    pub plugin: Box<str>,
    /// The mount points of the plugin in this sidecar, in the order of [`MountPoint::ALL`].
    pub mounts: Vec<MountPoint>,
    /// Index of the `PluginConfig` in the project.
    pub config: u32,
    /// The configuration.
    pub value: Arc<Value>,
}

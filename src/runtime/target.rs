//! The meshes that bundles can be built for.

use super::api::Api;
use super::script::Script;

/// A mesh release that bundles can be built for.
#[derive(Debug)]
pub struct Target {
    /// `osm-edge-1.3`.
    pub id: &'static str,
    /// What its Pipy offers.
    pub api: &'static Api,
    /// First key of the values path: `osm` in `osm.pluginChains`.
    pub values_key: &'static str,
    /// The namespace label that says which mesh watches it.
    pub monitored_by: &'static str,
    /// The namespace label that takes a namespace out of the mesh again.
    pub ignored: &'static str,
    /// What a sidecar's configuration can be called. The mesh writes one of them, a bundle has the first.
    pub config_files: &'static [&'static str],
    /// Whether its resource definitions are written by hand and strict: no priority below zero, `values`
    /// in every selector expression, `kind` in every destination. Generated ones let all that pass.
    pub strict_resources: bool,
    /// The default values' chains, in their order.
    pub links: &'static [DefaultLink],
    /// The embedded scripts, sorted by path.
    pub scripts: &'static [Script],
}

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Target {}

/// An entry of the default values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DefaultLink {
    /// `inbound-http`, and so on.
    pub mount: &'static str,
    /// `modules/inbound-http-default`.
    pub plugin: &'static str,
    /// Its priority.
    pub priority: f32,
}

impl Target {
    /// The embedded script at this path: `modules/inbound-http-default.js`.
    pub fn script(&self, path: &str) -> Option<&'static Script> {
        let index = self.scripts.binary_search_by(|it| it.path.cmp(path)).ok()?;
        self.scripts.get(index)
    }
}

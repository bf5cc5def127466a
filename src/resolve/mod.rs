//! From a project and its scripts to what each workload's sidecar runs.
//!
//! [`codebase()`] lists every file a sidecar could load, with its [`Interface`]. [`chains`] then works
//! out, for each workload, which `PluginChain`s select it ([`select`]), the four chains in their order
//! ([`order`]), the configurations that reach it ([`configs`]), and whether every variable that a
//! loaded script imports is exported by another ([`bind`]). Nothing here looks into a script's text,
//! and nothing here writes.
//!
//! [`Interface`]: crate::ir::codebase::Interface

mod bind;
mod codebase;
mod configs;
mod interface;
mod order;
mod select;

use std::collections::BTreeMap;

use crate::diag::Diagnostics;
use crate::ir::chain::{Resolved, Sidecar};
use crate::ir::codebase::Codebase;
use crate::ir::project::Project;
use crate::rules::chain::no_workloads;

pub use codebase::codebase;
pub use interface::derive as interface;
pub use select::{namespace_labels, selects};

/// What each workload's sidecar runs: chains, in order, and the configurations that reach it.
///
/// A plugin that does not exist is reported and left out, as the mesh does.
pub fn chains(project: &Project, codebase: &Codebase) -> (Resolved, Diagnostics) {
    let mut out = Diagnostics::default();
    let parts = order::Parts::collect(project, codebase, &mut out);
    let mut resolved = Resolved::default();
    if project.workloads.is_empty() {
        let everything: Vec<u32> = (0..project.plugin_chains.len() as u32).collect();
        resolved.base = parts.chain_set(&everything);
        resolved.sets.push(resolved.base.clone());
        resolved.sidecars.push(Sidecar { workload: None, set: 0, configs: Vec::new() });
        out.extend(no_workloads::report(project));
    } else {
        resolved.base = parts.chain_set(&select::unselective(project));
        // Most workloads are selected by the same `PluginChain`s as another one.
        let mut known: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        for (workload, matching) in select::matching(project).into_iter().enumerate() {
            let next = known.len() as u32;
            let set = *known.entry(matching).or_insert_with_key(|matching| {
                resolved.sets.push(parts.chain_set(matching));
                next
            });
            resolved.sidecars.push(Sidecar { workload: Some(workload as u32), set, configs: Vec::new() });
        }
    }
    configs::attach(project, &mut resolved, &mut out);
    bind::check(project, codebase, &resolved, &mut out);
    (resolved, out)
}

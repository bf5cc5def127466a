//! Which plugin configuration reaches which sidecar.
//!
//! A configuration belongs to the service that is called: it matters in the inbound chains of the
//! pods behind that service, and in the outbound chains of every pod that may call it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::chain::{AttachedConfig, ChainSet, Origin, Resolved};
use crate::ir::names::{Direction, MountPoint};
use crate::ir::project::{Destination, Project, Service, Workload};
use crate::rules::config::{duplicate, no_workload, not_reachable};

/// One configuration for one service, before it is known who mounts the plugin.
struct Wanted<'a> {
    config: u32,
    destination: &'a Destination,
    service: Arc<str>,
    plugin: Arc<str>,
    /// The service, if a document declares it.
    declared: Option<&'a Service>,
}

/// Attaches to each sidecar the configurations of the plugins that it mounts.
pub(super) fn attach(project: &Project, resolved: &mut Resolved, out: &mut Diagnostics) {
    let wanted = wanted(project, out);
    if wanted.is_empty() {
        return;
    }
    let by_set: Vec<Vec<Candidate>> =
        resolved.sets.iter().map(|set| candidates(project, set, &wanted)).collect();
    let mut reached = vec![false; wanted.len()];
    for sidecar in &mut resolved.sidecars {
        let workload = sidecar.workload.and_then(|at| project.workloads.get(at as usize));
        for candidate in &by_set[sidecar.set as usize] {
            let it = &wanted[candidate.wanted];
            let mounts = match workload.is_none_or(|workload| it.served_by(workload)) {
                true => &candidate.mounts,
                false => &candidate.outbound,
            };
            if !mounts.is_empty() {
                reached[candidate.wanted] = true;
                sidecar.configs.push(AttachedConfig {
                    service: Arc::clone(&it.service),
                    plugin: Arc::clone(&it.plugin),
                    mounts: mounts.clone(),
                    config: it.config,
                    value: Arc::clone(&project.plugin_configs[it.config as usize].config),
                });
            }
        }
    }
    let mut mounted = vec![false; wanted.len()];
    by_set.iter().flatten().for_each(|it| mounted[it.wanted] = true);
    for (at, it) in wanted.iter().enumerate().filter(|&(at, _)| !reached[at]) {
        out.extend(it.why_lost(project, mounted[at]));
    }
}

/// A configuration that reaches the sidecars of a set, if the service fits.
struct Candidate {
    /// Index of the configuration in the list of wanted ones.
    wanted: usize,
    /// Where the set mounts the plugin.
    mounts: Vec<MountPoint>,
    /// Those of them that do not ask whose pod it is.
    outbound: Vec<MountPoint>,
}

fn candidates(project: &Project, set: &ChainSet, wanted: &[Wanted<'_>]) -> Vec<Candidate> {
    let mounted = mounted(project, set);
    let candidates = wanted.iter().enumerate().filter_map(|(at, it)| {
        let mounts = mounted.get(&*it.plugin)?.clone();
        let outbound = |mount: &MountPoint| mount.direction() == Direction::Outbound;
        let outbound = mounts.iter().copied().filter(outbound).collect();
        Some(Candidate { wanted: at, mounts, outbound })
    });
    candidates.collect()
}

/// Every pair of service and plugin once, sorted; of two configurations for one pair the first.
fn wanted<'a>(project: &'a Project, out: &mut Diagnostics) -> Vec<Wanted<'a>> {
    let mut first: BTreeMap<(String, &str), (u32, u32)> = BTreeMap::new();
    for (config, it) in project.plugin_configs.iter().enumerate() {
        for (at, destination) in it.destinations.iter().enumerate() {
            let service = format!("{}/{}", destination.namespace, destination.name);
            let here = (config as u32, at as u32);
            let known = *first.entry((service, &it.plugin)).or_insert(here);
            if known != here {
                let earlier = &project.plugin_configs[known.0 as usize];
                let place = earlier.destinations[known.1 as usize].span;
                out.push(duplicate::report(it, destination, earlier, place));
            }
        }
    }
    let wanted = first.into_iter().map(|((service, plugin), (config, destination))| {
        let destination = &project.plugin_configs[config as usize].destinations[destination as usize];
        let key = (destination.namespace.clone(), destination.name.clone());
        let declared = project.services.get(&key);
        Wanted { config, destination, service: service.into(), plugin: plugin.into(), declared }
    });
    wanted.collect()
}

impl Wanted<'_> {
    /// Whether the workload's pods are behind the service. An unknown service may have any pods.
    fn served_by(&self, workload: &Workload) -> bool {
        self.declared.is_none_or(|service| serves(&self.destination.namespace, service, workload))
    }

    /// Why no sidecar has it. A plugin that no sidecar mounts has a finding of its own.
    fn why_lost(&self, project: &Project, mounted: bool) -> Option<Diagnostic> {
        if !mounted {
            return None;
        }
        let config = &project.plugin_configs[self.config as usize];
        match project.workloads.iter().any(|it| self.served_by(it)) {
            true => Some(not_reachable::report(config, self.destination)),
            false => Some(no_workload::report(config, self.destination)),
        }
    }
}

/// Whether a workload's pods are behind a service. One without a selector gets its endpoints from
/// elsewhere, so any workload of its namespace may be behind it.
fn serves(namespace: &str, service: &Service, workload: &Workload) -> bool {
    let equal = |(key, value)| workload.labels.get(key).is_some_and(|own| own == value);
    *namespace == *workload.namespace && service.selector.iter().all(equal)
}

/// The mount points of each custom plugin in a set. A plugin that the values mount counts too.
fn mounted<'a>(project: &'a Project, set: &'a ChainSet) -> BTreeMap<&'a str, Vec<MountPoint>> {
    let mut mounts: BTreeMap<&str, Vec<MountPoint>> = BTreeMap::new();
    for chain in &set.chains {
        for link in &chain.links {
            let name = match link.origin {
                Origin::Custom { plugin, .. } => Some(&*project.plugins[plugin as usize].name),
                Origin::Builtin { .. } => {
                    link.path.as_str().strip_prefix("plugins/").and_then(|it| it.strip_suffix(".js"))
                }
            };
            if let Some(name) = name {
                let list = mounts.entry(name).or_default();
                if !list.contains(&chain.mount) {
                    list.push(chain.mount);
                }
            }
        }
    }
    mounts
}

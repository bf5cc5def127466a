//! What changed in the chains of sidecars, those with the same changes together.

use std::collections::{BTreeMap, BTreeSet};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Pair;
use crate::bundle::{Chains, Link, Manifest, Origin, Sidecar};
use crate::ir::names::{CodePath, MountPoint};

/// The same changes in the chains of some sidecars.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainsChange<'a> {
    /// The sidecars, as [`Names`] calls them, sorted.
    pub sidecars: Vec<String>,
    /// What changed, by mount point and in the order of the new chain; what was removed stands where
    /// it was.
    pub links: Vec<LinkChange<'a>>,
}

/// What became of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LinkBecame {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its priority is another one, or it stands elsewhere among those that both chains have.
    Moved,
    /// Other resources mount it, in the same place.
    Remounted,
}

impl LinkBecame {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            LinkBecame::Added => "added",
            LinkBecame::Removed => "removed",
            LinkBecame::Moved => "moved",
            LinkBecame::Remounted => "remounted",
        }
    }
}

/// Which way a link went among those that both chains have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// Traffic meets it earlier.
    Up,
    /// Traffic meets it later.
    Down,
}

impl Way {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Way::Up => "up",
            Way::Down => "down",
        }
    }
}

/// A link that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkChange<'a> {
    /// Where.
    pub mount: MountPoint,
    /// The file that runs.
    pub module: &'a CodePath,
    /// What became of it.
    pub became: LinkBecame,
    /// Which way it went, if it stands elsewhere among those that both chains have.
    pub way: Option<Way>,
    /// As it was; `None` for one that is new.
    pub old: Option<&'a Link>,
    /// As it is; `None` for one that is gone.
    pub new: Option<&'a Link>,
}

/// How sidecars are called: `shop/cart`, and `shop/cart (Deployment)` where another one of either
/// bundle has the same name.
#[derive(Debug)]
pub struct Names<'a> {
    shared: BTreeSet<(Option<&'a str>, &'a str)>,
}

type Key<'a> = (Option<&'a str>, &'a str, Option<&'a str>);

fn key(sidecar: &Sidecar) -> Key<'_> {
    (sidecar.namespace.as_deref(), &sidecar.workload, sidecar.kind.as_deref())
}

impl<'a> Names<'a> {
    /// The names in these manifests.
    pub fn of(manifests: &[&'a Manifest]) -> Self {
        let all: BTreeSet<Key<'a>> = manifests.iter().flat_map(|it| &it.sidecars).map(key).collect();
        let mut seen = BTreeSet::new();
        let again = |&(namespace, workload, _): &Key<'a>| !seen.insert((namespace, workload));
        let shared = all.iter().copied().filter(again).map(|(namespace, workload, _)| (namespace, workload));
        Names { shared: shared.collect() }
    }

    /// The name of a sidecar.
    pub fn name(&self, sidecar: &Sidecar) -> String {
        let (namespace, workload, kind) = key(sidecar);
        match kind {
            Some(kind) if self.shared.contains(&(namespace, workload)) => {
                format!("{} ({kind})", sidecar.name())
            }
            _ => sidecar.name(),
        }
    }
}

/// The sidecars that both bundles have, and those that one has, all sorted.
pub(super) struct Matched<'a> {
    pub(super) both: Vec<Pair<&'a Sidecar>>,
    pub(super) added: Vec<&'a Sidecar>,
    pub(super) removed: Vec<&'a Sidecar>,
}

impl<'a> Matched<'a> {
    pub(super) fn of(old: &'a Manifest, new: &'a Manifest) -> Self {
        let mut before: BTreeMap<Key<'a>, &Sidecar> = old.sidecars.iter().map(|it| (key(it), it)).collect();
        let mut matched = Matched { both: Vec::new(), added: Vec::new(), removed: Vec::new() };
        for sidecar in &new.sidecars {
            match before.remove(&key(sidecar)) {
                Some(old) => matched.both.push(Pair { old, new: sidecar }),
                None => matched.added.push(sidecar),
            }
        }
        matched.removed = before.into_values().collect();
        matched
    }
}

/// The changes, in the order of the first sidecar that has each.
pub(super) fn changes<'a>(
    manifests: Pair<&'a Manifest>,
    matched: &Matched<'a>,
    names: &Names<'_>,
) -> Vec<ChainsChange<'a>> {
    let mut by_sets: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut out: Vec<ChainsChange<'a>> = Vec::new();
    let none = usize::MAX;
    for pair in &matched.both {
        let sets = (&*pair.old.chain_set, &*pair.new.chain_set);
        let at = *by_sets.entry(sets).or_insert_with(|| {
            let (Some(old), Some(new)) = (manifests.old.chain_set(sets.0), manifests.new.chain_set(sets.1))
            else {
                return none;
            };
            let links = if sets.0 == sets.1 { Vec::new() } else { of_chains(old, new) };
            if links.is_empty() {
                return none;
            }
            // Other sidecars may have other chains and yet the same changes.
            out.iter().position(|it| it.links == links).unwrap_or_else(|| {
                out.push(ChainsChange { sidecars: Vec::new(), links });
                out.len() - 1
            })
        });
        if let Some(change) = out.get_mut(at) {
            change.sidecars.push(names.name(pair.new));
        }
    }
    out
}

/// What changed between the four chains of two sidecars.
fn of_chains<'a>(old: &'a Chains, new: &'a Chains) -> Vec<LinkChange<'a>> {
    let pairs = old.iter().zip(new.iter());
    pairs.flat_map(|((mount, old), (_, new))| of_chain(mount, old, new)).collect()
}

/// A module, and how many links of its chain before it have the same.
type Name<'a> = (&'a CodePath, usize);

fn names(links: &[Link]) -> Vec<Name<'_>> {
    let mut seen: BTreeMap<&CodePath, usize> = BTreeMap::new();
    let name = |link| {
        let n_before = seen.entry(link).or_default();
        *n_before += 1;
        (link, *n_before - 1)
    };
    links.iter().map(|it| &it.module).map(name).collect()
}

fn of_chain<'a>(mount: MountPoint, old: &'a [Link], new: &'a [Link]) -> Vec<LinkChange<'a>> {
    let (old_names, new_names) = (names(old), names(new));
    let places = |names: &[Name<'a>]| names.iter().copied().zip(0..).collect::<BTreeMap<Name<'a>, usize>>();
    let (old_places, new_places) = (places(&old_names), places(&new_names));
    let common: Vec<(usize, usize)> =
        old_names.iter().zip(0..).filter_map(|(name, at)| Some((at, *new_places.get(name)?))).collect();
    let reordered = reordered(&common, old, new);
    let mut out = Vec::new();
    for (at, name) in new_names.iter().enumerate() {
        let (module, new) = (name.0, &new[at]);
        let before = old_places.get(name).map(|&at| (at, &old[at]));
        let way = before.and_then(|it| reordered.get(&it.0).copied());
        let became = match before {
            None => LinkBecame::Added,
            Some((_, old)) if way.is_some() || old.priority != new.priority => LinkBecame::Moved,
            Some((_, old)) if remounted(old, new) => LinkBecame::Remounted,
            Some(_) => continue,
        };
        let old = before.map(|it| it.1);
        out.push(((at, 1, 0), LinkChange { mount, module, became, way, old, new: Some(new) }));
    }
    for (at, name) in old_names.iter().enumerate().filter(|(_, name)| !new_places.contains_key(name)) {
        let (module, became, old) = (name.0, LinkBecame::Removed, Some(&old[at]));
        // It stood in front of the first common link that follows it.
        let next = common.iter().find(|&&(old_at, _)| old_at > at).map_or(new_names.len(), |it| it.1);
        out.push(((next, 0, at), LinkChange { mount, module, became, way: None, old, new: None }));
    }
    out.sort_by_key(|it| it.0);
    out.into_iter().map(|(_, change)| change).collect()
}

/// Which links, by their place in the old chain, stand elsewhere among those that both chains have.
/// Of two that changed places the one with another priority moved; else as few as possible.
fn reordered(common: &[(usize, usize)], old: &[Link], new: &[Link]) -> BTreeMap<usize, Way> {
    let stays = |&&(a, b): &&(usize, usize)| old[a].priority == new[b].priority;
    let steady: Vec<(usize, usize)> = common.iter().filter(stays).copied().collect();
    let mut by_new = steady.clone();
    by_new.sort_unstable_by_key(|it| it.1);
    let mut kept: BTreeSet<(usize, usize)> = BTreeSet::new();
    for op in capture_diff_slices(Algorithm::Myers, &steady, &by_new) {
        if let DiffOp::Equal { .. } = op {
            kept.extend(&steady[op.old_range()]);
        }
    }
    let mut out = BTreeMap::new();
    for it in common.iter().filter(|it| !kept.contains(*it)) {
        // Those that moved may also have passed each other.
        let passed = |up: bool| {
            let passed = |other: &&(usize, usize)| match up {
                true => other.0 < it.0 && other.1 > it.1,
                false => other.0 > it.0 && other.1 < it.1,
            };
            common.iter().filter(passed).count()
        };
        let (up, down) = (passed(true), passed(false));
        if up + down > 0 {
            out.insert(it.0, if up >= down { Way::Up } else { Way::Down });
        }
    }
    out
}

/// Whether other resources mount a link. Which values file names a built-in one changes nothing.
fn remounted(old: &Link, new: &Link) -> bool {
    old.origin != new.origin || (new.origin == Origin::Custom && old.mounted_by != new.mounted_by)
}

/// The plugins that some sidecars gained or lost, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// Sidecars of both bundles that have it now, and had it nowhere.
    pub gained: Vec<String>,
    /// Sidecars of both bundles that had it, and have it nowhere now.
    pub lost: Vec<String>,
}

/// Who gained and lost which plugin.
pub(super) fn reach<'a>(
    manifests: Pair<&'a Manifest>,
    matched: &Matched<'a>,
    names: &Names<'_>,
) -> BTreeMap<&'a str, Reach> {
    let before = mounted(manifests.old);
    let after = mounted(manifests.new);
    let nothing = BTreeSet::new();
    let mut out: BTreeMap<&str, Reach> = BTreeMap::new();
    for pair in &matched.both {
        let had = before.get(&*pair.old.chain_set).unwrap_or(&nothing);
        let has = after.get(&*pair.new.chain_set).unwrap_or(&nothing);
        for plugin in has.difference(had) {
            out.entry(plugin).or_default().gained.push(names.name(pair.new));
        }
        for plugin in had.difference(has) {
            out.entry(plugin).or_default().lost.push(names.name(pair.new));
        }
    }
    out
}

/// The names of the custom plugins in each chain set.
fn mounted(manifest: &Manifest) -> BTreeMap<&str, BTreeSet<&str>> {
    let plugins: BTreeMap<&CodePath, &str> =
        manifest.plugins.iter().map(|it| (&it.module, &*it.name)).collect();
    let sets = manifest.chain_sets.iter().map(|set| {
        let links = set.chains.iter().flat_map(|(_, links)| links);
        (&*set.id, links.filter_map(|it| plugins.get(&it.module).copied()).collect())
    });
    sets.collect()
}

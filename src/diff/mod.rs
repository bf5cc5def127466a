//! Two bundles in, what is different between them out; and how far the version must grow for it.
//!
//! [`Diff::of`] compares by meaning: chains link by link and for each sidecar ([`chains`]), scripts by
//! their programs ([`files`]), configurations value by value ([`configs`], [`values`]). Sidecars with
//! the same changes stand together, so that one plugin that goes everywhere is one change. Nothing here
//! compiles a project, reads a file, or words anything for people; `report::diff` does that.
//!
//! ```
//! # use pipyc::{bundle::{Bundle, Facts}, diff::Diff};
//! # fn shown(old: &Bundle, new: &Bundle) {
//! let diff = Diff::of(old, new);
//! assert!(Diff::of(old, old).is_same());
//! for change in &diff.chains {
//!     println!("{}: {} links", change.sidecars.join(", "), change.links.len());
//! }
//! # }
//! ```

pub mod bump;
pub mod chains;
pub mod configs;
pub mod files;
pub mod text;
pub mod values;

use std::collections::{BTreeMap, BTreeSet};

use crate::bundle::{Bundle, Manifest, Plugin};
use crate::ir::names::{CodePath, MountPoint};

use bump::Bump;
use chains::{ChainsChange, Names, Reach};
use configs::{ConfigChange, ResourceChange};
use files::{FileChange, InterfaceChange};

/// Something before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pair<T> {
    /// Before.
    pub old: T,
    /// After.
    pub new: T,
}

/// What a list has more, and what it has no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListChange<T> {
    /// Only the new list has it; in its order.
    pub added: Vec<T>,
    /// Only the old list has it; in its order.
    pub removed: Vec<T>,
}

impl<T: Ord + Clone> ListChange<T> {
    fn of(old: &[T], new: &[T]) -> Self {
        let only = |these: &[T], others: &[T]| {
            let others: BTreeSet<&T> = others.iter().collect();
            these.iter().filter(|it| !others.contains(it)).cloned().collect()
        };
        ListChange { added: only(new, old), removed: only(old, new) }
    }

    /// Both lists have the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

/// What is different between two bundles. Every list is sorted, and empty where nothing is.
#[derive(Debug, Clone)]
pub struct Diff<'a> {
    /// What the old bundle says of itself.
    pub old: &'a Manifest,
    /// What the new bundle says of itself.
    pub new: &'a Manifest,
    /// Sidecars that only the new bundle has, as [`Names`] calls them.
    pub added: Vec<String>,
    /// Sidecars that only the old bundle has.
    pub removed: Vec<String>,
    /// Changes in the chains of sidecars that both have.
    pub chains: Vec<ChainsChange<'a>>,
    /// Custom plugins that are new, gone, changed, or that some sidecar gained or lost; by name.
    pub plugins: Vec<PluginChange<'a>>,
    /// What scripts export and import, where that changed; by path.
    pub interfaces: Vec<InterfaceChange<'a>>,
    /// Files of the codebase, configurations apart; by path.
    pub files: Vec<FileChange<'a>>,
    /// Configurations of sidecars that both have.
    pub configs: Vec<ConfigChange>,
    /// `PluginConfig`s; by resource.
    pub resources: Vec<ResourceChange<'a>>,
}

/// A custom plugin that changed, or that some sidecar gained or lost.
#[derive(Debug, Clone, PartialEq)]
pub struct PluginChange<'a> {
    /// Its name.
    pub name: &'a str,
    /// As it was; `None` for one that is new.
    pub old: Option<&'a Plugin>,
    /// As it is; `None` for one that is gone.
    pub new: Option<&'a Plugin>,
    /// The mount points at which at least one sidecar has it.
    pub mounts: ListChange<MountPoint>,
    /// The files that it names.
    pub files: ListChange<CodePath>,
    /// Who gained and lost it.
    pub reach: Reach,
}

impl PluginChange<'_> {
    /// Its priority is another one.
    pub fn has_other_priority(&self) -> bool {
        matches!((self.old, self.new), (Some(old), Some(new)) if old.priority != new.priority)
    }
}

impl<'a> Diff<'a> {
    /// Compares two bundles, which are what they say they are; see [`crate::bundle::read::checked`].
    pub fn of(old: &'a Bundle, new: &'a Bundle) -> Self {
        let manifests = Pair { old: &old.manifest, new: &new.manifest };
        let bundles = Pair { old, new };
        let names = Names::of(&[manifests.old, manifests.new]);
        let matched = chains::Matched::of(manifests.old, manifests.new);
        let (files, interfaces) = files::changes(bundles);
        Diff {
            old: manifests.old,
            new: manifests.new,
            added: matched.added.iter().map(|it| names.name(it)).collect(),
            removed: matched.removed.iter().map(|it| names.name(it)).collect(),
            chains: chains::changes(manifests, &matched, &names),
            plugins: plugins(manifests, chains::reach(manifests, &matched, &names)),
            interfaces,
            files,
            configs: configs::changes(bundles, &matched, &names),
            resources: configs::resources(manifests.old, manifests.new),
        }
    }

    /// Nothing is different: neither what runs, nor what it is called, nor who mounts it. What made the
    /// bundles, from which inputs, and the revision they name do not count.
    pub fn is_same(&self) -> bool {
        let says = |it: &Manifest| {
            let texts = [&it.name, &it.target, &it.pipy].map(|it| it.to_string());
            (texts, it.version.clone(), it.digest, it.minified)
        };
        says(self.old) == says(self.new) && self.is_same_inside()
    }

    /// Nothing is different but what the bundles say of themselves.
    pub fn is_same_inside(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.chains.is_empty()
            && self.plugins.is_empty()
            && self.interfaces.is_empty()
            && self.files.is_empty()
            && self.configs.is_empty()
            && self.resources.is_empty()
    }

    /// How far the version must grow, and whether it does.
    pub fn bump(&self) -> Bump {
        bump::judge(self)
    }
}

fn plugins<'a>(manifests: Pair<&'a Manifest>, mut reach: BTreeMap<&'a str, Reach>) -> Vec<PluginChange<'a>> {
    fn by_name(manifest: &Manifest) -> BTreeMap<&str, &Plugin> {
        manifest.plugins.iter().map(|it| (&*it.name, it)).collect()
    }
    let (before, after) = (by_name(manifests.old), by_name(manifests.new));
    let names: BTreeSet<&'a str> = before.keys().chain(after.keys()).copied().collect();
    let change = |name: &'a str| {
        let (old, new) = (before.get(name).copied(), after.get(name).copied());
        let reach = reach.remove(name).unwrap_or_default();
        if old == new && reach == Reach::default() {
            return None;
        }
        let mounts = |it: Option<&Plugin>| it.map(|it| it.mounts.clone()).unwrap_or_default();
        let files = |it: Option<&Plugin>| it.map(|it| it.files.clone()).unwrap_or_default();
        let (mounts, files) =
            (ListChange::of(&mounts(old), &mounts(new)), ListChange::of(&files(old), &files(new)));
        Some(PluginChange { name, old, new, mounts, files, reach })
    };
    names.into_iter().filter_map(change).collect()
}

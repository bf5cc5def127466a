//! What changed in configurations: the mesh's `config.json`, and the plugins' own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::chains::{Matched, Names};
use super::values::{self, ValueChange};
use super::{ListChange, Pair};
use crate::bundle::{Bundle, Config, Manifest, json};
use crate::ir::names::CodePath;

/// What `base/config.json` is called where sidecars are.
pub const BASE: &str = "base";

/// Which file of a sidecar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConfigFile {
    /// `config.json`, without its `Chains`: those are told as links.
    Mesh,
    /// `plugin-configs.json`.
    Plugins,
}

impl ConfigFile {
    /// Its name in the sidecar's folder.
    pub fn name(self) -> &'static str {
        match self {
            ConfigFile::Mesh => "config.json",
            ConfigFile::Plugins => "plugin-configs.json",
        }
    }
}

/// The same changes in the configurations of some sidecars.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigChange {
    /// Which file.
    pub file: ConfigFile,
    /// The sidecars, as [`Names`] calls them, sorted; [`BASE`] for `base/config.json`.
    pub sidecars: Vec<String>,
    /// What changed; empty if only blanks or the order of keys did.
    pub changes: Vec<ValueChange>,
}

/// A `PluginConfig` that is new, gone, or another one.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceChange<'a> {
    /// The resource: `PluginConfig shop/geo`.
    pub resource: &'a str,
    /// The plugin it is for.
    pub plugin: &'a str,
    /// As it was, and as it is; `None` where it is not there.
    pub sides: Pair<Option<&'a Config>>,
    /// The services that it reaches.
    pub services: ListChange<String>,
    /// What it says is another thing.
    pub content: bool,
}

/// The changes of all sidecars, first `config.json`, then `plugin-configs.json`, each in the order of
/// the first sidecar that has it.
pub(super) fn changes(bundles: Pair<&Bundle>, matched: &Matched<'_>, names: &Names<'_>) -> Vec<ConfigChange> {
    let mut out = Vec::new();
    for file in [ConfigFile::Mesh, ConfigFile::Plugins] {
        let mut group = Group { file, bundles, known: BTreeMap::new(), list: Vec::new() };
        if file == ConfigFile::Mesh
            && let Ok(path) = CodePath::new("base/config.json")
        {
            group.add(Pair { old: Some(&path), new: Some(&path) }, || BASE.to_owned());
        }
        for pair in &matched.both {
            let paths = match file {
                ConfigFile::Mesh => Pair { old: Some(&pair.old.config), new: Some(&pair.new.config) },
                ConfigFile::Plugins => {
                    Pair { old: pair.old.plugin_configs.as_ref(), new: pair.new.plugin_configs.as_ref() }
                }
            };
            group.add(paths, || names.name(pair.new));
        }
        out.extend(group.list);
    }
    out
}

struct Group<'a> {
    file: ConfigFile,
    bundles: Pair<&'a Bundle>,
    /// What came of each pair of texts: sidecars often share them.
    known: BTreeMap<(&'a [u8], &'a [u8]), Option<usize>>,
    list: Vec<ConfigChange>,
}

impl<'a> Group<'a> {
    fn add(&mut self, paths: Pair<Option<&CodePath>>, name: impl FnOnce() -> String) {
        let text = |bundle: &'a Bundle, path: Option<&CodePath>| {
            path.and_then(|path| bundle.files.get(path)).map_or(&[][..], |it: &Arc<[u8]>| it)
        };
        let texts = (text(self.bundles.old, paths.old), text(self.bundles.new, paths.new));
        if texts.0 == texts.1 {
            return;
        }
        let at = match self.known.get(&texts) {
            Some(&known) => known,
            None => {
                let found = self.compare(texts);
                let at = found.map(|changes| {
                    self.list.iter().position(|it| it.changes == changes).unwrap_or_else(|| {
                        self.list.push(ConfigChange { file: self.file, sidecars: Vec::new(), changes });
                        self.list.len() - 1
                    })
                });
                self.known.insert(texts, at);
                at
            }
        };
        if let Some(change) = at.and_then(|at| self.list.get_mut(at)) {
            change.sidecars.push(name());
        }
    }

    /// The differences that are worth telling; `None` if all of them are told as links.
    fn compare(&self, texts: (&[u8], &[u8])) -> Option<Vec<ValueChange>> {
        let read = |text| json::parse_strict(text).unwrap_or_else(|_| Value::Object(serde_json::Map::new()));
        let (mut old, mut new) = (read(texts.0), read(texts.1));
        let mut chains = Pair { old: None, new: None };
        if self.file == ConfigFile::Mesh {
            let take = |value: &mut Value| value.as_object_mut().and_then(|it| it.remove("Chains"));
            chains = Pair { old: take(&mut old), new: take(&mut new) };
        }
        let changes = values::compare(&old, &new);
        (!changes.is_empty() || chains.old == chains.new).then_some(changes)
    }
}

/// The `PluginConfig`s that are not the same.
pub(super) fn resources<'a>(old: &'a Manifest, new: &'a Manifest) -> Vec<ResourceChange<'a>> {
    type Key<'a> = (&'a str, &'a str);
    fn by_key(manifest: &Manifest) -> BTreeMap<Key<'_>, &Config> {
        manifest.configs.iter().map(|it| ((&*it.resource, &*it.plugin), it)).collect()
    }
    let (before, after) = (by_key(old), by_key(new));
    let keys: BTreeSet<Key<'a>> = before.keys().chain(after.keys()).copied().collect();
    let change = |key: Key<'a>| {
        let sides = Pair { old: before.get(&key).copied(), new: after.get(&key).copied() };
        let services = |side: Option<&Config>| {
            side.map(|it| it.services.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap_or_default()
        };
        let services = ListChange::of(&services(sides.old), &services(sides.new));
        let content = matches!((sides.old, sides.new), (Some(old), Some(new)) if old.sha256 != new.sha256);
        let (resource, plugin) = key;
        (sides.old != sides.new).then_some(ResourceChange { resource, plugin, sides, services, content })
    };
    keys.into_iter().filter_map(change).collect()
}

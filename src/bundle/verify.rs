//! Is a bundle that was read what its manifest says?
//!
//! Every digest, size and path is compared, and what the manifest says of chains is compared with
//! what Pipy will read in each sidecar's `config.json`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use serde_json::Value;

use super::digest::{self, Hasher};
use super::manifest::{Chains, FileEntry, Manifest, Origin, Role, sidecar_key};
use super::{Bundle, MANIFEST, json};
use crate::ir::names::{CodePath, MountPoint, Priority};

/// One way in which a bundle is not what it says it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The file that is at fault.
    pub path: Box<str>,
    /// What is wrong with it: lower case, no full stop.
    pub message: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// All differences, sorted by file; empty for every bundle that [`Bundle::new`] made.
pub fn differences(bundle: &Bundle) -> Vec<Difference> {
    let mut out = Out::default();
    files(bundle, &mut out);
    manifest_text(bundle, &mut out);
    order(&bundle.manifest, &mut out);
    chain_sets(bundle, &mut out);
    sidecars(bundle, &mut out);
    plugins(bundle, &mut out);
    out.list.sort();
    out.list.dedup();
    out.list
}

#[derive(Default)]
struct Out {
    list: Vec<Difference>,
}

impl Out {
    fn push(&mut self, path: &str, message: impl Into<String>) {
        self.list.push(Difference { path: path.into(), message: message.into() });
    }

    fn manifest(&mut self, message: impl Into<String>) {
        self.push(MANIFEST, message);
    }
}

/// Files against the manifest's list: there, as large, with the same digest, in the folder of their role.
fn files(bundle: &Bundle, out: &mut Out) {
    let mut hasher = Hasher::default();
    let mut listed = BTreeSet::new();
    for entry in &bundle.manifest.files {
        let path = entry.path.as_str();
        if path == MANIFEST || !listed.insert(path) {
            out.manifest(format!("lists {path} where it must not, or twice"));
            continue;
        }
        if path.split('/').next() != Some(entry.role.folder()) {
            out.push(path, format!("its role `{}` belongs in {}/", entry.role.word(), entry.role.folder()));
        }
        let Some(bytes) = bundle.files.get(&entry.path) else {
            out.push(path, "is missing");
            continue;
        };
        if bytes.len() as u64 != entry.size {
            out.push(path, format!("has {} bytes instead of {}", bytes.len(), entry.size));
        }
        let sha256 = hasher.file(bytes);
        if sha256 != entry.sha256 {
            out.push(path, format!("has SHA-256 {sha256} instead of {}", entry.sha256));
        }
    }
    for path in bundle.files.keys().filter(|path| !listed.contains(path.as_str())) {
        out.push(path.as_str(), "is not in the manifest");
    }
    let content = digest::content(&bundle.manifest.files);
    if content != bundle.manifest.digest {
        let claimed = bundle.manifest.digest;
        out.manifest(format!("names the content digest {claimed}, but its files make {content}"));
    }
}

/// The one text that this manifest can have.
fn manifest_text(bundle: &Bundle, out: &mut Out) {
    if *bundle.manifest_json != *bundle.manifest.to_json() {
        out.manifest("is not written in the one form that a manifest has");
    }
}

/// Lists that are sorted, each thing once.
fn order(manifest: &Manifest, out: &mut Out) {
    let mut expect = |sorted: bool, what: &str| {
        if !sorted {
            out.manifest(format!("has {what} that are not sorted, or one of them twice"));
        }
    };
    expect(manifest.chain_sets.is_sorted_by(|a, b| a.id < b.id), "chain sets");
    expect(
        manifest.configs.is_sorted_by(|a, b| (&a.resource, &a.plugin, a) <= (&b.resource, &b.plugin, b)),
        "configs",
    );
    expect(manifest.files.is_sorted_by(|a, b| a.path < b.path), "files");
    expect(manifest.inputs.is_sorted(), "inputs");
    expect(manifest.plugins.is_sorted_by(|a, b| a.name < b.name), "plugins");
    expect(manifest.sidecars.is_sorted_by(|a, b| sidecar_key(a) < sidecar_key(b)), "sidecars");
    let configs: Vec<&CodePath> = manifest.sidecars.iter().map(|it| &it.config).collect();
    let different: BTreeSet<&CodePath> = configs.iter().copied().collect();
    expect(configs.len() == different.len(), "sidecar configs");
}

/// Chain sets have the id of their content, are used, and name files that are there.
fn chain_sets(bundle: &Bundle, out: &mut Out) {
    let manifest = &bundle.manifest;
    let used: BTreeSet<&str> = manifest.sidecars.iter().map(|it| &*it.chain_set).collect();
    let mut modules: BTreeMap<&CodePath, MountPoint> = BTreeMap::new();
    for set in &manifest.chain_sets {
        if set.id != set.chains.id() {
            out.manifest(format!("has a chain set {:?} whose chains make {}", set.id, set.chains.id()));
        }
        if !used.contains(&*set.id) {
            out.manifest(format!("has a chain set {:?} that no sidecar has", set.id));
        }
        for (mount, links) in set.chains.iter() {
            modules.extend(links.iter().map(|link| (&link.module, mount)));
            if !links.is_sorted_by(|a, b| a.priority >= b.priority) {
                out.manifest(format!("has a chain set {:?} whose {mount} is not sorted by priority", set.id));
            }
        }
    }
    for (module, mount) in modules {
        let path = in_base(module);
        if !bundle.files.contains_key(path.as_str()) {
            out.push(&path, format!("is missing, and {mount} chains name it"));
        }
    }
}

/// The path in the bundle of a file of the codebase.
fn in_base(module: &CodePath) -> String {
    format!("base/{module}")
}

/// What Pipy reads in a sidecar's configuration is what the manifest says.
fn sidecars(bundle: &Bundle, out: &mut Out) {
    let manifest = &bundle.manifest;
    let roles: HashMap<&CodePath, &FileEntry> = manifest.files.iter().map(|it| (&it.path, it)).collect();
    // Sidecars that share a text and a chain set need one look.
    let mut seen: HashMap<(*const u8, &str), Vec<String>> = HashMap::new();
    for sidecar in &manifest.sidecars {
        let name = sidecar.name();
        for (path, role) in [
            (Some(&sidecar.config), Role::SidecarConfig),
            (sidecar.plugin_configs.as_ref(), Role::PluginConfigs),
        ] {
            if let Some(path) = path
                && roles.get(path).is_none_or(|it| it.role != role)
            {
                out.manifest(format!("names {path} for {name}, which is no file of role `{}`", role.word()));
            }
        }
        let Some(chains) = manifest.chain_set(&sidecar.chain_set) else {
            out.manifest(format!(
                "gives {name} the chain set {:?}, which it does not have",
                sidecar.chain_set
            ));
            continue;
        };
        let Some(text) = bundle.files.get(&sidecar.config) else { continue };
        let messages = seen.entry((text.as_ptr(), &*sidecar.chain_set)).or_insert_with(|| {
            match json::parse_strict(text) {
                Ok(config) => compare_chains(chains, &config),
                Err(error) => vec![format!("is no JSON that has only one reading: {error}")],
            }
        });
        for message in messages {
            out.push(sidecar.config.as_str(), message.as_str());
        }
    }
}

/// What `Chains` of a `config.json` has against the manifest's chains.
fn compare_chains(chains: &Chains, config: &Value) -> Vec<String> {
    let empty = serde_json::Map::new();
    let written = match config.get("Chains") {
        Some(Value::Object(map)) => map,
        None | Some(Value::Null) => &empty,
        Some(_) => return vec!["has `Chains` that are no object".to_owned()],
    };
    let mut out = Vec::new();
    for (mount, links) in chains.iter() {
        let names: Option<Vec<&str>> = match written.get(mount.name()) {
            None => Some(Vec::new()),
            Some(list) => list.as_array().and_then(|list| list.iter().map(Value::as_str).collect()),
        };
        let expect = links.iter().map(|link| link.module.as_str());
        if !names.is_some_and(|names| names.into_iter().eq(expect)) {
            out.push(format!("has another {mount} chain than the manifest says"));
        }
    }
    for name in written.keys().filter(|name| MountPoint::parse(name).is_none()) {
        out.push(format!("has a chain {name:?} that the manifest does not know"));
    }
    out
}

/// Plugins are files, and mounted where the manifest says.
fn plugins(bundle: &Bundle, out: &mut Out) {
    let manifest = &bundle.manifest;
    let mut mounts: BTreeMap<&CodePath, BTreeSet<MountPoint>> = BTreeMap::new();
    let mut priorities: BTreeMap<&CodePath, BTreeSet<Priority>> = BTreeMap::new();
    for set in &manifest.chain_sets {
        for (mount, links) in set.chains.iter() {
            for link in links {
                mounts.entry(&link.module).or_default().insert(mount);
                if link.origin == Origin::Custom {
                    priorities.entry(&link.module).or_default().insert(link.priority);
                }
            }
        }
    }
    let nowhere = BTreeSet::new();
    for plugin in &manifest.plugins {
        let path = in_base(&plugin.module);
        let is_plugin = |it: &FileEntry| it.path.as_str() == path && it.role == Role::Plugin;
        let at = manifest.files.partition_point(|it| it.path.as_str() < path.as_str());
        if !manifest.files.get(at).is_some_and(is_plugin) {
            out.manifest(format!(
                "names {path} for plugin {}, which is no file of role `plugin`",
                plugin.name
            ));
        }
        let expect = mounts.get(&plugin.module).unwrap_or(&nowhere);
        if !plugin.mounts.iter().eq(expect) {
            out.manifest(format!("says of plugin {} other mount points than its chains do", plugin.name));
        }
        if priorities.get(&plugin.module).is_some_and(|them| them.iter().any(|it| *it != plugin.priority)) {
            out.manifest(format!("says of plugin {} another priority than its chains do", plugin.name));
        }
    }
}

//! The finished bundle, and its format in both directions.
//!
//! `assemble` makes a [`Bundle`] from [`Facts`] and files; [`Bundle::new`] fills in every size and
//! digest, so that a bundle is consistent by construction. `emit` writes it to disk, [`read`] brings
//! it back, [`verify`] says whether what was read is what was written, and `inspect` renders it.
//! Nothing here compiles, and nothing here writes.
//!
//! `docs/bundle-format.md` describes the bytes.

pub mod digest;
mod gunzip;
pub mod json;
pub mod latest;
pub mod manifest;
pub mod oci;
pub mod paths;
pub mod read;
pub mod ustar;
pub mod verify;
mod wire;

use std::collections::BTreeMap;
use std::sync::Arc;

use semver::Version;

pub use digest::Digest;
pub use manifest::{
    ChainSet, Chains, Config, FileEntry, Input, Link, Manifest, Origin, Plugin, Role, Sidecar, Variable,
};

use crate::ir::names::CodePath;

/// The manifest's place in a bundle.
pub const MANIFEST: &str = "manifest.json";

/// A finished bundle: everything that is written, and nothing about where.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// What the bundle says of itself.
    pub manifest: Manifest,
    /// The bytes of `manifest.json`: [`Manifest::to_json`], unless something else was read.
    pub manifest_json: Arc<[u8]>,
    /// All other files by their path in the bundle. Files with equal text may share one allocation,
    /// which is then hashed and compressed once.
    pub files: BTreeMap<CodePath, Arc<[u8]>>,
}

/// What `assemble` knows of a bundle; sizes and digests are not among it.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Name of the bundle: a DNS-1123 label.
    pub name: Box<str>,
    /// Version of the bundle.
    pub version: Version,
    /// A revision that the user gave.
    pub revision: Option<Box<str>>,
    /// Version of the `pipyc` that made it.
    pub tool_version: Box<str>,
    /// The mesh release it is for: `osm-edge-1.3`.
    pub target: Box<str>,
    /// That release's Pipy: `0.90.3-38`.
    pub pipy: Box<str>,
    /// True if scripts were printed by `--minify` instead of kept as written.
    pub minified: bool,
    /// The different sets of chains, in any order.
    pub chain_sets: Vec<ChainSet>,
    /// All sidecars, in any order.
    pub sidecars: Vec<Sidecar>,
    /// The custom plugins that are in the bundle, in any order.
    pub plugins: Vec<Plugin>,
    /// The plugin configurations that reach a sidecar, in any order.
    pub configs: Vec<Config>,
    /// Everything that was read, in any order.
    pub inputs: Vec<Input>,
}

impl Bundle {
    /// Puts a bundle together: sorts every list, and computes every size and digest.
    pub fn new(facts: Facts, files: BTreeMap<CodePath, (Role, Arc<[u8]>)>) -> Self {
        let mut hasher = digest::Hasher::default();
        let mut entries = Vec::with_capacity(files.len());
        let mut contents = BTreeMap::new();
        for (path, (role, bytes)) in files {
            let sha256 = hasher.file(&bytes);
            entries.push(FileEntry { path: path.clone(), role, sha256, size: bytes.len() as u64 });
            contents.insert(path, bytes);
        }
        let manifest = Manifest::new(facts, entries);
        let manifest_json = manifest.to_json().into();
        Bundle { manifest, manifest_json, files: contents }
    }

    /// All files with the manifest, sorted by path: what is written.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        let before = self.files.iter().take_while(|(path, _)| path.as_str() < MANIFEST);
        let after = self.files.iter().skip_while(|(path, _)| path.as_str() < MANIFEST);
        let plain = |(path, bytes)| (CodePath::as_str(path), bytes);
        before.map(plain).chain([(MANIFEST, &self.manifest_json)]).chain(after.map(plain))
    }

    /// The bytes of one file, or of the manifest.
    pub fn file(&self, path: &str) -> Option<&Arc<[u8]>> {
        match path {
            MANIFEST => Some(&self.manifest_json),
            path => self.files.get(path),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::ir::names::Priority;

    /// The smallest bundle that runs something: an entry script, one module, one sidecar.
    pub(crate) fn tiny(version: &str, script: &str) -> Bundle {
        let path = |text: &str| CodePath::new(text).unwrap();
        let mut chains = Chains::default();
        chains.inbound_http.push(Link {
            module: path("modules/only.js"),
            mounted_by: Vec::new(),
            origin: Origin::BuiltIn,
            priority: Priority::new(100.0).unwrap(),
        });
        let set = ChainSet::new(chains);
        let facts = Facts {
            name: "tiny".into(),
            version: version.parse().unwrap(),
            revision: None,
            tool_version: "0.1.0".into(),
            target: "osm-edge-1.3".into(),
            pipy: "0.90.3-38".into(),
            minified: false,
            sidecars: vec![Sidecar {
                chain_set: set.id.clone(),
                config: path("sidecars/default/config.json"),
                kind: None,
                namespace: None,
                plugin_configs: None,
                workload: "default".into(),
            }],
            chain_sets: vec![set],
            plugins: Vec::new(),
            configs: Vec::new(),
            inputs: Vec::new(),
        };
        let config = r#"{"Chains":{"inbound-http":["modules/only.js"]}}"#;
        let files = [
            ("base/main.js", Role::Script, script),
            ("base/modules/only.js", Role::Module, "pipy()\n"),
            ("sidecars/default/config.json", Role::SidecarConfig, config),
        ];
        let files = files.map(|(at, role, text)| (path(at), (role, text.as_bytes().into())));
        Bundle::new(facts, files.into())
    }

    #[test]
    fn entries_are_sorted_with_the_manifest_in_its_place() {
        let bundle = tiny("1.0.0", "pipy()\n");
        let paths: Vec<&str> = bundle.entries().map(|(path, _)| path).collect();
        assert!(paths.is_sorted() && paths.contains(&MANIFEST), "{paths:?}");
    }

    #[test]
    fn content_names_the_folder_and_nothing_else_does() {
        let name = |bundle: &Bundle| bundle.manifest.folder_name();
        let one = tiny("1.0.0", "pipy()\n");
        assert_eq!(name(&one), name(&tiny("1.0.0", "pipy()\n")));
        assert_ne!(name(&one), name(&tiny("1.0.0", "pipy()")));
        assert!(name(&one).starts_with("tiny-1.0.0-"), "{}", name(&one));
    }

    #[test]
    fn what_was_put_together_has_no_differences() {
        assert_eq!(verify::differences(&tiny("1.0.0", "pipy()\n")), []);
    }
}

//! `manifest.json`, format version 1.
//!
//! The structs are the wire format: fields stand in the order of their keys, which is the order in
//! the file. A field's doc comment is its specification; `docs/bundle-format.md` says the rest.

use semver::Version;
use serde::{Deserialize, Serialize};

use super::digest::{self, Digest};
use super::{Facts, json};
use crate::ir::names::{CodePath, MountPoint, Priority};

/// The format that this `pipyc` writes, and the only one that it reads.
pub const FORMAT_VERSION: u32 = 1;

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// The different sets of chains, sorted by id. Each stands once, however many sidecars have it.
    pub chain_sets: Vec<ChainSet>,
    /// Plugin configurations that reach a sidecar, sorted by resource, then plugin.
    pub configs: Vec<Config>,
    /// The content digest; see [`digest::content`].
    pub digest: Digest,
    /// Every file of the bundle but `manifest.json`, sorted by path.
    pub files: Vec<FileEntry>,
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// Every file that was read to make the bundle, sorted by path.
    pub inputs: Vec<Input>,
    /// True if scripts were printed anew instead of kept byte for byte.
    pub minified: bool,
    /// Name of the bundle: a DNS-1123 label.
    pub name: Box<str>,
    /// Version of the Pipy that the scripts were checked for.
    pub pipy: Box<str>,
    /// Custom plugins in the bundle, sorted by name.
    pub plugins: Vec<Plugin>,
    /// A revision that the user gave, such as a commit; never guessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<Box<str>>,
    /// What each workload's sidecar runs, sorted by namespace, workload, kind.
    pub sidecars: Vec<Sidecar>,
    /// The mesh release that the bundle is for.
    pub target: Box<str>,
    /// Version of the `pipyc` that made the bundle.
    pub tool_version: Box<str>,
    /// Version of the bundle, as SemVer.
    pub version: Version,
}

/// The chains of one or more sidecars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChainSet {
    /// The chains.
    pub chains: Chains,
    /// First 12 hexadecimal digits of the SHA-256 of `chains` as compact JSON.
    pub id: Box<str>,
}

impl ChainSet {
    /// A set with its id.
    pub fn new(chains: Chains) -> Self {
        ChainSet { id: chains.id(), chains }
    }
}

/// One list of links for each mount point, in the order in which traffic meets them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Chains {
    /// HTTP requests that come in.
    pub inbound_http: Vec<Link>,
    /// Bytes that come in for a TCP service.
    pub inbound_tcp: Vec<Link>,
    /// HTTP requests that the workload sends.
    pub outbound_http: Vec<Link>,
    /// Bytes that the workload sends.
    pub outbound_tcp: Vec<Link>,
}

impl Chains {
    /// The chain of a mount point.
    pub fn get(&self, mount: MountPoint) -> &Vec<Link> {
        match mount {
            MountPoint::InboundTcp => &self.inbound_tcp,
            MountPoint::InboundHttp => &self.inbound_http,
            MountPoint::OutboundTcp => &self.outbound_tcp,
            MountPoint::OutboundHttp => &self.outbound_http,
        }
    }

    /// The chain of a mount point, to fill.
    pub fn get_mut(&mut self, mount: MountPoint) -> &mut Vec<Link> {
        match mount {
            MountPoint::InboundTcp => &mut self.inbound_tcp,
            MountPoint::InboundHttp => &mut self.inbound_http,
            MountPoint::OutboundTcp => &mut self.outbound_tcp,
            MountPoint::OutboundHttp => &mut self.outbound_http,
        }
    }

    /// The mount points with their chains, in the order of [`MountPoint::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (MountPoint, &Vec<Link>)> {
        MountPoint::ALL.into_iter().map(|mount| (mount, self.get(mount)))
    }

    /// The id of a set with these chains.
    pub fn id(&self) -> Box<str> {
        Digest::of(&json::compact(self)).short().into()
    }
}

/// A module at a mount point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Link {
    /// The file in the codebase, as `config.json` names it: `plugins/geo.js`.
    pub module: CodePath,
    /// What mounts it, sorted. A custom link: the resources, as `PluginChain shop/edge-auth`. A
    /// built-in link: the values file it stands in, or nothing for a default of the target.
    pub mounted_by: Vec<Box<str>>,
    /// Whether the mesh or a resource brings it.
    pub origin: Origin,
    /// Its priority: a 32-bit float in its shortest form, whole numbers without a fraction.
    pub priority: Priority,
}

/// Who brings a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The built-in chains: values, or defaults of the target.
    BuiltIn,
    /// A resource of the user.
    Custom,
}

impl Origin {
    /// The word in the manifest and in reports.
    pub fn word(self) -> &'static str {
        match self {
            Origin::BuiltIn => "built-in",
            Origin::Custom => "custom",
        }
    }
}

/// A configuration of a plugin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Config {
    /// Name of the plugin.
    pub plugin: Box<str>,
    /// Where it comes from: `PluginConfig shop/geo`.
    pub resource: Box<str>,
    /// The services that are called, as `namespace/name`, sorted.
    pub services: Vec<Box<str>>,
    /// SHA-256 of the configuration as compact JSON with sorted keys.
    pub sha256: Digest,
}

/// A file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileEntry {
    /// Its path in the bundle: `base/main.js`.
    pub path: CodePath,
    /// What it is for.
    pub role: Role,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Its size in bytes.
    pub size: u64,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A script of the base that no chain names: the entry script, or one that others solve or use.
    Script,
    /// A built-in chain module.
    Module,
    /// A custom plugin.
    Plugin,
    /// `base/config.json`.
    Config,
    /// Anything else that scripts load.
    Data,
    /// The `config.json` of a sidecar.
    SidecarConfig,
    /// The `plugin-configs.json` of a sidecar.
    PluginConfigs,
    /// The source map of a minified script.
    SourceMap,
}

impl Role {
    /// All roles, in the order in which reports list them.
    pub const ALL: [Role; 8] = [
        Role::Script,
        Role::Module,
        Role::Plugin,
        Role::Config,
        Role::Data,
        Role::SidecarConfig,
        Role::PluginConfigs,
        Role::SourceMap,
    ];

    /// The word in the manifest.
    pub fn word(self) -> &'static str {
        match self {
            Role::Script => "script",
            Role::Module => "module",
            Role::Plugin => "plugin",
            Role::Config => "config",
            Role::Data => "data",
            Role::SidecarConfig => "sidecar-config",
            Role::PluginConfigs => "plugin-configs",
            Role::SourceMap => "source-map",
        }
    }

    /// The folder of the bundle that files of this role stand in.
    pub fn folder(self) -> &'static str {
        match self {
            Role::Script | Role::Module | Role::Plugin | Role::Config | Role::Data => "base",
            Role::SidecarConfig | Role::PluginConfigs => "sidecars",
            Role::SourceMap => "source-maps",
        }
    }
}

/// A file that was read to make the bundle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Input {
    /// The path as given or found, relative to the project's folder. Only shown, never opened.
    pub path: Box<str>,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
}

/// A custom plugin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plugin {
    /// Context variables that it exports, sorted.
    pub exports: Vec<Variable>,
    /// Files of the codebase that it solves, uses, chains or loads, sorted.
    pub files: Vec<CodePath>,
    /// Context variables that it imports, sorted.
    pub imports: Vec<Variable>,
    /// Its file in the codebase: `plugins/geo.js`.
    pub module: CodePath,
    /// The mount points at which at least one sidecar has it, in the order of [`MountPoint::ALL`].
    pub mounts: Vec<MountPoint>,
    /// Its name.
    pub name: Box<str>,
    /// Its priority.
    pub priority: Priority,
}

/// A context variable that modules share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Variable {
    /// The variable: `__route`.
    pub name: Box<str>,
    /// The namespace that it is exported in.
    pub namespace: Box<str>,
}

/// What a workload's sidecar runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sidecar {
    /// Id of its chains in [`Manifest::chain_sets`].
    pub chain_set: Box<str>,
    /// Its `config.json` in the bundle, which takes the place of `base/config.json`.
    pub config: CodePath,
    /// `Deployment`, `Pod`, and so on; absent for the one sidecar of a bundle without workloads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Box<str>>,
    /// Namespace of the workload; absent for the one sidecar of a bundle without workloads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Box<str>>,
    /// Its `plugin-configs.json` in the bundle; absent if no configuration stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plugin_configs: Option<CodePath>,
    /// Name of the workload, or `default`.
    pub workload: Box<str>,
}

impl Sidecar {
    /// `shop/cart`, or `default`.
    pub fn name(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{namespace}/{}", self.workload),
            None => self.workload.to_string(),
        }
    }
}

/// Why a text is no manifest of this format.
#[derive(Debug, thiserror::Error)]
pub enum BadManifest {
    /// Not JSON, or not of this shape.
    #[error("{MANIFEST} is not a manifest: {0}", MANIFEST = super::MANIFEST)]
    Shape(String),
    /// Of another format.
    #[error("the bundle has format version {0}; this pipyc reads version {FORMAT_VERSION}")]
    Version(u32),
    /// The name is no DNS-1123 label, so it cannot name a folder.
    #[error("{MANIFEST} names the bundle {0:?}, which is not a DNS-1123 label", MANIFEST = super::MANIFEST)]
    Name(Box<str>),
}

impl Manifest {
    /// The manifest of these facts and files, every list sorted.
    pub fn new(facts: Facts, mut files: Vec<FileEntry>) -> Self {
        let Facts { name, version, revision, tool_version, target, pipy, minified, .. } = facts;
        let Facts { mut chain_sets, mut sidecars, mut plugins, mut configs, mut inputs, .. } = facts;
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        chain_sets.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        chain_sets.dedup_by(|a, b| a.id == b.id);
        sidecars.sort_unstable_by(|a, b| sidecar_key(a).cmp(&sidecar_key(b)));
        plugins.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        configs.sort_unstable_by(|a, b| (&a.resource, &a.plugin, a).cmp(&(&b.resource, &b.plugin, b)));
        inputs.sort_unstable();
        Manifest {
            chain_sets,
            configs,
            digest: digest::content(&files),
            files,
            format_version: FORMAT_VERSION,
            inputs,
            minified,
            name,
            pipy,
            plugins,
            revision,
            sidecars,
            target,
            tool_version,
            version,
        }
    }

    /// The text of `manifest.json`: JSON with sorted keys, indented by two spaces, one line feed at the end.
    pub fn to_json(&self) -> Vec<u8> {
        json::pretty(self)
    }

    /// Reads `manifest.json`. What it claims is not checked against the files; `verify` does that.
    ///
    /// # Errors
    /// If it is no JSON of the format's shape, or of another format version.
    pub fn from_json(text: &[u8]) -> Result<Self, BadManifest> {
        /// The one key that every version of the format has.
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct AnyVersion {
            format_version: u32,
        }
        let shape = |error: serde_json::Error| BadManifest::Shape(error.to_string());
        let any: AnyVersion = serde_json::from_slice(text).map_err(shape)?;
        if any.format_version != FORMAT_VERSION {
            return Err(BadManifest::Version(any.format_version));
        }
        let manifest: Manifest = serde_json::from_slice(text).map_err(shape)?;
        match is_label(&manifest.name) {
            true => Ok(manifest),
            false => Err(BadManifest::Name(manifest.name)),
        }
    }

    /// The bundle's folder, and its archive's name without `.tar.gz`: `shop-mesh-1.4.0-3f9a2c71b0de`.
    pub fn folder_name(&self) -> String {
        format!("{}-{}-{}", self.name, self.version, self.digest.short())
    }

    /// The chains of an id.
    pub fn chain_set(&self, id: &str) -> Option<&Chains> {
        let at = self.chain_sets.binary_search_by(|it| (*it.id).cmp(id)).ok()?;
        Some(&self.chain_sets[at].chains)
    }
}

/// What sidecars are sorted by.
pub(super) fn sidecar_key(sidecar: &Sidecar) -> (&Option<Box<str>>, &str, &Option<Box<str>>, &CodePath) {
    (&sidecar.namespace, &sidecar.workload, &sidecar.kind, &sidecar.config)
}

fn is_label(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.len() <= 63
        && name.bytes().all(|byte| plain(byte) || byte == b'-')
        && name.bytes().next().is_some_and(plain)
        && name.bytes().last().is_some_and(plain)
}

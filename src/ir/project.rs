//! A valid project: what the compiler works on, whatever form it came in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use semver::Version;
use serde_json::Value;

use super::names::{CodePath, MountPoint, Priority};
use crate::diag::Override;
use crate::runtime::Target;
use crate::source::{SourceId, Span};

/// Labels of a pod or a namespace.
pub type Labels = BTreeMap<Box<str>, Box<str>>;

/// A valid project. Every name in it was checked; every place can be shown.
#[derive(Debug, Clone)]
pub struct Project {
    /// Name of the bundle: a DNS-1123 label.
    pub name: Box<str>,
    /// Version of the bundle.
    pub version: Version,
    /// A revision that the user gave, such as a commit; never guessed.
    pub revision: Option<Box<str>>,
    /// Which mesh it is for.
    pub target: &'static Target,
    /// The built-in chains, as the values have them.
    pub builtin_chains: Vec<BuiltinLink>,
    /// Where each mount point's list stands in the values; absent where the default is used.
    pub builtin_chain_places: BTreeMap<MountPoint, Span>,
    /// Custom plugins by name; sorted by name.
    pub plugins: Vec<Plugin>,
    /// What documents say that were left out because they are wrong.
    pub broken: Broken,
    /// Which plugins are mounted where; sorted by namespace and name.
    pub plugin_chains: Vec<PluginChain>,
    /// Configurations of plugins; sorted by namespace and name.
    pub plugin_configs: Vec<PluginConfig>,
    /// Pod templates; sorted by namespace, kind and name. Empty: one sidecar that everything matches.
    pub workloads: Vec<Workload>,
    /// Namespaces with their labels; one that no document declares is absent.
    pub namespaces: BTreeMap<Box<str>, Namespace>,
    /// Services by (namespace, name).
    pub services: BTreeMap<(Box<str>, Box<str>), Service>,
    /// Further files of the codebase; sorted by path.
    pub files: Vec<CodeFile>,
    /// Another set of built-in scripts than the embedded one, with the folder they came from.
    pub builtins: Option<Vec<CodeFile>>,
    /// A sidecar's `config.json` to fill in.
    pub mesh_config: Option<MeshConfig>,
    /// Levels asked for by the project file.
    pub levels: Vec<Override>,
    /// Lone scripts to look at, without a mount: `pipyc check a.js`.
    pub lone_scripts: Vec<SourceId>,
    /// Everything that was read, for the manifest; sorted by path.
    pub inputs: Vec<Input>,
}

/// Names in documents that were left out, so that one mistake is not reported as two.
#[derive(Debug, Clone, Default)]
pub struct Broken {
    /// Plugins that are there, but wrong: they are not missing.
    pub plugins: BTreeSet<Box<str>>,
    /// Plugins that are mounted by what is wrong: they are not forgotten.
    pub mounted: BTreeSet<Box<str>>,
}

/// An entry of a built-in chain.
#[derive(Debug, Clone, PartialEq)]
pub struct BuiltinLink {
    /// Where it is mounted.
    pub mount: MountPoint,
    /// The `plugin` string as written, without `.js`: `modules/inbound-http-default`.
    pub plugin: Box<str>,
    /// Its priority.
    pub priority: Priority,
    /// `disable: true`.
    pub disabled: bool,
    /// Where it stands; `None` for a default.
    pub span: Option<Span>,
}

/// What a resource says of itself beside its name and its `spec`; empty for what is no resource.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    /// Its namespace, if it names one.
    pub namespace: Option<Box<str>>,
    /// Its labels.
    pub labels: Labels,
    /// Its annotations.
    pub annotations: Labels,
}

/// A custom plugin.
#[derive(Debug, Clone, PartialEq)]
pub struct Plugin {
    /// `metadata.name`, or the file stem of a bare script: a DNS-1123 subdomain.
    pub name: Box<str>,
    /// Its labels and annotations.
    pub metadata: Metadata,
    /// Where the name stands; of a bare script, the start of the file or its entry in the project file.
    pub span: Span,
    /// The script, embedded where it stands in a document.
    pub script: SourceId,
    /// Its priority.
    pub priority: Priority,
    /// Where the priority stands; `None` if it was left out.
    pub priority_span: Option<Span>,
    /// True for a bare script of `scripts:`, which is mounted by its own entry.
    pub bare: bool,
}

/// A `PluginChain`, or the chains of a bare script.
#[derive(Debug, Clone, PartialEq)]
pub struct PluginChain {
    /// How reports call it: `PluginChain shop/edge-auth`, or `scripts entry geo`.
    pub label: Box<str>,
    /// `metadata.name`; of a bare script, the plugin's name.
    pub name: Box<str>,
    /// Its namespace, labels and annotations.
    pub metadata: Metadata,
    /// Where it stands.
    pub span: Span,
    /// The plugins, in order of text.
    pub mounts: Vec<Mount>,
    /// Which namespaces; `None` means all.
    pub namespace_selector: Option<LabelSelector>,
    /// Which pods; `None` means all.
    pub pod_selector: Option<LabelSelector>,
}

/// One plugin named by a `PluginChain`.
#[derive(Debug, Clone, PartialEq)]
pub struct Mount {
    /// Where.
    pub mount: MountPoint,
    /// Which plugin.
    pub plugin: Box<str>,
    /// Where the plugin's name stands.
    pub span: Span,
}

/// A Kubernetes label selector that was checked: only valid expressions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LabelSelector {
    /// Pairs that must all be equal.
    pub match_labels: Labels,
    /// Expressions that must all hold.
    pub expressions: Vec<LabelExpression>,
}

/// One of `matchExpressions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelExpression {
    /// The label.
    pub key: Box<str>,
    /// What must hold of it.
    pub operator: LabelOperator,
}

/// The operators of `matchExpressions`, with their values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelOperator {
    /// Present, with one of these values.
    In(Vec<Box<str>>),
    /// Absent, or with none of these values.
    NotIn(Vec<Box<str>>),
    /// Present.
    Exists,
    /// Absent.
    DoesNotExist,
}

/// A `PluginConfig`.
#[derive(Debug, Clone, PartialEq)]
pub struct PluginConfig {
    /// How reports call it: `PluginConfig shop/geo`.
    pub label: Box<str>,
    /// `metadata.name`.
    pub name: Box<str>,
    /// Its namespace, labels and annotations.
    pub metadata: Metadata,
    /// Where it stands.
    pub span: Span,
    /// The plugin it is for.
    pub plugin: Box<str>,
    /// Where the plugin's name stands.
    pub plugin_span: Span,
    /// The services that it reaches.
    pub destinations: Vec<Destination>,
    /// The configuration itself; keys in the order of the text.
    pub config: Arc<Value>,
}

/// A service that a `PluginConfig` names.
#[derive(Debug, Clone, PartialEq)]
pub struct Destination {
    /// `namespace`.
    pub namespace: Box<str>,
    /// `name`.
    pub name: Box<str>,
    /// Where it stands.
    pub span: Span,
}

/// A pod template that gets a sidecar.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    /// `Deployment`, `Pod`, and so on.
    pub kind: Box<str>,
    /// Its namespace; `default` if the document has none.
    pub namespace: Box<str>,
    /// Its name.
    pub name: Box<str>,
    /// The labels of its pods.
    pub labels: Labels,
    /// Where it stands.
    pub span: Span,
}

/// A namespace that a document declares.
#[derive(Debug, Clone, PartialEq)]
pub struct Namespace {
    /// Its labels, with `kubernetes.io/metadata.name`.
    pub labels: Labels,
    /// Where it stands.
    pub span: Span,
}

/// A service that a document declares.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Labels that its pods have; empty for a service without a selector.
    pub selector: Labels,
    /// Its ports.
    pub ports: Vec<ServicePort>,
    /// Where it stands.
    pub span: Span,
}

/// A port of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePort {
    /// The number.
    pub port: u16,
    /// The protocol that the mesh sees: `appProtocol`, else the name's prefix (`grpc-web` → `grpc`), else `http`.
    pub protocol: Box<str>,
}

/// A file of the codebase.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeFile {
    /// Where it goes.
    pub path: CodePath,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Its text, if it is a script (`.js`): the source that diagnostics point into.
    pub source: Option<SourceId>,
}

/// A sidecar's `config.json`, to fill in.
#[derive(Debug, Clone, PartialEq)]
pub struct MeshConfig {
    /// The document; keys in the order of the text.
    pub value: Arc<Value>,
    /// Where it stands.
    pub span: Span,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The path as given or found, relative to the project's folder, with `/`.
    pub path: Box<str>,
    /// The path through which it was read, which findings print; it may be absolute.
    pub read_as: Box<str>,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

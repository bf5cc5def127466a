//! What the user typed, before anything was read: every part optional.
//!
//! The command line fills a [`Request`]; [`super::project`] is the one road from here to a valid
//! [`Project`](crate::ir::project::Project). Where a flag and the project file speak of the same thing,
//! the flag wins; lists given by flags are added to the project file's lists, except the positional
//! paths, which stand in for `plugins` and `scripts`.

/// Where to look for the project file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ProjectFile {
    /// The nearest `pipyc.yaml`: in the current folder, or in one above it.
    #[default]
    Find,
    /// `--project PATH`; it must be there.
    At(String),
    /// `--no-project`.
    None,
}

/// How the text of a `--set…` flag is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SetKind {
    /// `--set-json`: the value is JSON.
    Json,
    /// `--set`: the value's type is inferred.
    Infer,
    /// `--set-string`: the value is text.
    Text,
    /// `--set-file`: the value is the text of a file.
    File,
}

impl SetKind {
    /// The flag, as typed.
    pub fn flag(self) -> &'static str {
        match self {
            SetKind::Json => "--set-json",
            SetKind::Infer => "--set",
            SetKind::Text => "--set-string",
            SetKind::File => "--set-file",
        }
    }
}

/// One `--set…` flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// Which of the four.
    pub kind: SetKind,
    /// Its text: `osm.pluginChains.inbound-http[0].disable=true`.
    pub text: String,
}

/// What the user typed.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Where to look for the project file.
    pub project_file: ProjectFile,
    /// `--name`.
    pub name: Option<String>,
    /// `--version`, SemVer.
    pub version: Option<String>,
    /// `--revision`.
    pub revision: Option<String>,
    /// `--target`.
    pub target: Option<String>,
    /// `-f`, `--values`: files, in the order given.
    pub values: Vec<String>,
    /// `--set`, `--set-string`, `--set-json`, `--set-file`, in the order given.
    pub sets: Vec<Set>,
    /// Positional paths: folders and files of resources, lone `.js` scripts, `-`.
    pub paths: Vec<String>,
    /// `--plugins`: folders and files of resources, `-`.
    pub plugins: Vec<String>,
    /// `--script PATH[,name=NAME][,priority=N][,chain=CHAIN]…[,pod=LABEL=VALUE]…[,namespace=LABEL=VALUE]…`:
    /// mounted bare scripts.
    pub scripts: Vec<String>,
    /// `--builtins`: a folder with another set of built-in scripts.
    pub builtins: Option<String>,
    /// `--file PATH[=NAME]`: further files of the codebase.
    pub files: Vec<String>,
    /// `--workloads`: folders and files, `-`.
    pub workloads: Vec<String>,
    /// `--namespace`: the namespace of resources that name none.
    pub namespace: Option<String>,
    /// `--mesh-config`: a sidecar's `config.json`.
    pub mesh_config: Option<String>,
    /// `--out`.
    pub out: Option<String>,
    /// `--chain`: where the lone scripts of `paths` are mounted.
    pub chains: Vec<String>,
    /// `--priority` of the lone scripts of `paths`.
    pub priority: Option<String>,
    /// `--strict-kinds`: report resources of other kinds.
    pub strict_kinds: bool,
}

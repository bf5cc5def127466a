//! What commands that compile read.

use clap::{Args as Flags, ValueHint};

/// The mount points, as values of a flag.
pub(super) const CHAINS: [&str; 4] = ["inbound-tcp", "inbound-http", "outbound-tcp", "outbound-http"];

/// What is read. Each flag is also a key of the project file, which it adds to or overrides.
#[derive(Debug, Clone, Default, Flags)]
#[command(next_help_heading = "Input")]
pub(in crate::cli) struct Input {
    /// Plugins and resources: .js, .yaml, .json, folders, or `-` for standard input
    #[arg(value_name = "PATH", help_heading = "Arguments", value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) paths: Vec<String>,
    /// Helm values of the mesh; later files win
    #[arg(short = 'f', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) values: Vec<String>,
    /// Set a value, as in Helm: `a.b[0].c=1,d=x`
    #[arg(long, value_name = "KEY=VALUE")]
    pub(in crate::cli) set: Vec<String>,
    /// Set a value that stays text
    #[arg(long, value_name = "KEY=TEXT")]
    pub(in crate::cli) set_string: Vec<String>,
    /// Set a value to JSON
    #[arg(long, value_name = "KEY=JSON")]
    pub(in crate::cli) set_json: Vec<String>,
    /// Set a value to the text of a file
    #[arg(long, value_name = "KEY=FILE")]
    pub(in crate::cli) set_file: Vec<String>,
    /// More plugins and resources, as PATH
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) plugins: Vec<String>,
    /// Workloads, namespaces and services; their labels decide who gets which plugin
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) workloads: Vec<String>,
    /// A bare script and where to mount it:
    /// `PATH[,name=NAME][,priority=N][,chain=CHAIN][,pod=LABEL=VALUE][,namespace=LABEL=VALUE]`;
    /// parts may be repeated
    #[arg(long, value_name = "SCRIPT")]
    pub(in crate::cli) script: Vec<String>,
    /// A further file of the codebase, or a folder of them, and where it goes
    #[arg(long, value_name = "PATH[=NAME]", value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) file: Vec<String>,
    /// Built-in scripts to use instead of the embedded ones
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) builtins: Option<String>,
    /// A sidecar's config.json to merge chains and plugin configurations into
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) mesh_config: Option<String>,
    /// The namespace of resources that name none; `default` if not given
    #[arg(short, long, value_name = "NAMESPACE")]
    pub(in crate::cli) namespace: Option<String>,
    /// Which mesh it is for: osm-edge-1.3, fsm-1.6
    #[arg(long, value_name = "MESH")]
    pub(in crate::cli) target: Option<String>,
    /// Name of the bundle
    #[arg(long)]
    pub(in crate::cli) name: Option<String>,
    /// Version of the bundle, such as 1.4.0
    #[arg(long, value_name = "VERSION")]
    pub(in crate::cli) bundle_version: Option<String>,
    /// A revision to note in the bundle, such as a commit
    #[arg(long)]
    pub(in crate::cli) revision: Option<String>,
    /// Report resources of other kinds instead of passing over them
    #[arg(long)]
    pub(in crate::cli) strict_kinds: bool,
}

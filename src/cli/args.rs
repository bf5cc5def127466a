//! What can be typed: commands and flags, with their help.
//!
//! Help texts, completions, manual pages and `docs/cli.md` are all printed from here.

use clap::{Args as Flags, Parser, Subcommand, ValueEnum, ValueHint};

/// Checks, merges and bundles the plugins of a Pipy service mesh, offline.
///
/// `pipyc` reads the mesh's Helm values, your Plugin, PluginChain and PluginConfig resources and your
/// workloads; checks every script against the Pipy it will run on and the chains it will run in; and
/// writes codebase bundles that Pipy runs as they are.
#[derive(Debug, Parser)]
#[command(name = "pipyc", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "Examples:
  pipyc init my-mesh                 begin a project
  pipyc check plugins/geo.js         look at one script
  pipyc check                        look at the project in this folder
  pipyc build                        write its bundle to dist/
  pipyc explain chain/equal-priority say why a rule is there

Exit codes: 0 clean, 1 findings or a difference, 2 could not run.")]
pub(super) struct Args {
    /// Flags that every command has.
    #[command(flatten)]
    pub(super) global: Global,
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Flags that mean the same everywhere.
#[derive(Debug, Clone, Flags)]
#[command(next_help_heading = "General")]
pub(super) struct Global {
    /// Say less: findings and results only, no notes, no summary, no progress
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Say more: what was read, and how long each stage took
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
    /// When to use colors
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    #[arg(help = "When to use colors: auto, always, never")]
    pub(super) color: Color,
    /// How many threads to use; all processors if not given
    #[arg(short, long, global = true, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
    /// How to print results
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human", hide_possible_values = true)]
    #[arg(help = "How to print results: human, short (one line each), json (one object)")]
    pub(super) format: Format,
    /// The project file, instead of pipyc.yaml in this folder
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) project: Option<String>,
    /// Do not look for a project file
    #[arg(long, global = true, conflicts_with = "project")]
    pub(super) no_project: bool,
    /// Do not report a rule, a family of rules, or all
    #[arg(long, global = true, value_name = "RULE")]
    pub(super) allow: Vec<String>,
    /// Report it as a warning
    #[arg(long, global = true, value_name = "RULE")]
    pub(super) warn: Vec<String>,
    /// Report it as an error
    #[arg(long, global = true, value_name = "RULE")]
    pub(super) deny: Vec<String>,
}

/// When to use colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal that shows them, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How to print results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Human,
    /// One line each.
    Short,
    /// One JSON object.
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Begin a project, with one plugin and its chain
    #[command(after_help = "Example:
  pipyc init my-mesh && cd my-mesh && pipyc build")]
    Init(Init),
    /// Write the skeleton of a plugin
    #[command(
        subcommand,
        after_help = "Example:
  pipyc new plugin geo --chain inbound-http"
    )]
    New(New),
    /// Check scripts, resources and chains
    ///
    /// Checks the project of this folder, or what is given: plugins as .js files, resources as YAML or
    /// JSON files, folders of both. A .js file is checked by itself; with --chain it is mounted there.
    #[command(after_help = "Examples:
  pipyc check                                           the project in this folder
  pipyc check plugins/geo.js --chain inbound-http       one script, where it will run
  pipyc check -f values.yaml plugins/ --workloads k8s/  without a project file
  helm template osm-edge | pipyc check -                what a chart makes

Exit codes: 0 no errors, 1 errors, 2 could not run. Warnings fail only when denied: --deny all.")]
    Check(Check),
    /// Check, and write the bundle
    ///
    /// Nothing is written unless everything is right; the bundle appears at once, when it is complete.
    /// Prints its path.
    #[command(after_help = "Examples:
  pipyc build                                           the project in this folder
  pipyc build -f values.yaml plugins/ --workloads k8s/ --out dist/
  pipyc build --bundle-version 1.4.0 --revision \"$(git rev-parse HEAD)\"")]
    Build(Build),
    /// Show what is in a bundle
    #[command(after_help = "Examples:
  pipyc inspect dist/
  pipyc inspect dist/shop-mesh-1.4.0-3f9a2c71b0de.tar.gz --show base/config.json")]
    Inspect(Inspect),
    /// Check that a bundle is whole: every path, size and digest
    #[command(after_help = "Example:
  pipyc verify dist/shop-mesh-1.4.0-3f9a2c71b0de.tar.gz

Exit codes: 0 whole, 1 a difference, 2 could not read.")]
    Verify(Verify),
    /// Say why a rule is there, with an example to avoid and one to prefer
    ///
    /// Without a rule, lists them all.
    #[command(after_help = "Example:
  pipyc explain chain/equal-priority")]
    Explain(Explain),
    /// Print completions for a shell
    #[command(after_help = "Example:
  pipyc completions bash > ~/.local/share/bash-completion/completions/pipyc")]
    Completions(Completions),
    /// Print the manual page, of a command if one is given
    #[command(after_help = "Example:
  pipyc man build | man -l -")]
    Man(Man),
}

/// `pipyc init`.
#[derive(Debug, Flags)]
pub(super) struct Init {
    /// The folder, made if it does not exist
    #[arg(default_value = ".", value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(super) folder: String,
    /// Name of the project; the folder's name if not given
    #[arg(long)]
    pub(super) name: Option<String>,
    /// Which mesh it is for
    #[arg(long, value_name = "MESH")]
    pub(super) target: Option<String>,
}

/// `pipyc new`.
#[derive(Debug, Subcommand)]
pub(super) enum New {
    /// Write a well-behaved plugin and the PluginChain that mounts it
    #[command(after_help = "Examples:
  pipyc new plugin geo --chain inbound-http
  pipyc new plugin allow-list --chain inbound-http --bytes")]
    Plugin(NewPlugin),
}

/// `pipyc new plugin`.
#[derive(Debug, Flags)]
pub(super) struct NewPlugin {
    /// Its name, such as `geo` or `token-check`
    pub(super) name: String,
    /// Where to mount it: inbound-tcp, inbound-http, outbound-tcp, outbound-http
    #[arg(long, value_name = "CHAIN", value_parser = CHAINS, hide_possible_values = true)]
    pub(super) chain: String,
    /// In an HTTP chain: look at the bytes of a connection, before they become requests
    #[arg(long)]
    pub(super) bytes: bool,
    /// Its priority; one that fits the chain and that no plugin has, if not given
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) priority: Option<f64>,
    /// The folder to write it to
    #[arg(long, value_name = "FOLDER", default_value = "plugins", value_hint = ValueHint::DirPath)]
    pub(super) folder: String,
}

/// The mount points, as values of a flag.
const CHAINS: [&str; 4] = ["inbound-tcp", "inbound-http", "outbound-tcp", "outbound-http"];

/// What is read. Each flag is also a key of the project file, which it adds to or overrides.
#[derive(Debug, Clone, Default, Flags)]
#[command(next_help_heading = "Input")]
pub(super) struct Input {
    /// Plugins and resources: .js, .yaml, .json, folders, or `-` for standard input
    #[arg(value_name = "PATH", help_heading = "Arguments", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<String>,
    /// Helm values of the mesh; later files win
    #[arg(short = 'f', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) values: Vec<String>,
    /// Set a value, as in Helm: `a.b[0].c=1,d=x`
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
    /// Set a value that stays text
    #[arg(long, value_name = "KEY=TEXT")]
    pub(super) set_string: Vec<String>,
    /// Set a value to JSON
    #[arg(long, value_name = "KEY=JSON")]
    pub(super) set_json: Vec<String>,
    /// Set a value to the text of a file
    #[arg(long, value_name = "KEY=FILE")]
    pub(super) set_file: Vec<String>,
    /// More plugins and resources, as PATH
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) plugins: Vec<String>,
    /// Workloads, namespaces and services; their labels decide who gets which plugin
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) workloads: Vec<String>,
    /// A bare script and where to mount it:
    /// `PATH[,name=NAME][,priority=N][,chain=CHAIN][,pod=LABEL=VALUE][,namespace=LABEL=VALUE]`;
    /// parts may be repeated
    #[arg(long, value_name = "SCRIPT")]
    pub(super) script: Vec<String>,
    /// A further file of the codebase, or a folder of them, and where it goes
    #[arg(long, value_name = "PATH[=NAME]", value_hint = ValueHint::AnyPath)]
    pub(super) file: Vec<String>,
    /// Built-in scripts to use instead of the embedded ones
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(super) builtins: Option<String>,
    /// A sidecar's config.json to merge chains and plugin configurations into
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) mesh_config: Option<String>,
    /// Which mesh it is for: osm-edge-1.3, fsm-1.6
    #[arg(long, value_name = "MESH")]
    pub(super) target: Option<String>,
    /// Name of the bundle
    #[arg(long)]
    pub(super) name: Option<String>,
    /// Version of the bundle, such as 1.4.0
    #[arg(long, value_name = "VERSION")]
    pub(super) bundle_version: Option<String>,
    /// A revision to note in the bundle, such as a commit
    #[arg(long)]
    pub(super) revision: Option<String>,
    /// Report resources of other kinds instead of passing over them
    #[arg(long)]
    pub(super) strict_kinds: bool,
}

/// `pipyc check`.
#[derive(Debug, Flags)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) input: Input,
    /// Mount the .js files here, in the target's default chains
    #[arg(long, value_name = "CHAIN", value_parser = CHAINS, help_heading = "Lone scripts")]
    pub(super) chain: Vec<String>,
    /// Their priority
    #[arg(long, value_name = "N", requires = "chain", allow_negative_numbers = true)]
    #[arg(help_heading = "Lone scripts")]
    pub(super) priority: Option<String>,
    /// Apply the fixes that are safe, then check what is left
    #[arg(long, help_heading = "Mending")]
    pub(super) fix: bool,
}

/// `pipyc build`.
#[derive(Debug, Flags)]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) input: Input,
    /// The folder for bundles; `dist` if nobody says otherwise
    #[arg(short, long, value_name = "FOLDER", help_heading = "Output", value_hint = ValueHint::DirPath)]
    pub(super) out: Option<String>,
    /// Emit scripts without comments and blanks, with source maps beside the manifest
    #[arg(long, help_heading = "Output")]
    pub(super) minify: bool,
    /// Emit every file, not only what some chain reaches
    #[arg(long, help_heading = "Output")]
    pub(super) all: bool,
}

/// `pipyc inspect`.
#[derive(Debug, Flags)]
pub(super) struct Inspect {
    /// The bundle: its folder or archive, an output folder (its newest build), or `-` for an archive
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(super) bundle: String,
    /// Print one file of the bundle as it is
    #[arg(long, value_name = "PATH")]
    pub(super) show: Option<String>,
}

/// `pipyc verify`.
#[derive(Debug, Flags)]
pub(super) struct Verify {
    /// The bundle: its folder or archive, an output folder (its newest build), or `-` for an archive
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(super) bundle: String,
}

/// `pipyc explain`.
#[derive(Debug, Flags)]
pub(super) struct Explain {
    /// The rule, such as chain/equal-priority
    pub(super) rule: Option<String>,
}

/// `pipyc completions`.
#[derive(Debug, Flags)]
pub(super) struct Completions {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}

/// `pipyc man`.
#[derive(Debug, Flags)]
pub(super) struct Man {
    /// The command, such as build
    pub(super) command: Option<String>,
}

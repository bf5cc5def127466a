//! What can be typed: commands and flags, with their help.
//!
//! Help texts, completions, manual pages and `docs/cli.md` are all printed from here: what every command has
//! stands in this file, the flags of each in one of its name.

mod build;
mod check;
mod completions;
mod diff;
mod explain;
mod graph;
mod helm;
mod init;
mod input;
mod inspect;
mod man;
mod new;
mod render;
mod report;
mod report_page;
mod verify;
mod why;

use clap::{Args as Flags, Parser, Subcommand, ValueEnum, ValueHint};

pub(super) use build::Build;
pub(super) use check::Check;
pub(super) use completions::Completions;
pub(super) use diff::Diff;
pub(super) use explain::Explain;
pub(super) use graph::Graph;
pub(super) use helm::{Helm, Passed};
pub(super) use init::Init;
pub(super) use input::Input;
pub(super) use inspect::Inspect;
pub(super) use man::Man;
pub(super) use new::{New, NewPlugin};
pub(super) use render::{PostRender, Render};
pub(super) use report::{Asked, Format, Wanted};
pub(super) use report_page::ReportPage;
pub(super) use verify::Verify;
pub(super) use why::Why;

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
  pipyc check                        look at the project of this folder
  pipyc build                        write its bundle to dist/
  pipyc explain chain/equal-priority say why a rule is there

Exit codes: 0 clean, 1 findings or a difference, 2 could not run.
Every flag has a variable, which a typed flag beats: PIPYC_MESH_CONFIG for --mesh-config.")]
pub(in crate::cli) struct Args {
    /// Flags that every command has.
    #[command(flatten)]
    pub(in crate::cli) global: Global,
    /// What to do.
    #[command(subcommand)]
    pub(in crate::cli) command: Command,
}

/// Flags that mean the same everywhere.
#[derive(Debug, Clone, Flags)]
#[command(next_help_heading = "General")]
pub(in crate::cli) struct Global {
    /// Say less: findings and results only, no notes, no summary, no progress
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(in crate::cli) quiet: bool,
    /// Say more: what was read, and how long each stage took
    #[arg(short, long, global = true)]
    pub(in crate::cli) verbose: bool,
    /// When to use colors
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    #[arg(help = "When to use colors: auto, always, never")]
    pub(in crate::cli) color: Color,
    /// How many threads to use; all processors if not given
    #[arg(short, long, global = true, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(in crate::cli) jobs: Option<u16>,
    /// How to print results
    #[arg(
        long = "format",
        global = true,
        value_name = "FORMAT",
        default_value = "human",
        hide_possible_values = true
    )]
    #[arg(
        help = "How to print results: human, short (one line each), json (one object); findings also as sarif, github, gitlab, junit, differences as markdown"
    )]
    pub(in crate::cli) asked: Asked,
    /// The format of findings.
    #[arg(skip)]
    pub(in crate::cli) findings: crate::report::Format,
    /// The format of results that are no findings.
    #[arg(skip)]
    pub(in crate::cli) format: Format,
    /// Write what is found to a file, beside what is printed; without =FILE, print it so. May be repeated
    #[arg(long, global = true, value_name = "FORMAT[=FILE]", value_parser = Wanted::parse, value_delimiter = ',')]
    pub(in crate::cli) report: Vec<Wanted>,
    /// Write what would go to standard output to a file, whole or not at all
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) output: Option<String>,
    /// Where the sources are kept, to note in reports of format sarif, beside --revision
    #[arg(long, global = true, value_name = "URI", value_hint = ValueHint::Url)]
    pub(in crate::cli) repository: Option<String>,
    /// The project file, instead of the nearest pipyc.yaml, in this folder or above
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) project: Option<String>,
    /// Do not look for a project file
    #[arg(long, global = true, conflicts_with = "project")]
    pub(in crate::cli) no_project: bool,
    /// Do not report a rule, a family of rules, or all
    #[arg(long, global = true, value_name = "RULE")]
    pub(in crate::cli) allow: Vec<String>,
    /// Report it as a warning
    #[arg(long, global = true, value_name = "RULE")]
    pub(in crate::cli) warn: Vec<String>,
    /// Report it as an error
    #[arg(long, global = true, value_name = "RULE")]
    pub(in crate::cli) deny: Vec<String>,
}

/// When to use colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Color {
    /// On a terminal that shows them, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
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
  pipyc build --bundle-version 1.4.0 --revision \"$(git rev-parse HEAD)\"
  pipyc build --oci layout/ && skopeo copy oci:layout docker://registry.example/shop-mesh:1.4.0")]
    Build(Build),
    /// Check, and print the resources that make a cluster run the project
    ///
    /// Plugin, PluginChain and PluginConfig resources, their scripts as they were written; reading them back
    /// gives the same bundle. With --overlay, the values of the mesh's chart instead. Nothing is printed
    /// unless everything is right.
    #[command(after_help = "Examples:
  pipyc render | kubectl apply --server-side -f -
  pipyc render --overlay > mesh-values.yaml             helm upgrade osm osm-edge -f mesh-values.yaml
  pipyc render --output-dir rendered/                   one file a resource; kubectl apply -k rendered/
  pipyc render --helm-template --output-dir chart/templates/plugins/
  pipyc render --configmap                              the whole bundle, and a Deployment that runs it")]
    Render(Render),
    /// Check the resources on standard input, and pass them on to standard output; for Helm
    ///
    /// Scripts and chains are checked with the mesh configuration, workloads, services and namespaces of
    /// the same stream. What comes in goes out as it is, byte for byte; if anything is wrong, nothing goes
    /// out. No project file is read unless --project names one.
    #[command(after_help = "Examples:
  helm install shop chart/ --post-renderer pipyc --post-renderer-args post-render    Helm 3
  helm install shop chart/ --post-renderer pipyc-post-render                         Helm 4, with the plugin
  helm template chart/ | pipyc post-render --minify --annotate

Helm 4 throws away what a post-renderer says: set PIPYC_REPORT=human=pipyc.log to read it.")]
    PostRender(PostRender),
    /// What Helm's plugins call: getter, check, build, render
    ///
    /// `helm check`, `helm build` and `helm render` take a chart with the flags of `helm template`, and behind
    /// `--` their own; without a chart they are the commands of the same name. `helm getter` takes the
    /// arguments of a Helm getter, and prints values.
    #[command(arg_required_else_help = true)]
    #[command(after_help = "Examples:
  helm pipyc check chart/ -f values.yaml                         by the plugin: render and check in one go
  helm pipyc check chart/ -f values.yaml -- --format sarif
  helm install shop chart/ -f 'pipyc://mesh?values=values.yaml'  check the project first, and use its values")]
    Helm(Helm),
    /// Show what is in a bundle
    #[command(after_help = "Examples:
  pipyc inspect dist/
  pipyc inspect dist/shop-mesh-1.4.0-3f9a2c71b0de.tar.gz --show base/config.json")]
    Inspect(Inspect),
    /// Show what is different between two bundles, or between a bundle and a project
    ///
    /// Compares by meaning, for each sidecar: which links chains gained, lost or moved, which scripts are
    /// another program, which values of configurations changed, and how far the version must grow.
    #[command(after_help = "Examples:
  pipyc diff dist/                        the newest build against the project in this folder
  pipyc diff old.tar.gz new.tar.gz
  pipyc diff dist/ . --format markdown    for a comment under a merge request
  pipyc diff released/ . --require-bump   has the version grown enough?

Exit codes: 0 the same, 1 different, 2 could not compare.
With --require-bump: 0 the version has grown enough, 1 it has not.")]
    Diff(Diff),
    /// Write a page for a browser: chains, plugins and findings of a bundle or a project
    ///
    /// The page is one file that needs no network and nothing beside it. Of a project it also shows what
    /// was found, at the lines of its plugins; the page is written even if there are errors.
    #[command(after_help = "Examples:
  pipyc report --output report.html                     the project in this folder
  pipyc report dist/ --output report.html               the newest bundle
  pipyc report --against dist/ --output report.html     what a build would change

Exit codes: 0 written, 1 written and the project has errors, 2 could not run.")]
    Report(ReportPage),
    /// Draw chains, modules, and the variables that they share
    ///
    /// From workloads over chains to plugins, and who sets and reads which context variable.
    #[command(after_help = "Examples:
  pipyc graph                                     the project in this folder, as text
  pipyc graph --workload shop/cart --format svg --output cart.svg
  pipyc graph dist/ --plugin geo --format mermaid
  pipyc graph dist/ --format dot | dot -Tpdf > chains.pdf")]
    Graph(Graph),
    /// Say why a plugin is in the chains of a workload, or is not, and why at its place
    #[command(after_help = "Examples:
  pipyc why geo shop/cart
  pipyc why modules/inbound-http-routing shop/cart")]
    Why(Why),
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

impl Command {
    /// True if it looks for findings, so that there is something for every format to hold.
    pub(in crate::cli) fn reports(&self) -> bool {
        !matches!(
            self,
            Command::Init(_)
                | Command::New(_)
                | Command::Diff(_)
                | Command::Graph(_)
                | Command::Why(_)
                | Command::Helm(_)
                | Command::Inspect(_)
                | Command::Verify(_)
                | Command::Explain(_)
                | Command::Completions(_)
                | Command::Man(_)
        )
    }

    /// True if its results can be printed so.
    pub(in crate::cli) fn prints(&self, format: Format) -> bool {
        match format {
            Format::Human | Format::Short | Format::Json => true,
            Format::Markdown => matches!(self, Command::Diff(_)),
            Format::Mermaid | Format::Dot | Format::Svg => matches!(self, Command::Graph(_)),
        }
    }
}

//! Flags of `pipyc inspect`.

use clap::{Args as Flags, ValueHint};

use super::input::CHAINS;

/// `pipyc inspect`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Inspect {
    /// The bundle: its folder, archive or OCI layout, an output folder (its newest build), or `-` for an archive
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) bundle: String,
    /// Print one file of the bundle as it is
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) show: Option<String>,
    /// Show all files as a tree
    #[arg(long, conflicts_with = "show")]
    pub(in crate::cli) tree: bool,
    /// Show how large each file is, before and after compression
    #[arg(long, conflicts_with = "show")]
    pub(in crate::cli) sizes: bool,
    /// Show the chains of this mount point only
    #[arg(long, value_name = "CHAIN", value_parser = CHAINS, conflicts_with = "show")]
    pub(in crate::cli) chain: Option<String>,
    /// Show one plugin, and where it stands in whose chains
    #[arg(long, value_name = "NAME", conflicts_with = "show")]
    pub(in crate::cli) plugin: Option<String>,
    /// Show one sidecar: NAMESPACE/NAME, or NAME
    #[arg(long, value_name = "WORKLOAD", conflicts_with = "show")]
    pub(in crate::cli) sidecar: Option<String>,
}

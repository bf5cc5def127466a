//! Flags of `pipyc report`.

use clap::{Args as Flags, ValueHint};

/// `pipyc report`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct ReportPage {
    /// A bundle (its folder, archive or OCI layout, an output folder, `-` for an archive) or a project
    /// (its folder or project file); the project in this folder if not given
    #[arg(value_name = "SUBJECT", value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) subject: Option<String>,
    /// Also show what is different from this older bundle or project
    #[arg(long, value_name = "OLD", value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) against: Option<String>,
    /// Show every file of a project's codebase, not only what some chain reaches
    #[arg(long)]
    pub(in crate::cli) all: bool,
}

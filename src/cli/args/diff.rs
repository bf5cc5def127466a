//! Flags of `pipyc diff`.

use clap::{Args as Flags, ValueHint};

/// `pipyc diff`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Diff {
    /// What was: a bundle's folder or archive, an output folder (its newest build), `-` for an archive,
    /// or a project (its folder, or its project file)
    #[arg(value_name = "OLD", value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) old: String,
    /// What is; the project in this folder if not given
    #[arg(value_name = "NEW", value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) new: Option<String>,
    /// Fail only if something changed and the version did not grow as SemVer asks
    #[arg(long)]
    pub(in crate::cli) require_bump: bool,
    /// Version of what is, if it is a project, such as 1.4.0
    #[arg(long, value_name = "VERSION")]
    pub(in crate::cli) bundle_version: Option<String>,
    /// Compile projects with every file, not only what some chain reaches
    #[arg(long)]
    pub(in crate::cli) all: bool,
}

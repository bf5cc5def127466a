//! Flags of `pipyc inspect`.

use clap::{Args as Flags, ValueHint};

/// `pipyc inspect`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Inspect {
    /// The bundle: its folder, archive or OCI layout, an output folder (its newest build), or `-` for an archive
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) bundle: String,
    /// Print one file of the bundle as it is
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) show: Option<String>,
}

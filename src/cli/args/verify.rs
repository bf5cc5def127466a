//! Flags of `pipyc verify`.

use clap::{Args as Flags, ValueHint};

/// `pipyc verify`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Verify {
    /// The bundle: its folder, archive or OCI layout, an output folder (its newest build), or `-` for an archive
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) bundle: String,
}

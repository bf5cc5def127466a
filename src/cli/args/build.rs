//! Flags of `pipyc build`.

use clap::{Args as Flags, ValueHint};

use super::input::Input;

/// `pipyc build`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Build {
    #[command(flatten)]
    pub(in crate::cli) input: Input,
    /// The folder for bundles; `dist` if nobody says otherwise
    #[arg(short, long, value_name = "FOLDER", help_heading = "Output", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) out: Option<String>,
    /// Also write an OCI image layout for registries, into a folder of its own
    #[arg(long, value_name = "FOLDER", help_heading = "Output", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) oci: Option<String>,
    /// Emit scripts without comments and blanks, with source maps beside the manifest
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) minify: bool,
    /// Emit every file, not only what some chain reaches
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) all: bool,
}

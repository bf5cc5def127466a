//! Flags of `pipyc init`.

use clap::{Args as Flags, ValueHint};

/// `pipyc init`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Init {
    /// The folder, made if it does not exist
    #[arg(default_value = ".", value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) folder: String,
    /// Name of the project; the folder's name if not given
    #[arg(long)]
    pub(in crate::cli) name: Option<String>,
    /// Which mesh it is for
    #[arg(long, value_name = "MESH")]
    pub(in crate::cli) target: Option<String>,
}

//! Flags of `pipyc graph`.

use clap::{Args as Flags, ValueHint};

use super::input::CHAINS;

/// `pipyc graph`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Graph {
    /// A bundle's folder or archive, an output folder (its newest build), `-` for an archive, or a
    /// project; the project in this folder if not given
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) subject: Option<String>,
    /// Only the chains of this workload: NAMESPACE/NAME, or NAME
    #[arg(long, value_name = "WORKLOAD")]
    pub(in crate::cli) workload: Option<String>,
    /// Only the chains with this plugin, and what it shares
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) plugin: Option<String>,
    /// Only the chains of this mount point
    #[arg(long, value_name = "CHAIN", value_parser = CHAINS)]
    pub(in crate::cli) chain: Option<String>,
}

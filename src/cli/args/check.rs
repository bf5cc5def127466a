//! Flags of `pipyc check`.

use clap::Args as Flags;

use super::input::{CHAINS, Input};

/// `pipyc check`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Check {
    #[command(flatten)]
    pub(in crate::cli) input: Input,
    /// Mount the .js files here, in the target's default chains
    #[arg(long, value_name = "CHAIN", value_parser = CHAINS, help_heading = "Lone scripts")]
    pub(in crate::cli) chain: Vec<String>,
    /// Their priority
    #[arg(long, value_name = "N", requires = "chain", allow_negative_numbers = true)]
    #[arg(help_heading = "Lone scripts")]
    pub(in crate::cli) priority: Option<String>,
    /// Apply the fixes that are safe, then check what is left
    #[arg(long, help_heading = "Mending")]
    pub(in crate::cli) fix: bool,
}

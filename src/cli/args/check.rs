//! Flags of `pipyc check`.

use clap::{Args as Flags, ValueHint};

use super::input::{CHAINS, Input};

/// `pipyc check`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Check {
    #[command(flatten)]
    pub(in crate::cli) input: Input,
    /// Mount the .js files here, in the target's default chains
    #[arg(long, value_name = "CHAIN", value_parser = CHAINS, help_heading = "Lone scripts")]
    pub(in crate::cli) chain: Vec<String>,
    /// Their priority; 115 if not given, which is behind the routing and before a target is chosen
    #[arg(long, value_name = "N", requires = "chain", allow_negative_numbers = true)]
    #[arg(help_heading = "Lone scripts")]
    pub(in crate::cli) priority: Option<String>,
    /// Report only what is not in this file of known findings
    #[arg(long, value_name = "FILE", help_heading = "Baseline", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) baseline: Option<String>,
    /// Make that file, or bring it up to date: everything that is found is known
    #[arg(long, requires = "baseline", help_heading = "Baseline")]
    pub(in crate::cli) write_baseline: bool,
    /// Remove from that file what is not found any more
    #[arg(long, requires = "baseline", conflicts_with = "write_baseline", help_heading = "Baseline")]
    pub(in crate::cli) prune_baseline: bool,
    /// Apply the fixes that are safe, then check what is left
    #[arg(long, help_heading = "Mending")]
    pub(in crate::cli) fix: bool,
}

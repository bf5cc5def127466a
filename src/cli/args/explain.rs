//! Flags of `pipyc explain`.

use clap::Args as Flags;

/// `pipyc explain`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Explain {
    /// The rule, such as chain/equal-priority
    pub(in crate::cli) rule: Option<String>,
}

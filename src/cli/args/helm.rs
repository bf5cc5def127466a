//! Arguments of `pipyc helm`.

use clap::{Args as Flags, Subcommand};

/// `pipyc helm`. What is behind it is passed on as it stands.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Helm {
    #[command(subcommand)]
    pub(in crate::cli) what: Passed,
}

/// A command, with its arguments unread.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Passed {
    /// Any.
    #[command(external_subcommand)]
    Any(Vec<String>),
}

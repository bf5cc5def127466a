//! Flags of `pipyc man`.

use clap::Args as Flags;

/// `pipyc man`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Man {
    /// The command, such as build
    pub(in crate::cli) command: Option<String>,
}

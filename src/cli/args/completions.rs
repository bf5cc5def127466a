//! Flags of `pipyc completions`.

use clap::Args as Flags;

/// `pipyc completions`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Completions {
    /// The shell
    pub(in crate::cli) shell: clap_complete::Shell,
}

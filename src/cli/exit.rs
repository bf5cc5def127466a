//! How a run ends. Each ending has a name, and becomes a number here only.

use std::process::{ExitCode, Termination};

/// The end of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing wrong was found.
    Clean,
    /// Errors were found, or a difference.
    Findings,
    /// It could not run.
    Failed,
}

impl Exit {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Failed => 2,
        }
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}

//! Why a command could not go on.

use std::io;

use crate::driver::BuildError;
use crate::load::LoadError;
use crate::world::WorldError;

/// Why a command could not go on.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stop {
    /// The reader of our output went away, or the disk is full.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// Something could not be read.
    #[error(transparent)]
    World(#[from] WorldError),
    /// A flag that cannot be followed, or an input that is not there.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A script that cannot be minified, or any of the above.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Anything else, with the way out if there is one.
    #[error("{message}")]
    Other {
        /// What is wrong.
        message: String,
        /// What to do, as a command; may be empty.
        help: String,
    },
}

impl Stop {
    /// `message`, with the way out.
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Stop::Other { message: message.into(), help: help.into() }
    }

    /// The way out.
    pub(super) fn help(&self) -> Option<&str> {
        match self {
            Stop::Other { help, .. } if !help.is_empty() => Some(help),
            _ => None,
        }
    }

    /// True if the reader of our output went away, as `head` does: no fault of anybody.
    pub(super) fn is_broken_pipe(&self) -> bool {
        matches!(self, Stop::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

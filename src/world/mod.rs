//! The whole outside world, as one small trait.
//!
//! The compiler reads through [`World`] and never touches the disk itself. [`Os`] is the real thing;
//! [`Memory`] is for tests and for embedding; [`Overlay`] shows files as they would be after a change. Paths are text with `/`, as the user wrote them.

mod memory;
mod os;
mod overlay;
mod tasks;

pub use memory::Memory;
pub use os::Os;
pub use overlay::Overlay;
pub use tasks::{InTurn, Tasks, both, map};

/// What a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PathKind {
    /// A regular file, or standard input (`-`).
    File,
    /// A folder.
    Folder,
    /// Nothing is there.
    Missing,
    /// A device, a socket, a pipe.
    Other,
}

/// Reads files.
pub trait World: Sync {
    /// What is at `path`, links followed.
    fn kind(&self, path: &str) -> PathKind;

    /// The bytes of a file; `-` is standard input, which can be read once.
    ///
    /// # Errors
    /// If it cannot be read, or is larger than [`MAX_FILE`].
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError>;

    /// All files below a folder, as paths that begin with `folder`, sorted by their bytes. Hidden
    /// files and folders (`.git`) are passed over; links to files are followed, links to folders are not.
    ///
    /// # Errors
    /// If the folder, or one below it, cannot be read.
    fn walk(&self, folder: &str) -> Result<Vec<String>, WorldError>;

    /// A variable of the environment.
    fn env(&self, name: &str) -> Option<String>;

    /// The working folder, absolute, if there is such a thing. Only for what a report says to a server, and
    /// for finding what stands above it: no other output may depend on it.
    fn folder(&self) -> Option<String> {
        None
    }
}

/// The largest file that is read: 64 MiB. Chosen by feeling; a chart's whole output is about 1 MiB.
pub const MAX_FILE: u64 = 64 << 20;

/// Why something could not be read.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// The operating system says no.
    #[error("cannot read {path}: {reason}")]
    Read {
        /// The path as given.
        path: String,
        /// The system's words, without the error number.
        reason: String,
    },
    /// Over [`MAX_FILE`].
    #[error("{path} is larger than {} MiB", MAX_FILE >> 20)]
    Large {
        /// The path as given.
        path: String,
    },
}

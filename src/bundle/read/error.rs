//! Why there is no bundle, in words.

use super::BadGzip;
#[cfg(doc)]
use super::Limits;
use crate::bundle::MANIFEST;
use crate::bundle::manifest::BadManifest;
use crate::bundle::ustar::BadHeader;
use crate::bundle::verify::Difference;
use crate::ir::names::BadPath;

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum ReadBundleError {
    /// The operating system says no.
    #[error("cannot read {path}: {reason}")]
    Io {
        /// What was read.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// A folder without a manifest.
    #[error("{path} is not a bundle: it has no {MANIFEST}")]
    NoManifest {
        /// The folder or archive.
        path: String,
    },
    /// The gzip layer is refused.
    #[error("{path} is not a bundle's archive: {bad}")]
    Gzip {
        /// The archive.
        path: String,
        /// Why.
        bad: BadGzip,
    },
    /// A tar header is refused.
    #[error("entry {name:?} of the archive is refused: {bad}")]
    Header {
        /// The name that the header claims.
        name: String,
        /// Why.
        bad: BadHeader,
    },
    /// The archive ends inside an entry or without its two empty blocks, or goes on behind them.
    #[error("the archive is {how} {after}")]
    Shape {
        /// `cut off` or `not empty`.
        how: &'static str,
        /// Near which entry.
        after: String,
    },
    /// A name in a folder is refused.
    #[error("{path:?} is refused: {bad}")]
    Name {
        /// The name, as far as it is text.
        path: String,
        /// Why.
        bad: BadPath,
    },
    /// Something in a folder is neither file nor folder.
    #[error("{path:?} is refused: it is {what}, and a bundle holds only plain files")]
    NotAFile {
        /// Its path.
        path: String,
        /// What it is.
        what: &'static str,
    },
    /// Two entries cannot both be.
    #[error("{path:?} is refused: {why}")]
    Clash {
        /// The later entry.
        path: String,
        /// What the earlier one was.
        why: String,
    },
    /// One file is larger than allowed.
    #[error("{path:?} is refused: it is larger than {limit} bytes")]
    FileTooLarge {
        /// The file.
        path: String,
        /// [`Limits::file`].
        limit: u64,
    },
    /// All files together are larger than allowed.
    #[error("the bundle is refused at {path:?}: its files are larger than {limit} bytes in all")]
    TooLarge {
        /// The file that was too much.
        path: String,
        /// [`Limits::total`].
        limit: u64,
    },
    /// There are too many entries.
    #[error("the bundle is refused at {path:?}: it has more than {limit} files and folders")]
    TooMany {
        /// The entry that was too much.
        path: String,
        /// [`Limits::entries`].
        limit: usize,
    },
    /// The manifest is refused.
    #[error(transparent)]
    Manifest(#[from] BadManifest),
    /// `latest.json` of an output folder is refused.
    #[error("{path} does not name a bundle: {reason}")]
    Latest {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// A document or a blob of an OCI layout is refused.
    #[error("{path} {reason}")]
    Oci {
        /// The file.
        path: String,
        /// Why, as the rest of a sentence.
        reason: String,
    },
    /// The bundle is not what its manifest says.
    #[error("the bundle is not what it says it is: {first}{}", more(*.n_more))]
    Differs {
        /// The first difference.
        first: Difference,
        /// How many more there are.
        n_more: usize,
    },
}

fn more(n_more: usize) -> String {
    match n_more {
        0 => String::new(),
        n_more => format!(" (and {n_more} more)"),
    }
}

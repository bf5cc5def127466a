//! Stage 7, bundle → bytes, one target a file.
//!
//! - [`tarball`]: the archive, the same bytes everywhere.
//! - [`directory`]: an output folder with the unpacked bundle, its archive, and `latest.json`;
//!   all or nothing.
//! - [`oci`]: an OCI image layout with the archive as its only layer; all or nothing.

pub mod directory;
mod disk;
pub mod oci;
pub mod tarball;

//! Stage 7, bundle → bytes, one target a file.
//!
//! - [`tarball`]: the archive, the same bytes everywhere.
//! - [`directory`]: an output folder with the unpacked bundle, its archive, and `latest.json`;
//!   all or nothing.
//! - [`oci`]: an OCI image layout with the archive as its only layer; all or nothing.
//! - [`kube`]: the resources that make a cluster run the project; [`config_map`]: the bundle as resources.
//! - [`helm`]: values of the mesh's chart, and text among its templates.
//! - [`yaml`]: values as YAML that keeps every byte of a script.
//! - [`folder`]: a folder of such files, all or nothing.

pub mod config_map;
pub mod directory;
mod disk;
pub mod folder;
pub mod helm;
pub mod kube;
pub mod oci;
pub mod tarball;
pub mod yaml;

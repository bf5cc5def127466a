//! The nouns: what the stages hand to each other.
//!
//! - [`syntax`]: a script's program, as far as the target's Pipy could run it (`parse` makes it).
//! - [`module`]: what a script is to the chains (`lower` makes it): context variables, imports,
//!   exports, pipelines, files it needs.
//! - [`project`]: the valid project (`load` makes it): values, resources, workloads.
//! - [`codebase`]: every file that a sidecar of the project could load.
//! - [`chain`]: the resolved chains of each sidecar (`resolve` makes them).
//!
//! Nothing here reads, checks or prints.

pub mod chain;
pub mod codebase;
pub mod levels;
pub mod module;
pub mod names;
pub mod paths;
pub mod project;
pub mod syntax;

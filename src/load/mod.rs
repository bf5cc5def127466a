//! Loads a project.

pub mod raw;
mod yaml;

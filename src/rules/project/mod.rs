//! The project file, and what is given to a run.

pub mod bad_document;
pub mod bad_file_path;
pub mod bad_mesh_config;
pub mod bad_value;
pub mod duplicate_key;
pub mod empty_folder;
pub mod file_clash;
pub mod missing_key;
pub mod missing_path;
pub mod oversized_document;
pub mod unknown_key;
pub mod unknown_rule;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &bad_document::ENTRY,
    &bad_file_path::ENTRY,
    &bad_mesh_config::ENTRY,
    &bad_value::ENTRY,
    &duplicate_key::ENTRY,
    &empty_folder::ENTRY,
    &file_clash::ENTRY,
    &missing_key::ENTRY,
    &missing_path::ENTRY,
    &oversized_document::ENTRY,
    &unknown_key::ENTRY,
    &unknown_rule::ENTRY,
];

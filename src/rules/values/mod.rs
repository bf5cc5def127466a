//! Helm values.

pub mod bad_plugin_path;
pub mod bad_priority;
pub mod duplicate_entry;
pub mod further_document;
pub mod missing_key;
pub mod other_mesh;
pub mod plugin_policy_off;
pub mod unknown_chain;
pub mod unknown_key;
pub mod wrong_type;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &bad_plugin_path::ENTRY,
    &bad_priority::ENTRY,
    &duplicate_entry::ENTRY,
    &further_document::ENTRY,
    &missing_key::ENTRY,
    &other_mesh::ENTRY,
    &plugin_policy_off::ENTRY,
    &unknown_chain::ENTRY,
    &unknown_key::ENTRY,
    &wrong_type::ENTRY,
];

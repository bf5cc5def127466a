//! `Plugin`, `PluginChain`, `PluginConfig`, workloads.

pub mod bad_destination;
pub mod bad_name;
pub mod bad_priority;
pub mod duplicate;
pub mod empty_script;
pub mod ignored_matches;
pub mod missing_field;
pub mod mounts_nothing;
pub mod namespaced_plugin;
pub mod other_kind;
pub mod unknown_chain;
pub mod unknown_field;
pub mod unknown_kind;
pub mod unknown_version;
pub mod unrendered_template;
pub mod wrong_type;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &bad_destination::ENTRY,
    &bad_name::ENTRY,
    &bad_priority::ENTRY,
    &duplicate::ENTRY,
    &empty_script::ENTRY,
    &ignored_matches::ENTRY,
    &missing_field::ENTRY,
    &mounts_nothing::ENTRY,
    &namespaced_plugin::ENTRY,
    &other_kind::ENTRY,
    &unknown_chain::ENTRY,
    &unknown_field::ENTRY,
    &unknown_kind::ENTRY,
    &unknown_version::ENTRY,
    &unrendered_template::ENTRY,
    &wrong_type::ENTRY,
];

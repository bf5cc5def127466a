//! Configurations of plugins: whom they are for, and whether they get there.

pub mod duplicate;
pub mod mixed_up;
pub mod no_workload;
pub mod not_reachable;
pub mod protocol_without_config;
pub mod unknown_plugin;
pub mod unknown_service;
pub mod unmounted_plugin;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &duplicate::ENTRY,
    &mixed_up::ENTRY,
    &no_workload::ENTRY,
    &not_reachable::ENTRY,
    &protocol_without_config::ENTRY,
    &unknown_plugin::ENTRY,
    &unknown_service::ENTRY,
    &unmounted_plugin::ENTRY,
];

//! Pipelines: how filters are put together, and what flows at each.

pub mod circle;
pub mod duplicate_name;
pub mod empty_name;
pub mod late_start;
pub mod missing_to;
pub mod no_entrance;
pub mod outside_pipeline;
pub mod second_start;
pub mod stray_to;
pub mod two_entrances;
pub mod unknown_name;
pub mod unreached;
pub mod wrong_level;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &circle::ENTRY,
    &duplicate_name::ENTRY,
    &empty_name::ENTRY,
    &late_start::ENTRY,
    &missing_to::ENTRY,
    &no_entrance::ENTRY,
    &outside_pipeline::ENTRY,
    &second_start::ENTRY,
    &stray_to::ENTRY,
    &two_entrances::ENTRY,
    &unknown_name::ENTRY,
    &unreached::ENTRY,
    &wrong_level::ENTRY,
];

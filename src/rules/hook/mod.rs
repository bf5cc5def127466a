//! The contract between a chain and its plugins.

pub mod callback_result;
pub mod filename_slice;
pub mod half_guard;
pub mod head_member;
pub mod listens;
pub mod no_chain;
pub mod shared_variable;
pub mod start_value;
pub mod swallowed_branch;
pub mod unguarded;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &callback_result::ENTRY,
    &filename_slice::ENTRY,
    &half_guard::ENTRY,
    &head_member::ENTRY,
    &listens::ENTRY,
    &no_chain::ENTRY,
    &shared_variable::ENTRY,
    &start_value::ENTRY,
    &swallowed_branch::ENTRY,
    &unguarded::ENTRY,
];

//! Context variables, imports and exports.

pub mod duplicate_export;
pub mod duplicate_variable;
pub mod early_read;
pub mod foreign_write;
pub mod fork_head;
pub mod fork_write;
pub mod hidden_by_global;
pub mod import_shape;
pub mod undeclared;
pub mod unused;
pub mod used_at_load;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &duplicate_export::ENTRY,
    &duplicate_variable::ENTRY,
    &early_read::ENTRY,
    &foreign_write::ENTRY,
    &fork_head::ENTRY,
    &fork_write::ENTRY,
    &hidden_by_global::ENTRY,
    &import_shape::ENTRY,
    &undeclared::ENTRY,
    &unused::ENTRY,
    &used_at_load::ENTRY,
];

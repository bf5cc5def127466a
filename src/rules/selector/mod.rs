//! Label selectors.

pub mod bad_label;
pub mod matches_everything;
pub mod missing_values;
pub mod unknown_operator;
pub mod unused_values;
pub mod values_left_out;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &bad_label::ENTRY,
    &matches_everything::ENTRY,
    &missing_values::ENTRY,
    &unknown_operator::ENTRY,
    &unused_values::ENTRY,
    &values_left_out::ENTRY,
];

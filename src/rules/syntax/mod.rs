//! JavaScript syntax.

pub mod invalid_character;
pub mod invalid_escape;
pub mod invalid_number;
pub mod nesting;
pub mod reserved_word;
pub mod unclosed;
pub mod unexpected;
pub mod unterminated;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &invalid_character::ENTRY,
    &invalid_escape::ENTRY,
    &invalid_number::ENTRY,
    &nesting::ENTRY,
    &reserved_word::ENTRY,
    &unclosed::ENTRY,
    &unexpected::ENTRY,
    &unterminated::ENTRY,
];

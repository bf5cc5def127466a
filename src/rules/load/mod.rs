//! What fails, or goes wrong silently, while Pipy evaluates a script.

pub mod byte_order_mark;
pub mod destructuring_assignment;
pub mod legacy_octal;
pub mod line_continuation;
pub mod pattern_default;
pub mod reserved_name;
pub mod template_escape;
pub mod unicode_blank;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &byte_order_mark::ENTRY,
    &destructuring_assignment::ENTRY,
    &legacy_octal::ENTRY,
    &line_continuation::ENTRY,
    &pattern_default::ENTRY,
    &reserved_name::ENTRY,
    &template_escape::ENTRY,
    &unicode_blank::ENTRY,
];

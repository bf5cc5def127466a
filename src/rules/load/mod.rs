//! What fails, or goes wrong silently, while Pipy evaluates a script.

pub mod bad_json;
pub mod bad_regexp;
pub mod byte_order_mark;
pub mod continued_line;
pub mod destructuring_assignment;
pub mod discarded_configuration;
pub mod endless_recursion;
pub mod html_comment;
pub mod legacy_octal;
pub mod line_continuation;
pub mod line_end;
pub mod missing_pipeline;
pub mod not_class;
pub mod not_configuration;
pub mod nothing_member;
pub mod pattern_default;
pub mod reserved_name;
pub mod right_value;
pub mod solved_member;
pub mod template_escape;
pub mod uncaught_throw;
pub mod unicode_blank;
pub mod unsearchable;
pub mod unspreadable;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &bad_json::ENTRY,
    &bad_regexp::ENTRY,
    &byte_order_mark::ENTRY,
    &continued_line::ENTRY,
    &destructuring_assignment::ENTRY,
    &discarded_configuration::ENTRY,
    &endless_recursion::ENTRY,
    &html_comment::ENTRY,
    &legacy_octal::ENTRY,
    &line_continuation::ENTRY,
    &line_end::ENTRY,
    &missing_pipeline::ENTRY,
    &not_class::ENTRY,
    &not_configuration::ENTRY,
    &nothing_member::ENTRY,
    &pattern_default::ENTRY,
    &reserved_name::ENTRY,
    &right_value::ENTRY,
    &solved_member::ENTRY,
    &template_escape::ENTRY,
    &uncaught_throw::ENTRY,
    &unicode_blank::ENTRY,
    &unsearchable::ENTRY,
    &unspreadable::ENTRY,
];

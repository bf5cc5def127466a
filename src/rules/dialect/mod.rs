//! Legal JavaScript that the target's Pipy cannot parse, and the reverse.

pub mod array_hole;
pub mod arrow_line_break;
pub mod async_function;
pub mod bigint;
pub mod block;
pub mod class;
pub mod computed_pattern_key;
pub mod conditional_arrow;
pub mod conditional_assignment;
pub mod continue_statement;
pub mod continued_line;
pub mod declaration;
pub mod empty_script;
pub mod empty_statement;
pub mod function_body;
pub mod function_keyword;
pub mod generator;
pub mod hashbang;
pub mod hex_exponent;
pub mod html_comment;
pub mod identifier_escape;
pub mod if_statement;
pub mod import_export;
pub mod label;
pub mod line_end;
pub mod loop_statement;
pub mod nested_conditional;
pub mod number_member;
pub mod numeric_separator;
pub mod object_method;
pub mod optional_chain_blank;
pub mod optional_dot_number;
pub mod optional_new;
pub mod pipy_only;
pub mod private_name;
pub mod regex_literal;
pub mod reserved_name;
pub mod rest_parameter;
pub mod rest_pattern;
pub mod semicolon;
pub mod several_expressions;
pub mod shorthand_default;
pub mod spread_argument;
pub mod stray_arrow;
pub mod switch_statement;
pub mod tagged_template;
pub mod template_escape;
pub mod this;
pub mod throw_statement;
pub mod trailing_text;
pub mod try_statement;
pub mod unicode_blank;
pub mod unicode_escape;
pub mod unparsable;
pub mod with_statement;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &array_hole::ENTRY,
    &arrow_line_break::ENTRY,
    &async_function::ENTRY,
    &bigint::ENTRY,
    &block::ENTRY,
    &class::ENTRY,
    &computed_pattern_key::ENTRY,
    &conditional_arrow::ENTRY,
    &conditional_assignment::ENTRY,
    &continue_statement::ENTRY,
    &continued_line::ENTRY,
    &declaration::ENTRY,
    &empty_script::ENTRY,
    &empty_statement::ENTRY,
    &function_body::ENTRY,
    &function_keyword::ENTRY,
    &generator::ENTRY,
    &hashbang::ENTRY,
    &hex_exponent::ENTRY,
    &html_comment::ENTRY,
    &identifier_escape::ENTRY,
    &if_statement::ENTRY,
    &import_export::ENTRY,
    &label::ENTRY,
    &line_end::ENTRY,
    &loop_statement::ENTRY,
    &nested_conditional::ENTRY,
    &number_member::ENTRY,
    &numeric_separator::ENTRY,
    &object_method::ENTRY,
    &optional_chain_blank::ENTRY,
    &optional_dot_number::ENTRY,
    &optional_new::ENTRY,
    &pipy_only::ENTRY,
    &private_name::ENTRY,
    &regex_literal::ENTRY,
    &reserved_name::ENTRY,
    &rest_parameter::ENTRY,
    &rest_pattern::ENTRY,
    &semicolon::ENTRY,
    &several_expressions::ENTRY,
    &shorthand_default::ENTRY,
    &spread_argument::ENTRY,
    &stray_arrow::ENTRY,
    &switch_statement::ENTRY,
    &tagged_template::ENTRY,
    &template_escape::ENTRY,
    &this::ENTRY,
    &throw_statement::ENTRY,
    &trailing_text::ENTRY,
    &try_statement::ENTRY,
    &unicode_blank::ENTRY,
    &unicode_escape::ENTRY,
    &unparsable::ENTRY,
    &with_statement::ENTRY,
];

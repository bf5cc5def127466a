//! Label selectors: checked here, so that what comes out can be evaluated without a second look.

use super::fields::{Fields, heading};
use super::yaml::At;
use crate::ir::project::{LabelExpression, LabelOperator, LabelSelector, Labels};
use crate::rules::selector as rule;
use crate::runtime::nearest;

/// Whether an expression must say `values` where they must be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EmptyValues {
    /// osm-edge's resource definition asks for them.
    Written,
    /// They may be left out.
    Optional,
}

/// A selector of pods or namespaces. `None` if it is wrong: then it would match nothing, or be refused.
pub(super) fn read(
    at: At<'_>,
    what: &str,
    empty: EmptyValues,
    fields: &mut Fields<'_>,
) -> Option<LabelSelector> {
    if !fields.map(at, what) {
        return None;
    }
    fields.only(at, &["matchLabels", "matchExpressions"], what);
    let mut selector = LabelSelector::default();
    let mut is_right = true;
    if let Some(labels) = fields.optional(at, "matchLabels") {
        match read_labels(labels, "`matchLabels`", fields) {
            Some(labels) => selector.match_labels = labels,
            None => is_right = false,
        }
    }
    if let Some(expressions) = fields.optional(at, "matchExpressions") {
        is_right &= expressions.is_list();
        for expression in fields.list(expressions, "`matchExpressions`") {
            match read_expression(expression, empty, fields) {
                Some(expression) => selector.expressions.push(expression),
                None => is_right = false,
            }
        }
    }
    is_right.then_some(selector)
}

fn read_labels(at: At<'_>, what: &str, fields: &mut Fields<'_>) -> Option<Labels> {
    if !fields.map(at, what) {
        return None;
    }
    let mut labels = Labels::new();
    let mut is_right = true;
    for (key, value) in at.entries()? {
        if !is_label_key(&key.name) {
            fields.out.push(rule::bad_label::report(key.span, "the key of a label", &key.name));
            is_right = false;
        }
        match fields.text(value, &format!("the label `{}`", key.name)) {
            Some(text) if is_label_value(text) => {
                labels.insert(key.name.into(), text.into());
            }
            Some(text) => {
                fields.out.push(rule::bad_label::report(value.span(), "the value of a label", text));
                is_right = false;
            }
            None => is_right = false,
        }
    }
    is_right.then_some(labels)
}

fn read_expression(at: At<'_>, empty: EmptyValues, fields: &mut Fields<'_>) -> Option<LabelExpression> {
    const OWNER: &str = "a selector expression";
    const OPERATORS: [&str; 4] = ["In", "NotIn", "Exists", "DoesNotExist"];
    if !fields.map(at, OWNER) {
        return None;
    }
    fields.only(at, &["key", "operator", "values"], OWNER);
    let key = fields.required(at, "key", OWNER).and_then(|at| Some((at, fields.text(at, "`key`")?)));
    let operator =
        fields.required(at, "operator", OWNER).and_then(|at| Some((at, fields.text(at, "`operator`")?)));
    if let Some((at, key)) = key.filter(|(_, key)| !is_label_key(key)) {
        fields.out.push(rule::bad_label::report(at.span(), "the key of a label", key));
        return None;
    }
    let ((_, key), (operator_at, operator)) = (key?, operator?);
    if !OPERATORS.contains(&operator) {
        let near = nearest(operator, OPERATORS).or(match operator {
            "=" | "==" | "Equals" => Some("In"),
            "!=" | "NotEquals" => Some("NotIn"),
            _ => None,
        });
        fields.out.push(rule::unknown_operator::report(operator_at.span(), operator, near));
        return None;
    }
    let written = fields.optional(at, "values");
    let values = match written {
        Some(values) => read_values(values, fields)?,
        None => Vec::new(),
    };
    let takes_values = matches!(operator, "In" | "NotIn");
    if takes_values && values.is_empty() {
        let span = written.map_or(heading(at), At::span);
        fields.out.push(rule::missing_values::report(span, operator));
        return None;
    }
    if !takes_values && !values.is_empty() {
        let span = written.map_or(heading(at), At::span);
        fields.out.push(rule::unused_values::report(span, operator));
        return None;
    }
    if written.is_none() && empty == EmptyValues::Written {
        fields.out.push(rule::values_left_out::report(operator_at.span(), operator));
        return None;
    }
    let operator = match operator {
        "In" => LabelOperator::In(values),
        "NotIn" => LabelOperator::NotIn(values),
        "Exists" => LabelOperator::Exists,
        _ => LabelOperator::DoesNotExist,
    };
    Some(LabelExpression { key: key.into(), operator })
}

fn read_values(at: At<'_>, fields: &mut Fields<'_>) -> Option<Vec<Box<str>>> {
    let mut values = Vec::new();
    let mut is_right = at.is_list();
    for item in fields.list(at, "`values`") {
        match fields.text(item, "a value of a selector") {
            Some(text) if is_label_value(text) => values.push(text.into()),
            Some(text) => {
                fields.out.push(rule::bad_label::report(item.span(), "the value of a label", text));
                is_right = false;
            }
            None => is_right = false,
        }
    }
    is_right.then_some(values)
}

/// `[prefix/]name`: a DNS name, and up to 63 letters, digits, `-`, `_`, `.`.
fn is_label_key(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => is_subdomain(prefix) && !name.is_empty() && is_label_value(name),
        None => !text.is_empty() && is_label_value(text),
    }
}

/// Empty, or up to 63 letters, digits, `-`, `_`, `.`, a letter or digit at both ends.
fn is_label_value(text: &str) -> bool {
    let edge = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    bytes.len() <= 63
        && edge(bytes.first())
        && edge(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// A DNS-1123 label: up to 63 lower-case letters, digits and `-`.
pub(super) fn is_dns_label(text: &str) -> bool {
    text.len() <= 63 && is_part(text)
}

/// A DNS-1123 subdomain: labels with `.` between them, up to 253 characters.
pub(super) fn is_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_part)
}

fn is_part(text: &str) -> bool {
    let edge =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let bytes = text.as_bytes();
    edge(bytes.first())
        && edge(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-')
}

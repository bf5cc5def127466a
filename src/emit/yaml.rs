//! Values → YAML in block style, whose strings keep every byte in any reader: YAML 1.1 or 1.2, Helm's,
//! kubectl's and ours.
//!
//! A text of several lines becomes a literal block, so that a script in a resource looks like the script.
//! What a block cannot keep (carriage returns, control characters, line breaks that only some versions of
//! YAML know) becomes a double-quoted string with escapes. Long lines are never folded. The last line of a
//! document is never a blank that counts: Helm and kubectl trim it.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// Longer keys cannot stand before their colon on one line; YAML's limit is 1,024 characters.
const LONGEST_KEY: usize = 1000;

/// The text of one document, without a marker, with a line feed at the end.
pub fn document(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(map) if !map.is_empty() => entries(&mut out, map, 0, Start::Line, true),
        Value::Array(items) if !items.is_empty() => list(&mut out, items, 0, Start::Line, true),
        scalar => {
            inline(&mut out, scalar, 0, true);
            out.push('\n');
        }
    }
    out
}

/// Where the first entry stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// On a line of its own.
    Line,
    /// Behind the `- ` of a list.
    Item,
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

/// `last` here and below: nothing of the document follows.
fn entries(out: &mut String, map: &Map<String, Value>, indent: usize, start: Start, last: bool) {
    for (at, (key, value)) in map.iter().enumerate() {
        if at > 0 || start == Start::Line {
            pad(out, indent);
        }
        if key.len() > LONGEST_KEY {
            out.push_str("? ");
            quoted(out, key);
            out.push('\n');
            pad(out, indent);
        } else if is_plain(key) {
            out.push_str(key);
        } else {
            quoted(out, key);
        }
        out.push(':');
        below(out, value, indent, last && at + 1 == map.len());
    }
}

/// The value of a key.
fn below(out: &mut String, value: &Value, indent: usize, last: bool) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            entries(out, map, indent + 2, Start::Line, last);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            list(out, items, indent + 2, Start::Line, last);
        }
        scalar => {
            out.push(' ');
            inline(out, scalar, indent, last);
            if !out.ends_with('\n') {
                out.push('\n');
            }
        }
    }
}

fn list(out: &mut String, items: &[Value], indent: usize, start: Start, last: bool) {
    for (at, item) in items.iter().enumerate() {
        let last = last && at + 1 == items.len();
        if at > 0 || start == Start::Line {
            pad(out, indent);
        }
        out.push_str("- ");
        match item {
            Value::Object(map) if !map.is_empty() => entries(out, map, indent + 2, Start::Item, last),
            Value::Array(items) if !items.is_empty() => list(out, items, indent + 2, Start::Item, last),
            scalar => {
                inline(out, scalar, indent, last);
                if !out.ends_with('\n') {
                    out.push('\n');
                }
            }
        }
    }
}

/// A scalar, or an empty list or map. A block ends with its own line feed.
fn inline(out: &mut String, value: &Value, indent: usize, last: bool) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(value) => out.push_str(&value.to_string()),
        Value::String(text) if is_plain(text) => out.push_str(text),
        Value::String(text) if fits_block(text) && !(last && text.ends_with(char::is_whitespace)) => {
            block(out, text, indent + 2);
        }
        Value::String(text) => quoted(out, text),
        Value::Array(_) => out.push_str("[]"),
        Value::Object(_) => out.push_str("{}"),
    }
}

/// True if a text stays the same string without quotes, in every version of YAML.
fn is_plain(text: &str) -> bool {
    const OTHERS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"];
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'/' | b'-'))
        && !OTHERS.iter().any(|other| text.eq_ignore_ascii_case(other))
}

/// True if a literal block keeps the text.
fn fits_block(text: &str) -> bool {
    let body = text.trim_end_matches('\n');
    let last = body.rsplit('\n').next().unwrap_or_default();
    // A last line of blanks is content to some readers, and none to others.
    text.contains('\n') && text.chars().all(is_printable) && !last.trim_matches([' ', '\t']).is_empty()
}

/// Characters that are the same in every version of YAML, inside a block.
fn is_printable(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}'
        | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

fn block(out: &mut String, text: &str, indent: usize) {
    let body = text.trim_end_matches('\n');
    out.push('|');
    if body.starts_with([' ', '\t', '\n']) {
        // The indentation cannot be told from the first line.
        out.push('2');
    }
    match text.len() - body.len() {
        0 => out.push('-'),
        1 => {}
        _ => out.push('+'),
    }
    out.push('\n');
    let lines = text.strip_suffix('\n').unwrap_or(text);
    for line in lines.split('\n') {
        if !line.is_empty() {
            pad(out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// A double-quoted string: JSON's, with what only YAML minds escaped too.
fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c => drop(write!(out, "\\u{:04x}", u32::from(c))),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_look_like_a_person_wrote_them() {
        let value = json!({
            "kind": "Plugin", "list": [{"name": "a", "plugins": ["x", "1"]}, [], [["y"]]], "none": {},
            "script": "pipy()\n  .chain()\n", "yes": "no", "n": 1.5, "empty": "",
        });
        insta::assert_snapshot!(document(&value));
    }

    #[test]
    fn a_block_says_how_it_ends_and_begins() {
        let text = |text: &str| document(&json!({ "a": text, "b": 1 })).replace("b: 1\n", "");
        assert_eq!(text("x\ny"), "a: |-\n  x\n  y\n");
        assert_eq!(text("x\ny\n"), "a: |\n  x\n  y\n");
        assert_eq!(text("x\n\n\n"), "a: |+\n  x\n\n\n");
        assert_eq!(text("  x\ny\n"), "a: |2\n    x\n  y\n");
        assert_eq!(text("\n\tx\n"), "a: |2\n\n  \tx\n");
    }

    #[test]
    fn what_a_block_cannot_keep_is_quoted() {
        let text = |text: &str| document(&json!([text]));
        assert_eq!(text("a\r\nb"), "- \"a\\r\\nb\"\n");
        assert_eq!(text("a\n \n"), "- \"a\\n \\n\"\n");
        assert_eq!(text("\n\n"), "- \"\\n\\n\"\n");
        assert_eq!(text("\u{7f}\n\u{85}\u{2028}\u{feff}"), "- \"\\u007f\\n\\u0085\\u2028\\ufeff\"\n");
        assert_eq!(text("\u{0}"), "- \"\\u0000\"\n");
    }

    #[test]
    fn no_document_ends_in_a_line_feed_that_counts() {
        assert_eq!(document(&json!({ "a": ["x\ny\n"] })), "a:\n  - \"x\\ny\\n\"\n");
        assert_eq!(document(&json!({ "a": "x\ny" })), "a: |-\n  x\n  y\n");
    }

    #[test]
    fn a_long_key_stands_on_its_own() {
        let key = "k".repeat(2000);
        assert!(document(&json!({ key: 1 })).starts_with("? \"kkk"));
    }

    /// Strings of what trips YAML's readers.
    fn strings() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "\n", "\n", " ", "\t", "a", "- ", "#", ": ", "'", "\"", "\\", "|", "\r", "\u{0}", "ü", "\u{85}",
            "\u{2028}", "😀", "{{", "}}", "---", "...", "\u{feff}", "%", "&x", "*", "!", "\u{1b}", "1",
            "true",
        ]);
        prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            strings().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |below| {
            prop_oneof![
                prop::collection::vec(below.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((strings(), below), 0..4).prop_map(|pairs| pairs.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn another_reader_reads_the_same_value(value in values()) {
            let text = document(&value);
            let read: Value = serde_yaml::from_str(&text).map_err(|error| {
                TestCaseError::fail(format!("{error}\n{text}"))
            })?;
            prop_assert_eq!(&read, &value, "{}", text);
            // Helm and kubectl cut documents apart and trim them.
            let read: Value = serde_yaml::from_str(text.trim_end()).map_err(|error| {
                TestCaseError::fail(format!("{error}\n{text}"))
            })?;
            prop_assert_eq!(read, value, "{}", text);
        }
    }
}

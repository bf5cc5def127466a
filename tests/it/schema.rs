//! A small reader of JSON Schema, for the keywords that our schemas use; any other fails.

use serde_json::Value;

/// Every way in which `value` is not as `schema` says.
pub(crate) fn differences(schema: &Value, value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    check(schema, schema, value, "$", &mut out);
    out
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    let Some(schema) = schema.as_object() else { panic!("a schema is an object: {schema}") };
    for (keyword, wanted) in schema {
        let mut say = |what: &str| out.push(format!("{at}: {what}"));
        match keyword.as_str() {
            "$schema"
            | "$id"
            | "$defs"
            | "title"
            | "description"
            | "default"
            | "examples"
            | "additionalProperties"
            | "format" => {}
            "const" if wanted != value => say(&format!("is not {wanted}")),
            "enum" if !wanted.as_array().unwrap().contains(value) => say(&format!("is not one of {wanted}")),
            "type" if !has_type(wanted, value) => say(&format!("is no {wanted}")),
            "minimum" if value.as_f64().is_some_and(|it| it < wanted.as_f64().unwrap()) => {
                say("is too small");
            }
            "pattern" if value.as_str().is_some_and(|it| !matches(wanted, it)) => {
                say(&format!("does not look like {wanted}"));
            }
            "required" => {
                let missing = |it: &&Value| value.is_object() && value.get(it.as_str().unwrap()).is_none();
                wanted.as_array().unwrap().iter().filter(missing).for_each(|it| say(&format!("lacks {it}")));
            }
            "const" | "enum" | "type" | "minimum" | "pattern" => {}
            "$ref" => {
                let path = wanted.as_str().and_then(|it| it.strip_prefix('#')).expect("a local reference");
                check(root, root.pointer(path).expect("a definition"), value, at, out);
            }
            "properties" => {
                for (name, inner) in value.as_object().into_iter().flatten() {
                    match (wanted.get(name), schema.get("additionalProperties")) {
                        (Some(schema), _) => check(root, schema, inner, &format!("{at}.{name}"), out),
                        (None, Some(Value::Bool(false))) => out.push(format!("{at}: `{name}` is unknown")),
                        (None, Some(other)) if other.is_object() => {
                            check(root, other, inner, &format!("{at}.{name}"), out);
                        }
                        (None, _) => {}
                    }
                }
            }
            "items" => {
                for (index, inner) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, wanted, inner, &format!("{at}[{index}]"), out);
                }
            }
            other => panic!("the keyword `{other}` is not known here"),
        }
    }
}

fn has_type(wanted: &Value, value: &Value) -> bool {
    let one = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type is called {other}"),
    };
    match wanted {
        Value::String(name) => one(name),
        Value::Array(names) => names.iter().any(|it| one(it.as_str().unwrap())),
        _ => panic!("a type is a name or a list of names"),
    }
}

/// The patterns that our schemas have.
fn matches(pattern: &Value, text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let word = |it: &str| !it.is_empty() && it.bytes().all(plain);
    let hex = |n| text.len() == n && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    match pattern.as_str().unwrap() {
        "^[a-z0-9-]+/[a-z0-9-]+$" => {
            text.split_once('/').is_some_and(|(family, name)| word(family) && word(name))
        }
        "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" => {
            word(text) && text.len() <= 63 && !text.starts_with('-') && !text.ends_with('-')
        }
        "^[0-9a-f]{64}$" => hex(64),
        "^[0-9a-f]{32}$" => hex(32),
        "^[0-9a-f]{12}$" => hex(12),
        other => panic!("the pattern {other} is not known here"),
    }
}

#[test]
fn a_difference_is_seen() {
    let schema: Value = serde_json::from_str(&crate::support::read("schema/report.schema.json")).unwrap();
    let wrong = serde_json::json!({"version": 2, "diagnostics": [{"rule": "x"}], "summary": null, "more": 1});
    let found = differences(&schema, &wrong);
    for part in [
        "$.version: is not 1",
        "$.diagnostics[0].rule: does not look like",
        "lacks \"fix\"",
        "`more` is unknown",
    ] {
        assert!(found.iter().any(|it| it.contains(part)), "{part}: {found:#?}");
    }
}

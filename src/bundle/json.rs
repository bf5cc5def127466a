//! JSON as bundles have it: one text for one value, and no two readings of one text.

use std::fmt;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Map, Value};

/// Indented by two spaces, with a line feed at the end. Keys stand in the order of the struct's
/// fields, which is their sorted order wherever a bundle's own files are concerned.
pub fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut out, PrettyFormatter::with_indent(b"  "));
    presume_written(&value.serialize(&mut serializer));
    out.push(b'\n');
    out
}

/// Without any space between tokens.
pub fn compact(value: &impl Serialize) -> Vec<u8> {
    let mut out = Vec::new();
    presume_written(&value.serialize(&mut Serializer::new(&mut out)));
    out
}

/// Writing to memory cannot fail, and nothing that is written here has keys that are no text.
fn presume_written(result: &serde_json::Result<()>) {
    debug_assert!(result.is_ok(), "{result:?}");
}

/// Without any space, all keys sorted: the text that configurations are hashed as.
pub fn canonical(value: &Value) -> Vec<u8> {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
            Value::Object(map) => {
                let mut entries: Vec<(&String, &Value)> = map.iter().collect();
                entries.sort_unstable_by_key(|&(key, _)| key);
                Value::Object(entries.into_iter().map(|(key, value)| (key.clone(), sorted(value))).collect())
            }
            scalar => scalar.clone(),
        }
    }
    compact(&sorted(value))
}

/// Reads JSON that has only one reading: an object with a key twice is refused, and so is a text
/// nested deeper than 127 levels.
///
/// # Errors
/// If it is no such JSON.
pub fn parse_strict(text: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice(text).map(|Strict(value)| value)
}

/// A value whose objects have every key once.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, Strict(value))) = access.next_entry::<String, Strict>()? {
            if map.contains_key(&key) {
                return Err(de::Error::custom(format_args!("the key {key:?} stands there twice")));
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_text_sorts_keys_at_every_depth() {
        let value = parse_strict(br#"{"b": [{"z": 1, "a": null}], "a": "x"}"#).unwrap();
        assert_eq!(canonical(&value), br#"{"a":"x","b":[{"a":null,"z":1}]}"#);
    }

    #[test]
    fn a_key_twice_is_refused_at_any_depth() {
        let error = parse_strict(br#"[{"a": {"b": 1, "b": 1}}]"#).unwrap_err();
        assert!(error.to_string().contains(r#"the key "b" stands there twice"#), "{error}");
    }

    #[test]
    fn great_depth_is_refused() {
        let deep = "[".repeat(100_000);
        assert!(parse_strict(deep.as_bytes()).unwrap_err().to_string().contains("recursion limit"));
    }
}

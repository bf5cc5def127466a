//! What changed between two JSON values, path by path.

use std::fmt;

use serde_json::{Map, Value};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::bundle::json;

/// Longer lists are compared item by item, without looking for what was put in between.
const MAX_ITEMS: usize = 5_000;

/// One step from a value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A member of an object.
    Key(String),
    /// An item of a list: its index in the new value; of one that was removed, in the old.
    Index(usize),
}

/// Where a value stands in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ValuePath(pub Vec<Step>);

impl ValuePath {
    /// As RFC 6901 writes it: `/shop~1cart/geo/countries/1`.
    pub fn pointer(&self) -> String {
        let step = |step: &Step| match step {
            Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Step::Index(at) => format!("/{at}"),
        };
        self.0.iter().map(step).collect()
    }
}

/// As scripts write it: `["shop/cart"].geo.countries[1]`; the whole document is `.`.
impl fmt::Display for ValuePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for step in &self.0 {
            match step {
                Step::Key(key) if is_plain(key) => {
                    let dot = if text.is_empty() { "" } else { "." };
                    text = text + dot + key;
                }
                Step::Key(key) => text += &format!("[{}]", Value::from(key.as_str())),
                Step::Index(at) => text += &format!("[{at}]"),
            }
        }
        f.pad(if text.is_empty() { "." } else { &text })
    }
}

fn is_plain(key: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '-');
    !key.is_empty() && key.chars().all(word) && !key.starts_with(|c: char| c.is_ascii_digit() || c == '-')
}

/// What became of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Became {
    /// It is new.
    Added(Value),
    /// It is gone.
    Removed(Value),
    /// It is another one.
    Changed(Value, Value),
}

/// One difference between two documents.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueChange {
    /// Where.
    pub path: ValuePath,
    /// What became of it.
    pub became: Became,
}

/// All differences: members in the order of their keys, items in their order. Empty exactly if both
/// are the same value; the order of an object's keys means nothing.
pub fn compare(old: &Value, new: &Value) -> Vec<ValueChange> {
    let mut walk = Walk::default();
    walk.values(old, new);
    walk.out
}

#[derive(Default)]
struct Walk {
    path: Vec<Step>,
    out: Vec<ValueChange>,
}

impl Walk {
    fn values(&mut self, old: &Value, new: &Value) {
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => self.objects(old, new),
            (Value::Array(old), Value::Array(new)) => self.lists(old, new),
            (old, new) if old == new => {}
            (old, new) => self.note(Became::Changed(old.clone(), new.clone())),
        }
    }

    fn note(&mut self, became: Became) {
        self.out.push(ValueChange { path: ValuePath(self.path.clone()), became });
    }

    fn at(&mut self, step: Step, look: impl FnOnce(&mut Self)) {
        self.path.push(step);
        look(self);
        self.path.pop();
    }

    fn objects(&mut self, old: &Map<String, Value>, new: &Map<String, Value>) {
        let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            self.at(Step::Key(key.clone()), |walk| match (old.get(key), new.get(key)) {
                (Some(old), Some(new)) => walk.values(old, new),
                (Some(old), None) => walk.note(Became::Removed(old.clone())),
                (None, Some(new)) => walk.note(Became::Added(new.clone())),
                (None, None) => {}
            });
        }
    }

    fn lists(&mut self, old: &[Value], new: &[Value]) {
        if old.len() + new.len() > MAX_ITEMS {
            return self.pairs(old, new, 0, 0);
        }
        // Items are compared as their canonical text, so that the order of keys means nothing.
        let text = |items: &[Value]| items.iter().map(json::canonical).collect::<Vec<_>>();
        for op in capture_diff_slices(Algorithm::Myers, &text(old), &text(new)) {
            let (a, b) = (op.old_range(), op.new_range());
            if !matches!(op, DiffOp::Equal { .. }) {
                self.pairs(&old[a.clone()], &new[b.clone()], a.start, b.start);
            }
        }
    }

    /// Items in turn; what one list has more of was added or removed.
    fn pairs(&mut self, old: &[Value], new: &[Value], old_at: usize, new_at: usize) {
        for at in 0..old.len().max(new.len()) {
            match (old.get(at), new.get(at)) {
                (Some(old), Some(new)) => self.at(Step::Index(new_at + at), |walk| walk.values(old, new)),
                (Some(old), None) => {
                    self.at(Step::Index(old_at + at), |walk| walk.note(Became::Removed(old.clone())));
                }
                (None, Some(new)) => {
                    self.at(Step::Index(new_at + at), |walk| walk.note(Became::Added(new.clone())));
                }
                (None, None) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(old: &Value, new: &Value) -> Vec<String> {
        let show = |it: ValueChange| match it.became {
            Became::Added(value) => format!("+ {} {value}", it.path),
            Became::Removed(value) => format!("- {} {value}", it.path),
            Became::Changed(old, new) => format!("~ {} {old} {new}", it.path),
        };
        compare(old, new).into_iter().map(show).collect()
    }

    #[test]
    fn differences_are_told_by_path() {
        let old = json!({"shop/cart": {"geo": {"deny": true, "limit": 1}}, "gone": null});
        let new = json!({"shop/cart": {"geo": {"limit": 2, "deny": true}}, "new": []});
        assert_eq!(shown(&old, &new), ["- gone null", "+ new []", r#"~ ["shop/cart"].geo.limit 1 2"#]);
    }

    #[test]
    fn an_item_put_in_between_leaves_the_others_alone() {
        assert_eq!(shown(&json!({"a": [1, 2, 3]}), &json!({"a": [1, 9, 2, 3]})), ["+ a[1] 9"]);
        assert_eq!(shown(&json!([{"a": 1, "b": 2}]), &json!([{"b": 3, "a": 1}])), ["~ [0].b 2 3"]);
    }

    #[test]
    fn the_order_of_keys_means_nothing() {
        assert_eq!(shown(&json!({"a": [{"x": 1, "y": 2}]}), &json!({"a": [{"y": 2, "x": 1}]})), [""; 0]);
    }

    #[test]
    fn another_document_is_one_change_at_its_root() {
        assert_eq!(shown(&json!([1]), &json!("x")), [r#"~ . [1] "x""#]);
    }

    #[test]
    fn pointers_are_escaped() {
        let path = ValuePath(vec![Step::Key("a/b~c".to_owned()), Step::Index(3)]);
        assert_eq!(path.pointer(), "/a~1b~0c/3");
    }
}

//! Rust source as text.

use std::collections::HashMap;
use std::fmt::Write as _;

/// The file that is being written. Equal statics are written once, so two Pipys share what they share.
#[derive(Default)]
pub(crate) struct Code {
    text: String,
    names: HashMap<String, String>,
}

impl Code {
    /// A reference to a static of this type and value, which is written unless it stands already.
    pub(crate) fn shared(&mut self, kind: &str, value: &str) -> String {
        let key = format!("{kind} = {value}");
        if let Some(name) = self.names.get(&key) {
            return format!("&{name}");
        }
        let name = format!("T{}", self.names.len());
        writeln!(self.text, "static {name}: {key};").ok();
        self.names.insert(key, name.clone());
        format!("&{name}")
    }

    /// A reference to a static array of what is already Rust.
    pub(crate) fn shared_slice(&mut self, kind: &str, items: &[String]) -> String {
        self.shared(&format!("[{kind}; {}]", items.len()), &format!("[{}]", items.join(", ")))
    }

    /// A named item.
    pub(crate) fn item(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// The whole text.
    pub(crate) fn finish(self) -> String {
        format!("// Written by build.rs.\n\n{}", self.text)
    }
}

/// A string literal.
pub(crate) fn string(text: &str) -> String {
    format!("{text:?}")
}

/// A slice of what is already Rust.
pub(crate) fn slice(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    format!("&[{}]", items.join(", "))
}

/// A slice of string literals.
pub(crate) fn strings<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    slice(items.into_iter().map(|item| string(item.as_ref())))
}

/// `Some(…)` or `None`.
pub(crate) fn option(value: Option<String>) -> String {
    value.map_or_else(|| "None".to_owned(), |value| format!("Some({value})"))
}

/// A number that is an `f32`.
pub(crate) fn float(number: f32) -> String {
    format!("{number:?}")
}

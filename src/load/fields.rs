//! Takes maps apart: required keys, types, unknown keys. What is wrong is said in the words of the
//! family that asks.

use super::yaml::{At, Typed};
use crate::diag::{Diagnostic, Diagnostics};
use crate::rules;
use crate::runtime::nearest;
use crate::source::Span;

/// The words of a family.
pub(super) struct Words {
    /// (place, what, expected, found)
    pub wrong_type: fn(Span, &str, &str, &str) -> Diagnostic,
    /// (place of the map, key, owner)
    pub missing: fn(Span, &str, &str) -> Diagnostic,
    /// (place of the key, key, owner, nearest)
    pub unknown: fn(Span, &str, &str, Option<&str>) -> Diagnostic,
}

/// For resources of Kubernetes.
pub(super) static RESOURCE: Words = Words {
    wrong_type: rules::resource::wrong_type::report,
    missing: rules::resource::missing_field::report,
    unknown: rules::resource::unknown_field::report,
};

/// For the project file.
pub(super) static PROJECT: Words = Words {
    wrong_type: rules::project::bad_value::wrong_type,
    missing: rules::project::missing_key::report,
    unknown: rules::project::unknown_key::report,
};

/// Takes values apart and reports what does not fit.
pub(super) struct Fields<'o> {
    pub words: &'static Words,
    pub out: &'o mut Diagnostics,
}

impl Fields<'_> {
    /// A string.
    pub(super) fn text<'t>(&mut self, at: At<'t>, what: &str) -> Option<&'t str> {
        let text = at.text();
        if text.is_none() {
            self.wrong(at, what, "a string");
        }
        text
    }

    /// A finite or infinite number, with its place.
    pub(super) fn number(&mut self, at: At<'_>, what: &str) -> Option<f64> {
        match at.typed() {
            Typed::Int(value) => Some(value as f64),
            Typed::Float(value) => Some(value),
            Typed::Null | Typed::Bool(_) | Typed::Text => {
                self.wrong(at, what, "a number");
                None
            }
        }
    }

    /// A list.
    pub(super) fn list<'t>(&mut self, at: At<'t>, what: &str) -> Vec<At<'t>> {
        match at.items() {
            Some(items) => items.collect(),
            None => {
                self.wrong(at, what, "a list");
                Vec::new()
            }
        }
    }

    /// True for a map; anything else is reported.
    pub(super) fn map(&mut self, at: At<'_>, what: &str) -> bool {
        if !at.is_map() {
            self.wrong(at, what, "a map");
        }
        at.is_map()
    }

    /// The value of a key that must be there. `null` counts as missing, as for the API server.
    pub(super) fn required<'t>(&mut self, map: At<'t>, key: &str, owner: &str) -> Option<At<'t>> {
        let value = map.get(key).filter(|value| !value.is_null());
        if value.is_none() {
            let span = map.entry(key).map_or(heading(map), |(key, _)| key.span);
            self.out.push((self.words.missing)(span, key, owner));
        }
        value
    }

    /// The value of a key that may be there.
    pub(super) fn optional<'t>(&mut self, map: At<'t>, key: &str) -> Option<At<'t>> {
        map.get(key).filter(|value| !value.is_null())
    }

    /// Reports every key that is not in `known`.
    pub(super) fn only(&mut self, map: At<'_>, known: &[&str], owner: &str) {
        for (key, _) in map.entries().into_iter().flatten() {
            if !known.contains(&&*key.name) {
                let near = nearest(&key.name, known.iter().copied());
                self.out.push((self.words.unknown)(key.span, &key.name, owner, near));
            }
        }
    }

    pub(super) fn wrong(&mut self, at: At<'_>, what: &str, expected: &str) {
        self.out.push((self.words.wrong_type)(heading(at), what, expected, at.describe()));
    }
}

/// Where to point at a value: a long map or list would fill the report, so its first key or item is
/// shown.
pub(super) fn heading(at: At<'_>) -> Span {
    let first = at.entries().and_then(|mut entries| entries.next());
    match first {
        Some((key, _)) => key.span,
        None => match at.items().and_then(|mut items| items.next()) {
            Some(item) if item.is_map() || item.is_list() => at.span(),
            Some(item) => item.span(),
            None => at.span(),
        },
    }
}

//! A pattern gives a default to a member named in short.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A pattern gives a default to a member named in short.
    ///
    /// ## Why
    /// Pipy reads a pattern as an object literal, in which `{ a = 1 }` is `unexpected token`. A default
    /// behind `name: variable` is read, and then goes wrong (see `load/pattern-default`).
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => (({ path = '/' }) => path)(msg.head)
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => (({ path }) => path || '/')(msg.head)
    /// )
    /// .chain()
    /// ```
    "dialect/shorthand-default", Deny, since "0.1.0", Scope::Stage,
}

/// The same in an object, where it means nothing.
pub fn in_object(span: Span, name: &str, value: &str) -> Diagnostic {
    Diagnostic::new(&RULE, "`=` behind a member of an object")
        .at(span)
        .help(format!("write a colon: `{name}: {value}`"))
}

/// A default of a shorthand.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "default in a pattern")
        .at(span)
        .help("give the default in a further parameter: `({ a }, b = a ?? 1) => …`")
}

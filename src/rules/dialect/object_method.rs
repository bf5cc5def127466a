//! An object literal has a method, a getter or a setter.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// An object literal has a method, a getter or a setter.
    ///
    /// ## Why
    /// Pipy wants a colon after each key: `unexpected token` at the bracket. A field can hold a function;
    /// there is nothing like a getter.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => ({ path() { return '/' } })
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => ({ path: () => '/' })
    /// )
    /// .chain()
    /// ```
    "dialect/object-method", Deny, since "0.1.0", Scope::Stage,
}

/// A method.
pub fn method(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(&RULE, "method in an object literal")
        .at(span)
        .help(format!("write a field that holds a function: `{name}: () => …`"))
}

/// A getter or a setter.
pub fn accessor(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{word}` in an object literal"))
        .at(span)
        .help("write a field that holds a function, and call it")
}

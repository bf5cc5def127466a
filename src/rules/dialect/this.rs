//! A function uses `this`, `super` or `new.target`.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A function uses `this`, `super` or `new.target`.
    ///
    /// ## Why
    /// Functions have no receiver in Pipy, and the words are reserved: `unexpected token`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => this.path = msg.head.path
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _path: null })
    /// .pipeline()
    /// .handleMessageStart(msg => _path = msg.head.path)
    /// .handleMessageEnd(() => console.log(_path))
    /// .chain()
    /// ```
    "dialect/this", Deny, since "0.1.0", Scope::Stage,
}

/// `this`, `super` or `new.target`.
pub fn report(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{word}` does not exist in PipyJS"))
        .at(span)
        .help("use a context variable, a parameter, or the object by its name")
}

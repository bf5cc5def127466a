//! A function is written with the word `function`.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A function is written with the word `function`.
    ///
    /// ## Why
    /// Pipy 0.90 has arrow functions only; `function` is `unexpected token`. Pipy 1.5 takes it.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(function (msg) { msg.head.path = '/' })
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => (
    ///     msg.head.path = '/'
    ///   )
    /// )
    /// .chain()
    /// ```
    "dialect/function-keyword", Deny, since "0.1.0", Scope::Stage,
}

/// The word `function`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`function` does not exist in PipyJS")
        .at(span)
        .help("write an arrow function, and name it by a parameter: `((f = x => x + 1) => …)()`")
}

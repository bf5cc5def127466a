//! The arguments of a call are spread from an array.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The arguments of a call are spread from an array.
    ///
    /// ## Why
    /// Pipy reads `...` in array and object literals only: `unexpected token` in a call.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => Math.max(...[1, 2])
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => Math.max(1, 2)
    /// )
    /// .chain()
    /// ```
    "dialect/spread-argument", Deny, since "0.1.0", Scope::Stage,
}

/// A spread argument.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "spread in a call")
        .at(span)
        .help("write the arguments one by one: `f(list[0], list[1])`")
}

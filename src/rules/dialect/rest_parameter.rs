//! A function takes the rest of its arguments.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A function takes the rest of its arguments.
    ///
    /// ## Why
    /// Pipy reads `...` in array and object literals only: `unexpected token` in a parameter list.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => ((...all) => console.log(all))(msg)
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => ((all) => console.log(all))([msg])
    /// )
    /// .chain()
    /// ```
    "dialect/rest-parameter", Deny, since "0.1.0", Scope::Stage,
}

/// A rest parameter.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "rest parameters do not exist in PipyJS")
        .at(span)
        .help("take one array: `(list) => …`, called as `f([a, b])`")
}

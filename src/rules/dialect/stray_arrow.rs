//! An arrow follows something that is no parameter list.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// An arrow follows something that is no parameter list.
    ///
    /// ## Why
    /// Pipy reads a function at each `=>`, and stops where it finds no parameters before it, or no body
    /// behind it. Some readers of JavaScript pass over such an arrow.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => ((path, code = 200=>, text) => path)(msg.head)
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => ((path, code = 200, text) => path)(msg.head)
    /// )
    /// .chain()
    /// ```
    "dialect/stray-arrow", Deny, since "0.1.0", Scope::Stage,
}

/// The arrow.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`=>` without parameters or without a body")
        .at(span)
        .help("write `(parameters) => value`, or remove the `=>`")
}

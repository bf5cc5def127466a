//! A file holds several expressions, one below the other.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A file holds several expressions, one below the other.
    ///
    /// ## Why
    /// On Pipy 0.90 a file is one expression. Line breaks mean nothing, so that the second expression is
    /// `unexpected token`.
    ///
    /// ## Avoid
    /// ```js
    /// console.log('loading')
    /// pipy().pipeline().chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// (
    ///   console.log('loading'),
    ///   pipy().pipeline().chain()
    /// )
    /// ```
    "dialect/several-expressions", Deny, since "0.1.0", Scope::Stage,
}

/// The second expression.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "a second expression")
        .at(span)
        .help("join them by a comma, in brackets: `(first, second)`")
}

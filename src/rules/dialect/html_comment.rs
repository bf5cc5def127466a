//! A comment is written as in HTML.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A comment is written as in HTML.
    ///
    /// ## Why
    /// JavaScript takes `<!--` and, at the start of a line, `-->` for comments. Pipy reads operators.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .chain() <!-- passes everything on
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .chain() // passes everything on
    /// ```
    "dialect/html-comment", Deny, since "0.1.0", Scope::Stage,
}

/// A comment that begins with `<!--` or `-->`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "comment as in HTML").at(span).help("write `//`")
}

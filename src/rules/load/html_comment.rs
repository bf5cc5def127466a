//! A comment as in HTML is read as operators.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A comment as in HTML is read as operators.
    ///
    /// ## Why
    /// JavaScript takes `<!--` and, at the start of a line, `-->` for comments. Pipy reads operators: what
    /// looks like a comment is a comparison with the words behind it.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.seen = 1 <!-- once
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.seen = 1 // once
    /// )
    /// .chain()
    /// ```
    "load/html-comment", Deny, since "0.1.0", Scope::Stage,
}

/// A comment that begins with `<!--` or `-->`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "Pipy reads operators in this comment as in HTML").at(span).help("write `//`")
}

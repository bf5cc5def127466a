//! A reserved word stands where a name should be.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A reserved word stands where a name should be.
    ///
    /// ## Why
    /// Words such as `new`, `class` or `default` have a meaning of their own in JavaScript, and most in
    /// Pipy too. After a dot and as keys they are fine.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(default => default.head.path)
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path
    /// )
    /// .chain()
    /// ```
    "syntax/reserved-word", Deny, since "0.1.0", Scope::Stage,
}

/// Where it is, in words of `parse`, and what to write instead.
pub fn report(span: Span, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&RULE, message).at(span).help(help)
}

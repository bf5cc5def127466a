//! An escape in a string is incomplete.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// An escape in a string is incomplete.
    ///
    /// ## Why
    /// After `\x` stand two hexadecimal digits, after `\u` four. Otherwise Pipy stops with `invalid string
    /// encoding`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path = '\x4'
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path = '\x41'
    /// )
    /// .chain()
    /// ```
    "syntax/invalid-escape", Deny, since "0.1.0", Scope::Stage,
}

/// Where it is, in words of `parse`, and what to write instead.
pub fn report(span: Span, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&RULE, message).at(span).help(help)
}

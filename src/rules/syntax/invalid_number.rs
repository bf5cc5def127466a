//! A number is malformed.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A number is malformed.
    ///
    /// ## Why
    /// A letter right behind a number, a prefix without digits or an exponent without digits is `unknown
    /// token` to Pipy.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.size = 12px
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.size = 12
    /// )
    /// .chain()
    /// ```
    "syntax/invalid-number", Deny, since "0.1.0", Scope::Stage,
}

/// Where it is, in words of `parse`, and what to write instead.
pub fn report(span: Span, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&RULE, message).at(span).help(help)
}

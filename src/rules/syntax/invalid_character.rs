//! A character that no token begins with.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A character that no token begins with.
    ///
    /// ## Why
    /// Neither JavaScript nor Pipy knows what to make of it: `unknown token`. Often it is a quotation mark
    /// that a word processor has made round.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(msg => msg.head.path = @)
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path = '/'
    /// )
    /// .chain()
    /// ```
    "syntax/invalid-character", Deny, since "0.1.0", Scope::Stage,
}

/// Where it is, in words of `parse`, and what to write instead.
pub fn report(span: Span, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&RULE, message).at(span).help(help)
}

//! A string, template, comment or regular expression has no end.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A string, template, comment or regular expression has no end.
    ///
    /// ## Why
    /// Everything up to the end of the line, or of the file, is taken for a part of it.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(msg => msg.head.path = '/)
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
    "syntax/unterminated", Deny, since "0.1.0", Scope::Stage,
}

/// Where it is, in words of `parse`, and what to write instead.
pub fn report(span: Span, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&RULE, message).at(span).help(help)
}

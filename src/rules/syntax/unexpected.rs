//! A token stands where it cannot.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A token stands where it cannot.
    ///
    /// ## Why
    /// Neither JavaScript nor Pipy can read on from here. Often something is missing before: a comma, an
    /// operator, a bracket.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(msg msg.head.path)
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
    "syntax/unexpected", Deny, since "0.1.0", Scope::Stage,
}

/// A `.` behind a `;` that ended the expression too early.
pub fn after_semicolon(dot: Span, semicolon: Span) -> Diagnostic {
    let found =
        Diagnostic::new(&RULE, "unexpected `.`").at(dot).label(semicolon, "the expression ended here");
    found.help("remove the `;` before it").fix(Fix::safe("remove the `;`", semicolon, ""))
}

/// Where it is, in words of `parse`, and what to write instead.
pub fn report(span: Span, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&RULE, message).at(span).help(help)
}

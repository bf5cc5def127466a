//! A script holds nothing but blanks and comments.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A script holds nothing but blanks and comments.
    ///
    /// ## Why
    /// Pipy 0.90 wants one expression, and stops with `unexpected end of expression` where there is none.
    /// Pipy 1.5 takes an empty file.
    ///
    /// ## Avoid
    /// ```js alone
    /// // to be written
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .chain()
    /// ```
    "dialect/empty-script", Deny, since "0.1.0", Scope::Stage,
}

/// A script without any code.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "script without an expression")
        .at(span)
        .help("begin with `pipy().pipeline().chain()`, which passes everything on")
}

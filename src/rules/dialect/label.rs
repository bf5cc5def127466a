//! A statement has a label.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A statement has a label.
    ///
    /// ## Why
    /// On Pipy 0.90 a file is one expression, without statements and without labels.
    ///
    /// ## Avoid
    /// ```js
    /// start: pipy().pipeline().chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy().pipeline().chain()
    /// ```
    "dialect/label", Deny, since "0.1.0", Scope::Stage,
}

/// A label.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "labels do not exist in PipyJS").at(span).help("remove the label")
}

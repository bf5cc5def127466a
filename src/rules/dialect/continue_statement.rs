//! A loop is cut short with `continue`.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A loop is cut short with `continue`.
    ///
    /// ## Why
    /// Pipy 1.5 has `break` and no `continue`: the word is `unexpected token`.
    ///
    /// ## Avoid
    /// ```js target=fsm-1.6
    /// for (var i = 0, n = 3; i < n; i++) {
    ///   if (i == 1) continue
    /// }
    /// pipy().pipeline().chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js target=fsm-1.6
    /// for (var i = 0, n = 3; i < n; i++) {
    ///   if (i != 1) {
    ///     n = n + 0
    ///   }
    /// }
    /// pipy().pipeline().chain()
    /// ```
    "dialect/continue-statement", Deny, since "0.1.0", Scope::Stage,
}

/// A `continue`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`continue` does not exist in PipyJS")
        .at(span)
        .help("put the rest of the loop's body in an `if`, or walk an array with `forEach` and `return`")
}

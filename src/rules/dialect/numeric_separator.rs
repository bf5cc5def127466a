//! The digits of a number are parted by `_`.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The digits of a number are parted by `_`.
    ///
    /// ## Why
    /// Pipy knows digits only: `1_000` is `unknown token`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.size = 1_000
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.size = 1000
    /// )
    /// .chain()
    /// ```
    "dialect/numeric-separator", Deny, since "0.1.0", Scope::Stage,
}

/// A number with separators; `number` is its text.
pub fn report(span: Span, number: &str) -> Diagnostic {
    let plain = number.replace('_', "");
    Diagnostic::new(&RULE, "`_` between digits").at(span).help(format!("write `{plain}`")).fix(Fix::safe(
        "remove the `_`",
        span,
        plain,
    ))
}

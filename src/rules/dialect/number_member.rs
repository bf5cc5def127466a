//! A member of a number is read without brackets round the number.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A member of a number is read without brackets round the number.
    ///
    /// ## Why
    /// Pipy takes every dot and letter after a digit for a part of the number: `5..toString()` is `unknown
    /// token`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.size = 5..toString()
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.size = (5).toString()
    /// )
    /// .chain()
    /// ```
    "dialect/number-member", Deny, since "0.1.0", Scope::Stage,
}

/// A number right before a dot; `number` is its text.
pub fn report(span: Span, number: &str) -> Diagnostic {
    let plain = number.strip_suffix('.').unwrap_or(number);
    Diagnostic::new(&RULE, "member of a number without brackets")
        .at(span)
        .help(format!("write `({plain})`"))
        .fix(Fix::safe("put the number in brackets", span, format!("({plain})")))
}

//! A number begins with a zero that means nothing to Pipy.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A number begins with a zero that means nothing to Pipy.
    ///
    /// ## Why
    /// JavaScript reads `017` as octal, 15. Pipy reads it as decimal, 17.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.size = 017
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.size = 0o17
    /// )
    /// .chain()
    /// ```
    "load/legacy-octal", Warn, since "0.1.0", Scope::Stage,
}

/// The number; `decimal` is its text without the zeros.
pub fn report(span: Span, decimal: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("Pipy reads this as decimal {decimal}, JavaScript as octal"))
        .at(span)
        .help(format!("write `0o{decimal}` for octal, `{decimal}` for decimal"))
}

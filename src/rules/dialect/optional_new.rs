//! A constructor is called behind `?.`.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A constructor is called behind `?.`.
    ///
    /// ## Why
    /// Pipy reads `new A?.()` as one construct that it refuses: `invalid optional chain`. Either the
    /// constructor is there, or a conditional asks for it.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.at = new Date?.()
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.at = new Date()
    /// )
    /// .chain()
    /// ```
    "dialect/optional-new", Deny, since "0.1.0", Scope::Stage,
}

/// The `?.`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`?.` between a constructor and its arguments")
        .at(span)
        .help("remove the `?.`, or ask first: `A ? new A() : null`")
}

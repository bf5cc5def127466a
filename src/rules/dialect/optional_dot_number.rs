//! A conditional has a number right after its `?` that begins with a dot.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A conditional has a number right after its `?` that begins with a dot.
    ///
    /// ## Why
    /// Pipy always takes `?.` for an optional chain: `a ?.5 : 1` is `unexpected token`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.rate = msg.head.ok ?.5 : 1
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.rate = msg.head.ok ? .5 : 1
    /// )
    /// .chain()
    /// ```
    "dialect/optional-dot-number", Deny, since "0.1.0", Scope::Stage,
}

/// The number.
pub fn report(span: Span) -> Diagnostic {
    let place = Span::point(span.source, span.start);
    Diagnostic::new(&RULE, "`?` right before a number that begins with a dot")
        .at(span)
        .help("put a blank after the `?`")
        .fix(Fix::safe("put a blank after the `?`", place, " "))
}

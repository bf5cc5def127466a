//! An array literal leaves an element out.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// An array literal leaves an element out.
    ///
    /// ## Why
    /// Pipy reads `[a, , b]` as a list with a comma too many and stops with `unexpected token`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path = ['', , 'v1'].join('/')
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path = ['', undefined, 'v1'].join('/')
    /// )
    /// .chain()
    /// ```
    "dialect/array-hole", Deny, since "0.1.0", Scope::Stage,
}

/// A hole in an array literal; `span` is the empty place.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "array element left out")
        .at(span)
        .help("write `undefined` in the empty place")
        .fix(Fix::safe("write `undefined`", span, "undefined"))
}

/// A hole in an array pattern.
pub fn in_pattern(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "element of an array pattern left out")
        .at(span)
        .help("name every element up to the last that is used")
}

//! A pattern takes the rest of an object or an array.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A pattern takes the rest of an object or an array.
    ///
    /// ## Why
    /// Pipy reads a pattern as a literal and then asks whether it could be one; `...` ends in `invalid
    /// argument list`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => (([first, ...others]) => others)(msg.head.path.split('/'))
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => ((parts, others = parts.slice(1)) => others)(msg.head.path.split('/'))
    /// )
    /// .chain()
    /// ```
    "dialect/rest-pattern", Deny, since "0.1.0", Scope::Stage,
}

/// A rest element.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "rest in a pattern")
        .at(span)
        .help("take the whole, and pick from it: `(list, rest = list.slice(1)) => …`")
}

//! Assignment to what is no place.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// Something is assigned that is neither a name, nor a member, nor an element.
    ///
    /// ## Why
    /// Pipy's parser takes any expression left of an `=`, and fails with `cannot assign to a right-value` when
    /// it comes to the assignment. The usual cause is an assignment behind a conditional, which Pipy reads as
    /// an assignment to the conditional.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ _count: 0 })
    ///   .pipeline()
    ///   .handleMessageStart(() => void (_count ? null : _count = 2))
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _count: 0 })
    ///   .pipeline()
    ///   .handleMessageStart(() => void (_count ? null : (_count = 2)))
    ///   .chain()
    /// ```
    "load/unassignable", Deny, since "0.1.0", Scope::Stage
}

/// What is assigned is no place.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "this cannot be assigned").at(span).help("assign a name, a member or an element")
}

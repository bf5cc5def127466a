//! A pattern holds a default.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A pattern holds a default.
    ///
    /// ## Why
    /// Pipy reads a default inside a pattern, and gets it wrong: depending on the case the name is
    /// `unresolved identifier`, or memory is corrupted, and Pipy 1.5 aborts. A default of a whole parameter
    /// is fine, also behind a pattern: `({ a } = {}) =>`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => (({ path: p = '/' }) => p)(msg.head)
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => (({ path }, p = path || '/') => p)(msg.head)
    /// )
    /// .chain()
    /// ```
    "load/pattern-default", Deny, since "0.1.0", Scope::Stage,
}

/// The default.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "default inside a pattern, which Pipy reads and then gets wrong")
        .at(span)
        .help("give the default in a further parameter: `({ a }, b = a ?? 1) => …`")
}

//! A pattern is assigned to.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A pattern is assigned to.
    ///
    /// ## Why
    /// Pipy 0.90 reads the pattern as a literal, and fails when it runs: `cannot assign to a right-value`.
    /// Pipy 1.5 assigns names in a pattern; members in it are silently not set, and a default in it is a
    /// syntax error.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ _a: null, _b: null })
    /// .pipeline()
    /// .handleMessageStart(msg => [_a, _b] = msg.head.path.split('/'))
    /// .handleMessageEnd(() => console.log(_a, _b))
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _a: null, _b: null })
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => (([a, b]) => (_a = a, _b = b))(msg.head.path.split('/'))
    /// )
    /// .handleMessageEnd(() => console.log(_a, _b))
    /// .chain()
    /// ```
    "load/destructuring-assignment", Deny, since "0.1.0", Scope::Stage,
}

/// A pattern on the left of `=` on 0.90.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "assignment to a pattern fails when it runs: `cannot assign to a right-value`")
        .at(span)
        .help("assign one by one, or bind by a function: `(([a, b]) => (x = a, y = b))(list)`")
}

/// A member in such a pattern on 1.5.
pub fn member(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "a member in an assigned pattern is silently not set")
        .at(span)
        .help("assign it on its own")
}

/// A default in such a pattern on 1.5.
pub fn default(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "a default in an assigned pattern is a syntax error to Pipy")
        .at(span)
        .help("assign first, and then the default: `a = a ?? value`")
}

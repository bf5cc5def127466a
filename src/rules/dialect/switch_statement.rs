//! A choice is written as a `switch` statement.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A choice is written as a `switch` statement.
    ///
    /// ## Why
    /// On Pipy 0.90 a file is one expression, without statements. An object maps values to results;
    /// conditionals can follow one another.
    ///
    /// ## Avoid
    /// ```js
    /// switch (os.env.MODE) { default: pipy() }
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path = { GET: '/read', POST: '/write' }[msg.head.method] || '/'
    /// )
    /// .chain()
    /// ```
    "dialect/switch-statement", Deny, since "0.1.0", Scope::Stage,
}

/// A `switch`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`switch` statements do not exist in PipyJS")
        .at(span)
        .help("look it up, `({ a: 1, b: 2 })[value] ?? 3`, or chain conditionals: `a ? 1 : b ? 2 : 3`")
}

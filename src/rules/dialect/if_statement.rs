//! A decision is written as an `if` statement.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A decision is written as an `if` statement.
    ///
    /// ## Why
    /// On Pipy 0.90 a file is one expression, and so is the body of a function: there are no statements. A
    /// conditional, `&&` and `||` decide inside an expression.
    ///
    /// ## Avoid
    /// ```js
    /// if (os.env.DEBUG) pipy()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .branch(
    ///   () => os.env.DEBUG, $ => $.dump(),
    ///   $ => $
    /// )
    /// .chain()
    /// ```
    "dialect/if-statement", Deny, since "0.1.0", Scope::Stage,
}

/// An `if`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`if` statements do not exist in PipyJS")
        .at(span)
        .help("write a conditional: `test ? yes : no`, or `test && (yes)`")
}

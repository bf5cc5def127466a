//! A block of statements stands where Pipy reads an expression.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A block of statements stands where Pipy reads an expression.
    ///
    /// ## Why
    /// On Pipy 0.90 a file is one expression, and a `{` begins an object. On 1.5 a `{` at the start of a
    /// line continues the line before, unless that ends in `;`.
    ///
    /// ## Avoid
    /// ```js
    /// { pipy() }
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .chain()
    /// ```
    "dialect/block", Deny, since "0.1.0", Scope::Stage,
}

/// A block in place of an expression.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "a block of statements where Pipy reads an expression")
        .at(span)
        .help("remove the braces; on 1.5, end the line before with `;`")
}

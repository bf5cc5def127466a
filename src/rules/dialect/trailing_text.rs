//! Text follows a closing bracket that nothing opened.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// Text follows a closing bracket that nothing opened.
    ///
    /// ## Why
    /// Pipy 0.90 stops reading at a closing bracket without partner, and ignores all that follows, whatever
    /// it is. What looks like a part of the script is not.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .chain())
    /// .pipeline('never')
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .chain()
    /// ```
    "dialect/trailing-text", Deny, since "0.1.0", Scope::Stage,
}

/// The bracket.
pub fn report(span: Span, bracket: char) -> Diagnostic {
    Diagnostic::new(
        &RULE,
        format!("`{bracket}` without partner; Pipy would take it, and ignore it and all that follows"),
    )
    .at(span)
    .help("remove the bracket, or write the one that opens")
}

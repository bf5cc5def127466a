//! A bracket is never closed.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A bracket is never closed.
    ///
    /// ## Why
    /// The text ends before a bracket is closed: `unexpected end of expression`. The place where it was
    /// opened is shown too.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(msg => (msg.head.path = '/')
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => (msg.head.path = '/')
    /// )
    /// .chain()
    /// ```
    "syntax/unclosed", Deny, since "0.1.0", Scope::Stage,
}

/// The end of the text, and the bracket that is still open there.
pub fn report(end: Span, open: Span, bracket: char) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{bracket}` is never closed"))
        .at(open)
        .label(end, "the script ends here")
        .help("write the closing bracket")
}

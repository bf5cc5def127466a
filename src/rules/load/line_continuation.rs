//! A string goes on behind a backslash at the end of a line.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A string goes on behind a backslash at the end of a line.
    ///
    /// ## Why
    /// JavaScript drops the backslash and the line break; Pipy drops only the backslash, so that the string
    /// holds a line break.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => console.log('a long \
    /// message')
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => console.log('a long ' +
    ///     'message')
    /// )
    /// .chain()
    /// ```
    "load/line-continuation", Warn, since "0.1.0", Scope::Stage,
}

/// The backslash.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "Pipy keeps the line break behind this backslash")
        .at(span)
        .help("part the string and join it with `+`, or write `\\n` if a line break is meant")
}

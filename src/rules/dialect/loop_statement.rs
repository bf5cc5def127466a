//! Something is repeated in a way that Pipy cannot read.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// Something is repeated in a way that Pipy cannot read.
    ///
    /// ## Why
    /// Pipy 0.90 has no statements, so no loops: arrays have `forEach`, `map`, `find`, `reduce`. Pipy 1.5
    /// has only `for (init; test; step)`, with all three parts written, and `break`.
    ///
    /// ## Avoid
    /// ```js
    /// while (true) pipy()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => ['a', 'b'].forEach(key => delete msg.head.headers[key])
    /// )
    /// .chain()
    /// ```
    "dialect/loop-statement", Deny, since "0.1.0", Scope::Stage,
}

/// A loop on 0.90; `word` begins it.
pub fn in_expression(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{word}` loops do not exist in PipyJS")).at(span).help(
        "walk an array: `list.forEach(item => …)`; count with `new Array(n).fill().forEach((_, i) => …)`",
    )
}

/// A loop that 1.5 does not have.
pub fn in_statements(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("{what} does not exist in PipyJS"))
        .at(span)
        .help("write `for (var i = 0; i < n; i++)`, or walk an array: `list.forEach(item => …)`")
}

/// A `for` that leaves one of its three parts out.
pub fn part_left_out(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`for` without all three of its parts")
        .at(span)
        .help("write all three parts: `for (init; true; null)`")
}

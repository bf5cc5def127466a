//! An expression ends in `;`.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// An expression ends in `;`.
    ///
    /// ## Why
    /// On Pipy 0.90 a file is one expression, and `;` is `unknown token`, also at the very end. It takes
    /// down every sidecar that loads the file.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .chain();
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .chain()
    /// ```
    "dialect/semicolon", Deny, since "0.1.0", Scope::Stage,
}

/// The last `;` of a file of one expression.
pub fn trailing(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`;` at the end of the expression").at(span).help("remove the `;`").fix(Fix::safe(
        "remove the `;`",
        span,
        "",
    ))
}

/// A `;` after which the expression goes on.
pub fn inside(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`;` in the middle of the expression")
        .at(span)
        .help("remove the `;`")
        .fix(Fix::safe("remove the `;`", span, ""))
}

/// A `;` with more behind it.
pub fn between(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`;` between expressions")
        .at(span)
        .help("join what must run first by a comma, in brackets: `(first(), pipy()…)`")
}

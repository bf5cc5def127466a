//! Something stands between `?.` and its bracket.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// Something stands between `?.` and its bracket.
    ///
    /// ## Why
    /// Pipy knows `?.(` and `?.[` as one token each. With a blank, a line break or a comment inside, it
    /// looks for a name and stops with `unexpected token`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head?. ['path']
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head?.['path']
    /// )
    /// .chain()
    /// ```
    "dialect/optional-chain-blank", Deny, since "0.1.0", Scope::Stage,
}

/// What stands between `?` and `.`.
pub fn in_two(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "blank inside `?.`").at(span).help("write `?.` in one").fix(Fix::safe(
        "remove the blank",
        span,
        "",
    ))
}

/// What stands between `?.` and the bracket.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "blank between `?.` and its bracket")
        .at(span)
        .help("write the bracket right after `?.`")
        .fix(Fix::safe("remove the blank", span, ""))
}

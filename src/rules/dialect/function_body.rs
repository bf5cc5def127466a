//! An arrow function has a body in braces.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// An arrow function has a body in braces.
    ///
    /// ## Why
    /// On Pipy 0.90 the body of an arrow function is one expression; a `{` after `=>` is `unexpected
    /// token`. Pipy 1.5 takes bodies with statements.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => { msg.head.path = '/' }
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => (
    ///     msg.head.path = '/'
    ///   )
    /// )
    /// .chain()
    /// ```
    "dialect/function-body", Deny, since "0.1.0", Scope::Stage,
}

/// The body of an arrow function in braces; `span` is its opening brace.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "function body in braces").at(span).help(
        "write one expression: several are joined by commas in brackets, `=> (first(), second(), result)`",
    )
}

/// The same, where the body is nothing but `return VALUE`; `body` is all of it, with its braces.
pub fn returning(span: Span, body: Span, value: &str) -> Diagnostic {
    let short = if value.len() <= 60 && !value.contains('\n') { value } else { "…" };
    Diagnostic::new(&RULE, "function body in braces")
        .at(span)
        .help(format!("write the value alone: `=> ({short})`"))
        .fix(Fix::safe("write the value alone", body, format!("({value})")))
}

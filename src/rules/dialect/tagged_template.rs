//! A template follows a function.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A template follows a function.
    ///
    /// ## Why
    /// Pipy takes the backquote for an operator that it cannot apply: `unexpected end of expression` or
    /// `unknown operator`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => console.log`path ${msg.head.path}`
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => console.log(`path ${msg.head.path}`)
    /// )
    /// .chain()
    /// ```
    "dialect/tagged-template", Deny, since "0.1.0", Scope::Stage,
}

/// A tagged template; `template` is the part from its backquote.
pub fn report(span: Span, template: Span, text: &str) -> Diagnostic {
    let short = if text.len() <= 60 && !text.contains('\n') { text } else { "`…`" };
    Diagnostic::new(&RULE, "template right behind a function")
        .at(span)
        .help(format!("call it: `f({short})`"))
        .fix(Fix::suggested("call it", template, format!("({text})")))
}

//! A name is written with a `\u` escape.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A name is written with a `\u` escape.
    ///
    /// ## Why
    /// Pipy knows escapes in strings only; a backslash elsewhere is `unknown token`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.p\u0061th = '/'
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path = '/'
    /// )
    /// .chain()
    /// ```
    "dialect/identifier-escape", Deny, since "0.1.0", Scope::Stage,
}

/// A name with escapes; `name` is what it stands for.
pub fn report(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(&RULE, "name with a `\\u` escape")
        .at(span)
        .help(format!("write `{name}`"))
        .fix(Fix::safe("write the name itself", span, name))
}

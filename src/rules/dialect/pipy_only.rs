//! A script is no JavaScript, though Pipy would read it.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A script is no JavaScript, though Pipy would read it.
    ///
    /// ## Why
    /// Pipy's parser is loose in places: it takes `a ?? b || c`, an assignment to a call, two parameters of
    /// one name, a reserved word as a shorthand, an object without brackets at the start of a file. What it
    /// makes of them is often not what is meant, and no editor, formatter or test runner can read such a
    /// file. So `pipyc` wants scripts that are JavaScript too.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.a ?? msg.head.b || msg.head.c
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.a ?? (msg.head.b || msg.head.c)
    /// )
    /// .chain()
    /// ```
    "dialect/pipy-only", Deny, since "0.1.0", Scope::Stage,
}

/// What JavaScript minds, in words of `parse`, and what to write instead.
pub fn report(span: Span, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("{message}; Pipy would take it, but it is not JavaScript"))
        .at(span)
        .help(help)
}

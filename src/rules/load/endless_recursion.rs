//! Functions that call themselves for ever.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A function calls itself, and nothing ever stops it.
    ///
    /// ## Why
    /// Pipy gives up after 100 nested calls with `call stack overflow`. Scripts that recurse deeper, as
    /// JavaScript allows, fail in the same way.
    ///
    /// ## Avoid
    /// ```js
    /// ((
    ///   count = n => count(n + 1),
    /// ) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-count'] = count(0)))
    ///   .chain()
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((
    ///   count = n => n < 10 ? count(n + 1) : n,
    /// ) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-count'] = count(0)))
    ///   .chain()
    /// )()
    /// ```
    "load/endless-recursion", Deny, since "0.1.0", Scope::Stage
}

/// A call that leads to itself.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "this call leads to itself for ever")
        .at(span)
        .help("return without the call in some case")
}

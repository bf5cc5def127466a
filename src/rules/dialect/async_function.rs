//! A function is `async`, or something is awaited.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A function is `async`, or something is awaited.
    ///
    /// ## Why
    /// Pipy runs callbacks to their end and never suspends them: `async` and `await` are reserved words
    /// without a meaning. A pipeline waits by a filter instead: `wait`, or `replaceMessage` and its kin,
    /// which take a Promise on 1.5.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => (async () => await msg)()
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _ready: false })
    /// .pipeline()
    /// .handleMessageStart(() => _ready = true)
    /// .chain()
    /// ```
    "dialect/async-function", Deny, since "0.1.0", Scope::Stage,
}

/// `async` or `await`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`async` and `await` do not exist in PipyJS")
        .at(span)
        .help("let the pipeline wait with a filter, such as `.wait(() => _ready)`")
}

//! `null` in place of a function.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// `null` is given where a function is needed.
    ///
    /// ## Why
    /// Pipy takes `null` for any function, and when the time comes to call it the whole process crashes, with every other plugin of the sidecar: there is no message.
    /// `onStart(null)` and `split(null)` crash 0.90 already when the script is loaded.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessageStart(null)
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => evt.head.headers['x-shop'] = 'open'
    /// )
    /// .chain()
    /// ```
    "api/null-callback", Deny, since "0.1.0", Scope::Stage,
}

/// Argument `number` (from 1) of `callee` must be a function, and is `null`.
pub fn report(span: Span, callee: &str, number: usize) -> Diagnostic {
    Diagnostic::new(&RULE, format!("argument {number} of `{callee}` is `null`, which crashes Pipy"))
        .at(span)
        .help("write a function")
}

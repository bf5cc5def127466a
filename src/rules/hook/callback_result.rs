//! Callbacks that return what the filter cannot use.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A callback returns what its filter cannot use.
    ///
    /// ## Why
    /// `replaceMessage` and its kin want an event, a `Message`, or an array of those; `connect` a string; `wait` on
    /// Pipy 0.90 a `Promise`, and nothing else. With anything else the stream ends with an error, and the
    /// client gets no answer.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ _denied: false })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_denied = msg.head.path.startsWith('/admin')))
    ///   .branch(
    ///     () => _denied, $ => $.replaceMessage(() => ({ status: 403 })),
    ///     $ => $.chain()
    ///   )
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _denied: false })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_denied = msg.head.path.startsWith('/admin')))
    ///   .branch(
    ///     () => _denied, $ => $.replaceMessage(() => new Message({ status: 403 })),
    ///     $ => $.chain()
    ///   )
    /// ```
    "hook/callback-result", Deny, since "0.1.0", Scope::Stage
}

/// A callback of `filter` returns `found` and must return `wanted`, both in words.
pub fn report(span: Span, filter: &str, found: &str, wanted: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("this callback of `{filter}` returns {found}, and must return {wanted}"))
        .at(span)
        .help(format!("return {wanted}"))
}

/// `filter` is given `found` in the place of a callback, and needs `wanted`.
pub fn literal(span: Span, filter: &str, found: &str, wanted: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{filter}` is given {found}, and needs {wanted}"))
        .at(span)
        .help(format!("write {wanted}, or a function that returns it"))
}

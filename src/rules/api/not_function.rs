//! Calls of what is no function.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// Something is called that is no function.
    ///
    /// ## Why
    /// Pipy stops at the call with `not a function`: at load if it is evaluated there, else at each event, which ends that stream.
    /// `f?.()` guards only against a missing `f`, and `a?.b()` does not guard `b`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({
    ///   _count: 0,
    /// })
    ///
    /// .pipeline()
    /// .handleMessage(
    ///   msg => (
    ///     _count = msg.body.size(),
    ///     msg.head.headers['x-size'] = _count
    ///   )
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({
    ///   _count: 0,
    /// })
    ///
    /// .pipeline()
    /// .handleMessage(
    ///   msg => (
    ///     _count = msg.body.size,
    ///     msg.head.headers['x-size'] = _count
    ///   )
    /// )
    /// .chain()
    /// ```
    "api/not-function", Deny, since "0.1.0", Scope::Stage,
}

/// `what`, in words, is called. `span` is the callee's place.
pub fn report(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("{what} is no function, and is called"))
        .at(span)
        .help("remove the call, or name a function")
}

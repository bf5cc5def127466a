//! `new` on what is no class.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// `new` is used on something that is no class.
    ///
    /// ## Why
    /// Pipy stops there: with `function is not a constructor` for functions, of scripts and its own, and with `not a function` for objects such as `JSON`.
    /// Objects such as `__inbound` are made by Pipy alone.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({
    ///   _id: '',
    /// })
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => (
    ///     _id = new algo.uuid(),
    ///     evt.head.headers['x-request-id'] = _id
    ///   )
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({
    ///   _id: '',
    /// })
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => (
    ///     _id = algo.uuid(),
    ///     evt.head.headers['x-request-id'] = _id
    ///   )
    /// )
    /// .chain()
    /// ```
    "api/not-constructor", Deny, since "0.1.0", Scope::Stage,
}

/// `what`, in words, is made with `new`. `function` if leaving out `new` would make it a call.
pub fn report(span: Span, what: &str, function: bool) -> Diagnostic {
    let found = Diagnostic::new(&RULE, format!("{what} is no class")).at(span);
    found.help(if function { "remove `new`" } else { "write the name of a class" })
}

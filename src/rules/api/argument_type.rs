//! Arguments of types that a call does not take.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// An argument has a type that the call does not take.
    ///
    /// ## Why
    /// Pipy stops at the call with `argument #1 expects a function`, naming the first argument that does not fit; for a filter that is when the script is loaded.
    /// Numbers are not taken for strings, nor strings for numbers.
    /// A few filters look at their argument only when traffic comes, and then end the stream: `connect` with `target expected to be or return a string`, `replaceMessage` with `replacement is not an event or Message or an array of those`, `serveHTTP` with `handler is not or did not return a Message`.
    /// `insert` refuses a lone `Data` or `MessageStart`, though its message speaks of events.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessageStart('x-shop')
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
    "api/argument-type", Deny, since "0.1.0", Scope::Stage,
}

/// Argument `number` (from 1) of `callee` is `found`, and must be `wanted`, both in words.
pub fn report(span: Span, callee: &str, number: usize, wanted: &str, found: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("argument {number} of `{callee}` is {found}, and must be {wanted}"))
        .at(span)
        .help(format!("write {wanted}"))
}

/// The same, where Pipy finds out only when traffic comes.
pub fn at_run_time(span: Span, callee: &str, number: usize, wanted: &str, found: &str) -> Diagnostic {
    let message =
        format!("argument {number} of `{callee}` is {found}, and must be {wanted} by the time traffic comes");
    Diagnostic::new(&RULE, message).at(span).help(format!("write {wanted}"))
}

/// `insert` got an event that is not in an array.
pub fn lone_event(span: Span, class: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`insert` takes no lone `{class}`"))
        .at(span)
        .help(format!("put the `{class}` into an array"))
}

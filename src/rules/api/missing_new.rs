//! Classes that are called like functions.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A class is called without `new`.
    ///
    /// ## Why
    /// Pipy gives `undefined` and says nothing, so the mistake shows elsewhere: an event that is never sent, or `cannot read property of undefined`.
    /// Only `String`, `Number` and `Boolean` may be called, and convert their argument; `Array` may be called from 1.5 on.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({
    ///   _when: null,
    /// })
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => (
    ///     _when = Date(),
    ///     evt.head.headers['x-when'] = _when
    ///   )
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({
    ///   _when: null,
    /// })
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => (
    ///     _when = new Date(),
    ///     evt.head.headers['x-when'] = _when.toISOString()
    ///   )
    /// )
    /// .chain()
    /// ```
    "api/missing-new", Deny, since "0.1.0", Scope::Stage,
}

/// `class` is called without `new`. `start` is the place where the call begins.
pub fn report(span: Span, class: &str, start: Span) -> Diagnostic {
    let title = format!("write `new {class}(…)`");
    let place = Span::point(start.source, start.start);
    Diagnostic::new(&RULE, format!("`{class}` is called without `new`, which gives `undefined`"))
        .at(span)
        .help(title.clone())
        .fix(Fix::suggested(title, place, "new "))
}

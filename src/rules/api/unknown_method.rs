//! Methods that are called in vain.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::runtime::Owner;
use crate::source::Span;

rule! {
    /// A method is called that the value does not have.
    ///
    /// ## Why
    /// Pipy stops at the call with `not a function`: at load if it is evaluated there, else at each event, which ends that stream.
    /// Names are matched with their case.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({
    ///   _path: null,
    /// })
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => (
    ///     _path = new URL('http://shop' + evt.head.path).getPath(),
    ///     evt.head.headers['x-path'] = _path
    ///   )
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({
    ///   _path: null,
    /// })
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => (
    ///     _path = new URL('http://shop' + evt.head.path).pathname,
    ///     evt.head.headers['x-path'] = _path
    ///   )
    /// )
    /// .chain()
    /// ```
    "api/unknown-method", Deny, since "0.1.0", Scope::Stage,
}

/// `owner` has no method `name`. `span` is the name's place. Methods that JavaScript has are left to
/// [`javascript_method`](super::javascript_method), so call [`super::no_method`] if in doubt.
pub fn report(span: Span, owner: Owner, name: &str) -> Diagnostic {
    let found = Diagnostic::new(&RULE, format!("{owner} has no method `{name}`")).at(span);
    super::instead(found, span, owner, name)
}

/// A value that is not known is asked for a method `name`, which nothing has; `near` is one that some have.
pub fn near(span: Span, name: &str, near: &'static str) -> Diagnostic {
    let title = format!("write `{near}`");
    Diagnostic::new(&RULE, format!("nothing in Pipy has a method `{name}`"))
        .at(span)
        .help(title.clone())
        .fix(Fix::suggested(title, span, near))
}

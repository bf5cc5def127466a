//! Methods that JavaScript has and Pipy has not.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::runtime::Owner;
use crate::source::Span;

rule! {
    /// A method of JavaScript is called that this Pipy does not have.
    ///
    /// ## Why
    /// The arrays, strings and other objects of Pipy have most, but not all methods that JavaScript gives them.
    /// A missing one is `undefined`, and its call ends with `not a function`.
    /// Among the missing: `at`, `entries`, `Array.from`, `Array.isArray`, `localeCompare`, `matchAll`, `Object.freeze`, `hasOwnProperty`, and `call`, `apply` and `bind` of functions; 0.90 also lacks `findLast`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({
    ///   _last: '',
    /// })
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => (
    ///     _last = new URL('http://shop' + evt.head.path).pathname.split('/').at(-1),
    ///     evt.head.headers['x-last'] = _last
    ///   )
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({
    ///   _last: '',
    /// })
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => (
    ///     _last = new URL('http://shop' + evt.head.path).pathname.split('/').pop(),
    ///     evt.head.headers['x-last'] = _last
    ///   )
    /// )
    /// .chain()
    /// ```
    "api/javascript-method", Deny, since "0.1.0", Scope::Stage,
}

/// `owner` has no method `name`, though JavaScript has. `span` is the name's place.
pub fn report(span: Span, owner: Owner, name: &str) -> Diagnostic {
    let found = Diagnostic::new(&RULE, format!("{owner} has no method `{name}` in Pipy")).at(span);
    super::instead(found, span, owner, name)
}

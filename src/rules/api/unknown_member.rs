//! Members that are read in vain.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::runtime::Owner;
use crate::source::Span;

rule! {
    /// A member is read that the value does not have.
    ///
    /// ## Why
    /// Pipy gives `undefined` and says nothing, so the mistake shows elsewhere: `cannot read property of undefined` at the next dot, or a condition that never holds.
    /// The headers of a message, for instance, are in its head: `msg.head.headers`, not `msg.headers`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({
    ///   _host: '',
    /// })
    ///
    /// .pipeline()
    /// .handleMessage(
    ///   msg => _host = msg.header
    /// )
    /// .handleMessage(
    ///   msg => msg.head.headers['x-host'] = _host
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({
    ///   _host: '',
    /// })
    ///
    /// .pipeline()
    /// .handleMessage(
    ///   msg => _host = msg.head.headers.host
    /// )
    /// .handleMessage(
    ///   msg => msg.head.headers['x-host'] = _host
    /// )
    /// .chain()
    /// ```
    "api/unknown-member", Warn, since "0.1.0", Scope::Stage,
}

/// `owner` has no member `name`, which is read and not called. `span` is the name's place.
pub fn report(span: Span, owner: Owner, name: &str) -> Diagnostic {
    let found = Diagnostic::new(&RULE, format!("{owner} has no `{name}`")).at(span);
    super::instead(found, span, owner, name)
}

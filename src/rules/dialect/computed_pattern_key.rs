//! A pattern computes the name of a member.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A pattern computes the name of a member.
    ///
    /// ## Why
    /// Pipy reads a pattern as an object literal and then asks whether each key is a plain one; a computed
    /// key ends in `invalid argument list`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => (({ ['path']: path, [msg.head.key]: value }) => path + value)(msg.head)
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => ((head, path = head.path) => path + head[msg.head.key])(msg.head)
    /// )
    /// .chain()
    /// ```
    "dialect/computed-pattern-key", Deny, since "0.1.0", Scope::Stage,
}

/// A computed key in a pattern.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "computed key in a pattern")
        .at(span)
        .help("take the whole object, and read the member with `object[key]`")
}

//! Assignments to what cannot be assigned, and deletions of what cannot be deleted.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// Something is assigned or deleted that is no name and no member.
    ///
    /// ## Why
    /// Pipy parses it, and fails when it comes there: `cannot assign to a right-value`, `cannot delete a value`.
    /// `undefined` is a literal in PipyJS, so it cannot be assigned either.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ _user: '' })
    ///   .pipeline()
    ///   .handleMessageStart(
    ///     msg => (
    ///       _user = msg.head.headers['x-user'],
    ///       msg.head.headers['x-seen'] = _user ? 'yes' : 'no',
    ///       undefined = _user
    ///     )
    ///   )
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _user: '' })
    ///   .pipeline()
    ///   .handleMessageStart(
    ///     msg => (
    ///       _user = msg.head.headers['x-user'],
    ///       msg.head.headers['x-seen'] = _user ? 'yes' : 'no',
    ///       _user = undefined
    ///     )
    ///   )
    ///   .chain()
    /// ```
    "load/right-value", Deny, since "0.1.0", Scope::Stage
}

/// What stands at `span` is assigned.
pub fn assigned(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "only names and members can be assigned")
        .at(span)
        .help("assign a name or a member")
}

/// `what`, which stands at `span`, is deleted.
pub fn deleted(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("{what} is deleted, and only members can be"))
        .at(span)
        .help("delete a member")
}

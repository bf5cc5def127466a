//! `onStart` that returns a value by accident.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// `onStart` returns a value that is no event.
    ///
    /// ## Why
    /// What `onStart` returns is put into the pipeline before anything else, so it must be events, or nothing.
    /// An arrow function returns the value of its expression: an assignment, say. Then Pipy ends the stream with
    /// `initial input is not or did not return events or messages`. `void (…)` returns nothing.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ _at: 0 })
    ///   .pipeline()
    ///   .onStart(() => _at = Date.now())
    ///   .chain()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-took'] = Date.now() - _at))
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _at: 0 })
    ///   .pipeline()
    ///   .onStart(() => void (_at = Date.now()))
    ///   .chain()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-took'] = Date.now() - _at))
    /// ```
    "hook/start-value", Deny, since "0.1.0", Scope::Stage
}

/// The function returns `found`, in words.
pub fn report(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`onStart` returns {found}, which is no event"))
        .at(span)
        .help("write `void (…)` round what it returns")
}

/// The function returns what it assigns, whatever that is.
pub fn assignment(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`onStart` returns what is assigned here, as if it were events")
        .at(span)
        .help("write `void (…)` round the assignment")
}

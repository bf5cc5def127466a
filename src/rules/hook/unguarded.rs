//! What may be missing, and is used as if it were there.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A member is read of something that some requests do not have.
    ///
    /// ## Why
    /// `__route`, `__service` and `__cluster` are null when no rule matches a request, and any header but `host` may be missing.
    /// Reading on ends the stream, and the client gets no answer.
    /// It is reported only if the script mentions the variable or header nowhere else, so that nothing can guard it.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ _token: '' })
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => _token = msg.head.headers.authorization.split(' ')[1]
    /// )
    /// .branch(
    ///   () => _token, $ => $.chain(),
    ///   $ => $.replaceMessage(() => new Message({ status: 401 }))
    /// )
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _token: '' })
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => _token = (msg.head.headers.authorization || '').split(' ')[1]
    /// )
    /// .branch(
    ///   () => _token, $ => $.chain(),
    ///   $ => $.replaceMessage(() => new Message({ status: 401 }))
    /// )
    /// ```
    "hook/unguarded", Warn, since "0.1.0", Scope::Stage
}

/// The header, which ends where `span` begins, is read on at `span` without a guard.
pub fn header(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(
        &RULE,
        format!("a request may have no header `{}`, and ends here then", name.escape_debug()),
    )
    .at(span)
    .help("guard it, as in `(headers.name || '').length`")
}

/// The variable at `variable` is read on at `span` without a guard.
pub fn variable(span: Span, variable: Span, name: &str) -> Diagnostic {
    let help = "write `?.` here";
    let place = Span::point(variable.source, variable.end);
    Diagnostic::new(&RULE, format!("`{name}` is null for requests that no rule matches, which end here then"))
        .at(span)
        .help(help)
        .fix(Fix::suggested(help, place, "?"))
}

/// The member `name` of a request's head is read on at `span` without a guard.
pub fn member(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(
        &RULE,
        format!(
            "the head of a request may have no `{}`, and the request ends here then",
            name.escape_debug()
        ),
    )
    .at(span)
    .help("guard it, as in `(head.name || '').length`")
}

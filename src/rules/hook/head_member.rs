//! Members of a message's head that are misspelt.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The head of an HTTP message has no member of this name.
    ///
    /// ## Why
    /// The head of a request has `protocol`, `method`, `scheme`, `authority`, `path` and `headers`, that of a response `protocol`, `status`, `statusText` and `headers`.
    /// Anything else is `undefined`, and reading further ends the stream without an answer.
    /// Members that the script sets itself, or that are like none of these, are not reported: another module may have set them.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.haeders['x-shop'] = 'open'
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.headers['x-shop'] = 'open'
    /// )
    /// .chain()
    /// ```
    "hook/head-member", Deny, since "0.1.0", Scope::Stage,
}

/// Member `key` is read of a head; `near` was meant.
pub fn report(span: Span, key: &str, near: &str) -> Diagnostic {
    let help = format!("write `{near}`");
    Diagnostic::new(&RULE, format!("the head of a message has no `{key}`"))
        .at(span)
        .help(help.clone())
        .fix(Fix::suggested(help, span, near))
}

/// The member `name` of the head is needed at `span`, where only a `message` of the other direction comes by.
pub fn absent(span: Span, message: &str, name: &str) -> Diagnostic {
    let help = match message {
        "response" => format!("keep `{name}` in a variable above `.chain()`"),
        _ => format!("read `{name}` below `.chain()`, where the answer comes back"),
    };
    Diagnostic::new(&RULE, format!("a {message} has no `{name}`")).at(span).help(help)
}

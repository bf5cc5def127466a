//! Members of `null` and `undefined`.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A member of `null` or `undefined` is read or written.
    ///
    /// ## Why
    /// Pipy fails with `cannot read property of undefined` (or `of null`). At load the whole sidecar does not
    /// start; in a callback the stream ends, and the client gets no answer.
    ///
    /// Unlike in JavaScript, `?.` guards one link only: in `a?.b.c` Pipy still reads `c` when `a` is null.
    ///
    /// ## Avoid
    /// ```js
    /// ((
    ///   config = undefined,
    ///   limit = config.limit,
    /// ) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-limit'] = limit))
    ///   .chain()
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((
    ///   config = undefined,
    ///   limit = config?.limit || 10,
    /// ) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-limit'] = limit))
    ///   .chain()
    /// )()
    /// ```
    "load/nothing-member", Deny, since "0.1.0", Scope::Stage
}

/// Member `key` of `what` (`null` or `undefined`) is read.
pub fn read(span: Span, what: &str, key: &str) -> Diagnostic {
    let key = shown(key);
    Diagnostic::new(&RULE, format!("{key} of `{what}` is read")).at(span).help("guard it with `?.`")
}

/// A member of `what` is written; `key` if it is known.
pub fn write(span: Span, what: &str, key: Option<&str>) -> Diagnostic {
    let key = key.map_or("a member".to_owned(), shown);
    Diagnostic::new(&RULE, format!("{key} of `{what}` is assigned")).at(span).help("make the object before")
}

/// `what`, in words, is taken apart by a pattern.
pub fn destructure(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("{what} is taken apart by a pattern"))
        .at(span)
        .help("give the parameter an object as default")
}

fn shown(key: &str) -> String {
    match key.contains(' ') || key.is_empty() {
        true => "a member".to_owned(),
        false => format!("`{key}`"),
    }
}

//! JSON that is none.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A text is decoded as JSON and is none.
    ///
    /// ## Why
    /// `JSON.decode` and `JSON.parse` fail with `In JSON at position N`, and `JSON.decode(null)`, as it comes of
    /// a missing file, with an error of empty text. At load the sidecar does not start.
    ///
    /// ## Avoid
    /// ```js
    /// ((
    ///   limits = JSON.decode(new Data('{"low": 1,}')),
    /// ) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-low'] = limits.low))
    ///   .chain()
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((
    ///   limits = JSON.decode(new Data('{"low": 1}')),
    /// ) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-low'] = limits.low))
    ///   .chain()
    /// )()
    /// ```
    "load/bad-json", Deny, since "0.1.0", Scope::Stage
}

/// The text is no JSON from byte `position` on.
pub fn report(span: Span, position: usize) -> Diagnostic {
    Diagnostic::new(&RULE, format!("this is no JSON: it goes wrong at position {position}"))
        .at(span)
        .help("write JSON")
}

/// `null` is decoded.
pub fn null(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`null` is decoded as JSON").at(span).help("test for `null` before")
}

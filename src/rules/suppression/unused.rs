//! A comment that silences nothing.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A `pipyc-allow` comment silences nothing.
    ///
    /// ## Why
    /// What it was written for is gone, or stands on another line.
    /// A comment behind code covers its own line; a comment on a line of its own covers the next line
    /// of code; a comment that opens the file and is followed by a blank line covers the whole file.
    /// Left in place, it would hide the next finding of that rule, which nobody has looked at.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({
    ///   _start: 0, // pipyc-allow context/unused: not yet
    /// })
    /// .pipeline()
    ///   .handleMessageStart(() => _start = Date.now())
    ///   .chain()
    ///   .handleMessageEnd(() => console.log(Date.now() - _start))
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({
    ///   _start: 0,
    /// })
    /// .pipeline()
    ///   .handleMessageStart(() => _start = Date.now())
    ///   .chain()
    ///   .handleMessageEnd(() => console.log(Date.now() - _start))
    /// ```
    "suppression/unused", Warn, since "0.1.0", Scope::Stage
}

/// The comment at `span` silences `rule`, of which there was nothing to silence.
pub fn report(span: Span, rule: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{rule}` is silenced here, and nothing breaks it"))
        .at(span)
        .help("remove the comment")
}

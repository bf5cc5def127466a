//! A piece of template text begins with an escaped backquote, `${` or backslash.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A piece of template text begins with an escaped backquote, `${` or backslash.
    ///
    /// ## Why
    /// Pipy takes the first byte of each piece of text (behind the opening backquote, and behind each `}`)
    /// as it is, even if it is a backslash. So the byte behind it is not escaped: `` `\`` `` ends the
    /// template, and the rest of the file is read as something else.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path = `\`${msg.head.path}`
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path = '`' + msg.head.path
    /// )
    /// .chain()
    /// ```
    "dialect/template-escape", Deny, since "0.1.0", Scope::Stage,
}

/// The escape.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "template text that begins with an escape")
        .at(span)
        .help("put something before the escape, or join strings with `+`: `'`' + value`")
}

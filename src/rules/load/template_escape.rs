//! A piece of template text begins with an escape that Pipy reads wrongly.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A piece of template text begins with an escape that Pipy reads wrongly.
    ///
    /// ## Why
    /// Pipy takes the first byte of each piece of text (behind the opening backquote, and behind each `}`)
    /// as it is, even if it is a backslash. `` `\${a}` `` becomes a backquote followed by the value of `a`.
    /// The same escape later in the text is fine.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path = `\${msg}`
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path = '${msg}'
    /// )
    /// .chain()
    /// ```
    "load/template-escape", Deny, since "0.1.0", Scope::Stage,
}

/// The escape.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "Pipy reads an escape at the start of template text wrongly")
        .at(span)
        .help("put something before the escape, or join strings with `+`")
}

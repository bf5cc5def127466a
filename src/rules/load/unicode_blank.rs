//! A blank of Unicode becomes a part of a name.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A blank of Unicode becomes a part of a name.
    ///
    /// ## Why
    /// Pipy knows ASCII blanks only. A no-break space or a line separator is a letter to it: the name
    /// beside it becomes another one, which nothing defines.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => console .log(msg)
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => console.log(msg)
    /// )
    /// .chain()
    /// ```
    "load/unicode-blank", Deny, since "0.1.0", Scope::Stage,
}

/// The blank.
pub fn report(span: Span, blank: char) -> Diagnostic {
    let (instead, text) = match blank {
        '\u{2028}' | '\u{2029}' => ("a line feed", "\n"),
        _ => ("a plain space", " "),
    };
    Diagnostic::new(&RULE, format!("Pipy takes the blank U+{:04X} for a part of a name", u32::from(blank)))
        .at(span)
        .help(format!("write {instead}"))
        .fix(Fix::safe(format!("write {instead}"), span, text))
}

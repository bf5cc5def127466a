//! A blank of Unicode stands between two tokens.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A blank of Unicode stands between two tokens.
    ///
    /// ## Why
    /// Pipy knows ASCII blanks only. A byte order mark, a no-break space or a line separator is a letter to
    /// it, and becomes a part of a name: where no name can be, that is `unexpected token`. Such blanks come
    /// from word processors and web pages.
    ///
    /// ## Avoid
    /// ```js
    /// pipy() .pipeline() .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy() .pipeline() .chain()
    /// ```
    "dialect/unicode-blank", Deny, since "0.1.0", Scope::Stage,
}

/// The blank.
pub fn report(span: Span, blank: char) -> Diagnostic {
    let (instead, text) = match blank {
        '\u{2028}' | '\u{2029}' => ("a line feed", "\n"),
        _ => ("a plain space", " "),
    };
    Diagnostic::new(&RULE, format!("blank U+{:04X} between tokens", u32::from(blank)))
        .at(span)
        .help(format!("write {instead}"))
        .fix(Fix::safe(format!("write {instead}"), span, text))
}

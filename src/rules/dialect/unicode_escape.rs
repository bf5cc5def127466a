//! A string has an escape in braces.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A string has an escape in braces.
    ///
    /// ## Why
    /// Pipy knows `\uHHHH` with exactly four digits; `\u{…}` is `invalid string encoding`. Characters
    /// beyond U+FFFF are written as two escapes, or as themselves.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path = '/\u{e9}'
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.path = '/\u00e9'
    /// )
    /// .chain()
    /// ```
    "dialect/unicode-escape", Deny, since "0.1.0", Scope::Stage,
}

/// `\u{…}`; `character` is what it stands for.
pub fn report(span: Span, character: char) -> Diagnostic {
    let mut units = [0; 2];
    let plain: String =
        character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect();
    Diagnostic::new(&RULE, "escape in braces").at(span).help(format!("write `{plain}`")).fix(Fix::safe(
        "write four digits",
        span,
        plain,
    ))
}

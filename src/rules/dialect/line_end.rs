//! A line ends with something that ends no line for Pipy.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A line ends with something that ends no line for Pipy.
    ///
    /// ## Why
    /// Only a line feed ends a line for Pipy. JavaScript also knows a carriage return alone, and the line
    /// and paragraph separators of Unicode (U+2028, U+2029). After a `//` comment that ends so, Pipy reads
    /// on in the comment; on 1.5 two statements that are parted so are one.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline( // passes everything on )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline( // passes everything on
    /// )
    /// .chain()
    /// ```
    "dialect/line-end", Deny, since "0.1.0", Scope::Stage,
}

/// The character.
pub fn report(span: Span, end: char) -> Diagnostic {
    Diagnostic::new(&RULE, format!("line end U+{:04X}, which Pipy does not see", u32::from(end)))
        .at(span)
        .help("end the line with a line feed")
        .fix(Fix::safe("write a line feed", span, "\n"))
}

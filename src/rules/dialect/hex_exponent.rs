//! A sign follows a hexadecimal number that ends in `e`.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A sign follows a hexadecimal number that ends in `e`.
    ///
    /// ## Why
    /// Pipy takes the `e` for the exponent of a decimal number and the sign for a part of it: `0xe+1` is
    /// `unknown token`. A blank helps.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.size = 0xfe+1
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.size = 0xfe + 1
    /// )
    /// .chain()
    /// ```
    "dialect/hex-exponent", Deny, since "0.1.0", Scope::Stage,
}

/// The place between number and sign.
pub fn report(place: Span, number: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "sign right after a hexadecimal number that ends in `e`")
        .at(number)
        .help("put a blank before the sign")
        .fix(Fix::safe("put a blank before the sign", place, " "))
}

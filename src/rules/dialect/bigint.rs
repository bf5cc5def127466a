//! A number is a BigInt.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A number is a BigInt.
    ///
    /// ## Why
    /// Pipy's numbers are 64-bit floats; a digit followed by `n` is `unknown token`. Large integers come
    /// from the global `Int`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.size = 10n
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.size = 10
    /// )
    /// .chain()
    /// ```
    "dialect/bigint", Deny, since "0.1.0", Scope::Stage,
}

/// A BigInt literal; `digits` is the literal without its `n`.
pub fn report(span: Span, digits: &str) -> Diagnostic {
    Diagnostic::new(&RULE, "BigInt literals do not exist in PipyJS")
        .at(span)
        .help(format!("write `{digits}`, or use `new Int('u64', '{digits}')` for what exceeds 53 bits"))
        .fix(Fix::suggested("remove the `n`", span, digits))
}

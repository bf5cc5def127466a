//! An error is thrown.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// An error is thrown.
    ///
    /// ## Why
    /// On Pipy 0.90 a file is one expression, without statements: `throw` is `unexpected token`, and no
    /// script can raise an error on purpose.
    ///
    /// ## Avoid
    /// ```js
    /// throw new Error('no configuration')
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(() => os.env.MODE || console.error('no MODE'))
    /// .chain()
    /// ```
    "dialect/throw-statement", Deny, since "0.1.0", Scope::Stage,
}

/// A `throw`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`throw` does not exist in PipyJS")
        .at(span)
        .help("return a value that says so, and log it with `console.error`")
}

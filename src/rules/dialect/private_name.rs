//! A name begins with `#`.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A name begins with `#`.
    ///
    /// ## Why
    /// Private members belong to classes, which Pipy does not have; `#` is `unknown token`.
    ///
    /// ## Avoid
    /// ```js
    /// #config
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .chain()
    /// ```
    "dialect/private-name", Deny, since "0.1.0", Scope::Stage,
}

/// The name.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`#` before a name").at(span).help("remove the `#`")
}

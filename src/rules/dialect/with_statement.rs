//! A `with` statement.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A `with` statement.
    ///
    /// ## Why
    /// Pipy has no `with`; the word is reserved.
    ///
    /// ## Avoid
    /// ```js
    /// with (os.env) pipy()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(() => os.env.MODE)
    /// .chain()
    /// ```
    "dialect/with-statement", Deny, since "0.1.0", Scope::Stage,
}

/// A `with`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`with` does not exist in PipyJS")
        .at(span)
        .help("write the object before each member")
}

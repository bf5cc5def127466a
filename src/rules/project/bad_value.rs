//! A key of the project file has a value that it cannot have.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A key of the project file has a value that it cannot have.
    ///
    /// ## Why
    /// The project file decides what is built. A version that is no SemVer, a target that does not exist
    /// or a list where a path belongs is a slip that would build something else than was meant.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// name: shop
    /// version: 1.4
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// name: shop
    /// version: 1.4.0
    /// ```
    "project/bad-value", Deny fixed, since "0.1.0", Scope::Stage
}

/// The value is of another type.
pub fn wrong_type(span: Span, what: &str, expected: &str, found: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("{what} must be {expected}, not {found}"))
        .at(span)
        .help(format!("write {expected}"))
}

/// The value is of the right type and still wrong; `help` says what to write.
pub fn report(span: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&RULE, message).at(span).help(help)
}

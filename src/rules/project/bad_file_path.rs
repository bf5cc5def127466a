//! A file has a name that no codebase can hold.

use crate::diag::Diagnostic;
use crate::ir::names::BadPath;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A file has a name that no codebase can hold.
    ///
    /// ## Why
    /// Files are served and stored under their path, by Pipy on every system that a sidecar runs on. A
    /// path with `..`, a backslash, a colon or a control character would leave the bundle's folder, or
    /// could not be written.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// files:
    ///   - path: lib/a.js
    ///     as: ../a.js
    /// //- /lib/a.js
    /// ({})
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// files:
    ///   - path: lib/a.js
    ///     as: lib/a.js
    /// //- /lib/a.js
    /// ({})
    /// ```
    "project/bad-file-path", Deny, since "0.1.0", Scope::Stage
}

/// `path` cannot be a path of the codebase; `why` says what is wrong with it.
pub fn report(span: Span, path: &str, why: &BadPath) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{path}` cannot be a file of the codebase: {why}"))
        .at(span)
        .help("write a relative path with `/` between its parts")
}

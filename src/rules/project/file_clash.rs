//! Two files want the same place in the codebase.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// Two files want the same place in the codebase.
    ///
    /// ## Why
    /// A codebase holds one file at each path. Of two, only one could be served, and which one would
    /// depend on the order in which they were read.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// files:
    ///   - path: a.js
    ///     as: lib/x.js
    ///   - path: b.js
    ///     as: lib/x.js
    /// //- /a.js
    /// ({})
    /// //- /b.js
    /// ({})
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// files:
    ///   - path: a.js
    ///     as: lib/a.js
    ///   - path: b.js
    ///     as: lib/b.js
    /// //- /a.js
    /// ({})
    /// //- /b.js
    /// ({})
    /// ```
    "project/file-clash", Deny, since "0.1.0", Scope::Stage
}

/// `path` is wanted by the file `file` and was taken by the file `by`.
pub fn report(span: Option<Span>, path: &str, file: &str, by: &str) -> Diagnostic {
    let message = format!("`{file}` and `{by}` both want to be `{path}` in the codebase");
    let diagnostic = Diagnostic::new(&RULE, message).help("give one of them another path with `as`");
    match span {
        Some(span) => diagnostic.at(span),
        None => diagnostic,
    }
}

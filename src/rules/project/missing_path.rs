//! The project file names a file or folder that is not there.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The project file names a file or folder that is not there.
    ///
    /// ## Why
    /// Paths count from the folder of the project file. Leaving a missing one out would build a mesh
    /// without what stands in it.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// values: [values-prod.yaml]
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// values: [values-prod.yaml]
    /// //- /values-prod.yaml
    /// osm: {}
    /// ```
    "project/missing-path", Deny fixed, since "0.1.0", Scope::Stage
}

/// Nothing is at `path`, or not what is needed there (`a folder`).
pub fn report(span: Span, path: &str, needed: Option<&str>) -> Diagnostic {
    let message = match needed {
        Some(needed) => format!("`{path}` is not {needed}"),
        None => format!("there is no `{path}`"),
    };
    Diagnostic::new(&RULE, message)
        .at(span)
        .help("write a path that is there, from the project file's folder")
}

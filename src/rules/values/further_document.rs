//! A values file has more than one document.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A values file has more than one document.
    ///
    /// ## Why
    /// Helm reads the first document of a values file and passes over the others without a word, so
    /// nothing that they say takes effect. Pipyc does the same.
    ///
    /// ## Avoid
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   osmNamespace: mesh-system
    /// ---
    /// osm:
    ///   featureFlags:
    ///     enablePluginPolicy: true
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   osmNamespace: mesh-system
    ///   featureFlags:
    ///     enablePluginPolicy: true
    /// ```
    "values/further-document", Warn, since "0.1.0", Scope::Stage
}

/// A document after the first begins at `span`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "Helm does not read this document")
        .at(span)
        .help("merge it into the first document, or give it a file of its own")
}

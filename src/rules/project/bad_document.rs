//! A file cannot be read as YAML or JSON.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A file cannot be read as YAML or JSON.
    ///
    /// ## Why
    /// A document that does not parse says nothing: Helm and the API server refuse it whole. The
    /// documents beside it in the same file are still read, so that all that is wrong is shown at once.
    ///
    /// ## Avoid
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains: {inbound-http: ]
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains: {}
    /// ```
    "project/bad-document", Deny fixed, since "0.1.0", Scope::Stage
}

/// The text at `span` is broken; `what` says how.
pub fn report(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("the document cannot be read: {what}"))
        .at(span)
        .help("mend the document; quote strings that begin with, or hold, a character of YAML's own")
}

/// The bytes at `span` are no text.
pub fn not_text(span: Span, utf16: bool) -> Diagnostic {
    let message = if utf16 { "the file is in UTF-16" } else { "the file is not in UTF-8" };
    Diagnostic::new(&RULE, message).at(span).help("save the file in UTF-8")
}

//! A document is deeper, or repeats more, than anything that a mesh could mean.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A document is deeper, or repeats more, than anything that a mesh could mean.
    ///
    /// ## Why
    /// A few hundred bytes of YAML can stand for gigabytes: an alias repeats what its anchor holds, and
    /// anchors may hold aliases. The repeated text is limited to 64 MiB, a document to 100 levels, and an
    /// anchor cannot hold itself.
    ///
    /// ## Avoid
    /// ```project
    /// //- /values.yaml
    /// osm: &all
    ///   sidecar: [*all]
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /values.yaml
    /// osm: &all
    ///   sidecar: []
    /// ```
    "project/oversized-document", Deny fixed, since "0.1.0", Scope::Stage
}

/// Which limit the document at `span` breaks.
pub fn report(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(&RULE, what).at(span).help("write the document flatter, or without the aliases")
}

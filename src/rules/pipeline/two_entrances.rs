//! Two entrance pipelines.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A script has two pipelines without a name.
    ///
    /// ## Why
    /// `.pipeline()` without a name is the entrance, which chains run. At a second one Pipy fails with `more than
    /// one entrance pipelines`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .link('rest')
    ///   .pipeline()
    ///   .chain()
    ///   .pipeline('rest')
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .link('rest')
    ///   .pipeline('rest')
    ///   .chain()
    /// ```
    "pipeline/two-entrances", Deny, since "0.1.0", Scope::Stage
}

/// A second entrance stands at `span`; the first at `first`.
pub fn report(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "this is a second entrance pipeline")
        .at(span)
        .label(first, "the first one")
        .help("give one of them a name, as in `.pipeline('name')`")
}

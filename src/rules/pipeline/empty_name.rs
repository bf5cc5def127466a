//! Pipelines named by an empty string.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A pipeline's name is an empty string.
    ///
    /// ## Why
    /// Pipy refuses empty names, where a pipeline begins and where one is used. The entrance pipeline has no
    /// name at all: `.pipeline()`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .chain()
    ///   .task('1m')
    ///   .onStart(() => new StreamEnd)
    ///   .fork('')
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .chain()
    ///   .task('1m')
    ///   .onStart(() => new StreamEnd)
    ///   .fork('report')
    ///   .pipeline('report')
    ///   .handleStreamEnd(() => console.log('tick'))
    /// ```
    "pipeline/empty-name", Deny, since "0.1.0", Scope::Stage
}

/// The name at `span` is empty.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "the name of a pipeline is empty").at(span).help("write a name")
}

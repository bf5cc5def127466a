//! Filters before the first pipeline.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A filter stands before the first pipeline.
    ///
    /// ## Why
    /// Filters, `onStart` and `onEnd` belong to the pipeline that `.pipeline()`, `.listen(…)`, `.task(…)` or their
    /// kin began before them. Before the first one Pipy fails with `no pipeline found`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .handleMessageStart(msg => console.log(msg.head.path))
    ///   .pipeline()
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => console.log(msg.head.path))
    ///   .chain()
    /// ```
    "pipeline/outside-pipeline", Deny, since "0.1.0", Scope::Stage
}

/// `name` is called before any pipeline has begun.
pub fn report(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{name}` stands before the first pipeline"))
        .at(span)
        .help("write `.pipeline()` before it")
}

//! `.to(…)` without a filter that wants it.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// `.to(…)` follows a filter that takes no sub-pipeline.
    ///
    /// ## Why
    /// Only filters that run another pipeline (`fork`, `demuxHTTP`, `muxHTTP`, `acceptTLS`…) take a `.to(…)`, and
    /// each takes one. Anywhere else Pipy fails with `calling to() without a joint-filter`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => console.log(msg.head.path))
    ///   .to($ => $.chain())
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => console.log(msg.head.path))
    ///   .chain()
    /// ```
    "pipeline/stray-to", Deny, since "0.1.0", Scope::Stage
}

/// `.to(…)` stands behind `filter`, or behind none.
pub fn report(span: Span, filter: Option<&str>) -> Diagnostic {
    let message = match filter {
        Some(filter) => format!("`.to(…)` follows `{filter}`, which takes no (further) sub-pipeline"),
        None => "`.to(…)` follows no filter".to_owned(),
    };
    Diagnostic::new(&RULE, message)
        .at(span)
        .help("remove `.to(…)`, or write a filter such as `fork()` before it")
}

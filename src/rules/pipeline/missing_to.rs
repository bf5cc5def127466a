//! Filters without their `.to(…)`.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A filter that needs a sub-pipeline gets none.
    ///
    /// ## Why
    /// `fork`, `demuxHTTP`, `muxHTTP`, `acceptTLS` and their kin run another pipeline, which the `.to(…)` right
    /// behind them names or builds. Without it Pipy fails with `missing .to(...) for the last filter`, and says
    /// so at the next call, not at the filter.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .fork()
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .fork().to($ => $.handleMessageStart(msg => console.log(msg.head.path)))
    ///   .chain()
    /// ```
    "pipeline/missing-to", Deny, since "0.1.0", Scope::Stage
}

/// `filter` gets no `.to(…)`; `next` is the call that comes instead.
pub fn report(span: Span, filter: &str, next: Option<Span>) -> Diagnostic {
    let finding = Diagnostic::new(&RULE, format!("`{filter}` needs a sub-pipeline, and no `.to(…)` follows"))
        .at(span)
        .help(format!("write `.to($ => $…)` right behind `{filter}(…)`"));
    match next {
        Some(next) => finding.label(next, "Pipy fails here"),
        None => finding,
    }
}

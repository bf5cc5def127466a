//! Context variables that are read before they are set.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A context variable is used before the filter that sets it.
    ///
    /// ## Why
    /// Filters run in the order in which they stand. A variable that begins as `null` is `null` in every filter
    /// above the one that sets it, and a method that is called on it, or a `wait`, a `throttle` or a `link` that
    /// is given it, fails at the first request.
    ///
    /// ## Avoid
    /// ```js
    /// ((
    ///   quotas = new algo.Cache(() => new algo.Quota(10, { per: 1, produce: 10 })),
    /// ) => pipy({ _quota: null })
    ///   .pipeline()
    ///   .throttleMessageRate(() => _quota)
    ///   .handleMessageStart(msg => void (_quota = quotas.get(msg.head.path)))
    ///   .chain()
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((
    ///   quotas = new algo.Cache(() => new algo.Quota(10, { per: 1, produce: 10 })),
    /// ) => pipy({ _quota: null })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_quota = quotas.get(msg.head.path)))
    ///   .throttleMessageRate(() => _quota)
    ///   .chain()
    /// )()
    /// ```
    "context/early-read", Warn, since "0.1.0", Scope::Stage
}

/// Variable `name` is read at `span`, and is first set by the filter `setter`, which comes later.
pub fn report(span: Span, name: &str, setter: Span, filter: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{name}` is still null here, and needed"))
        .at(span)
        .label(setter, "set only here")
        .help(format!("move the `{filter}` that sets `{name}` above this filter"))
}

//! `onStart` and `onEnd` twice in a pipeline.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A pipeline has two `onStart` or two `onEnd`.
    ///
    /// ## Why
    /// Each may stand once in a pipeline; at the second Pipy fails with `duplicated onStart()`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ _from: '', _at: 0 })
    ///   .pipeline()
    ///   .onStart(() => void (_from = __inbound?.remoteAddress))
    ///   .onStart(() => void (_at = Date.now()))
    ///   .handleMessageStart(msg => void (msg.head.headers['x-from'] = _from + _at))
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _from: '', _at: 0 })
    ///   .pipeline()
    ///   .onStart(() => void (_from = __inbound?.remoteAddress, _at = Date.now()))
    ///   .handleMessageStart(msg => void (msg.head.headers['x-from'] = _from + _at))
    ///   .chain()
    /// ```
    "pipeline/second-start", Deny, since "0.1.0", Scope::Stage
}

/// `name` (`onStart` or `onEnd`) stands at `span` and at `first`.
pub fn report(span: Span, first: Span, name: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("this pipeline has a second `{name}`"))
        .at(span)
        .label(first, "the first one")
        .help(format!("put both into one `{name}(() => void (…, …))`"))
}

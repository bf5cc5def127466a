//! `onStart` and `onEnd` behind a filter.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// `onStart` or `onEnd` stands behind a filter.
    ///
    /// ## Why
    /// Both belong to the whole pipeline and must stand before its first filter; else Pipy fails with `onStart()
    /// is only allowed prior to filters`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ _from: '' })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-from'] = _from))
    ///   .onStart(() => void (_from = __inbound?.remoteAddress))
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _from: '' })
    ///   .pipeline()
    ///   .onStart(() => void (_from = __inbound?.remoteAddress))
    ///   .handleMessageStart(msg => void (msg.head.headers['x-from'] = _from))
    ///   .chain()
    /// ```
    "pipeline/late-start", Deny, since "0.1.0", Scope::Stage
}

/// `name` (`onStart` or `onEnd`) stands behind a filter.
pub fn report(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{name}` stands behind a filter"))
        .at(span)
        .help(format!("move `{name}(…)` before the first filter of its pipeline"))
}

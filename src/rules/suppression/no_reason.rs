//! A comment that silences a rule and does not say why.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A `pipyc-allow` comment gives no reason.
    ///
    /// ## Why
    /// The comment outlives the person who wrote it.
    /// Whoever meets it later has to decide whether the finding may still be silenced, and cannot
    /// without knowing why it was.
    /// The reason stands after a colon, on the same line.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({
    ///   _unused: 0, // pipyc-allow context/unused
    /// })
    /// .pipeline()
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({
    ///   _unused: 0, // pipyc-allow context/unused: read by a debug build of the next plugin
    /// })
    /// .pipeline()
    ///   .chain()
    /// ```
    "suppression/no-reason", Warn, since "0.1.0", Scope::Stage
}

/// The comment at `span` silences `rule` without a reason.
pub fn report(span: Span, rule: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{rule}` is silenced without a reason"))
        .at(span)
        .help(format!("write `pipyc-allow {rule}: ` and why"))
}

//! Configurations that are not the script's value.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A configuration is made and dropped, because something else is the script's value.
    ///
    /// ## Why
    /// A script's value is that of its last expression (on 1.5, of the last expression statement that runs).
    /// A configuration that stands before it is dropped without a word, with all its pipelines.
    ///
    /// ## Avoid
    /// ```js
    /// (pipy().pipeline().handleMessageStart(msg => console.log(msg.head.path)).chain(),
    ///   pipy().pipeline().chain())
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy().pipeline().handleMessageStart(msg => console.log(msg.head.path)).chain()
    /// ```
    "load/discarded-configuration", Warn, since "0.1.0", Scope::Stage
}

/// What stands at `span` is the script's value, so that the configuration at `before` is dropped.
pub fn report(span: Span, before: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "this is the script's value, so the configuration before it is dropped")
        .at(span)
        .label(before, "the configuration that is dropped")
        .help("remove what follows the configuration")
}

//! Errors thrown while a script is loaded.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// An error is thrown while the script is loaded, and nothing catches it.
    ///
    /// ## Why
    /// The load fails with an error of empty text, and the sidecar does not start. There is no better way to
    /// stop a sidecar on purpose than not to have the plugin in its chain.
    ///
    /// ## Avoid
    /// ```js target=fsm-1.6
    /// var limit = 0
    /// if (!limit) throw new Error('no limit')
    /// pipy().pipeline().chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js target=fsm-1.6
    /// var limit = 0
    /// if (!limit) console.error('no limit')
    /// pipy().pipeline().chain()
    /// ```
    "load/uncaught-throw", Deny, since "0.1.0", Scope::Stage
}

/// A `throw` that runs at load.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "this error is thrown while the script is loaded")
        .at(span)
        .help("catch it, or write a message to the log instead")
}

//! Pipy cannot read the script, for a reason that has no rule of its own.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// Pipy cannot read the script, for a reason that has no rule of its own.
    ///
    /// ## Why
    /// `pipyc` follows Pipy's own parser step by step. Where it gives up and no construct is known to be
    /// the cause, Pipy's message and place are shown as a sidecar would print them.
    ///
    /// ## Avoid
    /// ```js target=fsm-1.6
    /// export var limit = 10
    /// { console.log(limit) }
    /// pipy().pipeline().chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js target=fsm-1.6
    /// export var limit = 10
    /// console.log(limit)
    /// pipy().pipeline().chain()
    /// ```
    "dialect/unparsable", Deny, since "0.1.0", Scope::Stage,
}

/// Pipy's own words and place.
pub fn report(span: Span, message: &str) -> Diagnostic {
    let message = match message {
        "" => "Pipy stops reading here without a word".to_owned(),
        message => format!("Pipy stops reading here: {message}"),
    };
    Diagnostic::new(&RULE, message)
        .at(span)
        .help("write it in a simpler way; `pipyc explain dialect/unparsable` says more")
}

//! `instanceof` with something that is no class.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The right side of `instanceof` is no class.
    ///
    /// ## Why
    /// Pipy fails with `right-hand side of 'instanceof' is not callable` (or `is not a constructor`, for a function of the script).
    ///
    /// ## Avoid
    /// ```js
    /// ((
    ///   text = value => value instanceof 'Data' ? value.toString() : value,
    /// ) => pipy({ _text: '' })
    ///   .pipeline()
    ///   .handleMessage(msg => void (_text = text(msg.body), console.log(_text)))
    ///   .chain()
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((
    ///   text = value => value instanceof Data ? value.toString() : value,
    /// ) => pipy({ _text: '' })
    ///   .pipeline()
    ///   .handleMessage(msg => void (_text = text(msg.body), console.log(_text)))
    ///   .chain()
    /// )()
    /// ```
    "load/not-class", Deny, since "0.1.0", Scope::Stage
}

/// `what`, in words, stands at the right of `instanceof`.
pub fn report(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("the right side of `instanceof` is {what}, which is no class"))
        .at(span)
        .help("name a class, such as `Data`")
}

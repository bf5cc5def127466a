//! A class is declared.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A class is declared.
    ///
    /// ## Why
    /// Pipy has no classes: `class` is `unexpected token`. Objects are made by functions, each with its own
    /// data in default parameters.
    ///
    /// ## Avoid
    /// ```js
    /// class Counter {
    ///   count = 0
    /// }
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((
    ///   counters = {},
    ///   next = name => counters[name] = (counters[name] || 0) + 1,
    /// ) => pipy()
    /// .pipeline()
    /// .handleMessageStart(msg => next(msg.head.path))
    /// .chain()
    /// )()
    /// ```
    "dialect/class", Deny, since "0.1.0", Scope::Stage,
}

/// A class.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "classes do not exist in PipyJS")
        .at(span)
        .help("write a function that returns an object: `((count = 0) => ({ next: () => ++count }))()`")
}

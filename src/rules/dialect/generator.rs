//! A function is a generator.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A function is a generator.
    ///
    /// ## Why
    /// Pipy has neither generators nor `yield`; the word is reserved all the same.
    ///
    /// ## Avoid
    /// ```js target=fsm-1.6
    /// var f = function* () { yield 1 }
    /// pipy().pipeline().handleMessageStart(f).chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js target=fsm-1.6
    /// var f = () => [1]
    /// pipy().pipeline().handleMessageStart(f).chain()
    /// ```
    "dialect/generator", Deny, since "0.1.0", Scope::Stage,
}

/// A generator or a `yield`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "generators do not exist in PipyJS").at(span).help("return an array")
}

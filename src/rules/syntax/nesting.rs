//! A script is nested too deeply.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A script is nested too deeply.
    ///
    /// ## Why
    /// Readers of scripts recurse with their nesting, Pipy among them: it dies of a full stack somewhere
    /// between 5,000 and 20,000 levels. `pipyc` stops at 3,000 levels of brackets, arrows, conditionals and
    /// prefix operators, and at chains of 200,000 links.
    ///
    /// ## Avoid
    /// ```text
    /// ((((((((… 4,000 brackets …))))))))
    /// ```
    ///
    /// ## Prefer
    /// ```text
    /// ((first = (a + b) * c, second = first + d) => …)()
    /// ```
    "syntax/nesting", Deny, since "0.1.0", Scope::Stage,
}

/// The place where it becomes too much.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "nested too deeply")
        .at(span)
        .help("part the expression: give its inner pieces names as parameters with default values")
}

//! A line continues the line before, which ends with a function.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A line continues the line before, which ends with a function.
    ///
    /// ## Why
    /// JavaScript ends a statement after a function whose body is in braces, whatever the next line begins
    /// with. Pipy 1.5 goes on where that line begins with `(`, `[`, `+` or `-`: it calls the function right
    /// away, or computes with it.
    /// Statements that end with `++`, `--` or `debugger` go on in the same way before `(` and `[`.
    ///
    /// ## Avoid
    /// ```js target=fsm-1.6
    /// var handle = msg => { msg.head.path = '/' }
    /// (pipy().pipeline().handleMessageStart(handle).chain())
    /// ```
    ///
    /// ## Prefer
    /// ```js target=fsm-1.6
    /// var handle = msg => { msg.head.path = '/' };
    /// (pipy().pipeline().handleMessageStart(handle).chain())
    /// ```
    "load/continued-line", Deny, since "0.1.0", Scope::Stage,
}

/// The token that begins the line; `end` is where the line before ends.
pub fn report(token: Span, end: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "Pipy takes this line for a part of the line before")
        .at(token)
        .help("end the line before with `;`")
        .fix(Fix::safe("end the line before", end, ";"))
}

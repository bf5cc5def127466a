//! A lone `;` ends a block early.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A lone `;` ends a block early.
    ///
    /// ## Why
    /// Inside braces Pipy 1.5 takes an empty statement for the end of the block: `{ if (a) { b() }; c() }`
    /// stops at `c`. At the top of a file a lone `;` is harmless.
    ///
    /// ## Avoid
    /// ```js target=fsm-1.6
    /// var f = x => {
    ///   if (x) { x = 1 };
    ///   return x
    /// }
    /// pipy().pipeline().handleMessageStart(msg => f(msg.head.path)).chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js target=fsm-1.6
    /// var f = x => {
    ///   if (x) { x = 1 }
    ///   return x
    /// }
    /// pipy().pipeline().handleMessageStart(msg => f(msg.head.path)).chain()
    /// ```
    "dialect/empty-statement", Deny, since "0.1.0", Scope::Stage,
}

/// A `;` of its own in a block.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "empty statement in a block").at(span).help("remove the `;`").fix(Fix::safe(
        "remove the `;`",
        span,
        "",
    ))
}

//! Calls with too few arguments.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A call has fewer arguments than it needs.
    ///
    /// ## Why
    /// Pipy stops at the call with `requires N or more arguments`; `branch` says `requires at least 2 arguments`.
    /// For a filter that is when the script is loaded.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessageStart()
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => evt.head.headers['x-shop'] = 'open'
    /// )
    /// .chain()
    /// ```
    "api/argument-count", Deny, since "0.1.0", Scope::Stage,
}

/// `callee` got fewer arguments than any of its forms needs.
pub fn report(span: Span, callee: &str, needs: usize, given: usize) -> Diagnostic {
    let s = if needs == 1 { "" } else { "s" };
    let message = format!("`{callee}` needs at least {needs} argument{s}, and gets {given}");
    let missing = needs.saturating_sub(given);
    let them = if missing == 1 {
        "the missing argument".to_owned()
    } else {
        format!("the {missing} missing arguments")
    };
    Diagnostic::new(&RULE, message).at(span).help(format!("write {them}"))
}

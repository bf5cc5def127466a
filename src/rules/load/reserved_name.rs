//! A parameter or variable has a name that Pipy 1.5 keeps for itself.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A parameter or variable has a name that Pipy 1.5 keeps for itself.
    ///
    /// ## Why
    /// Pipy 1.5 keeps names that begin with `$` for variables of a request: a parameter `$x` is `reserved
    /// argument name`, a variable `$` is `reserved variable name`, a function `$x` is `reserved function
    /// name`. A parameter `$` is fine.
    ///
    /// ## Avoid
    /// ```js target=fsm-1.6
    /// pipy().pipeline().handleMessageStart($msg => $msg.head.path).chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js target=fsm-1.6
    /// pipy().pipeline().handleMessageStart(msg => msg.head.path).chain()
    /// ```
    "load/reserved-name", Deny, since "0.1.0", Scope::Stage,
}

/// A name that is reserved for `what`: `argument`, `variable` or `function`.
pub fn report(span: Span, what: &str, name: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("Pipy refuses `{name}`: `reserved {what} name`"))
        .at(span)
        .help("choose a name that does not begin with `$`")
}

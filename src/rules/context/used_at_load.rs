//! Context variables read while the script is loaded.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A context variable is used while the script is loaded.
    ///
    /// ## Why
    /// Context variables and imports belong to a connection or request, and exist only while an event is
    /// handled. At load, in the arguments of filters and in builder functions, Pipy does not know them, and
    /// fails with `unresolved identifier`. The same holds for `__filename` and `__inbound`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ _limit: 10 })
    ///   .pipeline()
    ///   .pack(_limit)
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((
    ///   limit = 10,
    /// ) => pipy()
    ///   .pipeline()
    ///   .pack(limit)
    ///   .chain()
    /// )()
    /// ```
    "context/used-at-load", Deny, since "0.1.0", Scope::Stage
}

/// Variable `name` is used at load.
pub fn report(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{name}` is used while the script is loaded, before any connection"))
        .at(span)
        .help(format!("read `{name}` in a callback such as `onStart(() => void (…))`"))
}

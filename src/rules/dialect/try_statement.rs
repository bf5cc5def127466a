//! An error is caught with `try`.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// An error is caught with `try`.
    ///
    /// ## Why
    /// On Pipy 0.90 a file is one expression, without statements. The global `invoke(f, catcher)` calls
    /// `f`, and `catcher` with the error if it fails.
    ///
    /// ## Avoid
    /// ```js
    /// try { pipy() } catch {}
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => invoke(() => JSON.decode(msg.body), () => null)
    /// )
    /// .chain()
    /// ```
    "dialect/try-statement", Deny, since "0.1.0", Scope::Stage,
}

/// A `try`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`try` statements do not exist in PipyJS")
        .at(span)
        .help("write `invoke(() => attempt, error => instead)`")
}

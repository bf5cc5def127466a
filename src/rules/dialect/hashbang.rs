//! A script begins with `#!`.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A script begins with `#!`.
    ///
    /// ## Why
    /// Pipy 0.90 knows no such line: `unknown token`. Pipy 1.5 skips it.
    ///
    /// ## Avoid
    /// ```js
    /// #!/usr/bin/env pipy
    /// pipy().pipeline().chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy().pipeline().chain()
    /// ```
    "dialect/hashbang", Deny, since "0.1.0", Scope::Stage,
}

/// The first line.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`#!` line").at(span).help("remove the line").fix(Fix::safe(
        "remove the line",
        span,
        "",
    ))
}

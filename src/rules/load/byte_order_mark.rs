//! A script begins with a byte order mark.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A script begins with a byte order mark.
    ///
    /// ## Why
    /// Pipy takes the mark for a letter: the first name of the file becomes another one, which nothing
    /// defines, and the module fails to load with `unresolved identifier`.
    ///
    /// ## Avoid
    /// ```js
    /// ﻿pipy()
    /// .pipeline()
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .chain()
    /// ```
    "load/byte-order-mark", Deny, since "0.1.0", Scope::Stage,
}

/// The mark.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "byte order mark at the start of the script")
        .at(span)
        .help("save the file as UTF-8 without a byte order mark")
        .fix(Fix::safe("remove the byte order mark", span, ""))
}

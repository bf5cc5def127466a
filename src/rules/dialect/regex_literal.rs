//! A regular expression is written between slashes.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A regular expression is written between slashes.
    ///
    /// ## Why
    /// Pipy reads a `/` as a division: `unexpected token` where an operand should be. `new RegExp` takes
    /// the same pattern as a string, in which each backslash is doubled. Flags are `g` and `i` only.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => /^\/api/.test(msg.head.path)
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => new RegExp('^\\/api').test(msg.head.path)
    /// )
    /// .chain()
    /// ```
    "dialect/regex-literal", Deny, since "0.1.0", Scope::Stage,
}

/// A regex literal; `pattern` and `flags` are as written.
pub fn report(span: Span, pattern: &str, flags: &str) -> Diagnostic {
    let constructor = constructor(pattern, flags);
    Diagnostic::new(&RULE, "regular expression between slashes")
        .at(span)
        .help(format!("write `{constructor}`"))
        .fix(Fix::safe("use `new RegExp`", span, constructor))
}

/// The same pattern as a call of `RegExp`.
fn constructor(pattern: &str, flags: &str) -> String {
    let pattern = pattern.replace('\\', "\\\\").replace('\'', "\\'");
    match flags {
        "" => format!("new RegExp('{pattern}')"),
        flags => format!("new RegExp('{pattern}', '{flags}')"),
    }
}

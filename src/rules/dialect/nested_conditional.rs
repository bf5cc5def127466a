//! The middle of a conditional is a conditional without brackets.

use crate::diag::{Diagnostic, Edit, Fix, Safety};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The middle of a conditional is a conditional without brackets.
    ///
    /// ## Why
    /// Pipy 0.90 does not match the second `:` with the first `?` and stops with `unexpected token`. A
    /// conditional after the `:` needs no brackets.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.a ? msg.head.b ? 1 : 2 : 3
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.a ? (msg.head.b ? 1 : 2) : 3
    /// )
    /// .chain()
    /// ```
    "dialect/nested-conditional", Deny, since "0.1.0", Scope::Stage,
}

/// A conditional between `?` and `:`.
pub fn report(span: Span) -> Diagnostic {
    let fix = Fix {
        title: "put it in brackets".to_owned(),
        edits: vec![
            Edit { span: Span::point(span.source, span.start), text: "(".to_owned() },
            Edit { span: Span::point(span.source, span.end), text: ")".to_owned() },
        ],
        safety: Safety::Safe,
    };
    Diagnostic::new(&RULE, "conditional between `?` and `:` without brackets")
        .at(span)
        .help("put it in brackets: `a ? (b ? c : d) : e`")
        .fix(fix)
}

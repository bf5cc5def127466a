//! The middle of a conditional is an arrow function without brackets.

use crate::diag::{Diagnostic, Edit, Fix, Safety};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The middle of a conditional is an arrow function without brackets.
    ///
    /// ## Why
    /// Pipy 0.90 reads the `:` of the conditional as part of the arrow function's body and stops with
    /// `unexpected token`. In brackets it is read as meant.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => (msg.head.ok ? x => x : y => -y)(1)
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => (msg.head.ok ? (x => x) : y => -y)(1)
    /// )
    /// .chain()
    /// ```
    "dialect/conditional-arrow", Deny, since "0.1.0", Scope::Stage,
}

/// An arrow function between `?` and `:`.
pub fn report(span: Span) -> Diagnostic {
    let fix = Fix {
        title: "put it in brackets".to_owned(),
        edits: vec![
            Edit { span: Span::point(span.source, span.start), text: "(".to_owned() },
            Edit { span: Span::point(span.source, span.end), text: ")".to_owned() },
        ],
        safety: Safety::Safe,
    };
    Diagnostic::new(&RULE, "arrow function between `?` and `:` without brackets")
        .at(span)
        .help("put it in brackets: `test ? (x => y) : z`")
        .fix(fix)
}

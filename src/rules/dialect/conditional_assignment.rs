//! The middle of a conditional is an assignment without brackets.

use crate::diag::{Diagnostic, Edit, Fix, Safety};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The middle of a conditional is an assignment without brackets.
    ///
    /// ## Why
    /// Pipy lets `:` bind more strongly than `=`, so the assignment is torn apart: `unexpected token`. Both
    /// versions do this. In brackets it is read as meant.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.ok ? msg.head.path = '/' : null
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg => msg.head.ok ? (msg.head.path = '/') : null
    /// )
    /// .chain()
    /// ```
    "dialect/conditional-assignment", Deny, since "0.1.0", Scope::Stage,
}

/// An assignment between `?` and `:`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "assignment between `?` and `:` without brackets")
        .at(span)
        .help("put it in brackets: `test ? (a = b) : c`")
        .fix(brackets(span))
}

/// The same, or a comma, between `case` and `:` on 1.5.
pub fn in_case(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "assignment or comma between `case` and `:` without brackets")
        .at(span)
        .help("put it in brackets: `case (a = b):`")
        .fix(brackets(span))
}

fn brackets(span: Span) -> Fix {
    Fix {
        title: "put it in brackets".to_owned(),
        edits: vec![
            Edit { span: Span::point(span.source, span.start), text: "(".to_owned() },
            Edit { span: Span::point(span.source, span.end), text: ")".to_owned() },
        ],
        safety: Safety::Safe,
    }
}

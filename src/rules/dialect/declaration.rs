//! A variable is declared with a word that Pipy does not know.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A variable is declared with a word that Pipy does not know.
    ///
    /// ## Why
    /// On Pipy 0.90 a file is one expression, without declarations: locals are parameters with defaults.
    /// Pipy 1.5 knows `var`, and neither `let` nor `const`.
    ///
    /// ## Avoid
    /// ```js
    /// const limit = 10
    /// pipy().pipeline().chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((limit = 10) => pipy()
    /// .pipeline()
    /// .handleMessageStart(msg => msg.head.limit = limit)
    /// .chain()
    /// )()
    /// ```
    "dialect/declaration", Deny, since "0.1.0", Scope::Stage,
}

/// `const`, `let` or `var` on 0.90. `name` is the first variable, `value` its initial value as written.
pub fn in_expression(span: Span, word: &str, name: &str, value: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{word}` does not exist in PipyJS"))
        .at(span)
        .help(format!("use a parameter with a default value: `(({name} = {value}) => …)()`"))
}

/// `const` or `let` on 1.5; `span` is the word.
pub fn in_statements(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{word}` does not exist in PipyJS"))
        .at(span)
        .help("write `var`")
        .fix(Fix::suggested("write `var`", span, "var"))
}

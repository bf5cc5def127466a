//! A name is a reserved word of Pipy.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A name is a reserved word of Pipy.
    ///
    /// ## Why
    /// Pipy reserves words that JavaScript leaves free outside strict mode: `async`, `await`, `yield`,
    /// `let`, `static`, `package`, `interface`, `implements`, `public`, `private`, `protected`; Pipy 1.5
    /// also `from` and `as`. They cannot name a variable or a parameter. After a dot and as keys they are
    /// fine. `undefined` is a literal and no name.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   (msg, static = msg.head) => static.path = '/'
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   (msg, head = msg.head) => head.path = '/'
    /// )
    /// .chain()
    /// ```
    "dialect/reserved-name", Deny, since "0.1.0", Scope::Stage,
}

/// A name that is reserved.
pub fn report(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{name}` is a reserved word of Pipy"))
        .at(span)
        .help(format!("choose another name, such as `{name}_`"))
}

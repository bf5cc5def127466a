//! `in` on what has no keys.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The right side of `in` is no plain object.
    ///
    /// ## Why
    /// Pipy looks up keys in objects only. On an array, a string or a number `in` fails, and on `null` the
    /// whole process crashes.
    ///
    /// ## Avoid
    /// ```js
    /// ((
    ///   blocked = ['/admin', '/debug'],
    /// ) => pipy({ _blocked: false })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_blocked = msg.head.path in blocked))
    ///   .branch(
    ///     () => _blocked, $ => $.replaceMessage(() => new Message({ status: 403 })),
    ///     $ => $.chain()
    ///   )
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((
    ///   blocked = ['/admin', '/debug'],
    /// ) => pipy({ _blocked: false })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_blocked = blocked.includes(msg.head.path)))
    ///   .branch(
    ///     () => _blocked, $ => $.replaceMessage(() => new Message({ status: 403 })),
    ///     $ => $.chain()
    ///   )
    /// )()
    /// ```
    "load/unsearchable", Deny, since "0.1.0", Scope::Stage
}

/// What stands right of `in`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum What {
    Null,
    Undefined,
    Array,
    Primitive,
}

/// The right side of an `in` is `what`.
pub fn report(span: Span, what: What) -> Diagnostic {
    let (words, help) = match what {
        What::Null => ("`null`, which crashes Pipy", "test for `null` before"),
        What::Undefined => ("`undefined`", "test for `undefined` before"),
        What::Array => ("an array", "call `includes`"),
        What::Primitive => ("no object", "call `includes` on a string"),
    };
    Diagnostic::new(&RULE, format!("the right side of `in` is {words}")).at(span).help(help)
}

//! Spread of what is no array.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// Something is spread into an array that is no array.
    ///
    /// ## Why
    /// JavaScript spreads everything that can be iterated. Pipy spreads arrays only: a `Set`, a `Map`, `null`
    /// or `undefined` fails with `object is not iterable`.
    ///
    /// ## Avoid
    /// ```js
    /// ((
    ///   names = new Set(['a', 'b']),
    ///   all = [...names, 'c'],
    /// ) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-names'] = all.join(',')))
    ///   .chain()
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((
    ///   names = ['a', 'b'],
    ///   all = [...names, 'c'],
    /// ) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-names'] = all.join(',')))
    ///   .chain()
    /// )()
    /// ```
    "load/unspreadable", Deny, since "0.1.0", Scope::Stage
}

/// `what`, in words, is spread into an array.
pub fn report(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("{what} is spread into an array, which Pipy does with arrays only"))
        .at(span)
        .help("spread an array")
}

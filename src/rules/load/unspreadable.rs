//! Spread of what is no array.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// Something is spread that Pipy cannot spread.
    ///
    /// ## Why
    /// JavaScript spreads everything that can be iterated. Pipy spreads arrays only: a `Set`, a `Map`, `null`
    /// or `undefined` fails with `object is not iterable`, and so does an object.
    /// A string fails, too; from 1.5 on it can be spread into an array, but not into an object.
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

/// A string is spread into an object.
pub fn into_object(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "a string is spread into an object, which Pipy cannot do")
        .at(span)
        .help("spread an object")
}

/// `what`, in words, is spread into an array.
pub fn report(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("{what} is spread into an array, which Pipy does with arrays only"))
        .at(span)
        .help("spread an array")
}

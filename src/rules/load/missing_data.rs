//! Data files that the codebase lacks.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// `pipy.load` reads a file that is not in the codebase.
    ///
    /// ## Why
    /// `pipy.load` gives `null` for a missing file, without a word. What is done with the `null` fails later:
    /// `JSON.decode(null)`, for one, with an error of empty text.
    ///
    /// ## Avoid
    /// ```js
    /// ((
    ///   data = pipy.load('limits.json'),
    /// ) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-size'] = data?.size || 0))
    ///   .chain()
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((
    ///   data = pipy.load('config.json'),
    /// ) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-size'] = data?.size || 0))
    ///   .chain()
    /// )()
    /// ```
    "load/missing-data", Warn, since "0.1.0", Scope::Stage
}

/// `path` is loaded and does not exist.
pub fn report(span: Span, path: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{path}` is not in the codebase, so this is `null`"))
        .at(span)
        .help("write the path of a file from the codebase's root, or add the file")
}

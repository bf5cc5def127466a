//! Arguments that nobody reads.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A call has more arguments than it takes.
    ///
    /// ## Why
    /// Pipy ignores them and says nothing, so whatever they were meant to do does not happen.
    /// `link`, for instance, takes one pipeline and no conditions.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => evt.head.headers['x-shop'] = 'open',
    ///   evt => evt.head.headers['x-door'] = 'wide'
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => (
    ///     evt.head.headers['x-shop'] = 'open',
    ///     evt.head.headers['x-door'] = 'wide'
    ///   )
    /// )
    /// .chain()
    /// ```
    "api/surplus-argument", Warn, since "0.1.0", Scope::Stage,
}

/// `callee` takes at most `takes` arguments. `span` covers those too many.
pub fn report(span: Span, callee: &str, takes: usize) -> Diagnostic {
    let message = match takes {
        0 => format!("`{callee}` takes no arguments"),
        1 => format!("`{callee}` takes only 1 argument"),
        takes => format!("`{callee}` takes only {takes} arguments"),
    };
    Diagnostic::new(&RULE, message).at(span).help("remove what is too much; Pipy ignores it")
}

/// `link` takes no conditions; other proxies' users expect them.
pub fn link_condition(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`link` takes no conditions")
        .at(span)
        .help("choose with `branch`, or give `link` a function that returns the name")
}

/// `new Date` does not read strings.
pub fn date_text(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "`new Date` ignores a string, and gives the present time")
        .at(span)
        .help("pass year, month and day as numbers")
}

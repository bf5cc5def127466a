//! Options that nobody reads.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A key of an options object is none that the call knows.
    ///
    /// ## Why
    /// Pipy ignores keys that it does not know and says nothing: the option keeps its default.
    /// A misspelt `maxIdle` leaves connections open for a minute, a misspelt `connectTimeout` waits for ever.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessage(
    ///   msg => msg.head.headers['x-size'] = msg.body.size,
    ///   { bufferlimit: '1m' }
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessage(
    ///   msg => msg.head.headers['x-size'] = msg.body.size,
    ///   { bufferLimit: '1m' }
    /// )
    /// .chain()
    /// ```
    "api/unknown-option", Warn, since "0.1.0", Scope::Stage,
}

/// `callee` has no option `key`. `span` is the key's place.
pub fn report(span: Span, callee: &str, key: &str, nearest: Option<&str>) -> Diagnostic {
    let found = Diagnostic::new(&RULE, format!("`{callee}` has no option `{key}`")).at(span);
    match nearest {
        Some(nearest) => {
            let title = format!("write `{nearest}`");
            found.help(title.clone()).fix(Fix::suggested(title, span, nearest))
        }
        None => found.help("remove it; Pipy ignores it"),
    }
}

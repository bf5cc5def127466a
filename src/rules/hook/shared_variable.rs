//! Values of one request kept where all requests share them.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A value of one request is kept in a variable that all requests share.
    ///
    /// ## Why
    /// Parameters of the function round a script (and `var`s at its top) exist once for all connections. While
    /// one request waits, the next one overwrites the value. Context variables, declared in `pipy({…})`, are kept
    /// for each request.
    ///
    /// ## Avoid
    /// ```js
    /// ((
    ///   path = '',
    /// ) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (path = msg.head.path))
    ///   .chain()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-path'] = path))
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _path: '' })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_path = msg.head.path))
    ///   .chain()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-path'] = _path))
    /// ```
    "hook/shared-variable", Warn, since "0.1.0", Scope::Stage
}

/// `name` is shared by all requests and gets a value of one.
pub fn report(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{name}` is shared by all requests, and gets a value of one"))
        .at(span)
        .help(format!("declare a context variable for it: `pipy({{ _{name}: null }})`"))
}

//! Lists of imports and exports that Pipy refuses.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A list of imports or exports is not made of names and namespaces.
    ///
    /// ## Why
    /// `.import` takes an object of variables and the namespaces they come from, as strings; `.export` a namespace
    /// and an object of variables and their first values. `null` lists, empty names and namespaces that are no
    /// strings make the load fail.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .import({ __service: null })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-service'] = __service?.name || ''))
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .import({ __service: 'inbound-http-routing' })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-service'] = __service?.name || ''))
    ///   .chain()
    /// ```
    "context/import-shape", Deny, since "0.1.0", Scope::Stage
}

/// The value of variable `name` in `.import` is no string.
pub fn not_a_namespace(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{name}` is imported from no namespace"))
        .at(span)
        .help(format!("write `{name}: 'namespace'`"))
}

/// The list of `method` is `null`.
pub fn null_list(span: Span, method: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("the list of variables of `{method}` is `null`"))
        .at(span)
        .help("write an object")
}

/// A name (or else a namespace) is empty.
pub fn empty(span: Span, name: bool) -> Diagnostic {
    let what = if name { "the name of a variable" } else { "a namespace" };
    Diagnostic::new(&RULE, format!("{what} is empty")).at(span).help("write a name")
}

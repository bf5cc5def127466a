//! The project file has a key that means nothing.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The project file has a key that means nothing.
    ///
    /// ## Why
    /// A misspelt key would be passed over, and what it asks for would not happen.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// name: shop
    /// plugin: [plugins/]
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// name: shop
    /// plugins: [plugins/]
    /// //- /plugins/a.yaml
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// kind: Plugin
    /// metadata:
    ///   name: audit
    /// spec:
    ///   priority: 165
    ///   pipyscript: |
    ///     pipy()
    ///     .pipeline()
    ///     .handleMessageStart(msg => console.log(msg.head.path))
    ///     .chain()
    /// ---
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// kind: PluginChain
    /// metadata:
    ///   name: audit
    ///   namespace: shop
    /// spec:
    ///   chains:
    ///     - name: inbound-http
    ///       plugins: [audit]
    ///   selectors:
    ///     podSelector:
    ///       matchLabels:
    ///         app: shop
    /// ```
    "project/unknown-key", Deny fixed, since "0.1.0", Scope::Stage
}

/// `key` means nothing in `owner`; `nearest` may be what was meant.
pub fn report(span: Span, key: &str, owner: &str, nearest: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::new(&RULE, format!("{owner} has no key `{key}`")).at(span);
    match nearest {
        Some(nearest) => diagnostic.help(format!("write `{nearest}`")).fix(Fix::suggested(
            format!("write `{nearest}`"),
            span,
            nearest,
        )),
        None => diagnostic.help("remove the key"),
    }
}

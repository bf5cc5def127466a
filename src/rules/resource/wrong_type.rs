//! A field of a resource has a type that it cannot have.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A field of a resource has a type that it cannot have.
    ///
    /// ## Why
    /// The API server refuses a resource whose fields are not of the types in its definition.
    ///
    /// ## Avoid
    /// ```project
    /// //- /plugins/a.yaml
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// kind: Plugin
    /// metadata:
    ///   name: audit
    /// spec:
    ///   priority: high
    ///   pipyscript: |
    ///     pipy()
    ///     .pipeline()
    ///     .handleMessageStart(msg => console.log(msg.head.path))
    ///     .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```project
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
    "resource/wrong-type", Deny, since "0.1.0", Scope::Stage
}

/// The value at `span` is something else than expected.
pub fn report(span: Span, what: &str, expected: &str, found: &str) -> Diagnostic {
    let help = match (expected, found) {
        ("a number", "a string") => "write the number without quotes".to_owned(),
        ("a string", "a number" | "a boolean" | "nothing") => "put the value in quotes".to_owned(),
        _ => format!("write {expected}"),
    };
    Diagnostic::new(&RULE, format!("{what} must be {expected}, not {found}")).at(span).help(help)
}

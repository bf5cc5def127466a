//! A resource has a name that Kubernetes does not take.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A resource has a name that Kubernetes does not take.
    ///
    /// ## Why
    /// Names are lower-case letters, digits, `-` and `.`, and begin and end with a letter or digit, 253
    /// characters at most. A plugin's name is also the name of its file, `plugins/NAME.js`.
    ///
    /// ## Avoid
    /// ```project
    /// //- /plugins/a.yaml
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// kind: Plugin
    /// metadata:
    ///   name: Audit_Log
    /// spec:
    ///   priority: 165
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
    "resource/bad-name", Deny fixed, since "0.1.0", Scope::Stage
}

/// `name`, the `what` of a resource, is not legal.
pub fn report(span: Span, what: &str, name: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{}` cannot be {what}", name.escape_debug()))
        .at(span)
        .help("write lower-case letters, digits, `-` and `.`, beginning and ending with a letter or digit")
}

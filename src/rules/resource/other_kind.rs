//! A resource is of a kind that pipyc does not read.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A resource is of a kind that pipyc does not read.
    ///
    /// ## Why
    /// The output of `helm template` holds many kinds, and all but a few pass by unread. Where a folder
    /// is meant to hold plugins only, `--strict-kinds` makes this an error.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// plugins: [plugins/]
    /// rules: {resource/other-kind: deny}
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
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: audit}
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// plugins: [plugins/]
    /// rules: {resource/other-kind: deny}
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
    "resource/other-kind", Allow, since "0.1.0", Scope::Stage
}

/// The document is of the kind `kind`, or has none.
pub fn report(span: Span, kind: Option<&str>) -> Diagnostic {
    let message = match kind {
        Some(kind) => format!("resources of kind `{kind}` are not read here"),
        None => "the document is no resource".to_owned(),
    };
    Diagnostic::new(&RULE, message).at(span).help("move it out of the folder")
}

//! A `PluginChain` selects every sidecar of the mesh.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A `PluginChain` selects every sidecar of the mesh.
    ///
    /// ## Why
    /// Empty or missing selectors match everything, and the namespace of the `PluginChain` plays no role:
    /// `selectors: {}` mounts the plugins in every namespace. Teams that share a mesh may want to forbid
    /// that.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// plugins: [plugins/]
    /// rules: {selector/matches-everything: deny}
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
    ///   selectors: {}
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// plugins: [plugins/]
    /// rules: {selector/matches-everything: deny}
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
    "selector/matches-everything", Allow, since "0.1.0", Scope::Stage
}

/// The selectors stand at `span`.
pub fn report(span: Span, label: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{label}` is mounted in every sidecar of the mesh"))
        .at(span)
        .help("select pods or namespaces by a label")
}

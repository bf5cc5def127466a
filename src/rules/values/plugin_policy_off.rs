//! The values turn plugins off, and the project has plugins.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The values turn plugins off, and the project has plugins.
    ///
    /// ## Why
    /// With `featureFlags.enablePluginPolicy` off, the mesh's webhook refuses every `Plugin`,
    /// `PluginChain` and `PluginConfig`, and sidecars run the built-in chains only.
    ///
    /// ## Avoid
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   featureFlags:
    ///     enablePluginPolicy: false
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
    ///
    /// ## Prefer
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   featureFlags:
    ///     enablePluginPolicy: true
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
    "values/plugin-policy-off", Warn, since "0.1.0", Scope::Stage
}

/// The flag is written `false` at `span`.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "plugins are turned off here, and the project has plugins")
        .at(span)
        .help("write `enablePluginPolicy: true`")
}

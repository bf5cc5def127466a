//! A `PluginConfig` names a destination that is no service.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A `PluginConfig` names a destination that is no service.
    ///
    /// ## Why
    /// A configuration reaches the traffic of services only; the resource definition allows no other
    /// kind.
    ///
    /// ## Avoid
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
    /// ---
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// kind: PluginConfig
    /// metadata:
    ///   name: audit
    ///   namespace: shop
    /// spec:
    ///   plugin: audit
    ///   destinationRefs:
    ///     - kind: Pod
    ///       name: cart
    ///       namespace: shop
    ///   config:
    ///     level: 2
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
    /// ---
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// kind: PluginConfig
    /// metadata:
    ///   name: audit
    ///   namespace: shop
    /// spec:
    ///   plugin: audit
    ///   destinationRefs:
    ///     - kind: Service
    ///       name: cart
    ///       namespace: shop
    ///   config:
    ///     level: 2
    /// ```
    "resource/bad-destination", Deny, since "0.1.0", Scope::Stage
}

/// The destination is of the kind `kind`.
pub fn report(span: Span, kind: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("a destination must be of kind `Service`, not `{kind}`"))
        .at(span)
        .help("write `kind: Service`, and the service's name and namespace")
}

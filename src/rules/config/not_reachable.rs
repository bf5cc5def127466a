//! Configurations that no sidecar reads.

use crate::diag::Diagnostic;
use crate::ir::project::{Destination, PluginConfig};
use crate::rules::{Scope, rule};

rule! {
    /// A `PluginConfig` names a service whose sidecars do not mount the plugin.
    ///
    /// ## Why
    /// A configuration matters in the inbound chains of the pods behind its service, and in the outbound
    /// chains of the pods that call it. A plugin that is mounted inbound only, and not in the sidecars of that
    /// service, never looks for it.
    ///
    /// ## Avoid
    /// ```project
    /// //- /plugins/geo.yaml
    /// kind: Plugin
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// metadata:
    ///   name: geo
    /// spec:
    ///   priority: 165
    ///   pipyscript: |
    ///     pipy({}).pipeline().chain()
    /// ---
    /// kind: PluginChain
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// metadata:
    ///   name: geo
    ///   namespace: shop
    /// spec:
    ///   selectors:
    ///     podSelector:
    ///       matchLabels:
    ///         app: till
    ///   chains:
    ///     - name: inbound-http
    ///       plugins: [geo]
    /// ---
    /// kind: PluginConfig
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// metadata:
    ///   name: geo
    ///   namespace: shop
    /// spec:
    ///   plugin: geo
    ///   destinationRefs:
    ///     - {kind: Service, namespace: shop, name: cart}
    ///   config:
    ///     country: NO
    /// //- /k8s/cart.yaml
    /// kind: Pod
    /// apiVersion: v1
    /// metadata:
    ///   name: cart
    ///   namespace: shop
    ///   labels:
    ///     app: cart
    /// ---
    /// kind: Service
    /// apiVersion: v1
    /// metadata:
    ///   name: cart
    ///   namespace: shop
    /// spec:
    ///   selector:
    ///     app: cart
    ///   ports:
    ///     - {port: 80, appProtocol: http}
    /// ---
    /// kind: Pod
    /// apiVersion: v1
    /// metadata:
    ///   name: till
    ///   namespace: shop
    ///   labels:
    ///     app: till
    /// ---
    /// kind: Service
    /// apiVersion: v1
    /// metadata:
    ///   name: till
    ///   namespace: shop
    /// spec:
    ///   selector:
    ///     app: till
    ///   ports:
    ///     - {port: 80, appProtocol: http}
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /plugins/geo.yaml
    /// kind: Plugin
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// metadata:
    ///   name: geo
    /// spec:
    ///   priority: 165
    ///   pipyscript: |
    ///     pipy({}).pipeline().chain()
    /// ---
    /// kind: PluginChain
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// metadata:
    ///   name: geo
    ///   namespace: shop
    /// spec:
    ///   selectors:
    ///     podSelector:
    ///       matchLabels:
    ///         app: cart
    ///   chains:
    ///     - name: inbound-http
    ///       plugins: [geo]
    /// ---
    /// kind: PluginConfig
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// metadata:
    ///   name: geo
    ///   namespace: shop
    /// spec:
    ///   plugin: geo
    ///   destinationRefs:
    ///     - {kind: Service, namespace: shop, name: cart}
    ///   config:
    ///     country: NO
    /// //- /k8s/cart.yaml
    /// kind: Pod
    /// apiVersion: v1
    /// metadata:
    ///   name: cart
    ///   namespace: shop
    ///   labels:
    ///     app: cart
    /// ---
    /// kind: Service
    /// apiVersion: v1
    /// metadata:
    ///   name: cart
    ///   namespace: shop
    /// spec:
    ///   selector:
    ///     app: cart
    ///   ports:
    ///     - {port: 80, appProtocol: http}
    /// ---
    /// kind: Pod
    /// apiVersion: v1
    /// metadata:
    ///   name: till
    ///   namespace: shop
    ///   labels:
    ///     app: till
    /// ---
    /// kind: Service
    /// apiVersion: v1
    /// metadata:
    ///   name: till
    ///   namespace: shop
    /// spec:
    ///   selector:
    ///     app: till
    ///   ports:
    ///     - {port: 80, appProtocol: http}
    /// ```
    "config/not-reachable", Warn, since "0.1.0", Scope::Stage
}

/// No workload behind the service in `destination` mounts the plugin, and nobody mounts it outbound.
pub fn report(config: &PluginConfig, destination: &Destination) -> Diagnostic {
    let Destination { namespace, name, span } = destination;
    let (label, plugin) = (&config.label, &config.plugin);
    let message = format!("{label} is for `{namespace}/{name}`, whose sidecars do not mount `{plugin}`");
    let help = format!("mount `{plugin}` in the workloads of that service, or remove the service");
    Diagnostic::new(&RULE, message).at(*span).help(help)
}

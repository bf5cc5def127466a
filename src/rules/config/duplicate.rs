//! Two configurations for one plugin and one service.

use crate::diag::Diagnostic;
use crate::ir::project::{Destination, PluginConfig};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// Two `PluginConfig`s configure one plugin for one service.
    ///
    /// ## Why
    /// A service has one configuration of a plugin. Of two, the mesh takes the one that it happens to process
    /// last, and that may change whenever the configuration is generated.
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
    ///   selectors: {}
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
    /// ---
    /// kind: PluginConfig
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// metadata:
    ///   name: geo-too
    ///   namespace: shop
    /// spec:
    ///   plugin: geo
    ///   destinationRefs:
    ///     - {kind: Service, namespace: shop, name: cart}
    ///   config:
    ///     country: SE
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
    ///   selectors: {}
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
    /// ```
    "config/duplicate", Deny, since "0.1.0", Scope::Stage
}

/// `config` names a service in `destination` that `earlier` names too, at `place`.
pub fn report(
    config: &PluginConfig,
    destination: &Destination,
    earlier: &PluginConfig,
    place: Span,
) -> Diagnostic {
    let Destination { namespace, name, span } = destination;
    let plugin = &config.plugin;
    let message = match config.span == earlier.span {
        true => format!("{} names the service `{namespace}/{name}` twice", config.label),
        false => format!(
            "{} configures `{plugin}` for `{namespace}/{name}`, and so does {}",
            config.label, earlier.label
        ),
    };
    let found = Diagnostic::new(&RULE, message).at(*span).label(place, "named here already");
    found.help("remove the service from one of the two")
}

//! Two configurations of one plugin.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::project::PluginConfig;
use crate::rules::{ProjectView, Scope, rule};

rule! {
    /// Two `PluginConfig`s of one plugin say different things, and the mesh mixes them up.
    ///
    /// ## Why
    /// For each sidecar the mesh's controller keeps one configuration a plugin: the `PluginConfig` that it
    /// happens to process last is given to the services of all of them. In a bundle each reaches its own
    /// services; in a cluster that the controller configures they do not. One `PluginConfig` that holds what
    /// each service needs is safe in both.
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
    ///     - {kind: Service, namespace: shop, name: till}
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
    ///     - {kind: Service, namespace: shop, name: till}
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
    "config/mixed-up", Warn, since "0.1.0", Scope::Project(run)
}

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    let mut first: BTreeMap<&str, &PluginConfig> = BTreeMap::new();
    for config in &view.project.plugin_configs {
        let earlier = *first.entry(&config.plugin).or_insert(config);
        if earlier.config != config.config && !shared(earlier, config) {
            let plugin = &config.plugin;
            let message = format!(
                "{} and {} both configure `{plugin}`, and the mesh gives one of them to all services",
                earlier.label, config.label
            );
            let found = Diagnostic::new(&RULE, message).at(config.plugin_span);
            let found = found.label(earlier.plugin_span, "configured here already");
            out.push(
                found.help("write one `PluginConfig` for all services, keyed by service where they differ"),
            );
        }
    }
}

/// True if a service is named by both, which is a finding of its own.
fn shared(a: &PluginConfig, b: &PluginConfig) -> bool {
    let names = |it: &PluginConfig| {
        let names = it.destinations.iter().map(|it| (it.namespace.clone(), it.name.clone()));
        names.collect::<std::collections::BTreeSet<_>>()
    };
    !names(a).is_disjoint(&names(b))
}

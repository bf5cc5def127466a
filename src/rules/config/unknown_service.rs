//! Configurations for services that nobody declared.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::project::Destination;
use crate::rules::{ProjectView, Scope, rule};
use crate::runtime::nearest;

rule! {
    /// A `PluginConfig` names a service that is not among the workloads.
    ///
    /// ## Why
    /// Services were given, and this one is not among them. The mesh looks a configuration up by the service
    /// that is called, as `namespace/name`; one that does not exist is never called. A pod of a headless
    /// service is named `POD.SERVICE`.
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
    ///     - name: outbound-http
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
    ///     - {kind: Service, namespace: shop, name: card}
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
    ///     - name: outbound-http
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
    "config/unknown-service", Warn, since "0.1.0", Scope::Project(run)
}

/// How many findings come with the name of a similar service; each costs a look at all of them.
const MAX_SUGGESTIONS: usize = 20;

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    let services = &view.project.services;
    if services.is_empty() {
        return;
    }
    let known = |namespace: &str, name: &str| services.contains_key(&(namespace.into(), name.into()));
    let mut count = 0;
    for config in &view.project.plugin_configs {
        for Destination { namespace, name, span } in &config.destinations {
            // Of a headless service each pod has a name of its own: `POD.SERVICE`.
            let own = name.rsplit_once('.').map_or(&**name, |(_, service)| service);
            if known(namespace, name) || known(namespace, own) {
                continue;
            }
            let message =
                format!("{} is for `{namespace}/{name}`, which no `Service` is called", config.label);
            let found = Diagnostic::new(&RULE, message).at(*span);
            count += 1;
            let candidates = services.keys().filter(|_| count <= MAX_SUGGESTIONS);
            let here = candidates.clone().filter(|(own, _)| own == namespace).map(|(_, name)| &**name);
            let elsewhere = candidates.clone().find(|(_, own)| own == name);
            out.push(match (nearest(name, here), elsewhere) {
                (_, Some((other, _))) => found.help(format!("write `namespace: {other}`")),
                (Some(near), None) => found.help(format!("write `name: {near}`")),
                (None, None) => found.help("add the service to the workloads, or remove it here"),
            });
        }
    }
}

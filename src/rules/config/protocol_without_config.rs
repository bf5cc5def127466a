//! Services whose protocol has no configurations.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::names::MountPoint;
use crate::ir::project::{Destination, PluginConfig, Service};
use crate::rules::{ProjectView, Scope, rule};

rule! {
    /// A `PluginConfig` names a service whose protocol never receives configurations.
    ///
    /// ## Why
    /// The mesh looks for configurations under `inbound-http`, `inbound-tcp` and their outbound counterparts,
    /// by the protocol of the service's port. For `grpc` it looks under `inbound-grpc`, and for `https` and
    /// `tcp-server-first` likewise, where no plugin is ever mounted. Such traffic runs the http or tcp chain
    /// all the same, with its plugins and without their configurations.
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
    ///     - {port: 80, appProtocol: grpc}
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
    "config/protocol-without-config", Warn, since "0.1.0", Scope::Project(run)
}

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    let project = view.project;
    let mut mounts: BTreeMap<&str, Vec<MountPoint>> = BTreeMap::new();
    for it in project.plugin_chains.iter().flat_map(|it| &it.mounts) {
        mounts.entry(&it.plugin).or_default().push(it.mount);
    }
    for config in &project.plugin_configs {
        let Some(mounts) = mounts.get(&*config.plugin) else { continue };
        for destination in &config.destinations {
            let key = (destination.namespace.clone(), destination.name.clone());
            let Some(service) = project.services.get(&key).filter(|it| !it.ports.is_empty()) else {
                continue;
            };
            let served = |port: &str| mounts.iter().any(|it| it.name().ends_with(&format!("-{port}")));
            if !service.ports.iter().any(|it| served(&it.protocol)) {
                out.push(finding(config, destination, service, mounts[0]));
            }
        }
    }
}

fn finding(
    config: &PluginConfig,
    destination: &Destination,
    service: &Service,
    mount: MountPoint,
) -> Diagnostic {
    let Destination { namespace, name, span } = destination;
    let protocol = service.ports.first().map_or("", |it| &it.protocol);
    let message = format!(
        "{} is for `{namespace}/{name}`, whose protocol `{protocol}` has no configurations at {mount}",
        config.label
    );
    let help = match protocol {
        "http" | "tcp" => format!("mount `{}` in a {protocol} chain, or remove the service", config.plugin),
        _ => "remove the service, and let the plugin do without a configuration there".to_owned(),
    };
    let found = Diagnostic::new(&RULE, message).at(*span).help(help);
    found.label(service.span, "the service")
}

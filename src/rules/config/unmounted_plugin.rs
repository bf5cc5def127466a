//! Configurations of plugins that nobody mounts.

use crate::diag::{Diagnostic, Diagnostics};
use crate::rules::{ProjectView, Scope, rule};

rule! {
    /// A `PluginConfig` is for a plugin that no chain mounts.
    ///
    /// ## Why
    /// A configuration is written into a sidecar's `config.json` only where the plugin is mounted. Without a
    /// mount it goes nowhere.
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
    "config/unmounted-plugin", Warn, since "0.1.0", Scope::Project(run)
}

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    let project = view.project;
    let mut mounted: Vec<&str> = Vec::new();
    mounted.extend(project.plugin_chains.iter().flat_map(|it| &it.mounts).map(|it| &*it.plugin));
    let entries = project.builtin_chains.iter().filter(|it| !it.disabled);
    mounted.extend(entries.filter_map(|it| it.plugin.strip_prefix("plugins/")));
    mounted.sort_unstable();
    for config in &project.plugin_configs {
        let plugin = &*config.plugin;
        let exists = project.plugins.binary_search_by(|it| (*it.name).cmp(plugin)).is_ok();
        if exists && mounted.binary_search(&plugin).is_err() {
            let message = format!("{} is for `{plugin}`, which no chain mounts", config.label);
            let help = format!("mount `{plugin}` in a `PluginChain`, or remove the configuration");
            out.push(Diagnostic::new(&RULE, message).at(config.plugin_span).help(help));
        }
    }
}

//! Configurations of plugins that do not exist.

use crate::diag::{Diagnostic, Diagnostics, Fix};
use crate::rules::{ProjectView, Scope, rule};
use crate::runtime::nearest;

rule! {
    /// A `PluginConfig` is for a plugin that does not exist.
    ///
    /// ## Why
    /// The mesh passes over it without a word.
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
    ///   plugin: goe
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
    "config/unknown-plugin", Deny, since "0.1.0", Scope::Project(run)
}

/// How many findings come with the name of a similar plugin; each costs a look at all of them.
const MAX_SUGGESTIONS: usize = 20;

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    let plugins = &view.project.plugins;
    let known = |name: &str| plugins.binary_search_by(|it| (*it.name).cmp(name)).is_ok();
    let unknown = view.project.plugin_configs.iter().filter(|it| !known(&it.plugin));
    for (count, config) in unknown.enumerate() {
        let name = &config.plugin;
        let message = format!("{} is for `{name}`, which no `Plugin` is called", config.label);
        let found = Diagnostic::new(&RULE, message).at(config.plugin_span);
        let candidates = plugins.iter().filter(|_| count < MAX_SUGGESTIONS).map(|it| &*it.name);
        out.push(match nearest(name, candidates) {
            Some(near) => {
                let help = format!("write `{near}`");
                found.help(help.clone()).fix(Fix::suggested(help, config.plugin_span, near))
            }
            None => found.help(format!("add a `Plugin` called `{name}`, or remove the configuration")),
        });
    }
}

//! Plugins that nobody gave a priority.

use crate::diag::{Diagnostic, Diagnostics};
use crate::rules::{ChainView, Scope, rule};

rule! {
    /// A plugin without a priority is mounted, and so stands at the very end of the chain.
    ///
    /// ## Why
    /// A `Plugin` without `spec.priority` gets priority 0, below the module that ends the chain. It is
    /// loaded with every sidecar and never runs.
    ///
    /// ## Avoid
    /// ```project
    /// //- /plugins/geo.yaml
    /// kind: Plugin
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// metadata:
    ///   name: geo
    /// spec:
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
    /// //- /k8s/cart.yaml
    /// kind: Pod
    /// apiVersion: v1
    /// metadata:
    ///   name: cart
    ///   namespace: shop
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
    /// //- /k8s/cart.yaml
    /// kind: Pod
    /// apiVersion: v1
    /// metadata:
    ///   name: cart
    ///   namespace: shop
    /// ```
    "chain/default-priority", Warn, since "0.1.0", Scope::Chain(run)
}

fn run(view: &ChainView<'_>, out: &mut Diagnostics) {
    let Some(terminal) = view.terminal() else { return };
    let end = &view.chain.links[terminal];
    for link in &view.chain.links[terminal + 1..] {
        let Some(plugin) = link.plugin(view.project.project) else { continue };
        if plugin.priority_span.is_some() {
            continue;
        }
        let message = format!(
            "`{}` has no priority, so it stands after `{}`, which ends {}, and never runs",
            plugin.name,
            view.name(end),
            view.chain.mount
        );
        let help = match plugin.bare {
            true => format!("write a `priority` above {} in its entry", end.priority),
            false => format!("write a `priority` above {} under `spec`", end.priority),
        };
        let found = Diagnostic::new(&RULE, message).at(plugin.span).help(help);
        out.push(found.mounted(view.mounted(Some(link))));
    }
}

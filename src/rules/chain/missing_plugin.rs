//! Plugins that are mounted and do not exist.

use crate::diag::{Diagnostic, Fix};
use crate::ir::project::{Mount, PluginChain, Project};
use crate::rules::{Scope, rule};
use crate::runtime::nearest;

rule! {
    /// A chain names a plugin that does not exist.
    ///
    /// ## Why
    /// The mesh's controller logs a warning, leaves the plugin out of the chain, and tries again for
    /// ever. Traffic passes without what the plugin was to do to it.
    ///
    /// ## Avoid
    /// ```project
    /// //- /plugins/geo.yaml
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
    /// kind: Plugin
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// metadata:
    ///   name: geo
    /// spec:
    ///   priority: 165
    ///   pipyscript: |
    ///     pipy({}).pipeline().chain()
    /// //- /k8s/cart.yaml
    /// kind: Pod
    /// apiVersion: v1
    /// metadata:
    ///   name: cart
    ///   namespace: shop
    /// ```
    "chain/missing-plugin", Deny, since "0.1.0", Scope::Stage
}

/// `mount` of `chain` names nothing. With `suggest`, the likest plugin is looked for among all.
pub fn report(project: &Project, chain: &PluginChain, mount: &Mount, suggest: bool) -> Diagnostic {
    let name = &mount.plugin;
    let message = format!("{} mounts `{name}`, which no `Plugin` is called", chain.label);
    let found = Diagnostic::new(&RULE, message).at(mount.span);
    match nearest(name, project.plugins.iter().filter(|_| suggest).map(|it| &*it.name)) {
        Some(near) => {
            let help = format!("write `{near}`");
            found.help(help.clone()).fix(Fix::suggested(help, mount.span, near))
        }
        None => found.help(format!("add a `Plugin` called `{name}`, or remove it from the chain")),
    }
}

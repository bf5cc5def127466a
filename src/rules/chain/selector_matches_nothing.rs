//! Selectors that select no workload.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::chain::Origin;
use crate::rules::{ProjectView, Scope, rule};

rule! {
    /// A `PluginChain` selects none of the workloads.
    ///
    /// ## Why
    /// A selector that holds of no pod is no error to the mesh: the plugins are simply not mounted.
    /// `podSelector` is compared with the labels of the pod template, not of the Deployment, and
    /// `namespaceSelector` with the labels of the pod's namespace; both must hold. The namespace that the
    /// `PluginChain` itself stands in plays no role.
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
    ///         app: card
    ///   chains:
    ///     - name: inbound-http
    ///       plugins: [geo]
    /// //- /k8s/cart.yaml
    /// kind: Pod
    /// apiVersion: v1
    /// metadata:
    ///   name: cart
    ///   namespace: shop
    ///   labels:
    ///     app: cart
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
    /// //- /k8s/cart.yaml
    /// kind: Pod
    /// apiVersion: v1
    /// metadata:
    ///   name: cart
    ///   namespace: shop
    ///   labels:
    ///     app: cart
    /// ```
    "chain/selector-matches-nothing", Warn, since "0.1.0", Scope::Project(run)
}

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    let project = view.project;
    if project.workloads.is_empty() {
        return;
    }
    let mut used = vec![false; project.plugin_chains.len()];
    for chain in view.resolved.sets.iter().flat_map(|set| &set.chains) {
        for link in &chain.links {
            if let Origin::Custom { by, .. } = &link.origin {
                by.iter().for_each(|&(chain, _)| used[chain as usize] = true);
            }
        }
    }
    // A chain whose plugins are all missing shows in no set, whatever it selects.
    let known = |name: &str| project.plugins.binary_search_by(|it| (*it.name).cmp(name)).is_ok();
    for (chain, _) in project.plugin_chains.iter().zip(&used).filter(|(_, used)| !**used) {
        if !chain.mounts.iter().any(|it| known(&it.plugin)) {
            continue;
        }
        let message = format!("{} selects none of the {} workloads", chain.label, project.workloads.len());
        let undeclared = chain.namespace_selector.is_some()
            && project.workloads.iter().any(|it| !project.namespaces.contains_key(&it.namespace));
        let help = match undeclared {
            true => "add the `Namespace` documents, whose labels the `namespaceSelector` is compared with",
            false => "compare the selectors with the labels of the pod templates and of their namespaces",
        };
        out.push(Diagnostic::new(&RULE, message).at(chain.span).help(help));
    }
}

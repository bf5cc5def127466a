//! What is assumed when no workload is given.

use crate::diag::{Diagnostic, Severity};
use crate::ir::project::{PluginChain, Project};
use crate::rules::{Scope, rule};

rule! {
    /// No workloads were given, so the selectors of `PluginChain`s were not looked at.
    ///
    /// ## Why
    /// Which plugins a sidecar runs follows from the labels of its pod and of the pod's namespace. Without
    /// workloads there is one sidecar, `default`, which every `PluginChain` selects. This is a note: it
    /// never fails a run.
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
    ///         app: cart
    ///   chains:
    ///     - name: inbound-http
    ///       plugins: [geo]
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
    "chain/no-workloads", Warn, since "0.1.0", Scope::Stage
}

/// The note, if there is a `PluginChain` that it speaks of. Bare scripts without a selector are mounted
/// everywhere, whatever the workloads.
pub fn report(project: &Project) -> Option<Diagnostic> {
    let bare = |name: &str| {
        let found = project.plugins.binary_search_by(|it| (*it.name).cmp(name));
        found.is_ok_and(|at| project.plugins[at].bare)
    };
    let speaks_of = |it: &&PluginChain| {
        let selective = it.namespace_selector.is_some() || it.pod_selector.is_some();
        selective || it.mounts.iter().any(|mount| !bare(&mount.plugin))
    };
    let count = project.plugin_chains.iter().filter(speaks_of).count();
    let chains = match count {
        0 => return None,
        1 => "the only `PluginChain` is".to_owned(),
        count => format!("all {count} `PluginChain`s are"),
    };
    let message = format!("no workloads are given, so {chains} taken to select one sidecar, `default`");
    let help = "name the workloads with `--workloads` to look at each sidecar";
    Some(Diagnostic { severity: Severity::Note, ..Diagnostic::new(&RULE, message).help(help) })
}

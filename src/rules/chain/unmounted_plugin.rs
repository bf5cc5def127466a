//! Plugins that nobody mounts.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::names::CodePath;
use crate::rules::{ProjectView, Scope, rule};
use crate::runtime::nearest;

rule! {
    /// A plugin is mounted by no `PluginChain` and by no entry of the values.
    ///
    /// ## Why
    /// A `Plugin` alone is a file in the codebase. It runs only where a `PluginChain` names it.
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
    "chain/unmounted-plugin", Warn, since "0.1.0", Scope::Project(run)
}

/// How many names that are mounted and missing are compared with each unmounted plugin.
const MAX_MISSING: usize = 20;

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    let project = view.project;
    let mounts = project.plugin_chains.iter().flat_map(|it| &it.mounts).map(|it| &*it.plugin);
    let listed = project.builtin_chains.iter().filter_map(|it| it.plugin.strip_prefix("plugins/"));
    let mut mounted: Vec<&str> = mounts.chain(listed).collect();
    mounted.sort_unstable();
    // A plugin's file may also be there for others to use.
    let needed = view.codebase.files().iter().filter_map(|it| it.interface.as_ref()).flat_map(|it| &it.files);
    let mut needed: Vec<&CodePath> = needed.collect();
    needed.sort_unstable();
    let known = |name: &&str| project.plugins.binary_search_by(|it| (*it.name).cmp(name)).is_ok();
    let missing: Vec<&str> = mounted.iter().copied().filter(|it| !known(it)).take(MAX_MISSING).collect();
    // A plugin that is configured and not mounted is reported where it is configured.
    let configured: BTreeSet<&str> = project.plugin_configs.iter().map(|it| &*it.plugin).collect();
    for plugin in &project.plugins {
        let used =
            || needed.binary_search_by(|it| it.as_str().cmp(&format!("plugins/{}.js", plugin.name))).is_ok();
        let is_meant = project.broken.mounted.contains(&plugin.name);
        if is_meant
            || mounted.binary_search(&&*plugin.name).is_ok()
            || used()
            || configured.contains(&*plugin.name)
        {
            continue;
        }
        let message = format!("no `PluginChain` mounts `{}`, so it never runs", plugin.name);
        let help = match nearest(&plugin.name, missing.iter().copied()) {
            Some(near) => format!("rename it to `{near}`, which is mounted and missing"),
            None => format!("name `{}` in the `chains` of a `PluginChain`, or remove it", plugin.name),
        };
        out.push(Diagnostic::new(&RULE, message).at(plugin.span).help(help));
    }
}

//! Plugins that are mounted twice at one place.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::names::MountPoint;
use crate::rules::{ProjectView, Scope, rule};
use crate::source::Span;

rule! {
    /// A plugin is named twice for one mount point.
    ///
    /// ## Why
    /// Within `PluginChain`s the second name counts for nothing: a plugin runs once at a mount point,
    /// however often it is listed. An entry of the values counts by itself, though: a module that the
    /// values list twice, or that both the values and a `PluginChain` mount, runs twice for every
    /// request, on the same context variables.
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
    ///       plugins: [geo, geo]
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
    "chain/mounted-twice", Warn, since "0.1.0", Scope::Project(run)
}

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    let project = view.project;
    for chain in &project.plugin_chains {
        let mut first: BTreeMap<(MountPoint, &str), Span> = BTreeMap::new();
        for it in &chain.mounts {
            let before = *first.entry((it.mount, &it.plugin)).or_insert(it.span);
            if before != it.span {
                let message =
                    format!("{} mounts `{}` twice at {}; it runs once", chain.label, it.plugin, it.mount);
                let found = Diagnostic::new(&RULE, message).at(it.span).label(before, "mounted here already");
                out.push(found.help("remove the second name"));
            }
        }
    }
    let mut listed: BTreeMap<(MountPoint, &str), Option<Span>> = BTreeMap::new();
    for entry in project.builtin_chains.iter().filter(|it| !it.disabled) {
        let key = (entry.mount, &*entry.plugin);
        match listed.get(&key) {
            Some(&before) => {
                let what =
                    format!("the values mount `{}` twice at {}, so it runs twice", entry.plugin, entry.mount);
                out.push(placed(what, entry.span, before));
            }
            None => drop(listed.insert(key, entry.span)),
        }
    }
    for chain in &project.plugin_chains {
        for it in &chain.mounts {
            let entry = format!("plugins/{}", it.plugin);
            if let Some(&before) = listed.get(&(it.mount, entry.as_str())) {
                let what = format!(
                    "{} mounts `{}` at {}, where the values mount it too, so it runs twice",
                    chain.label, it.plugin, it.mount
                );
                out.push(placed(what, Some(it.span), before));
            }
        }
    }
}

fn placed(message: String, span: Option<Span>, before: Option<Span>) -> Diagnostic {
    let mut found = Diagnostic::new(&RULE, message).help("remove one of the two");
    found.span = span;
    match before {
        Some(before) => found.label(before, "mounted here already"),
        None => found,
    }
}

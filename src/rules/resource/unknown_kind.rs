//! A resource of `plugin.flomesh.io` has a kind that the group does not have.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A resource of `plugin.flomesh.io` has a kind that the group does not have.
    ///
    /// ## Why
    /// The group has `Plugin`, `PluginChain` and `PluginConfig`. The API server refuses any other.
    ///
    /// ## Avoid
    /// ```project
    /// //- /plugins/a.yaml
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// kind: PluginChains
    /// metadata:
    ///   name: audit
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /plugins/a.yaml
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// kind: Plugin
    /// metadata:
    ///   name: audit
    /// spec:
    ///   priority: 165
    ///   pipyscript: |
    ///     pipy()
    ///     .pipeline()
    ///     .handleMessageStart(msg => console.log(msg.head.path))
    ///     .chain()
    /// ---
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// kind: PluginChain
    /// metadata:
    ///   name: audit
    ///   namespace: shop
    /// spec:
    ///   chains:
    ///     - name: inbound-http
    ///       plugins: [audit]
    ///   selectors:
    ///     podSelector:
    ///       matchLabels:
    ///         app: shop
    /// ```
    "resource/unknown-kind", Deny, since "0.1.0", Scope::Stage
}

/// The group has no kind `kind`.
pub fn report(span: Span, kind: &str, nearest: Option<&str>) -> Diagnostic {
    let message = format!("`plugin.flomesh.io` has no kind `{kind}`");
    let diagnostic = Diagnostic::new(&RULE, message).at(span);
    match nearest {
        Some(nearest) => diagnostic.help(format!("write `{nearest}`")),
        None => diagnostic.help("write `Plugin`, `PluginChain` or `PluginConfig`"),
    }
}

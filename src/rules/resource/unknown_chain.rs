//! A `PluginChain` names a mount point that does not exist.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A `PluginChain` names a mount point that does not exist.
    ///
    /// ## Why
    /// There are four: `inbound-tcp`, `inbound-http`, `outbound-tcp`, `outbound-http`. osm-edge refuses
    /// any other; FSM takes it, and nothing ever runs there.
    ///
    /// ## Avoid
    /// ```project
    /// //- /plugins/a.yaml
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// kind: PluginChain
    /// metadata:
    ///   name: audit
    ///   namespace: shop
    /// spec:
    ///   chains:
    ///     - name: inbound/http
    ///       plugins: [audit]
    ///   selectors:
    ///     podSelector:
    ///       matchLabels:
    ///         app: shop
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
    "resource/unknown-chain", Deny, since "0.1.0", Scope::Stage
}

/// No mount point is called `name`.
pub fn report(span: Span, name: &str, nearest: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::new(&RULE, format!("no mount point is called `{name}`")).at(span);
    match nearest {
        Some(nearest) => diagnostic.help(format!("write `{nearest}`")),
        None => diagnostic.help("write `inbound-tcp`, `inbound-http`, `outbound-tcp` or `outbound-http`"),
    }
}

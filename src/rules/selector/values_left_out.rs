//! A selector expression has no `values`, not even an empty list.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A selector expression has no `values`, not even an empty list.
    ///
    /// ## Why
    /// osm-edge's resource definition requires `values` of every expression, also where they must be
    /// empty. The API server refuses the `PluginChain` without them. FSM does not ask for it.
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
    ///     - name: inbound-http
    ///       plugins: [audit]
    ///   selectors:
    ///     podSelector:
    ///       matchExpressions:
    ///         - {key: app, operator: Exists}
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
    ///       matchExpressions:
    ///         - {key: app, operator: Exists, values: []}
    /// ```
    "selector/values-left-out", Deny, since "0.1.0", Scope::Stage
}

/// The expression at `span` has no `values`.
pub fn report(span: Span, operator: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{operator}` needs `values: []`")).at(span).help("add `values: []`")
}

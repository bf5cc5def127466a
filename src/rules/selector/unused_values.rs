//! `Exists` or `DoesNotExist` has values.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// `Exists` or `DoesNotExist` has values.
    ///
    /// ## Why
    /// A selector with an illegal expression matches nothing: the mesh's controller drops the whole
    /// `PluginChain`, and the line that it would log is never written. The resource definition lets it
    /// pass.
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
    ///         - {key: app, operator: Exists, values: [shop]}
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
    "selector/unused-values", Deny, since "0.1.0", Scope::Stage
}

/// The values stand at `span`.
pub fn report(span: Span, operator: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{operator}` with values, so the selector matches nothing"))
        .at(span)
        .help("write `values: []`, or `In` or `NotIn`")
}

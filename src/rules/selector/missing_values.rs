//! `In` or `NotIn` has no values.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// `In` or `NotIn` has no values.
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
    ///         - {key: app, operator: In, values: []}
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
    ///         - {key: app, operator: In, values: [shop]}
    /// ```
    "selector/missing-values", Deny, since "0.1.0", Scope::Stage
}

/// The expression at `span` has none.
pub fn report(span: Span, operator: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{operator}` without values, so the selector matches nothing"))
        .at(span)
        .help("list the label's values, or write `Exists` or `DoesNotExist`")
}

//! A selector expression has an operator that does not exist.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A selector expression has an operator that does not exist.
    ///
    /// ## Why
    /// There are four: `In`, `NotIn`, `Exists`, `DoesNotExist`, written like this. The API server refuses
    /// any other.
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
    ///         - {key: app, operator: Equals, values: [shop]}
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
    "selector/unknown-operator", Deny, since "0.1.0", Scope::Stage
}

/// No operator is called `name`.
pub fn report(span: Span, name: &str, nearest: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::new(&RULE, format!("no operator is called `{name}`")).at(span);
    match nearest {
        Some(nearest) => diagnostic.help(format!("write `{nearest}`")),
        None => diagnostic.help("write `In`, `NotIn`, `Exists` or `DoesNotExist`"),
    }
}

//! A resource of `plugin.flomesh.io` has a version that the meshes do not serve.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A resource of `plugin.flomesh.io` has a version that the meshes do not serve.
    ///
    /// ## Why
    /// osm-edge and FSM serve `plugin.flomesh.io/v1alpha1`, and no other version of it.
    ///
    /// ## Avoid
    /// ```project
    /// //- /plugins/a.yaml
    /// apiVersion: plugin.flomesh.io/v1beta1
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
    "resource/unknown-version", Deny, since "0.1.0", Scope::Stage
}

/// The document is of the version `version`.
pub fn report(span: Span, version: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("the meshes do not serve `{version}`"))
        .at(span)
        .help("write `plugin.flomesh.io/v1alpha1`")
}

/// The document is of a kind of the group, and of no group.
pub fn missing(span: Span, kind: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("the `{kind}` has no `apiVersion`"))
        .at(span)
        .help("add `apiVersion: plugin.flomesh.io/v1alpha1`")
}

//! A selector names a label that cannot exist.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A selector names a label that cannot exist.
    ///
    /// ## Why
    /// A selector with an illegal expression matches nothing: the mesh's controller drops the whole
    /// `PluginChain`, and the line that it would log is never written. The resource definition lets it
    /// pass.
    ///
    /// A key is an optional DNS name and `/`, then up to 63 letters, digits, `-`, `_` and `.`, beginning
    /// and ending with a letter or digit. A value is such a name or empty.
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
    ///         - {key: app, operator: In, values: [shop/cart]}
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
    "selector/bad-label", Deny, since "0.1.0", Scope::Stage
}

/// `text` cannot be a label's key or value, as `what` says.
pub fn report(span: Span, what: &str, text: &str) -> Diagnostic {
    let message = format!("`{}` cannot be {what}, so the selector matches nothing", text.escape_debug());
    Diagnostic::new(&RULE, message)
        .at(span)
        .help("write up to 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit")
}

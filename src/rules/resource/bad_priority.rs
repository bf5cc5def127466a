//! The priority of a plugin is a number that the mesh does not take.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The priority of a plugin is a number that the mesh does not take.
    ///
    /// ## Why
    /// The resource definition of osm-edge refuses a priority below zero, and the mesh keeps priorities
    /// as 32-bit floats, which end at about 3.4e38.
    ///
    /// ## Avoid
    /// ```project
    /// //- /plugins/a.yaml
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// kind: Plugin
    /// metadata:
    ///   name: audit
    /// spec:
    ///   priority: 1e99
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
    "resource/bad-priority", Deny, since "0.1.0", Scope::Stage
}

/// The priority is below zero.
pub fn negative(span: Span, written: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("the priority {written} is below zero"))
        .at(span)
        .help("write a priority from 0 up; the highest runs first")
}

/// The priority does not fit 32 bits.
pub fn too_large(span: Span, written: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("the priority {written} does not fit a 32-bit float"))
        .at(span)
        .help("write a smaller number; the built-ins stand between 100 and 180")
}

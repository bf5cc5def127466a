//! A chain entry has no `plugin`, or no `priority`.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A chain entry has no `plugin`, or no `priority`.
    ///
    /// ## Why
    /// Both are required: the API server refuses the mesh's configuration without them.
    ///
    /// ## Avoid
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains:
    ///     inbound-tcp:
    ///       - plugin: modules/inbound-tls-termination
    ///         priority: 130
    ///       - plugin: modules/inbound-tcp-routing
    ///         priority: 120
    ///       - plugin: modules/inbound-tcp-load-balancing
    ///         priority: 110
    ///       - plugin: modules/inbound-tcp-default
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains:
    ///     inbound-tcp:
    ///       - plugin: modules/inbound-tls-termination
    ///         priority: 130
    ///       - plugin: modules/inbound-tcp-routing
    ///         priority: 120
    ///       - plugin: modules/inbound-tcp-load-balancing
    ///         priority: 110
    ///       - plugin: modules/inbound-tcp-default
    ///         priority: 100
    /// ```
    "values/missing-key", Deny, since "0.1.0", Scope::Stage
}

/// The map at `span` has no `key`.
pub fn report(span: Span, key: &str, owner: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("{owner} has no `{key}`")).at(span).help(format!("add `{key}`"))
}

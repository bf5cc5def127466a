//! The values are those of another mesh than the target.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::runtime::Target;
use crate::source::Span;

rule! {
    /// The values are those of another mesh than the target.
    ///
    /// ## Why
    /// osm-edge reads its chains from `osm.pluginChains`, FSM from `fsm.pluginChains`. Under the other
    /// key they change nothing, and the bundle gets the default chains.
    ///
    /// ## Avoid
    /// ```project
    /// //- /values.yaml
    /// fsm:
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
    "values/other-mesh", Warn, since "0.1.0", Scope::Stage
}

/// The chains stand below `found`, and the target `target` reads them below `key`.
pub fn report(span: Span, found: &str, target: &Target) -> Diagnostic {
    let (id, key) = (target.id, target.values_key);
    Diagnostic::new(&RULE, format!("`{found}.pluginChains` means nothing to the target `{id}`"))
        .at(span)
        .help(format!("write `{key}.pluginChains`, or choose the target whose chart these values are for"))
}

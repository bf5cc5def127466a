//! A chain lists the same plugin twice.

use crate::diag::Diagnostic;
use crate::ir::names::MountPoint;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A chain lists the same plugin twice.
    ///
    /// ## Why
    /// The mesh takes both entries, so traffic passes the module twice. What the module does to a request
    /// (a header, a count, a span of a trace) then happens twice.
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
    ///         priority: 100
    ///       - plugin: modules/inbound-tcp-routing
    ///         priority: 115
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
    "values/duplicate-entry", Deny, since "0.1.0", Scope::Stage
}

/// `plugin` stands at `first` and again at `second` of the chain.
pub fn report(plugin: &str, chain: MountPoint, first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{plugin}` stands twice in `{chain}`"))
        .at(second)
        .label(first, "first here")
        .help("remove one of the two")
}

//! A key stands twice in one map.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A key stands twice in one map.
    ///
    /// ## Why
    /// Helm and `kubectl` take the later of the two and say nothing. What the first one said is lost.
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
    ///         priority: 90
    ///         priority: 100
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   featureFlags:
    ///     enablePluginPolicy: true
    /// ```
    "project/duplicate-key", Deny, since "0.1.0", Scope::Stage
}

/// `key` stands at `first` and again at `second`.
pub fn report(key: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(&RULE, format!("the key `{key}` stands twice in one map"))
        .at(second)
        .label(first, "first here")
        .help("remove one of the two")
}

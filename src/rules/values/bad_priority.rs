//! The priority of a chain entry is a number that the mesh does not take.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The priority of a chain entry is a number that the mesh does not take.
    ///
    /// ## Why
    /// The chart's schema refuses a priority below zero, and the mesh keeps priorities as 32-bit floats,
    /// which end at about 3.4e38.
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
    ///         priority: -100
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
    "values/bad-priority", Deny, since "0.1.0", Scope::Stage
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

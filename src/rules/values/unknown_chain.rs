//! The values name a chain that the mesh does not have.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The values name a chain that the mesh does not have.
    ///
    /// ## Why
    /// There are four: `inbound-tcp`, `inbound-http`, `outbound-tcp`, `outbound-http`. Any other is
    /// passed over, and its entries never run.
    ///
    /// ## Avoid
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains:
    ///     inbound_http:
    ///       - plugin: modules/inbound-http-default
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
    "values/unknown-chain", Deny, since "0.1.0", Scope::Stage
}

/// No chain is called `name`.
pub fn report(span: Span, name: &str, nearest: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::new(&RULE, format!("no chain is called `{name}`")).at(span);
    match nearest {
        Some(nearest) => diagnostic.help(format!("write `{nearest}`")).fix(Fix::suggested(
            format!("write `{nearest}`"),
            span,
            nearest,
        )),
        None => diagnostic.help("write `inbound-tcp`, `inbound-http`, `outbound-tcp` or `outbound-http`"),
    }
}

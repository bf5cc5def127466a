//! A value of the chains has a type that it cannot have.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A value of the chains has a type that it cannot have.
    ///
    /// ## Why
    /// The API server refuses the mesh's configuration when `priority` is text, `disable` is no boolean,
    /// or a chain is no list. `--set` makes text of a number with a fraction, so `--set …priority=1.5`
    /// ends here too.
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
    ///         priority: "100"
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
    "values/wrong-type", Deny, since "0.1.0", Scope::Stage
}

/// The value at `span` is something else than expected.
pub fn report(span: Span, what: &str, expected: &str, found: &str) -> Diagnostic {
    let help = match (expected, found) {
        ("a number", "a string") => {
            "write the number without quotes; on the command line use `--set-json`".to_owned()
        }
        _ => format!("write {expected}"),
    };
    Diagnostic::new(&RULE, format!("{what} must be {expected}, not {found}")).at(span).help(help)
}

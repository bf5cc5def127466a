//! A chain entry has a key that means nothing.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A chain entry has a key that means nothing.
    ///
    /// ## Why
    /// An entry has `plugin`, `priority` and `disable`. The chart's schema refuses any other, so the
    /// installation fails.
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
    ///         disabled: true
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
    ///         disable: false
    /// ```
    "values/unknown-key", Deny, since "0.1.0", Scope::Stage
}

/// `key` means nothing in a chain entry; `nearest` may be what was meant.
pub fn report(span: Span, key: &str, owner: &str, nearest: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::new(&RULE, format!("{owner} has no key `{key}`")).at(span);
    match nearest {
        Some(nearest) => diagnostic.help(format!("write `{nearest}`")).fix(Fix::suggested(
            format!("write `{nearest}`"),
            span,
            nearest,
        )),
        None => diagnostic.help("remove the key"),
    }
}

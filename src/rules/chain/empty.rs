//! Chains of nothing.

use crate::diag::{Diagnostic, Diagnostics};
use crate::rules::{ChainView, Scope, rule};

rule! {
    /// A chain has no module at all.
    ///
    /// ## Why
    /// A chain without modules is left out of `config.json`, and `chain()` of nothing hands its input
    /// back as if it were the answer: every port of that kind becomes an echo server.
    ///
    /// ## Avoid
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains:
    ///     inbound-tcp: []
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
    "chain/empty", Deny, since "0.1.0", Scope::Chain(run)
}

fn run(view: &ChainView<'_>, out: &mut Diagnostics) {
    if !view.chain.links.is_empty() {
        return;
    }
    let mount = view.chain.mount;
    let message = format!("{mount} has no modules, so the sidecar echoes what it receives there");
    let help = format!("mount at least `modules/{mount}-default` there");
    let mut found = Diagnostic::new(&RULE, message).help(help).mounted(view.mounted(None));
    found.span = view.list();
    out.push(found);
}

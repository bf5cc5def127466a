//! Chains that nobody ends.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::chain::Link;
use crate::rules::{ChainView, Scope, rule};
use crate::runtime::Terminal;

rule! {
    /// No module of a chain ends it.
    ///
    /// ## Why
    /// At the end of a chain `chain()` hands its input back. Without a module that answers or resets what
    /// nobody took, a request that no route matches comes back to its sender with status 200 and its
    /// own headers and body, and a TCP connection without a target echoes.
    ///
    /// ## Avoid
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains:
    ///     outbound-tcp:
    ///       - plugin: modules/outbound-tcp-routing
    ///         priority: 120
    ///       - plugin: modules/outbound-tcp-load-balancing
    ///         priority: 110
    ///       - plugin: modules/outbound-tcp-default
    ///         priority: 100
    ///         disable: true
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains:
    ///     outbound-tcp:
    ///       - plugin: modules/outbound-tcp-routing
    ///         priority: 120
    ///       - plugin: modules/outbound-tcp-load-balancing
    ///         priority: 110
    ///       - plugin: modules/outbound-tcp-default
    ///         priority: 100
    /// ```
    "chain/no-terminal", Deny, since "0.1.0", Scope::Chain(run)
}

fn run(view: &ChainView<'_>, out: &mut Diagnostics) {
    let chain = view.chain;
    // Of a script that could not be lowered nobody knows; it has errors of its own. A last plugin that
    // answers on some paths may do so on all that count.
    let answers = |link: &Link| {
        let file = view.project.codebase.file(link.file);
        file.module().is_some() && view.interface(link).is_some_and(|it| it.terminal == Terminal::Sometimes)
    };
    let known =
        chain.links.iter().all(|it| view.interface(it).is_some()) && !chain.links.last().is_some_and(answers);
    if chain.links.is_empty() || !known || view.terminal().is_some() {
        return;
    }
    let message = format!("no module of {} ends the chain, so what nobody takes is echoed", chain.mount);
    let project = view.project.project;
    let mut disabled = project.builtin_chains.iter().filter(|it| it.mount == chain.mount && it.disabled);
    let default = format!("modules/{}-default", chain.mount);
    let entry = disabled.find(|it| *it.plugin == *default);
    let help = match entry {
        Some(_) => {
            format!("remove `disable: true` from `{default}`, or mount a plugin below it that always answers")
        }
        None => format!("mount `{default}` with the lowest priority"),
    };
    let mut found = Diagnostic::new(&RULE, message).help(help).mounted(view.mounted(None));
    found.span = entry.and_then(|it| it.span).or_else(|| view.list());
    out.push(found);
}

//! Plugins below the load balancer.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::chain::{Link, Origin};
use crate::rules::{ChainView, Scope, rule};
use crate::runtime::Terminal;

rule! {
    /// A plugin is mounted below the load balancer, where only traffic without a target comes by.
    ///
    /// ## Why
    /// The load balancer sends everything that has a target to its upstream and does not call the next
    /// module. What stands below it sees only requests that no route matched, or whose cluster has no
    /// endpoint: those that the last module answers with 403, 404 or 502.
    ///
    /// ## Avoid
    /// ```js priority=105
    /// pipy({}).pipeline().chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js priority=115
    /// pipy({}).pipeline().chain()
    /// ```
    "chain/below-load-balancer", Warn, since "0.1.0", Scope::Chain(run)
}

fn run(view: &ChainView<'_>, out: &mut Diagnostics) {
    let links = &view.chain.links;
    let Some(balancer) = links.iter().position(|it| is_balancer(view, it)) else { return };
    let terminal = view.terminal().unwrap_or(links.len());
    for link in links.iter().take(terminal).skip(balancer + 1) {
        if matches!(link.origin, Origin::Builtin { .. }) {
            continue;
        }
        let balancer = &links[balancer];
        let message = format!(
            "`{}` has priority {} at {}, below `{}` ({}), so it sees only traffic without a target",
            view.name(link),
            link.priority,
            view.chain.mount,
            view.name(balancer),
            balancer.priority
        );
        let help = format!("give it a priority above {}", balancer.priority);
        out.push(view.about(link, Diagnostic::new(&RULE, message).help(help)));
    }
}

/// A load balancer names the target of the upstream connection and its label in metrics, and goes on
/// only where there is none.
fn is_balancer(view: &ChainView<'_>, link: &Link) -> bool {
    view.interface(link).is_some_and(|it| {
        let imports =
            |name: &str| it.imports.iter().any(|(ns, own)| &**ns == "connect-tcp" && **own == *name);
        it.terminal == Terminal::Sometimes && imports("__target") && imports("__metricLabel")
    })
}

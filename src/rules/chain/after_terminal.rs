//! Links that no traffic reaches.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::chain::Origin;
use crate::rules::{ChainView, Scope, rule};

rule! {
    /// A plugin is mounted after the module that ends the chain, so that it never runs.
    ///
    /// ## Why
    /// The last module of a chain answers or resets whatever nobody took, and never calls `chain()`.
    /// In the default values it has priority 100. What stands behind it is loaded with the sidecar,
    /// and no event ever reaches it.
    ///
    /// ## Avoid
    /// ```js priority=50
    /// pipy({}).pipeline().chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js priority=115
    /// pipy({}).pipeline().chain()
    /// ```
    "chain/after-terminal", Warn, since "0.1.0", Scope::Chain(run)
}

fn run(view: &ChainView<'_>, out: &mut Diagnostics) {
    let Some(terminal) = view.terminal() else { return };
    let end = &view.chain.links[terminal];
    // A plugin that answers everything is there to keep traffic from the mesh's own modules below it.
    let shadows = matches!(end.origin, Origin::Custom { .. });
    for link in &view.chain.links[terminal + 1..] {
        // A plugin that never got a priority has a finding of its own.
        let plugin = link.plugin(view.project.project);
        if plugin.is_some_and(|it| it.priority_span.is_none()) || (shadows && plugin.is_none()) {
            continue;
        }
        let (name, priority, mount) = (view.name(link), link.priority, view.chain.mount);
        let message = format!(
            "`{name}` has priority {priority} at {mount}, after `{}` ({}), which ends the chain",
            view.name(end),
            end.priority
        );
        let help = format!("give it a priority above {}", end.priority);
        let mut found = view.about(link, Diagnostic::new(&RULE, message).help(help));
        if let (Some(span), Origin::Custom { .. }) = (plugin.and_then(|it| it.priority_span), &link.origin) {
            found = found.label(span, "its priority");
        }
        out.push(found);
    }
}

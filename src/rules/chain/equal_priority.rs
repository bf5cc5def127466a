//! Ties.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::chain::{Link, Origin};
use crate::rules::{ChainView, Scope, rule};
use crate::source::Span;

rule! {
    /// Two links of a chain have the same priority, and the mesh leaves their order to chance.
    ///
    /// ## Why
    /// The mesh sorts a chain by priority alone, highest first. Plugins come to the sort in random
    /// order, so two of equal priority may change places whenever the configuration is generated, and
    /// sidecars are reloaded each time they do. In a chain of more than 12 links the sort keeps no order
    /// among equals at all, built-in modules included. Priorities are 32-bit floats: what differs less
    /// than those can tell is equal. In a bundle the order is certain: built-in modules first, as the
    /// values list them, then plugins by name.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// scripts:
    ///   - path: audit.js
    ///     priority: 165
    ///     chains: [inbound-http]
    ///   - path: geo.js
    ///     priority: 165
    ///     chains: [inbound-http]
    /// //- /audit.js
    /// pipy({}).pipeline().chain()
    /// //- /geo.js
    /// pipy({}).pipeline().chain()
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// scripts:
    ///   - path: audit.js
    ///     priority: 165
    ///     chains: [inbound-http]
    ///   - path: geo.js
    ///     priority: 164
    ///     chains: [inbound-http]
    /// //- /audit.js
    /// pipy({}).pipeline().chain()
    /// //- /geo.js
    /// pipy({}).pipeline().chain()
    /// ```
    "chain/equal-priority", Warn, since "0.1.0", Scope::Chain(run)
}

/// Up to so many links the mesh's sort keeps the order of equals: Go sorts short lists by insertion.
const STABLE: usize = 12;

fn run(view: &ChainView<'_>, out: &mut Diagnostics) {
    let links = &view.chain.links;
    let custom = |link: &Link| matches!(link.origin, Origin::Custom { .. });
    for (first, second) in links.iter().zip(links.iter().skip(1)) {
        let by_chance = links.len() > STABLE || (custom(first) && custom(second));
        if first.priority == second.priority && by_chance {
            out.push(tie(view, first, second));
        }
    }
}

fn tie(view: &ChainView<'_>, first: &Link, second: &Link) -> Diagnostic {
    let (first_name, second_name) = (view.name(first), view.name(second));
    let message = format!(
        "`{first_name}` and `{second_name}` have the same priority {} at {}",
        first.priority, view.chain.mount
    );
    let help = format!("give `{second_name}` a priority below {} to keep this order", first.priority);
    let mut found = Diagnostic::new(&RULE, message).help(help).mounted(view.mounted(Some(second)));
    found.span = place(view, second).or_else(|| place(view, first));
    match place(view, first).filter(|&span| Some(span) != found.span) {
        Some(span) => found.label(span, format!("`{first_name}` has it too")),
        None => found,
    }
}

/// Where the priority of a link stands.
fn place(view: &ChainView<'_>, link: &Link) -> Option<Span> {
    match link.plugin(view.project.project) {
        Some(plugin) => Some(plugin.priority_span.unwrap_or(plugin.span)),
        None => link.place(view.project.project),
    }
}

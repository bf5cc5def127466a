//! Writes to variables that another module owns.

use crate::diag::{Diagnostic, Diagnostics};
use crate::rules::{ModuleView, Scope, rule};

rule! {
    /// A plugin assigns a variable that the mesh's routing owns.
    ///
    /// ## Why
    /// An import is the owner's variable itself, not a copy. Whoever assigns `__route`, `__service`, `__cluster`,
    /// `__port` or `__protocol` changes what metrics, throttles and load balancers see of this request, and of
    /// the connection if it happens there. `connect-tcp`'s `__target` and what your own plugins export may be
    /// assigned.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .import({ __cluster: 'inbound-http-routing' })
    ///   .pipeline()
    ///   .handleMessageStart(() => void (__cluster = null))
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _cluster: null })
    ///   .import({ __cluster: 'inbound-http-routing' })
    ///   .pipeline()
    ///   .handleMessageStart(() => void (_cluster = __cluster))
    ///   .chain()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-cluster'] = _cluster?.name || ''))
    /// ```
    "context/foreign-write", Warn, since "0.1.0", Scope::Module(run)
}

/// Variables that only their owner assigns, in all builds of the mesh.
const OWNED: [(&str, &str); 11] = [
    ("inbound", "__port"),
    ("inbound", "__protocol"),
    ("inbound-http-routing", "__cluster"),
    ("inbound-http-routing", "__route"),
    ("inbound-http-routing", "__service"),
    ("inbound-tcp-routing", "__cluster"),
    ("outbound", "__port"),
    ("outbound", "__protocol"),
    ("outbound-http-routing", "__cluster"),
    ("outbound-http-routing", "__route"),
    ("outbound-http-routing", "__service"),
];

fn run(view: &ModuleView<'_>, out: &mut Diagnostics) {
    let module = view.module;
    for access in module.accesses.iter().filter(|it| it.write) {
        let Some(import) = module.imports.iter().rev().find(|it| it.name == access.name) else { continue };
        let declared = module.context.iter().any(|it| it.name == access.name);
        if declared || !OWNED.contains(&(&*import.namespace, &*import.name)) {
            continue;
        }
        out.push(
            Diagnostic::new(
                &RULE,
                format!("`{}` belongs to `{}`, and is assigned here", access.name, import.namespace),
            )
            .at(module.span(access.at))
            .label(module.span(import.at), "imported here")
            .help("keep the value in a variable of your own"),
        );
    }
}

//! Variables that are declared and never used.

use foldhash::HashSet;

use crate::diag::{Diagnostic, Diagnostics};
use crate::rules::{ModuleView, Scope, rule};

rule! {
    /// A context variable or import is declared and never used.
    ///
    /// ## Why
    /// It does no harm but for an import: the sidecar does not start where nobody exports it. Off by default,
    /// because many good plugins import what they may need one day.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ _path: '' })
    ///   .pipeline()
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .chain()
    /// ```
    "context/unused", Allow, since "0.1.0", Scope::Module(run)
}

fn run(view: &ModuleView<'_>, out: &mut Diagnostics) {
    let module = view.module;
    let used: HashSet<&str> = module.accesses.iter().map(|it| &*it.name).collect();
    let own = module.context.iter().map(|it| (&it.name, it.at, "declared"));
    let imports = module.imports.iter().map(|it| (&it.name, it.at, "imported"));
    for (name, at, how) in own.chain(imports) {
        let hidden = || view.target.api.global(name).is_some();
        if !used.contains(&**name) && !hidden() {
            out.push(
                Diagnostic::new(&RULE, format!("`{name}` is {how} and never used"))
                    .at(module.span(at))
                    .help(format!("remove `{name}`")),
            );
        }
    }
}

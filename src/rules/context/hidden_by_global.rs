//! Variables that a global hides.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::syntax::Range;
use crate::rules::{ModuleView, Scope, rule};

rule! {
    /// A context variable or import is called like a global.
    ///
    /// ## Why
    /// Pipy looks for globals before it looks for context variables. A variable called `os`, `http`, `stats`,
    /// `print` or like any other global can never be read or written: the global is taken instead, without a
    /// word. Each new Pipy has more globals, which is why variables begin with `_`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ select: '' })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (select = msg.head.path))
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _select: '' })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_select = msg.head.path))
    ///   .chain()
    /// ```
    "context/hidden-by-global", Warn, since "0.1.0", Scope::Module(run)
}

fn run(view: &ModuleView<'_>, out: &mut Diagnostics) {
    let module = view.module;
    let own = module.context.iter().map(|it| (&it.name, it.at));
    let imports = module.imports.iter().map(|it| (&it.name, it.at));
    let exports = module.exports.iter().map(|it| (&it.name, it.at));
    let mut check = |name: &str, at: Range| {
        if view.target.api.global(name).is_some() {
            out.push(
                Diagnostic::new(&RULE, format!("`{name}` is also a global, which hides this variable"))
                    .at(module.span(at))
                    .help(format!("write `_{}`", name.trim_start_matches('_'))),
            );
        }
    };
    own.chain(imports).chain(exports).for_each(|(name, at)| check(name, at));
}

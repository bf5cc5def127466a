//! Exports that collide within a module.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Diagnostics};
use crate::rules::{ModuleView, Scope, rule};

rule! {
    /// An exported variable is declared by the same script once more.
    ///
    /// ## Why
    /// `.export` declares its variables itself. One that is also in `pipy({…})`, that is exported twice (even to
    /// different namespaces), or that is called `toString` or `valueOf` makes the load fail with `duplicated
    /// variable name`, without a line.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ __tenant: '' })
    ///   .export('tenants', { __tenant: '' })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (__tenant = msg.head.headers.tenant))
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .export('tenants', { __tenant: '' })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (__tenant = msg.head.headers.tenant))
    ///   .chain()
    /// ```
    "context/duplicate-export", Deny, since "0.1.0", Scope::Module(run)
}

fn run(view: &ModuleView<'_>, out: &mut Diagnostics) {
    let module = view.module;
    if module.exports.is_empty() {
        return;
    }
    let mut seen: BTreeMap<&str, _> = module.context.iter().map(|it| (&*it.name, it.at)).collect();
    for it in &module.exports {
        let finding = |message: String| Diagnostic::new(&RULE, message).at(module.span(it.at));
        if matches!(&*it.name, "toString" | "valueOf") {
            out.push(finding(format!("`{}` cannot be exported", it.name)).help("write another name"));
        } else if let Some(first) = seen.insert(&it.name, it.at) {
            out.push(
                finding(format!("`{}` is exported, and declared before", it.name))
                    .label(module.span(first), "the other declaration")
                    .help("remove one of the two"),
            );
        }
    }
}

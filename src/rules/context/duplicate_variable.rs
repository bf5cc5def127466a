//! Variables declared or imported twice.

use foldhash::{HashMap, HashMapExt};

use crate::diag::{Diagnostic, Diagnostics};
use crate::rules::{ModuleView, Scope, rule};
use crate::source::Span;

rule! {
    /// A variable is declared or imported twice.
    ///
    /// ## Why
    /// Pipy takes the last of two declarations, and the last of two imports; an own variable hides an import of
    /// the same name. It says nothing in any of these cases. But where a script with a variable declared twice
    /// also exports some, memory is corrupted, and the whole process mostly crashes when it is loaded.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({
    ///   _path: '',
    ///   _path: null,
    /// })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_path = msg.head.path))
    ///   .chain()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-path'] = _path))
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({
    ///   _path: '',
    /// })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_path = msg.head.path))
    ///   .chain()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-path'] = _path))
    /// ```
    "context/duplicate-variable", Warn, since "0.1.0", Scope::Module(run)
}

fn run(view: &ModuleView<'_>, out: &mut Diagnostics) {
    let module = view.module;
    let mut own = HashMap::with_capacity(module.context.len());
    for it in &module.context {
        if let Some(first) = own.insert(&*it.name, it.at) {
            let crashes = !module.exports.is_empty();
            let why = if crashes { ", which crashes Pipy when the script also exports" } else { "" };
            let finding = Diagnostic::new(&RULE, format!("`{}` is declared twice{why}", it.name))
                .at(module.span(it.at))
                .label(module.span(first), "the declaration that is dropped")
                .help("remove one of the two");
            out.push(if crashes { finding.certain() } else { finding });
        }
    }
    let mut imported: HashMap<&str, &crate::ir::module::Import> = HashMap::new();
    for it in &module.imports {
        if let Some(&first) = own.get(&*it.name) {
            out.push(
                Diagnostic::new(&RULE, format!("`{}` is declared, so the import of it is dropped", it.name))
                    .at(module.span(it.at))
                    .label(module.span(first), "the declaration")
                    .help("remove one of the two"),
            );
        }
        if let Some(first) = imported.insert(&it.name, it) {
            let message = match first.namespace == it.namespace {
                true => format!("`{}` is imported twice", it.name),
                false => format!("`{}` is imported from two namespaces, and the last is taken", it.name),
            };
            out.push(
                Diagnostic::new(&RULE, message)
                    .at(module.span(it.at))
                    .label(module.span(first.at), "the first import")
                    .help("remove one of the two"),
            );
        }
    }
}

/// `name` is exported twice in one object, first at `first`.
pub fn twice(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{name}` is exported twice"))
        .at(span)
        .label(first, "the declaration that is dropped")
        .help("remove one of the two")
}

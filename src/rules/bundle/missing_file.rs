//! Files that scripts need and the bundle lacks.

use crate::diag::{Diagnostic, Diagnostics, Fix};
use crate::ir::module::FileUseKind;
use crate::rules::{ProjectView, Scope, rule};
use crate::source::Span;

rule! {
    /// A script solves, uses, chains or loads a file that the codebase does not have.
    ///
    /// ## Why
    /// Pipy 0.90 stops when `pipy.solve`, `use` or `chain([…])` names a file that is missing, and with it
    /// the whole sidecar; Pipy 1.5 hangs. `pipy.load` of a missing file gives `null`, which
    /// `JSON.decode` does not take. Paths count from the root of the codebase, never from the script
    /// that names them, and no `..` leaves it.
    ///
    /// ## Avoid
    /// ```js
    /// ((config = pipy.solve('confg.js')) =>
    ///   pipy({})
    ///     .pipeline()
    ///     .onStart(() => void console.log(config))
    ///     .chain()
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((config = pipy.solve('config.js')) =>
    ///   pipy({})
    ///     .pipeline()
    ///     .onStart(() => void console.log(config))
    ///     .chain()
    /// )()
    /// ```
    "bundle/missing-file", Deny, since "0.1.0", Scope::Project(run)
}

/// Imports of the language count from the file that has them, which a script by itself does not know. All
/// other files that a script names are looked up while it is lowered.
fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    for file in view.codebase.files() {
        let Some(module) = file.module() else { continue };
        for it in module.files.iter().filter(|it| it.kind == FileUseKind::Import) {
            let path = file.path.relative(&it.path).ok();
            if path.is_none_or(|path| view.codebase.find(&path).is_none()) {
                out.push(report(module.program.range(it.at), &it.path, it.kind, None));
            }
        }
    }
}

/// The script names `path`, which is not in the codebase; `near` is the path of a file that is.
pub fn report(span: Span, path: &str, kind: FileUseKind, near: Option<&str>) -> Diagnostic {
    let verb = match kind {
        FileUseKind::Solve => "solved",
        FileUseKind::Use => "used",
        FileUseKind::Chain => "chained",
        FileUseKind::Load => "loaded",
        FileUseKind::Import => "imported",
    };
    let found =
        Diagnostic::new(&RULE, format!("`{path}` is {verb}, but the codebase has no such file")).at(span);
    match near {
        Some(near) => {
            let help = format!("write `'{near}'`");
            found.help(help.clone()).fix(Fix::suggested(help, span, format!("'{near}'")))
        }
        None => found.help("add the file under `files` in the project file, or with `--file`"),
    }
}

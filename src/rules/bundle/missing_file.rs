//! Files that scripts need and the bundle lacks.

use crate::diag::{Diagnostic, Diagnostics, Fix};
use crate::ir::codebase::Codebase;
use crate::ir::module::{FileUse, FileUseKind, Module};
use crate::ir::names::CodePath;
use crate::rules::{ProjectView, Scope, rule};
use crate::runtime::nearest;

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

/// Written beside the scripts of every bundle, whatever the codebase has.
const GENERATED: &str = "config.json";

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    let mut suggestions = MAX_SUGGESTIONS;
    for file in view.codebase.files() {
        let Some(module) = file.module() else { continue };
        for it in &module.files {
            // An import of the language is relative to the file that has it.
            let path = match it.kind {
                FileUseKind::Import => file.path.relative(&it.path).ok(),
                _ => CodePath::from_script(&it.path).ok(),
            };
            let found = path
                .as_ref()
                .is_some_and(|path| path.as_str() == GENERATED || view.codebase.find(path).is_some());
            if !found {
                out.push(report(view.codebase, module, it, path.as_ref(), &mut suggestions));
            }
        }
    }
}

/// How many findings come with the name of a similar file.
const MAX_SUGGESTIONS: usize = 20;

fn stem(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

fn report(
    codebase: &Codebase,
    module: &Module,
    it: &FileUse,
    path: Option<&CodePath>,
    suggestions: &mut usize,
) -> Diagnostic {
    let written = &it.path;
    let message = match it.kind {
        FileUseKind::Solve => format!("`{written}` is solved, but the codebase has no such file"),
        FileUseKind::Use => format!("`{written}` is used, but the codebase has no such file"),
        FileUseKind::Chain => format!("`{written}` is chained, but the codebase has no such file"),
        FileUseKind::Load => format!("`{written}` is loaded, but the codebase has no such file"),
        FileUseKind::Import => format!("`{written}` is imported, but the codebase has no such file"),
    };
    let span = module.program.range(it.at);
    let found = Diagnostic::new(&RULE, message).at(span);
    let wanted = path.map_or(&**written, CodePath::as_str);
    // Each suggestion costs a look at every file, so only the first findings get one.
    let files = if *suggestions > 0 { codebase.files() } else { &[] };
    *suggestions = suggestions.saturating_sub(1);
    let all = || files.iter().map(|file| file.path.as_str());
    // The right file in the wrong folder is likelier than a slip in a long path.
    let same_name = all().find(|path| stem(path) == stem(wanted));
    match same_name.or_else(|| nearest(wanted, all())) {
        Some(near) if it.kind != FileUseKind::Import => {
            let help = format!("write `'{near}'`");
            found.help(help.clone()).fix(Fix::suggested(help, span, format!("'{near}'")))
        }
        _ => found.help("add the file under `files` in the project file, or with `--file`"),
    }
}

//! Every file that a sidecar of the project could load.

use std::collections::BTreeMap;

use super::interface;
use crate::diag::Diagnostics;
use crate::ir::codebase::{Codebase, CodebaseFile, FileContent, Interface};
use crate::ir::module::Module;
use crate::ir::names::CodePath;
use crate::ir::project::{CodeFile, Project};
use crate::rules::bundle::path_taken;
use crate::runtime::{Form, ScriptRole};
use crate::source::SourceId;
use crate::world::{self, Tasks};

/// The built-in scripts of the target, or the project's own set; the plugins as `plugins/NAME.js`; and
/// the project's further files. `modules` are the lowered scripts; `None` for one that has errors.
///
/// Of two files at one path the first stays, in that order, and the other is reported. `tasks` works out how
/// each script meets the others.
pub fn codebase(
    project: &Project,
    mut modules: BTreeMap<SourceId, Option<Module>>,
    tasks: &dyn Tasks,
) -> (Codebase, Diagnostics) {
    let mut files: Vec<(CodebaseFile, Option<ScriptRole>)> = Vec::new();
    match &project.builtins {
        None => files.extend(project.target.scripts.iter().filter_map(|script| {
            let path = CodePath::new(script.path).ok()?;
            let interface = Some(Interface::of_catalog(script.catalog));
            Some((CodebaseFile { path, content: FileContent::Embedded(script), interface }, None))
        })),
        Some(own) => {
            let mounted = |path: &CodePath| {
                let name = path.as_str().trim_end_matches(".js");
                project.builtin_chains.iter().any(|it| *it.plugin == *name)
            };
            files.extend(own.iter().map(|it| {
                let role = |module: &Module| match it.path.as_str() {
                    "main.js" => ScriptRole::Entry,
                    _ if mounted(&it.path) => ScriptRole::Module,
                    _ => role_of_unmounted(module),
                };
                code_file(it, &mut modules, role)
            }));
        }
    }
    for plugin in &project.plugins {
        if let Ok(path) = CodePath::new(&format!("plugins/{}.js", plugin.name)) {
            files.push(script(path, plugin.script, &mut modules, |_| ScriptRole::Module));
        }
    }
    let further = project.files.iter();
    files.extend(further.map(|it| code_file(it, &mut modules, |_| ScriptRole::Support)));
    let derived = world::map(tasks, &files, |(file, role)| {
        Some(interface::derive(file.module()?, &file.path, (*role)?))
    });
    let files = files.into_iter().zip(derived).map(|((file, _), derived)| {
        let interface = derived.or(file.interface);
        CodebaseFile { interface, ..file }
    });
    let files: Vec<CodebaseFile> = files.collect();
    let mut out = Diagnostics::default();
    let mut first: BTreeMap<&CodePath, usize> = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        let before = *first.entry(&file.path).or_insert(at);
        if before != at {
            out.push(path_taken::report(&file.path));
        }
    }
    (Codebase::new(files), out)
}

/// A script that begins a chain of other modules is an entry script; one with an entrance that goes
/// on with the chain it runs in is a module of a chain that the values do not mount; the rest supports.
fn role_of_unmounted(module: &Module) -> ScriptRole {
    let filters = || module.pipelines.iter().flat_map(|it| &it.filters);
    let chains = |with: bool| filters().any(|it| it.api.form == Form::Chain && it.args.is_empty() != with);
    match (chains(true), module.entrance().is_some() && chains(false)) {
        (true, _) => ScriptRole::Entry,
        (false, true) => ScriptRole::Module,
        (false, false) => ScriptRole::Support,
    }
}

fn code_file(
    file: &CodeFile,
    modules: &mut BTreeMap<SourceId, Option<Module>>,
    role: impl Fn(&Module) -> ScriptRole,
) -> (CodebaseFile, Option<ScriptRole>) {
    match file.source {
        Some(source) => script(file.path.clone(), source, modules, role),
        None => (CodebaseFile { path: file.path.clone(), content: FileContent::Data, interface: None }, None),
    }
}

/// A script, and the role for which its interface is to be derived.
fn script(
    path: CodePath,
    source: SourceId,
    modules: &mut BTreeMap<SourceId, Option<Module>>,
    role: impl Fn(&Module) -> ScriptRole,
) -> (CodebaseFile, Option<ScriptRole>) {
    let module = modules.remove(&source).flatten();
    let role = module.as_ref().map(role);
    let content = match module {
        Some(module) => FileContent::Script(Box::new(module)),
        None => FileContent::Broken(source),
    };
    (CodebaseFile { path, content, interface: None }, role)
}

//! Which files of the codebase a bundle needs.

use crate::ir::chain::Resolved;
use crate::ir::codebase::{Codebase, CodebaseFile, FileContent, FileId};
use crate::ir::names::CodePath;
use crate::runtime::Target;

/// The root script, everything in some chain, and whatever those name, sorted by path. With `all`,
/// the whole codebase. A configuration is never among them: the bundle writes its own, and a script may
/// prefer another name of it.
pub(super) fn files(target: &Target, codebase: &Codebase, resolved: &Resolved, all: bool) -> Vec<FileId> {
    let mut reached = vec![all; codebase.files().len()];
    let mut waiting: Vec<FileId> = Vec::new();
    let root = CodePath::new("main.js").ok().and_then(|path| codebase.find(&path));
    waiting.extend(root);
    let sets = resolved.sets.iter().chain([&resolved.base]);
    waiting.extend(sets.flat_map(|set| &set.chains).flat_map(|chain| &chain.links).map(|link| link.file));
    let mut guesses = false;
    while let Some(id) = waiting.pop() {
        let mark = &mut reached[id.0 as usize];
        let file = codebase.file(id);
        if std::mem::replace(mark, true) && !all {
            continue;
        }
        guesses |= names_files_at_run_time(file);
        let needs = file.interface.iter().filter(|_| !all).flat_map(|it| &it.files);
        waiting.extend(needs.filter_map(|path| codebase.find(path)));
    }
    let further = |file: &CodebaseFile| guesses && matches!(file.content, FileContent::Data);
    let own = |file: &CodebaseFile| target.config_files.contains(&file.path.as_str());
    let kept = codebase.iter().filter(|(id, file)| (reached[id.0 as usize] || further(file)) && !own(file));
    kept.map(|(id, _)| id).collect()
}

/// True if a script names a file by a value that is only known when it runs. Then all data is kept.
fn names_files_at_run_time(file: &CodebaseFile) -> bool {
    file.module().is_some_and(|module| module.open.iter().any(|it| it.kind == "file"))
}

//! Every file that a sidecar of this project could load, under the path at which Pipy finds it.

use super::module::Module;
use super::names::CodePath;
use crate::runtime::{CatalogEntry, Level, Script, ScriptRole, Terminal};
use crate::source::SourceId;

/// Index of a file in [`Codebase::files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// The files: built-ins, `plugins/NAME.js`, and the project's further files.
#[derive(Debug, Default)]
pub struct Codebase {
    files: Vec<CodebaseFile>,
}

/// A file of the codebase.
#[derive(Debug)]
pub struct CodebaseFile {
    /// Where Pipy finds it.
    pub path: CodePath,
    /// What it is.
    pub content: FileContent,
    /// How it meets other files; `None` for data and for scripts that could not be lowered.
    pub interface: Option<Interface>,
}

/// What a file is.
#[derive(Debug)]
pub enum FileContent {
    /// A built-in of the embedded set, checked when `pipyc` itself was tested.
    Embedded(&'static Script),
    /// A script of the project (or of its `builtins:` folder) that was parsed and lowered.
    Script(Box<Module>),
    /// A script that could not be parsed; the findings say why.
    Broken(SourceId),
    /// Anything that is no script.
    Data,
}

/// How a script meets the others: the same for a built-in, whose catalog says it, and for a custom
/// script, from which it is derived.
#[derive(Debug, Clone, PartialEq)]
pub struct Interface {
    /// Entry script, chain module or support script.
    pub role: ScriptRole,
    /// (namespace, variable), sorted.
    pub exports: Vec<(Box<str>, Box<str>)>,
    /// (namespace, variable), sorted.
    pub imports: Vec<(Box<str>, Box<str>)>,
    /// Files that it solves, uses, chains or loads, as normalized paths, sorted.
    pub files: Vec<CodePath>,
    /// What its entrance expects; `None` if it takes both.
    pub level_in: Option<Level>,
    /// What its `chain()` passes on, if that differs from what came in.
    pub level_out: Option<Level>,
    /// Whether it ends the chain.
    pub terminal: Terminal,
}

impl Interface {
    /// What the catalog says.
    pub fn of_catalog(entry: &CatalogEntry) -> Self {
        let files = entry.solves.iter().chain(entry.uses).filter_map(|path| CodePath::from_script(path).ok());
        let mut files: Vec<CodePath> = files.collect();
        files.sort_unstable();
        Interface {
            role: entry.role,
            exports: entry.exports.iter().map(|it| (it.namespace.into(), it.name.into())).collect(),
            imports: entry.imports.iter().map(|&(namespace, name)| (namespace.into(), name.into())).collect(),
            files,
            level_in: entry.level_in,
            level_out: entry.level_out.filter(|&out| entry.level_in != Some(out)),
            terminal: entry.terminal,
        }
    }
}

impl Codebase {
    /// A codebase of these files. Of two at one path the first stays; who made the list reports it.
    pub fn new(mut files: Vec<CodebaseFile>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|second, first| second.path == first.path);
        Codebase { files }
    }

    /// All files, sorted by path.
    pub fn files(&self) -> &[CodebaseFile] {
        &self.files
    }

    /// All files with their ids, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &CodebaseFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// The file with this id.
    pub fn file(&self, id: FileId) -> &CodebaseFile {
        &self.files[id.0 as usize]
    }

    /// The file at a path.
    pub fn find(&self, path: &CodePath) -> Option<FileId> {
        let at = self.files.binary_search_by(|it| it.path.cmp(path)).ok()?;
        Some(FileId(at as u32))
    }

    /// The lowered script at a path, if it is one of the project's.
    pub fn module(&self, path: &CodePath) -> Option<&Module> {
        self.file(self.find(path)?).module()
    }

    /// How the file at a path meets others.
    pub fn interface(&self, path: &CodePath) -> Option<&Interface> {
        self.file(self.find(path)?).interface.as_ref()
    }
}

impl CodebaseFile {
    /// The lowered script, if it is one of the project's.
    pub fn module(&self) -> Option<&Module> {
        match &self.content {
            FileContent::Script(module) => Some(module),
            FileContent::Embedded(_) | FileContent::Broken(_) | FileContent::Data => None,
        }
    }
}

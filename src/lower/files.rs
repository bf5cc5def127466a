//! What a script can know of the other files of its codebase.

use std::collections::BTreeMap;

use crate::ir::module::{Module, ModuleValue, PipelineKind, Shape};
use crate::ir::names::CodePath;
use crate::runtime::{CatalogEntry, Target, nearest};

/// Looks up the files that a script names. Paths come as the script writes them.
pub trait Files {
    /// What is known of the file at `path`.
    fn find(&self, path: &str) -> Found;

    /// The path of a file that may be meant by a path that does not exist.
    fn near(&self, path: &str) -> Option<String>;
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// Whether it exists is not known.
    Unknown,
    /// It does not exist.
    Missing,
    /// It exists, and is no script, or a script of which nothing is known.
    Data,
    /// It is a script.
    Script(ScriptFacts),
}

/// What other scripts can see of a script.
#[derive(Debug, Clone, PartialEq)]
pub struct ScriptFacts {
    /// What `pipy.solve` gives.
    pub value: Shape,
    /// The names of its pipelines; `None` if they are not known.
    pub pipelines: Option<Vec<Box<str>>>,
    /// Whether it has an entrance pipeline; only meant if `pipelines` is known.
    pub entrance: bool,
}

impl ScriptFacts {
    /// What a lowered script shows.
    pub fn of(module: &Module) -> Self {
        let value = match &module.value {
            ModuleValue::Value(shape) => shape.clone(),
            ModuleValue::Configuration | ModuleValue::Unknown => Shape::Any,
        };
        let pipelines = (module.value == ModuleValue::Configuration).then(|| {
            let names = module.pipelines.iter().filter_map(|it| match &it.kind {
                PipelineKind::Named(name) => Some(name.clone()),
                _ => None,
            });
            names.collect()
        });
        ScriptFacts { value, pipelines, entrance: module.entrance().is_some() }
    }
}

/// Nothing is known of any file: for a script that is looked at by itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn find(&self, _path: &str) -> Found {
        Found::Unknown
    }

    fn near(&self, _path: &str) -> Option<String> {
        None
    }
}

/// All files of a codebase.
#[derive(Debug, Clone, Default)]
pub struct FileMap {
    files: BTreeMap<CodePath, Found>,
}

impl FileMap {
    /// What every sidecar has, whatever its codebase holds: its configuration. Of the names that it can
    /// have the first stands for a file that is there, and of the others nothing is known.
    pub fn of(target: &Target) -> Self {
        let mut files = FileMap::default();
        for (at, path) in target.config_files.iter().enumerate() {
            if let Ok(path) = CodePath::new(path) {
                files.insert(path, if at == 0 { Found::Data } else { Found::Unknown });
            }
        }
        files
    }

    /// Adds the mesh's own scripts, as the catalog of the target describes them.
    pub fn add_embedded(&mut self, target: &Target) {
        for script in target.scripts {
            if let Ok(path) = CodePath::new(script.path) {
                let value = catalog_shape(script.catalog);
                let facts = ScriptFacts { value, pipelines: None, entrance: false };
                self.files.insert(path, Found::Script(facts));
            }
        }
    }

    /// Adds a file, or replaces what is known of it.
    pub fn insert(&mut self, path: CodePath, found: Found) {
        self.files.insert(path, found);
    }
}

/// The shape of what a built-in script evaluates to.
fn catalog_shape(entry: &CatalogEntry) -> Shape {
    if entry.members.is_empty() {
        return Shape::Any;
    }
    let members = entry.members.iter().map(|&(name, of)| {
        let shape = match of {
            "function" => Shape::Function,
            "string" => Shape::Type("String".into()),
            "number" => Shape::Type("Number".into()),
            "boolean" => Shape::Type("Boolean".into()),
            _ => Shape::Any,
        };
        (name.into(), shape)
    });
    Shape::Object(members.collect())
}

impl Files for FileMap {
    fn find(&self, path: &str) -> Found {
        let path = CodePath::from_script(path).ok();
        path.and_then(|it| self.files.get(&it)).cloned().unwrap_or(Found::Missing)
    }

    fn near(&self, path: &str) -> Option<String> {
        let stem = |path: &str| path.rsplit_once('/').map_or(path.to_owned(), |(_, name)| name.to_owned());
        let all = || self.files.keys().map(CodePath::as_str);
        let wanted = stem(path);
        // The right file in the wrong folder is likelier than a slip in a long path.
        let same = all().find(|it| stem(it) == wanted);
        same.or_else(|| nearest(path, all())).map(str::to_owned)
    }
}

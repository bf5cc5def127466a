//! A world of texts in memory, for tests and for embedding.

use std::collections::BTreeMap;

use super::{PathKind, World, WorldError};

/// Files by path. A path given with a leading `./` finds the file without it.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    env: BTreeMap<String, String>,
}

impl Memory {
    /// An empty world.
    pub fn new() -> Self {
        Memory::default()
    }

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), bytes.into());
        self
    }

    /// Adds a variable of the environment.
    #[must_use]
    pub fn var(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }
}

fn plain(path: &str) -> &str {
    let path = path.strip_prefix("./").unwrap_or(path).trim_end_matches('/');
    if path == "." { "" } else { path }
}

fn prefix(folder: &str) -> String {
    match plain(folder) {
        "" => String::new(),
        folder => format!("{folder}/"),
    }
}

impl World for Memory {
    fn kind(&self, path: &str) -> PathKind {
        if self.files.contains_key(plain(path)) {
            PathKind::File
        } else if self.files.keys().any(|it| it.starts_with(&prefix(path))) {
            PathKind::Folder
        } else {
            PathKind::Missing
        }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        let missing = || WorldError::Read { path: path.to_owned(), reason: "no such file".to_owned() };
        self.files.get(plain(path)).cloned().ok_or_else(missing)
    }

    fn walk(&self, folder: &str) -> Result<Vec<String>, WorldError> {
        let below = prefix(folder);
        let hidden = |path: &str| path.split('/').any(|part| part.starts_with('.'));
        let files = self.files.keys().filter_map(|path| path.strip_prefix(&below));
        let shown = files.filter(|rest| !hidden(rest));
        Ok(shown.map(|rest| format!("{}/{rest}", folder.trim_end_matches('/'))).collect())
    }

    fn env(&self, name: &str) -> Option<String> {
        self.env.get(name).cloned()
    }
}

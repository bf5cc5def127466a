//! Paths that cannot stand beside each other on every disk.

use std::collections::HashMap;

use crate::ir::names::CodePath;

/// Collects paths, and says when a new one gets in the way of an earlier one: the same path again, one
/// that differs only in case (one file on Windows and macOS), or a file where a folder must be.
#[derive(Debug, Default)]
pub struct Paths {
    /// By lower-cased path: the path as first seen, and what it was.
    seen: HashMap<String, (Box<str>, Seen)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    File,
    Folder,
}

/// Two paths that cannot both be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clash {
    /// The path was there before.
    Again,
    /// This path was there before, and differs only in case.
    Case(Box<str>),
    /// This path is a file as well as a folder.
    FileAndFolder(Box<str>),
}

impl Paths {
    /// Adds a file, and with it all the folders above it.
    ///
    /// # Errors
    /// If it clashes with an earlier path.
    pub fn add_file(&mut self, path: &CodePath) -> Result<(), Clash> {
        let path = path.as_str();
        for (slash, _) in path.match_indices('/') {
            self.add(&path[..slash], Seen::Folder)?;
        }
        self.add(path, Seen::File)
    }

    /// Adds a folder, and with it all the folders above it.
    ///
    /// # Errors
    /// If it clashes with an earlier path.
    pub fn add_folder(&mut self, path: &CodePath) -> Result<(), Clash> {
        let path = path.as_str();
        for (slash, _) in path.match_indices('/') {
            self.add(&path[..slash], Seen::Folder)?;
        }
        self.add(path, Seen::Folder)
    }

    fn add(&mut self, path: &str, what: Seen) -> Result<(), Clash> {
        let Some((earlier, seen)) = self.seen.get(&path.to_lowercase()) else {
            self.seen.insert(path.to_lowercase(), (path.into(), what));
            return Ok(());
        };
        match (&**earlier == path, *seen, what) {
            (true, Seen::Folder, Seen::Folder) => Ok(()),
            (true, Seen::File, Seen::File) => Err(Clash::Again),
            (true, ..) => Err(Clash::FileAndFolder(path.into())),
            (false, ..) => Err(Clash::Case(earlier.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(paths: &[&str]) -> Result<(), Clash> {
        let mut all = Paths::default();
        paths.iter().try_for_each(|path| all.add_file(&CodePath::new(path).unwrap()))
    }

    #[test]
    fn neighbors_do_not_clash() {
        assert_eq!(add(&["base/a.js", "base/b.js", "base/b/a.js"]), Ok(()));
    }

    #[test]
    fn the_same_file_twice_clashes() {
        assert_eq!(add(&["a/b", "a/b"]), Err(Clash::Again));
    }

    #[test]
    fn case_clashes_in_files_and_in_folders() {
        assert_eq!(add(&["a/b", "a/B"]), Err(Clash::Case("a/b".into())));
        assert_eq!(add(&["a/b", "A/c"]), Err(Clash::Case("a".into())));
        assert_eq!(add(&["é", "É"]), Err(Clash::Case("é".into())));
    }

    #[test]
    fn a_file_cannot_be_a_folder() {
        assert_eq!(add(&["a", "a/b"]), Err(Clash::FileAndFolder("a".into())));
        assert_eq!(add(&["a/b", "a"]), Err(Clash::FileAndFolder("a".into())));
    }
}

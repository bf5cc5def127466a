//! Paths that cannot stand beside each other on every disk.

use std::borrow::Cow;
use std::collections::HashMap;

use unicode_normalization::{UnicodeNormalization as _, is_nfd};

use crate::ir::names::CodePath;

/// Collects paths, and says when a new one gets in the way of an earlier one: the same path again, one
/// that differs only in case (one file on Windows and macOS) or in how its letters are encoded (one file on
/// macOS), or a file where a folder must be.
#[derive(Debug, Default)]
pub struct Paths {
    /// By folded path: the path as first seen, and what it was.
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
    /// This path was there before, and is the same text in another normal form of Unicode.
    Form(Box<str>),
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

    /// How many files and folders there are.
    pub(super) fn len(&self) -> usize {
        self.seen.len()
    }

    fn add(&mut self, path: &str, what: Seen) -> Result<(), Clash> {
        let folded = folded(path);
        let Some((earlier, seen)) = self.seen.get(&folded) else {
            self.seen.insert(folded, (path.into(), what));
            return Ok(());
        };
        match (&**earlier == path, *seen, what) {
            (true, Seen::Folder, Seen::Folder) => Ok(()),
            (true, Seen::File, Seen::File) => Err(Clash::Again),
            (true, ..) => Err(Clash::FileAndFolder(path.into())),
            (false, ..) if decomposed(earlier) == decomposed(path) => Err(Clash::Form(earlier.clone())),
            (false, ..) => Err(Clash::Case(earlier.clone())),
        }
    }
}

/// What all paths have in common that are one file on some disk: decomposed, as macOS stores it, and without
/// case, as far as it and Windows know cases. Upper case first, since that is where `ſ`, `ß` and `K` meet
/// their like.
fn folded(path: &str) -> String {
    match path.is_ascii() {
        true => path.to_ascii_lowercase(),
        false => decomposed(&decomposed(path).to_uppercase()).to_lowercase(),
    }
}

fn decomposed(text: &str) -> Cow<'_, str> {
    match is_nfd(text) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfd().collect()),
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
        assert_eq!(add(&["k", "\u{212a}"]), Err(Clash::Case("k".into())));
        assert_eq!(add(&["strasse", "straße"]), Err(Clash::Case("strasse".into())));
    }

    #[test]
    fn one_letter_in_two_encodings_clashes() {
        assert_eq!(add(&["caf\u{e9}.js", "cafe\u{301}.js"]), Err(Clash::Form("caf\u{e9}.js".into())));
        assert_eq!(add(&["a/\u{1e69}/b", "a/s\u{307}\u{323}/c"]), Err(Clash::Form("a/\u{1e69}".into())));
        assert_eq!(add(&["\u{c5}", "a\u{30a}"]), Err(Clash::Case("\u{c5}".into())));
    }

    #[test]
    fn letters_that_only_look_alike_do_not_clash() {
        assert_eq!(add(&["a.js", "\u{430}.js", "\u{ff41}.js"]), Ok(()));
    }

    #[test]
    fn a_file_cannot_be_a_folder() {
        assert_eq!(add(&["a", "a/b"]), Err(Clash::FileAndFolder("a".into())));
        assert_eq!(add(&["a/b", "a"]), Err(Clash::FileAndFolder("a".into())));
    }
}

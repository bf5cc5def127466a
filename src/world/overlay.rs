//! A world with some files changed: texts that are not on the disk yet.

use std::collections::BTreeMap;

use super::{PathKind, World, WorldError};

/// Another world, with some of its files' bytes replaced. It never adds a file.
#[derive(Clone)]
pub struct Overlay<'a> {
    below: &'a dyn World,
    files: BTreeMap<String, Vec<u8>>,
}

impl<'a> Overlay<'a> {
    /// The world below, as it is.
    pub fn new(below: &'a dyn World) -> Self {
        Overlay { below, files: BTreeMap::new() }
    }

    /// Replaces the bytes of a file.
    pub fn put(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.to_owned(), bytes);
    }

    /// The files that were replaced, with their bytes, by path.
    pub fn changed(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }
}

impl World for Overlay<'_> {
    fn kind(&self, path: &str) -> PathKind {
        self.below.kind(path)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        self.files.get(path).map_or_else(|| self.below.read(path), |bytes| Ok(bytes.clone()))
    }

    fn walk(&self, folder: &str) -> Result<Vec<String>, WorldError> {
        self.below.walk(folder)
    }

    fn env(&self, name: &str) -> Option<String> {
        self.below.env(name)
    }

    fn folder(&self) -> Option<String> {
        self.below.folder()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Memory;

    #[test]
    fn only_what_was_put_is_changed() {
        let below = Memory::new().file("a", "1").file("b", "2");
        let mut world = Overlay::new(&below);
        world.put("a", b"3".to_vec());
        assert_eq!(world.read("a").unwrap(), b"3");
        assert_eq!(world.read("b").unwrap(), b"2");
        assert_eq!(below.read("a").unwrap(), b"1");
    }
}

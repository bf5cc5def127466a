//! The disk, standard input and the environment of this process.
#![expect(clippy::disallowed_methods, reason = "the one place that reads the outside world")]

use std::fs::{self, File};
use std::io::{self, Read};

use walkdir::{DirEntry, WalkDir};

use super::{MAX_FILE, PathKind, World, WorldError};

/// The real world.
#[derive(Debug, Clone, Copy, Default)]
pub struct Os;

impl World for Os {
    fn kind(&self, path: &str) -> PathKind {
        if path == "-" {
            return PathKind::File;
        }
        match fs::metadata(path) {
            Ok(it) if it.is_file() => PathKind::File,
            Ok(it) if it.is_dir() => PathKind::Folder,
            Ok(_) => PathKind::Other,
            Err(_) => PathKind::Missing,
        }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        let bytes = match path {
            "-" => limited(io::stdin().lock()),
            path => File::open(path).and_then(limited),
        };
        let bytes = bytes.map_err(|error| failed(path, &error))?;
        match bytes.len() as u64 > MAX_FILE {
            true => Err(WorldError::Large { path: path.to_owned() }),
            false => Ok(bytes),
        }
    }

    fn walk(&self, folder: &str) -> Result<Vec<String>, WorldError> {
        let shown = |it: &DirEntry| it.depth() == 0 || !it.file_name().to_string_lossy().starts_with('.');
        let mut files = Vec::new();
        for entry in WalkDir::new(folder).into_iter().filter_entry(shown) {
            let entry = entry.map_err(|error| {
                let path = error.path().map_or(folder.into(), |path| path.to_string_lossy());
                let reason = error.io_error().map_or_else(|| "a folder holds itself".to_owned(), reason);
                WorldError::Read { path: path.into_owned(), reason }
            })?;
            let path = entry.path().to_string_lossy().replace('\\', "/");
            // Asking the disk again costs more than the walk; only of a link is it not known what it is.
            let kind = entry.file_type();
            if kind.is_file() || kind.is_symlink() && self.kind(&path) == PathKind::File {
                files.push(path);
            }
        }
        files.sort_unstable();
        Ok(files)
    }

    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn folder(&self) -> Option<String> {
        let folder = std::env::current_dir().ok()?;
        Some(folder.to_str()?.replace('\\', "/"))
    }
}

/// Up to one byte more than is read of a file.
fn limited(reader: impl Read) -> io::Result<Vec<u8>> {
    // Large enough for most files, so that one call reads them and another finds their end: asking for the
    // size would be a third.
    let mut bytes = Vec::with_capacity(16 << 10);
    reader.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn failed(path: &str, error: &io::Error) -> WorldError {
    WorldError::Read { path: path.to_owned(), reason: reason(error) }
}

/// The system's words without "(os error N)", which helps nobody.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

//! The few things that `directory` does to a disk, as a trait, so that a test can break each of them.
#![expect(clippy::disallowed_methods, reason = "the one place that writes to the outside world")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// What is at a path, links not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing.
    Missing,
    /// A regular file of so many bytes.
    File(u64),
    /// A folder.
    Folder,
    /// A link, a device, a pipe.
    Other,
}

/// Held while an output folder is written; the system lets go of it when the program ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    /// Never read: its lock ends when it is closed.
    _folder: File,
}

/// What `directory` does to a disk. No method follows a link at the end of its path.
pub(super) trait Disk: Sync {
    /// Waits until no other `pipyc` writes to this folder. `None` where folders cannot be locked.
    fn lock(&self, folder: &Path) -> Option<Lock>;

    /// What is there.
    fn kind(&self, path: &Path) -> io::Result<Kind>;

    /// The names in a folder, in any order.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;

    /// The bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Makes a folder and those above it, where missing.
    fn create_folders(&self, path: &Path) -> io::Result<()>;

    /// Makes a folder that must not be there yet, with mode 0755 whatever the umask.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// Writes a file that must not be there yet, with mode 0644 whatever the umask.
    fn create_file(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Moves a file, a folder or a link itself. A file takes the place of a file.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file, a link itself, or a folder with all in it.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// The real disk.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OsDisk;

impl Disk for OsDisk {
    fn lock(&self, folder: &Path) -> Option<Lock> {
        let folder = File::open(folder).ok()?;
        folder.lock().ok()?;
        Some(Lock { _folder: folder })
    }

    fn kind(&self, path: &Path) -> io::Result<Kind> {
        match fs::symlink_metadata(path) {
            Ok(it) if it.is_file() => Ok(Kind::File(it.len())),
            Ok(it) if it.is_dir() => Ok(Kind::Folder),
            Ok(_) => Ok(Kind::Other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kind::Missing),
            Err(error) => Err(error),
        }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn create_folders(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)?;
        #[cfg(unix)]
        fs::set_permissions(path, mode(0o755))?;
        Ok(())
    }

    fn create_file(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        #[cfg(unix)]
        file.set_permissions(mode(0o644))?;
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        match self.kind(path)? {
            Kind::Missing => Ok(()),
            Kind::Folder => fs::remove_dir_all(path),
            Kind::File(_) | Kind::Other => fs::remove_file(path),
        }
    }
}

#[cfg(unix)]
fn mode(bits: u32) -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    fs::Permissions::from_mode(bits)
}

/// A disk for tests of what a killed build leaves.
#[cfg(test)]
pub(super) mod dying {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A disk that dies at the `left`-th change, in the middle of it where it can be halved, and for good.
    pub(in crate::emit) struct Dying {
        left: AtomicUsize,
    }

    impl Dying {
        pub(in crate::emit) fn after(left: usize) -> Self {
            Dying { left: AtomicUsize::new(left) }
        }

        fn change(&self) -> io::Result<()> {
            let one_less = |left: usize| left.checked_sub(1);
            match self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less) {
                Ok(_) => Ok(()),
                Err(_) => Err(io::Error::other("killed")),
            }
        }
    }

    impl Disk for Dying {
        fn lock(&self, folder: &Path) -> Option<Lock> {
            OsDisk.lock(folder)
        }

        fn kind(&self, path: &Path) -> io::Result<Kind> {
            OsDisk.kind(path)
        }

        fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
            OsDisk.list(folder)
        }

        fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
            OsDisk.read(path)
        }

        fn create_folders(&self, path: &Path) -> io::Result<()> {
            self.change().and_then(|()| OsDisk.create_folders(path))
        }

        fn create_folder(&self, path: &Path) -> io::Result<()> {
            self.change().and_then(|()| OsDisk.create_folder(path))
        }

        fn create_file(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
            self.change().inspect_err(|_| {
                // The write that dies leaves half a file.
                drop(OsDisk.create_file(path, &bytes[..bytes.len() / 2]));
            })?;
            OsDisk.create_file(path, bytes)
        }

        fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
            self.change().and_then(|()| OsDisk.rename(from, to))
        }

        fn remove(&self, path: &Path) -> io::Result<()> {
            match OsDisk.kind(path)? {
                Kind::Missing => Ok(()),
                _ => self.change().and_then(|()| OsDisk.remove(path)),
            }
        }
    }
}

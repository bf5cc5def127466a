//! Bundle → output folder: the unpacked bundle, its archive, and `latest.json`; all or nothing.
//!
//! Everything is first written into a hidden folder of the output folder, and takes its place by
//! renames when it is complete: the bundle, then its archive, then `latest.json`. Killed at any moment,
//! whatever stood there before is whole, and all that is left behind is the hidden folder, which the
//! next build removes. A lock on the output folder keeps two builds apart. What is already there, and
//! right, is not touched.
//!
//! Nothing is forced to the platter: a bundle can be made again, and that would cost a build of 1,000
//! plugins a tenth of its time. After a power cut the next build finds what was lost, and mends it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fmt, io};

use super::disk::{Disk, Kind, Lock, OsDisk};
use crate::bundle::latest::{LATEST, Latest};
use crate::bundle::{Bundle, MANIFEST};
use crate::world::{self, InTurn, Tasks};

/// How the hidden folders begin. Whatever begins so belongs to `pipyc`.
const STAGING: &str = ".pipyc-";

/// The name of this process's hidden folder.
pub(super) fn staging() -> String {
    format!("{STAGING}{}", std::process::id())
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emitted {
    /// The unpacked bundle.
    pub folder: PathBuf,
    /// The archive.
    pub archive: PathBuf,
    /// Whether anything had to be written.
    pub change: Change,
}

/// Whether anything had to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The bundle is new, or only its manifest changed.
    Written,
    /// The bundle was there, but not as it was written; it was replaced.
    Repaired,
    /// The bundle was there and right; only `latest.json` named another one.
    LatestOnly,
    /// All was there and right; nothing was touched.
    Unchanged,
}

/// Why nothing was emitted.
#[derive(Debug, thiserror::Error)]
pub enum EmitError {
    /// The operating system says no.
    #[error("cannot {doing} {path}: {reason}")]
    Io {
        /// `write`, `rename`, and so on.
        doing: &'static str,
        /// What.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// The folder of a layout holds something that is not ours to remove.
    #[error("{path} holds {what}, which is no bundle: choose a folder of its own")]
    Occupied {
        /// The folder.
        path: String,
        /// What is in it.
        what: String,
    },
    /// The bundle's name cannot name a folder.
    #[error("the bundle's folder {0:?} is no name that a folder can have")]
    Name(String),
    /// A folder that is written anew as a whole has something of somebody else in it.
    #[error("{0} was not written by pipyc")]
    Stranger(String),
}

/// Writes a bundle with its archive (see [`super::tarball`]) into the folder `out`, which is made if missing.
///
/// # Errors
/// If the disk cannot be read or written. Then nothing of what was there has changed.
pub fn write(bundle: &Bundle, archive: &[u8], out: &Path) -> Result<Emitted, EmitError> {
    stage(bundle, out, &InTurn)?.commit(archive)
}

/// The first half of [`write()`], which does not need the archive: makes and locks the output folder, and
/// writes the unpacked bundle beside its place, several files at a time. The archive can be made meanwhile.
///
/// # Errors
/// As [`write()`].
pub fn stage<'a>(bundle: &'a Bundle, out: &Path, tasks: &dyn Tasks) -> Result<Staged<'a>, EmitError> {
    stage_on(&OsDisk, bundle, out, tasks)
}

fn stage_on<'a>(
    disk: &'a dyn Disk,
    bundle: &'a Bundle,
    out: &Path,
    tasks: &dyn Tasks,
) -> Result<Staged<'a>, EmitError> {
    let latest =
        Latest::of(&bundle.manifest).ok_or_else(|| EmitError::Name(bundle.manifest.folder_name()))?;
    // `out` may be a link of the user's own; nothing below it is followed.
    disk.create_folders(out).map_err(|error| failed("make", out, &error))?;
    let lock = disk.lock(out);
    if lock.is_some() {
        remove_litter(disk, out)?;
    }
    let mut staged = Staged {
        disk,
        bundle,
        folder: out.join(latest.folder.as_str()),
        archive: out.join(latest.archive.as_str()),
        latest: (out.join(LATEST), latest.to_json()),
        staging: out.join(staging()),
        has_staging: false,
        found: Found::Right,
        _lock: lock,
    };
    staged.found = staged.folder_state(tasks)?;
    match staged.found {
        Found::Right => {}
        Found::OtherManifest => staged.create_staged(MANIFEST, &bundle.manifest_json)?,
        Found::Nothing | Found::OtherFile | Found::Damaged => staged.create_bundle(tasks)?,
    }
    Ok(staged)
}

/// Removes what killed builds left. Only under the lock: then no living build owns any of it.
pub(super) fn remove_litter(disk: &dyn Disk, out: &Path) -> Result<(), EmitError> {
    let names = disk.list(out).map_err(|error| failed("read", out, &error))?;
    for name in names.iter().filter(|name| name.starts_with(STAGING)) {
        let path = out.join(name);
        disk.remove(&path).map_err(|error| failed("remove", &path, &error))?;
    }
    Ok(())
}

/// A bundle that stands, complete, beside its place in a locked output folder. Dropped without
/// [`Staged::commit`], it leaves everything as it was.
pub struct Staged<'a> {
    disk: &'a dyn Disk,
    bundle: &'a Bundle,
    folder: PathBuf,
    archive: PathBuf,
    latest: (PathBuf, Vec<u8>),
    staging: PathBuf,
    has_staging: bool,
    /// What stands in the place of the unpacked bundle.
    found: Found,
    _lock: Option<Lock>,
}

/// What stands at one place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    /// What we would write.
    Right,
    /// Nothing.
    Nothing,
    /// The right folder, but with another manifest: the same content, made from other inputs.
    OtherManifest,
    /// A file with other bytes.
    OtherFile,
    /// Anything else.
    Damaged,
}

impl fmt::Debug for Staged<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Staged").field(&self.folder).finish()
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        // After a failure, the failure is what is reported; the next build tries again to remove it.
        drop(self.remove_staging());
    }
}

impl Staged<'_> {
    /// Puts everything in its place: the bundle, its archive, `latest.json`.
    ///
    /// # Errors
    /// As [`write()`].
    pub fn commit(mut self, archive: &[u8]) -> Result<Emitted, EmitError> {
        let found_archive = self.file_state(&self.archive, archive)?;
        let found_latest = self.file_state(&self.latest.0, &self.latest.1)?;
        if found_archive != Found::Right {
            self.create_staged("archive", archive)?;
        }
        if found_latest != Found::Right {
            let text = std::mem::take(&mut self.latest.1);
            self.create_staged(LATEST, &text)?;
        }
        match self.found {
            Found::Right => {}
            Found::OtherManifest => self.rename(&self.staged(MANIFEST), &self.folder.join(MANIFEST))?,
            Found::Nothing | Found::OtherFile | Found::Damaged => {
                self.put(self.found, "bundle", &self.folder)?;
            }
        }
        if found_archive != Found::Right {
            self.put(found_archive, "archive", &self.archive)?;
        }
        if found_latest != Found::Right {
            self.put(found_latest, LATEST, &self.latest.0)?;
        }
        self.remove_staging()?;
        let change = match (self.found, found_archive, found_latest) {
            (Found::Right, Found::Right, Found::Right) => Change::Unchanged,
            (Found::Right, Found::Right, _) => Change::LatestOnly,
            (Found::Damaged | Found::OtherFile, ..) | (_, Found::Damaged, _) => Change::Repaired,
            (Found::Right, Found::OtherFile, _) => Change::Repaired,
            _ => Change::Written,
        };
        Ok(Emitted { folder: self.folder.clone(), archive: self.archive.clone(), change })
    }

    fn file_state(&self, path: &Path, bytes: &[u8]) -> Result<Found, EmitError> {
        let kind = self.disk.kind(path).map_err(|error| failed("read", path, &error))?;
        Ok(match kind {
            Kind::Missing => Found::Nothing,
            // A file that cannot be read is replaced like any other that is not ours.
            Kind::File(size) if size == bytes.len() as u64 => match self.disk.read(path) {
                Ok(text) if text == bytes => Found::Right,
                _ => Found::OtherFile,
            },
            Kind::File(_) => Found::OtherFile,
            Kind::Folder | Kind::Other => Found::Damaged,
        })
    }

    fn folder_state(&self, tasks: &dyn Tasks) -> Result<Found, EmitError> {
        match self.disk.kind(&self.folder).map_err(|error| failed("read", &self.folder, &error))? {
            Kind::Missing => return Ok(Found::Nothing),
            Kind::Folder => {}
            Kind::File(_) | Kind::Other => return Ok(Found::Damaged),
        }
        // Names first: they are few system calls, and catch what is missing or too much.
        let Some(found) = self.files_below_folder() else { return Ok(Found::Damaged) };
        if !self.bundle.entries().map(|(path, _)| path).eq(found.iter().map(String::as_str)) {
            return Ok(Found::Damaged);
        }
        let mut state = Found::Right;
        let files: Vec<_> = self.bundle.entries().collect();
        let states =
            world::map(tasks, &files, |(path, bytes)| self.file_state(&self.folder.join(path), bytes));
        for ((path, _), found) in files.into_iter().zip(states) {
            match found? {
                Found::Right => {}
                Found::OtherFile if path == MANIFEST => state = Found::OtherManifest,
                _ => return Ok(Found::Damaged),
            }
        }
        Ok(state)
    }

    /// The files of the existing folder, sorted; `None` if it cannot be read, or holds anything that
    /// is neither file nor folder.
    fn files_below_folder(&self) -> Option<BTreeSet<String>> {
        let mut files = BTreeSet::new();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            for name in self.disk.list(&self.folder.join(&folder)).ok()? {
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                match self.disk.kind(&self.folder.join(&path)).ok()? {
                    Kind::File(_) => drop(files.insert(path)),
                    Kind::Folder => folders.push(path),
                    Kind::Missing | Kind::Other => return None,
                }
            }
        }
        Some(files)
    }

    fn staged(&self, name: &str) -> PathBuf {
        self.staging.join(name)
    }

    /// The hidden folder, made when the first thing goes into it.
    fn create_staging(&mut self) -> Result<(), EmitError> {
        if !self.has_staging {
            // Where there is no lock, a killed build of the same number may have left one.
            self.disk.remove(&self.staging).map_err(|error| failed("remove", &self.staging, &error))?;
            self.has_staging = true;
            self.create_folder(&self.staging)?;
        }
        Ok(())
    }

    fn remove_staging(&mut self) -> Result<(), EmitError> {
        if std::mem::take(&mut self.has_staging) {
            self.disk.remove(&self.staging).map_err(|error| failed("remove", &self.staging, &error))?;
        }
        Ok(())
    }

    fn create_staged(&mut self, name: &str, bytes: &[u8]) -> Result<(), EmitError> {
        self.create_staging()?;
        self.create_file(&self.staged(name), bytes)
    }

    fn create_bundle(&mut self, tasks: &dyn Tasks) -> Result<(), EmitError> {
        self.create_staging()?;
        let root = self.staged("bundle");
        self.create_folder(&root)?;
        let mut folders: Vec<BTreeSet<&str>> = Vec::new();
        for (path, _) in self.bundle.entries() {
            for (depth, (end, _)) in path.match_indices('/').enumerate() {
                if folders.len() <= depth {
                    folders.push(BTreeSet::new());
                }
                folders[depth].insert(&path[..end]);
            }
        }
        for folders in folders {
            let folders: Vec<&str> = folders.into_iter().collect();
            all(tasks, &folders, |folder| self.create_folder(&root.join(folder)))?;
        }
        let files: Vec<_> = self.bundle.entries().collect();
        all(tasks, &files, |(path, bytes)| self.create_file(&root.join(path), bytes))
    }

    /// Moves a staged thing to its place. What a rename cannot replace is moved out of the way first.
    fn put(&self, found: Found, staged: &str, place: &Path) -> Result<(), EmitError> {
        if found == Found::Damaged {
            self.rename(place, &self.staged(&format!("old-{staged}")))?;
        }
        self.rename(&self.staged(staged), place)
    }

    fn create_folder(&self, path: &Path) -> Result<(), EmitError> {
        self.disk.create_folder(path).map_err(|error| failed("make", path, &error))
    }

    fn create_file(&self, path: &Path, bytes: &[u8]) -> Result<(), EmitError> {
        self.disk.create_file(path, bytes).map_err(|error| failed("write", path, &error))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), EmitError> {
        self.disk.rename(from, to).map_err(|error| failed("write", to, &error))
    }
}

/// Does the same to each item; reports the first that failed.
fn all<T: Sync>(
    tasks: &dyn Tasks,
    items: &[T],
    work: impl Fn(&T) -> Result<(), EmitError> + Sync,
) -> Result<(), EmitError> {
    world::map(tasks, items, work).into_iter().collect()
}

pub(super) fn failed(doing: &'static str, path: &Path, error: &io::Error) -> EmitError {
    let text = error.to_string();
    let reason = text.split(" (os error").next().unwrap_or(&text).to_lowercase();
    EmitError::Io { doing, path: path.display().to_string(), reason }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::bundle::read::{self, Limits};
    use crate::bundle::tests::tiny;
    use crate::emit::disk::dying::Dying;
    use crate::emit::tarball::{self, Mtime};

    fn archive(bundle: &Bundle) -> Vec<u8> {
        tarball::bytes(bundle, Mtime::default()).unwrap()
    }

    fn emit(bundle: &Bundle, out: &Path) -> Emitted {
        write(bundle, &archive(bundle), out).unwrap()
    }

    fn names(out: &Path) -> Vec<String> {
        let mut names = OsDisk.list(out).unwrap();
        names.sort();
        names
    }

    /// Kills a build of `new` over what `before` leaves at its every change, and looks at what is left.
    fn killed_at_every_change(before: &dyn Fn(&Path), new: &Bundle, look: &dyn Fn(&Path, usize)) {
        for n_changes in 0.. {
            let out = TempDir::new().unwrap();
            before(out.path());
            let dying = Dying::after(n_changes);
            let result = stage_on(&dying, new, out.path(), &InTurn).and_then(|it| it.commit(&archive(new)));
            look(out.path(), n_changes);
            let after = emit(new, out.path());
            assert_eq!(&read::checked(&after.folder, Limits::default()).unwrap(), new);
            assert_eq!(&read::checked(&after.archive, Limits::default()).unwrap(), new);
            assert_eq!(&read::checked(out.path(), Limits::default()).unwrap(), new);
            assert!(!names(out.path()).iter().any(|name| name.starts_with('.')), "litter");
            if result.is_ok() {
                assert!(n_changes > 5, "only {n_changes} changes were ever counted");
                return;
            }
        }
    }

    #[test]
    fn a_killed_build_leaves_the_old_bundle_whole() {
        let (old, new) = (tiny("1.0.0", "old"), tiny("1.0.1", "new"));
        killed_at_every_change(&|out| drop(emit(&old, out)), &new, &|out, n_changes| {
            let name = old.manifest.folder_name();
            assert_eq!(read::checked(&out.join(&name), Limits::default()).unwrap(), old, "{n_changes}");
            let archive = out.join(format!("{name}.tar.gz"));
            assert_eq!(read::checked(&archive, Limits::default()).unwrap(), old, "{n_changes}");
            let latest = read::checked(out, Limits::default()).unwrap();
            assert!(latest == old || latest == new, "{n_changes}");
        });
    }

    #[test]
    fn a_killed_build_leaves_the_old_manifest_or_the_new() {
        let old = tiny("1.0.0", "same");
        let mut new = old.clone();
        new.manifest.revision = Some("later".into());
        new.manifest_json = new.manifest.to_json().into();
        assert_eq!(old.manifest.folder_name(), new.manifest.folder_name());
        killed_at_every_change(&|out| drop(emit(&old, out)), &new, &|out, n_changes| {
            let latest = read::checked(out, Limits::default()).unwrap();
            assert!(latest == old || latest == new, "{n_changes}");
        });
    }

    #[test]
    fn a_killed_repair_is_repaired_by_the_next_build() {
        let new = tiny("1.0.0", "new");
        let damage = |out: &Path| {
            let folder = emit(&new, out).folder;
            OsDisk.remove(&folder.join("base/main.js")).unwrap();
        };
        killed_at_every_change(&damage, &new, &|_, _| {});
    }

    #[test]
    fn a_first_build_that_is_killed_leaves_no_half_bundle() {
        let new = tiny("1.0.0", "new");
        let whole = |out: &Path, _: usize| {
            let folder = out.join(new.manifest.folder_name());
            if OsDisk.kind(&folder).unwrap() != Kind::Missing {
                assert_eq!(read::checked(&folder, Limits::default()).unwrap(), new);
            }
        };
        killed_at_every_change(&|_| {}, &new, &whole);
    }

    #[test]
    fn the_same_bundle_again_touches_nothing() {
        let out = TempDir::new().unwrap();
        let bundle = tiny("1.0.0", "x");
        assert_eq!(emit(&bundle, out.path()).change, Change::Written);
        let untouchable = Dying::after(1); // Making `out`, which is there.
        let again = stage_on(&untouchable, &bundle, out.path(), &InTurn).unwrap();
        let again = again.commit(&archive(&bundle)).unwrap();
        assert_eq!(again.change, Change::Unchanged);
    }

    #[test]
    fn a_staged_bundle_can_wait_on_another_thread() {
        fn is_send<T: Send>() {}
        is_send::<Staged<'_>>();
    }

    #[test]
    fn a_staged_bundle_that_is_given_up_leaves_nothing() {
        let out = TempDir::new().unwrap();
        drop(stage(&tiny("1.0.0", "x"), out.path(), &InTurn).unwrap());
        assert_eq!(names(out.path()), [""; 0]);
    }

    #[test]
    fn an_older_bundle_becomes_the_newest_again_by_latest_alone() {
        let out = TempDir::new().unwrap();
        let (one, two) = (tiny("1.0.0", "1"), tiny("2.0.0", "2"));
        emit(&one, out.path());
        emit(&two, out.path());
        assert_eq!(emit(&one, out.path()).change, Change::LatestOnly);
        assert_eq!(read::checked(out.path(), Limits::default()).unwrap(), one);
        assert_eq!(names(out.path()).len(), 5, "old bundles stay");
    }

    #[test]
    fn two_builds_at_once_do_not_meet() {
        let out = TempDir::new().unwrap();
        std::thread::scope(|scope| {
            for n in 0..8 {
                let out = out.path();
                scope.spawn(move || emit(&tiny(&format!("1.0.{}", n % 4), "x"), out));
            }
        });
        assert_eq!(names(out.path()).len(), 9);
        read::checked(out.path(), Limits::default()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_links() {
        use std::os::unix::fs::symlink;
        let (out, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let bundle = tiny("1.0.0", "x");
        let name = bundle.manifest.folder_name();
        let stray = elsewhere.path().join("stray");
        symlink(elsewhere.path(), out.path().join(&name)).unwrap();
        symlink(&stray, out.path().join(format!("{name}.tar.gz"))).unwrap();
        symlink(&stray, out.path().join(LATEST)).unwrap();
        symlink(elsewhere.path(), out.path().join(".pipyc-1")).unwrap();
        assert_eq!(emit(&bundle, out.path()).change, Change::Repaired);
        assert_eq!(names(elsewhere.path()), [""; 0]);
        assert_eq!(read::checked(out.path(), Limits::default()).unwrap(), bundle);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_inside_the_bundle_is_damage() {
        let out = TempDir::new().unwrap();
        let bundle = tiny("1.0.0", "x");
        let folder = emit(&bundle, out.path()).folder;
        OsDisk.rename(&folder.join("base"), &out.path().join("moved")).unwrap();
        std::os::unix::fs::symlink(out.path().join("moved"), folder.join("base")).unwrap();
        assert_eq!(emit(&bundle, out.path()).change, Change::Repaired);
        assert_eq!(read::checked(&folder, Limits::default()).unwrap(), bundle);
    }
}

//! Bundle → OCI image layout: a folder that `skopeo`, `oras` and registries understand; all or nothing.
//!
//! Blobs are named by their digests, so a new one disturbs nobody: they go to their places first, and
//! `index.json`, which alone says what the layout holds, follows by a rename. Then the blobs that it does not
//! name are removed. Killed at any moment, the layout holds the old bundle or the new one.

use std::path::{Path, PathBuf};

use super::directory::{EmitError, failed, remove_litter, staging};
use super::disk::{Disk, Kind, Lock, OsDisk};
use crate::bundle::{Bundle, Digest, oci};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emitted {
    /// The artifact's digest, which a registry will know it by.
    pub digest: Digest,
    /// False if all was there and right.
    pub changed: bool,
}

/// Writes a bundle with its archive (see [`super::tarball`]) as the only content of the layout `out`, which is
/// made if missing.
///
/// # Errors
/// If the disk cannot be read or written, or `out` holds anything but a layout with a bundle. Then what the
/// layout held before it still holds.
pub fn write(bundle: &Bundle, archive: &[u8], out: &Path) -> Result<Emitted, EmitError> {
    stage(bundle, archive, out)?.commit()
}

/// The first half of [`write()`], which can fail without a trace: makes and locks the folder, and looks at
/// what is there.
///
/// # Errors
/// As [`write()`].
pub fn stage<'a>(bundle: &Bundle, archive: &'a [u8], out: &Path) -> Result<Staged<'a>, EmitError> {
    stage_on(&OsDisk, bundle, archive, out)
}

fn stage_on<'a>(
    disk: &'a dyn Disk,
    bundle: &Bundle,
    archive: &'a [u8],
    out: &Path,
) -> Result<Staged<'a>, EmitError> {
    disk.create_folders(out).map_err(|error| failed("make", out, &error))?;
    let lock = disk.lock(out);
    if lock.is_some() {
        remove_litter(disk, out)?;
    }
    look(disk, out)?;
    let written = oci::layout(&bundle.manifest, archive);
    let staging = out.join(staging());
    Ok(Staged { disk, out: out.to_owned(), archive, written, staging, _lock: lock })
}

/// Refuses a folder that holds anything but a layout of bundles: that is somebody's.
fn look(disk: &dyn Disk, out: &Path) -> Result<(), EmitError> {
    let occupied =
        |what: &str| EmitError::Occupied { path: out.display().to_string(), what: what.to_owned() };
    let names = disk.list(out).map_err(|error| failed("read", out, &error))?;
    let ours = [oci::LAYOUT, oci::INDEX, "blobs"];
    if let Some(other) = names.iter().filter(|it| !ours.contains(&it.as_str())).min() {
        return Err(occupied(other));
    }
    for folder in ["blobs", oci::BLOBS] {
        let path = out.join(folder);
        match disk.kind(&path).map_err(|error| failed("read", &path, &error))? {
            Kind::Folder | Kind::Missing => {}
            Kind::File(_) | Kind::Other => return Err(occupied(&format!("a {folder} that is no folder"))),
        }
    }
    let text = |path: &Path| match disk.kind(path) {
        Ok(Kind::File(size)) if size <= LARGEST => disk.read(path).ok(),
        _ => None,
    };
    // A build that was killed before it wrote the index leaves none; what is damaged is replaced.
    let index = text(&out.join(oci::INDEX)).and_then(|it| oci::read_index(&it).ok());
    for descriptor in index.unwrap_or_default() {
        let artifact = descriptor.sha256().ok().and_then(|digest| text(&place(out, digest)));
        let is_other = artifact.is_some_and(|it| matches!(oci::read_artifact(&it), Ok(None)));
        if is_other || descriptor.is_something_else() {
            return Err(occupied(descriptor.name()));
        }
    }
    Ok(())
}

/// Larger documents were not written by us.
const LARGEST: u64 = 4 << 20;

fn place(out: &Path, digest: Digest) -> PathBuf {
    out.join(oci::BLOBS).join(digest.to_string())
}

/// A layout that can be written. Dropped without [`Staged::commit`], it leaves everything as it was.
pub struct Staged<'a> {
    disk: &'a dyn Disk,
    out: PathBuf,
    archive: &'a [u8],
    written: oci::Written,
    staging: PathBuf,
    _lock: Option<Lock>,
}

impl std::fmt::Debug for Staged<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Staged").field(&self.out).finish()
    }
}

impl Staged<'_> {
    /// Puts everything in its place.
    ///
    /// # Errors
    /// As [`write()`].
    pub fn commit(self) -> Result<Emitted, EmitError> {
        let result = self.put_all();
        let removed = self.remove(&self.staging);
        let changed = result?;
        removed?;
        Ok(Emitted { digest: self.written.digest, changed })
    }

    fn put_all(&self) -> Result<bool, EmitError> {
        let blobs = self.out.join(oci::BLOBS);
        self.disk.create_folders(&blobs).map_err(|error| failed("make", &blobs, &error))?;
        let mut changed = false;
        for (&digest, bytes) in &self.written.blobs {
            changed |= self.put(&place(&self.out, digest), bytes)?;
        }
        changed |= self.put(&place(&self.out, self.written.layer), self.archive)?;
        changed |= self.put(&self.out.join(oci::LAYOUT), &self.written.layout)?;
        changed |= self.put(&self.out.join(oci::INDEX), &self.written.index)?;
        let listed = self.disk.list(&blobs).map_err(|error| failed("read", &blobs, &error))?;
        let stays = |it: &Digest| self.written.blobs.contains_key(it) || *it == self.written.layer;
        for digest in listed.iter().filter_map(|it| it.parse().ok()).filter(|it| !stays(it)) {
            self.remove(&place(&self.out, digest))?;
            changed = true;
        }
        Ok(changed)
    }

    /// Puts a file in its place, by a rename, unless it stands there already.
    fn put(&self, path: &Path, bytes: &[u8]) -> Result<bool, EmitError> {
        let kind = self.disk.kind(path).map_err(|error| failed("read", path, &error))?;
        let is_file = matches!(kind, Kind::File(_) | Kind::Missing);
        if kind == Kind::File(bytes.len() as u64) && self.disk.read(path).is_ok_and(|it| it == bytes) {
            return Ok(false);
        }
        let staged = self.staging.join("file");
        self.remove(&self.staging)?;
        self.disk.create_folder(&self.staging).map_err(|error| failed("make", &self.staging, &error))?;
        self.disk.create_file(&staged, bytes).map_err(|error| failed("write", path, &error))?;
        if !is_file {
            let old = self.staging.join("old");
            self.disk.rename(path, &old).map_err(|error| failed("write", path, &error))?;
        }
        self.disk.rename(&staged, path).map_err(|error| failed("write", path, &error))?;
        Ok(true)
    }

    fn remove(&self, path: &Path) -> Result<(), EmitError> {
        self.disk.remove(path).map_err(|error| failed("remove", path, &error))
    }
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

    fn read(out: &Path) -> Bundle {
        read::checked(out, Limits::default()).unwrap()
    }

    /// All files of a layout with their bytes.
    fn files(out: &Path) -> Vec<(String, Vec<u8>)> {
        let entries = walkdir::WalkDir::new(out).sort_by_file_name().into_iter().map(Result::unwrap);
        let files = entries.filter(|it| it.file_type().is_file());
        let name = |path: &Path| path.strip_prefix(out).unwrap().to_string_lossy().replace('\\', "/");
        files.map(|it| (name(it.path()), OsDisk.read(it.path()).unwrap())).collect()
    }

    #[test]
    fn what_is_emitted_reads_back_and_is_the_same_every_time() {
        let (one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let bundle = tiny("1.0.0", "pipy()\n");
        let emitted = emit(&bundle, one.path());
        assert!(emitted.changed);
        assert_eq!(read(one.path()), bundle);
        assert_eq!(emit(&bundle, two.path()).digest, emitted.digest);
        assert_eq!(files(one.path()), files(two.path()));
        assert_eq!(files(one.path()).len(), 5);
    }

    #[test]
    fn the_same_bundle_again_touches_nothing() {
        let out = TempDir::new().unwrap();
        let bundle = tiny("1.0.0", "pipy()\n");
        let first = emit(&bundle, out.path());
        let again = emit(&bundle, out.path());
        assert_eq!((again.changed, again.digest), (false, first.digest));
    }

    #[test]
    fn another_bundle_takes_the_place_of_the_first() {
        let (out, fresh) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        emit(&tiny("1.0.0", "pipy()\n"), out.path());
        let bundle = tiny("2.0.0", "pipy(1)\n");
        assert!(emit(&bundle, out.path()).changed);
        emit(&bundle, fresh.path());
        assert_eq!(files(out.path()), files(fresh.path()));
    }

    #[test]
    fn a_damaged_layout_is_mended() {
        let out = TempDir::new().unwrap();
        let bundle = tiny("1.0.0", "pipy()\n");
        emit(&bundle, out.path());
        let whole = files(out.path());
        for (name, _) in &whole {
            let path = out.path().join(name);
            OsDisk.remove(&path).unwrap();
            OsDisk.create_file(&path, b"damaged").unwrap();
            assert!(emit(&bundle, out.path()).changed, "{name}");
            assert_eq!(files(out.path()), whole, "{name}");
        }
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let bundle = tiny("1.0.0", "pipy()\n");
        let refused = |prepare: &dyn Fn(&Path)| {
            let out = TempDir::new().unwrap();
            prepare(out.path());
            let before = files(out.path());
            let error = write(&bundle, &archive(&bundle), out.path()).unwrap_err().to_string();
            assert_eq!(files(out.path()), before);
            error
        };
        let error = refused(&|out| OsDisk.create_file(&out.join("notes.txt"), b"mine").unwrap());
        assert!(error.contains("holds notes.txt"), "{error}");
        let error = refused(&|out| {
            emit(&bundle, out);
            let index = out.join(oci::INDEX);
            let text = String::from_utf8(OsDisk.read(&index).unwrap()).unwrap();
            OsDisk.remove(&index).unwrap();
            let other = text.replace("vnd.pipyc.bundle.v1", "vnd.somebody.else");
            OsDisk.create_file(&index, other.as_bytes()).unwrap();
        });
        assert!(error.contains("holds 1.0.0"), "{error}");
    }

    #[test]
    fn killed_at_any_moment_the_layout_holds_one_bundle_or_the_other() {
        let (old, new) = (tiny("1.0.0", "pipy()\n"), tiny("2.0.0", "pipy(2)\n"));
        let mut deaths = 0;
        for left in 0.. {
            let out = TempDir::new().unwrap();
            emit(&old, out.path());
            let disk = Dying::after(left);
            let text = archive(&new);
            let done = stage_on(&disk, &new, &text, out.path()).and_then(Staged::commit);
            let found = read(out.path());
            assert!(found == old || found == new, "after {left} changes");
            if done.is_ok() {
                assert_eq!(found, new);
                break;
            }
            deaths += 1;
            emit(&new, out.path());
            assert_eq!(read(out.path()), new);
            assert_eq!(files(out.path()).len(), 5, "after {left} changes");
        }
        assert!(deaths > 10, "{deaths}");
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_links() {
        use std::os::unix::fs::symlink;
        let (out, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let stray = elsewhere.path().join("stray");
        symlink(&stray, out.path().join(oci::INDEX)).unwrap();
        let bundle = tiny("1.0.0", "pipy()\n");
        emit(&bundle, out.path());
        assert_eq!(OsDisk.kind(&stray).unwrap(), Kind::Missing);
        assert_eq!(read(out.path()), bundle);
    }
}

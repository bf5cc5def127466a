//! Texts → a folder of them, all or nothing.
//!
//! The folder belongs to `pipyc`: what an earlier run wrote and this one does not is gone afterwards, so that
//! nobody applies a plugin that was removed. So that it never takes anything else with it, every file begins
//! with the same line, and a folder that holds anything without it is refused.

use std::path::{Path, PathBuf};

use super::directory::{EmitError, failed};
use super::disk::{Disk, Kind, OsDisk};

/// How every file begins.
pub const HEADER: &str =
    "# Written by pipyc render. Its folder is written anew as a whole; keep other files elsewhere.\n";

/// Writes a folder of files, as (name, text); every text must begin with [`HEADER`]. Returns whether anything
/// had to be done.
///
/// # Errors
/// If the disk cannot be read or written, or the folder holds other files. Then nothing has changed.
pub fn write(out: &Path, files: &[(String, String)]) -> Result<bool, EmitError> {
    write_on(&OsDisk, out, files)
}

fn write_on(disk: &dyn Disk, out: &Path, files: &[(String, String)]) -> Result<bool, EmitError> {
    let found = known(disk, out)?;
    let mut wanted: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    wanted.sort_unstable();
    let same =
        |(name, text): &(String, String)| disk.read(&out.join(name)).is_ok_and(|it| it == text.as_bytes());
    if found.as_ref().is_some_and(|found| *found == wanted) && files.iter().all(same) {
        return Ok(false);
    }
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    disk.create_folders(parent).map_err(|error| failed("make", parent, &error))?;
    let staging = parent.join(format!(".pipyc-{}", std::process::id()));
    disk.remove(&staging).map_err(|error| failed("remove", &staging, &error))?;
    let done = swap(disk, out, files, &staging, found.is_some());
    // What could not be moved back is not thrown away.
    let keeps_old = done.is_err() && !matches!(disk.kind(&staging.join("old")), Ok(Kind::Missing));
    let cleared = match keeps_old {
        true => Ok(()),
        false => disk.remove(&staging).map_err(|error| failed("remove", &staging, &error)),
    };
    done.and(cleared).map(|()| true)
}

/// Writes everything beside its place, then lets the two change places.
fn swap(
    disk: &dyn Disk,
    out: &Path,
    files: &[(String, String)],
    staging: &Path,
    is_there: bool,
) -> Result<(), EmitError> {
    let make = |path: &Path| disk.create_folder(path).map_err(|error| failed("make", path, &error));
    let (new, old) = (staging.join("new"), staging.join("old"));
    make(staging)?;
    make(&new)?;
    for (name, text) in files {
        let path = new.join(name);
        disk.create_file(&path, text.as_bytes()).map_err(|error| failed("write", &path, &error))?;
    }
    if is_there {
        disk.rename(out, &old).map_err(|error| failed("rename", out, &error))?;
    }
    disk.rename(&new, out).map_err(|error| {
        if is_there {
            drop(disk.rename(&old, out));
        }
        failed("write", out, &error)
    })
}

/// The names in the folder, sorted, all of files of ours; `None` if there is no folder.
fn known(disk: &dyn Disk, out: &Path) -> Result<Option<Vec<String>>, EmitError> {
    let stranger = |path: PathBuf| Err(EmitError::Stranger(path.display().to_string()));
    match disk.kind(out).map_err(|error| failed("read", out, &error))? {
        Kind::Missing => return Ok(None),
        Kind::Folder => {}
        Kind::File(_) | Kind::Other => return stranger(out.to_owned()),
    }
    let mut names = disk.list(out).map_err(|error| failed("read", out, &error))?;
    names.sort_unstable();
    for name in &names {
        let path = out.join(name);
        let is_file = matches!(disk.kind(&path), Ok(Kind::File(_)));
        let is_ours = is_file && disk.read(&path).is_ok_and(|text| text.starts_with(HEADER.as_bytes()));
        if !is_ours {
            return stranger(path);
        }
    }
    Ok(Some(names))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::emit::disk::dying::Dying;

    fn files(names: &[&str]) -> Vec<(String, String)> {
        names.iter().map(|name| ((*name).to_owned(), format!("{HEADER}name: {name}\n"))).collect()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names = OsDisk.list(folder).unwrap_or_default();
        names.sort();
        names
    }

    #[test]
    fn what_is_not_written_any_more_goes() {
        let root = TempDir::new().unwrap();
        let out = root.path().join("a/out");
        assert!(write(&out, &files(&["x", "y"])).unwrap());
        assert!(!write(&out, &files(&["x", "y"])).unwrap());
        assert!(write(&out, &files(&["y", "z"])).unwrap());
        assert_eq!(names(&out), ["y", "z"]);
        assert_eq!(names(out.parent().unwrap()), ["out"]);
    }

    #[test]
    fn a_folder_of_somebody_else_is_left_alone() {
        let root = TempDir::new().unwrap();
        OsDisk.create_file(&root.path().join("mine"), b"mine").unwrap();
        let error = write(root.path(), &files(&["x"])).unwrap_err();
        assert!(matches!(&error, EmitError::Stranger(path) if path.ends_with("mine")), "{error}");
        assert_eq!(names(root.path()), ["mine"]);
    }

    #[test]
    fn killed_anywhere_nothing_or_everything_is_there() {
        for before in [&[][..], &["x", "y"]] {
            for left in 0.. {
                let root = TempDir::new().unwrap();
                let out = root.path().join("out");
                if !before.is_empty() {
                    write(&out, &files(before)).unwrap();
                }
                let done = write_on(&Dying::after(left), &out, &files(&["y", "z"]));
                let there = names(&out);
                // Between two renames the old folder may stand aside, whole.
                let aside = root.path().join(format!(".pipyc-{}/old", std::process::id()));
                let aside = names(&aside);
                assert!(there == before || there == ["y", "z"] || aside == before, "{left}: {there:?}");
                if done.is_ok() {
                    assert_eq!(there, ["y", "z"]);
                    break;
                }
            }
        }
    }
}

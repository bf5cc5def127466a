//! What commands write outside bundles: new files of `init` and `new`, mended ones of `check --fix`, and
//! reports.
#![expect(clippy::disallowed_methods, reason = "the one place where commands write")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Stop;

/// Writes files that must not exist yet: all, or none.
pub(super) fn create(files: &[(String, String)]) -> Result<(), Stop> {
    if let Some((path, _)) = files.iter().find(|(path, _)| fs::symlink_metadata(path).is_ok()) {
        return Err(Stop::new(format!("{path} exists already"), "choose another name, or move it away"));
    }
    let mut made = Vec::new();
    for (path, text) in files {
        let written = folder_of(path).and_then(|()| {
            let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
            made.push(path);
            file.write_all(text.as_bytes())
        });
        if let Err(error) = written {
            for path in made {
                // What cannot be removed either is named by the error below.
                let _ = fs::remove_file(path);
            }
            return Err(failed(path, &error));
        }
    }
    Ok(())
}

/// Puts `text` in the place of a file: whole, or not at all.
pub(super) fn replace(path: &str, text: &str) -> Result<(), Stop> {
    put(path, text.as_bytes())
}

/// Makes `path` a file of these bytes, whole or not at all. A link stays a link: its target is replaced. A
/// device or a pipe is written to.
pub(super) fn put(path: &str, bytes: &[u8]) -> Result<(), Stop> {
    let fail = |error: io::Error| failed(path, &error);
    let before = fs::metadata(path).ok();
    if before.as_ref().is_some_and(|it| !it.is_file()) {
        let mut file = OpenOptions::new().write(true).open(path).map_err(fail)?;
        return file.write_all(bytes).map_err(fail);
    }
    let target = match before {
        Some(_) => fs::canonicalize(path).map_err(fail)?,
        None => PathBuf::from(path),
    };
    // Two runs that write one file at once must not write into one draft.
    let draft = target.with_added_extension(format!("{}.pipyc-draft", std::process::id()));
    let written = (|| {
        let mut file = File::create(&draft)?;
        file.write_all(bytes)?;
        if let Some(before) = before {
            file.set_permissions(before.permissions())?;
        }
        file.sync_all()?;
        fs::rename(&draft, &target)
    })();
    written.map_err(|error| {
        let _ = fs::remove_file(&draft);
        fail(error)
    })
}

/// Looks whether a file can be at `path`, as a flag asks; it may be there already.
///
/// # Errors
/// If its folder is missing, or it is a folder itself.
pub(super) fn can_hold(flag: &str, path: &str) -> Result<(), Stop> {
    if Path::new(path).is_dir() {
        return Err(Stop::new(format!("{flag} {path}: this is a folder"), "name a file in it"));
    }
    match Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => Err(Stop::new(
            format!("{flag} {path}: there is no folder {}", folder.display()),
            format!("make it first: mkdir -p {}", folder.display()),
        )),
        _ => Ok(()),
    }
}

/// The last part of the folder's whole path, for the name of a project.
pub(super) fn folder_name(folder: &str) -> Option<String> {
    let path = Path::new(folder);
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    whole.file_name().map(|it| it.to_string_lossy().into_owned())
}

fn folder_of(path: &str) -> io::Result<()> {
    match Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::create_dir_all(folder),
        _ => Ok(()),
    }
}

fn failed(path: &str, error: &io::Error) -> Stop {
    let text = error.to_string();
    let reason = text.split(" (os error").next().unwrap_or(&text).to_lowercase();
    Stop::new(format!("cannot write {path}: {reason}"), "")
}

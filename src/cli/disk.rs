//! What commands write outside bundles: new files of `init` and `new`, and mended ones of `check --fix`.
#![expect(clippy::disallowed_methods, reason = "the one place where commands write")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

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
    // A link stays a link: its target is replaced.
    let target = fs::canonicalize(path).map_err(|error| failed(path, &error))?;
    let draft = target.with_added_extension("pipyc-draft");
    let written = (|| {
        let mut file = File::create(&draft)?;
        file.write_all(text.as_bytes())?;
        file.set_permissions(fs::metadata(&target)?.permissions())?;
        file.sync_all()?;
        fs::rename(&draft, &target)
    })();
    written.map_err(|error| {
        let _ = fs::remove_file(&draft);
        failed(path, &error)
    })
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

//! Reading and writing files, with errors that name them.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_yaml::Value;

use crate::Error;

/// The text of a file. Cargo runs the build script again when it changes.
pub(crate) fn text(path: &Path) -> Result<String, Error> {
    println!("cargo:rerun-if-changed={}", path.display());
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a file, and the folders above it.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Error> {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder.and_then(|()| std::fs::write(path, text)).map_err(|error| format!("{}: {error}", path.display()))
}

/// A file as YAML; aliases and merge keys are resolved.
pub(crate) fn value(path: &Path) -> Result<Value, Error> {
    serde_yaml::from_str(&text(path)?).map_err(|error| format!("{}: {error}", path.display()))
}

/// YAML as a struct.
pub(crate) fn typed<T: DeserializeOwned>(path: &Path, value: Value) -> Result<T, Error> {
    serde_yaml::from_value(value).map_err(|error| format!("{}: {error}", path.display()))
}

/// A table, laid over the one that its key `base` names, if any: maps are merged, everything else is
/// replaced, null removes.
pub(crate) fn layered(path: &Path) -> Result<Value, Error> {
    let mut value = value(path)?;
    let base = value.as_mapping_mut().and_then(|map| map.remove("base"));
    let Some(base) = base else { return Ok(value) };
    let name = base.as_str().ok_or_else(|| format!("{}: `base` must name a file", path.display()))?;
    let mut below = layered(&path.with_file_name(name))?;
    lay(&mut below, value);
    Ok(below)
}

fn lay(below: &mut Value, above: Value) {
    match (below, above) {
        (Value::Mapping(below), Value::Mapping(above)) => {
            for (key, value) in above {
                if value.is_null() {
                    below.remove(&key);
                } else if let Some(old) = below.get_mut(&key) {
                    lay(old, value);
                } else {
                    below.insert(key, value);
                }
            }
        }
        (below, above) => *below = above,
    }
}

//! `latest.json`: which build of an output folder is the newest.

use semver::Version;
use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::{Manifest, json};
use crate::ir::names::CodePath;

/// The file's name in the output folder.
pub const LATEST: &str = "latest.json";

/// What `latest.json` says. Fields stand in the order of their keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Latest {
    /// The archive, beside `latest.json`.
    pub archive: CodePath,
    /// The content digest.
    pub digest: Digest,
    /// The folder, beside `latest.json`.
    pub folder: CodePath,
    /// Name of the bundle.
    pub name: Box<str>,
    /// Version of the bundle.
    pub version: Version,
}

impl Latest {
    /// What names this bundle; `None` if its name cannot name a folder.
    pub fn of(manifest: &Manifest) -> Option<Self> {
        let folder = manifest.folder_name();
        Some(Latest {
            archive: CodePath::new(&format!("{folder}.tar.gz")).ok()?,
            digest: manifest.digest,
            folder: CodePath::new(&folder).ok()?,
            name: manifest.name.clone(),
            version: manifest.version.clone(),
        })
    }

    /// The text of the file.
    pub fn to_json(&self) -> Vec<u8> {
        json::pretty(self)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// If it is no such JSON, or names anything that is not beside it; in words.
    pub fn from_json(text: &[u8]) -> Result<Self, String> {
        let latest: Latest = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        match latest.folder.as_str().contains('/') || latest.archive.as_str().contains('/') {
            true => Err("it names something in another folder".to_owned()),
            false => Ok(latest),
        }
    }
}

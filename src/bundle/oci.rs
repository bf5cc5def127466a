//! A bundle as an OCI artifact: the JSON documents of an image layout, in both directions.
//!
//! One manifest, whose only layer is the bundle's archive and whose config is the empty one. Nothing in it
//! depends on time, so the same archive always has the same digest. [`super::read`] and `emit` know the disk.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::digest::Digest;
use super::{Manifest, json};

/// The file that makes a folder an image layout.
pub const LAYOUT: &str = "oci-layout";

/// The list of what is in a layout.
pub const INDEX: &str = "index.json";

/// Where blobs stand, each under its digest.
pub const BLOBS: &str = "blobs/sha256";

/// What the artifact is.
pub const ARTIFACT_TYPE: &str = "application/vnd.pipyc.bundle.v1";

/// What its layer is: the bundle's archive.
pub const LAYER_TYPE: &str = "application/vnd.pipyc.bundle.v1.tar+gzip";

const MANIFEST_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX_TYPE: &str = "application/vnd.oci.image.index.v1+json";
const EMPTY_TYPE: &str = "application/vnd.oci.empty.v1+json";

/// The config of an artifact that has none.
pub const EMPTY: &[u8] = b"{}";

const TITLE: &str = "org.opencontainers.image.title";
const VERSION: &str = "org.opencontainers.image.version";
const REVISION: &str = "org.opencontainers.image.revision";
const REF_NAME: &str = "org.opencontainers.image.ref.name";

/// Where a blob is, what it is and how large. Fields stand in the order in which they are written; keys
/// that are not ours are passed over, as the specification asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// What it is.
    media_type: String,
    /// `sha256:` and 64 hexadecimal digits.
    digest: String,
    /// In bytes.
    size: u64,
    /// What an artifact is, where the blob is a manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    artifact_type: Option<String>,
    /// The blob itself, in base64, where it is tiny.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data: Option<String>,
    /// Words for people and tools.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Layout {
    image_layout_version: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Index {
    schema_version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    media_type: Option<String>,
    manifests: Vec<Descriptor>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    schema_version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    media_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    artifact_type: Option<String>,
    config: Descriptor,
    layers: Vec<Descriptor>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

impl Descriptor {
    fn new(media_type: &str, bytes: &[u8]) -> Self {
        Descriptor {
            media_type: media_type.to_owned(),
            digest: format!("sha256:{}", Digest::of(bytes)),
            size: bytes.len() as u64,
            artifact_type: None,
            data: None,
            annotations: BTreeMap::new(),
        }
    }

    /// The blob's digest.
    ///
    /// # Errors
    /// If it is not a SHA-256; in words.
    pub fn sha256(&self) -> Result<Digest, String> {
        let digest = self.digest.strip_prefix("sha256:").and_then(|it| it.parse().ok());
        digest.ok_or_else(|| format!("has the digest {:?}, which is not a SHA-256", self.digest))
    }

    /// The blob's size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// True for what is surely no bundle, so that its blob need not be looked at.
    pub fn is_something_else(&self) -> bool {
        self.media_type != MANIFEST_TYPE || self.artifact_type.as_ref().is_some_and(|it| it != ARTIFACT_TYPE)
    }

    /// The name that it goes by in the layout, or its digest.
    pub fn name(&self) -> &str {
        self.annotations.get(REF_NAME).map_or(&self.digest, |it| it)
    }
}

/// A layout to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Digest of the artifact: what `docker pull name@sha256:…` would name.
    pub digest: Digest,
    /// The blobs by digest, but for the layer, whose bytes are the archive.
    pub blobs: BTreeMap<Digest, Vec<u8>>,
    /// Digest of the archive.
    pub layer: Digest,
    /// `index.json`.
    pub index: Vec<u8>,
    /// `oci-layout`.
    pub layout: Vec<u8>,
}

/// The documents round a bundle's archive.
pub fn layout(manifest: &Manifest, archive: &[u8]) -> Written {
    let mut layer = Descriptor::new(LAYER_TYPE, archive);
    layer.annotations.insert(TITLE.to_owned(), format!("{}.tar.gz", manifest.folder_name()));
    let artifact = Artifact {
        schema_version: 2,
        media_type: Some(MANIFEST_TYPE.to_owned()),
        artifact_type: Some(ARTIFACT_TYPE.to_owned()),
        config: Descriptor { data: Some("e30=".to_owned()), ..Descriptor::new(EMPTY_TYPE, EMPTY) },
        layers: vec![layer],
        annotations: annotations(manifest),
    };
    let artifact = json::pretty(&artifact);
    let mut descriptor = Descriptor::new(MANIFEST_TYPE, &artifact);
    descriptor.artifact_type = Some(ARTIFACT_TYPE.to_owned());
    descriptor.annotations.insert(REF_NAME.to_owned(), manifest.version.to_string());
    let index =
        Index { schema_version: 2, media_type: Some(INDEX_TYPE.to_owned()), manifests: vec![descriptor] };
    Written {
        digest: Digest::of(&artifact),
        layer: Digest::of(archive),
        blobs: BTreeMap::from([(Digest::of(EMPTY), EMPTY.to_vec()), (Digest::of(&artifact), artifact)]),
        index: json::pretty(&index),
        layout: json::pretty(&Layout { image_layout_version: "1.0.0".to_owned() }),
    }
}

fn annotations(manifest: &Manifest) -> BTreeMap<String, String> {
    let mut all = BTreeMap::from([
        (TITLE.to_owned(), manifest.name.to_string()),
        (VERSION.to_owned(), manifest.version.to_string()),
    ]);
    all.extend(manifest.revision.iter().map(|it| (REVISION.to_owned(), it.to_string())));
    all
}

/// Reads `oci-layout`.
///
/// # Errors
/// If it is no such document of a version that is known; in words, as all that follow.
pub fn read_layout(text: &[u8]) -> Result<(), String> {
    let layout: Layout = document(text)?;
    match layout.image_layout_version.split('.').next() {
        Some("1") => Ok(()),
        _ => Err(format!("has layout version {:?}, and only 1 is known", layout.image_layout_version)),
    }
}

/// Reads `index.json`: all that the layout holds.
///
/// # Errors
/// If it is no such document.
pub fn read_index(text: &[u8]) -> Result<Vec<Descriptor>, String> {
    let index: Index = document(text)?;
    match index.schema_version {
        2 => Ok(index.manifests),
        other => Err(format!("has schema version {other}, and only 2 is known")),
    }
}

/// The artifact of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its config, which must be [`EMPTY`].
    pub config: Descriptor,
    /// Its archive.
    pub layer: Descriptor,
    annotations: BTreeMap<String, String>,
}

impl Found {
    /// What the artifact says of the bundle in it, and the bundle does not say of itself.
    ///
    /// # Errors
    /// If there is any such thing.
    pub fn agrees(&self, manifest: &Manifest) -> Result<(), String> {
        let ours = annotations(manifest);
        for key in [TITLE, VERSION, REVISION] {
            let (said, is) = (self.annotations.get(key), ours.get(key));
            if said.is_some() && said != is {
                let is = is.map_or_else(|| "nothing".to_owned(), |it| format!("{it:?}"));
                return Err(format!(
                    "says {key} is {:?}, and the bundle says {is}",
                    said.map_or("", String::as_str)
                ));
            }
        }
        Ok(())
    }
}

/// Reads an artifact's manifest; `None` if it is of another kind.
///
/// # Errors
/// If it is no such document, or says that it is a bundle and cannot be one.
pub fn read_artifact(text: &[u8]) -> Result<Option<Found>, String> {
    let artifact: Artifact = document(text)?;
    if artifact.artifact_type.as_deref() != Some(ARTIFACT_TYPE) {
        return Ok(None);
    }
    if artifact.config.media_type != EMPTY_TYPE {
        return Err(format!("has a config of type {:?}, and a bundle has none", artifact.config.media_type));
    }
    let layer = match <[Descriptor; 1]>::try_from(artifact.layers) {
        Ok([layer]) => layer,
        Err(layers) => return Err(format!("has {} layers instead of one", layers.len())),
    };
    if layer.media_type != LAYER_TYPE {
        return Err(format!("has a layer of type {:?} instead of {LAYER_TYPE}", layer.media_type));
    }
    Ok(Some(Found { config: artifact.config, layer, annotations: artifact.annotations }))
}

/// JSON of one reading and of this shape.
fn document<T: serde::de::DeserializeOwned>(text: &[u8]) -> Result<T, String> {
    let value: Value = json::parse_strict(text).map_err(|error| format!("is not a document: {error}"))?;
    serde_json::from_value(value).map_err(|error| format!("is not of its shape: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::tests::tiny;

    fn artifact(written: &Written) -> String {
        String::from_utf8(written.blobs[&written.digest].clone()).unwrap()
    }

    #[test]
    fn what_is_written_reads_back() {
        let bundle = tiny("1.0.0+build.5", "pipy()\n");
        let written = layout(&bundle.manifest, b"archive");
        read_layout(&written.layout).unwrap();
        let index = read_index(&written.index).unwrap();
        assert_eq!((index.len(), index[0].name(), index[0].is_something_else()), (1, "1.0.0+build.5", false));
        assert_eq!(index[0].sha256(), Ok(written.digest));
        let found = read_artifact(artifact(&written).as_bytes()).unwrap().unwrap();
        assert_eq!((found.layer.sha256(), found.layer.size()), (Ok(written.layer), 7));
        assert_eq!(found.agrees(&bundle.manifest), Ok(()));
        let other = tiny("1.0.1", "pipy()\n").manifest;
        assert!(found.agrees(&other).unwrap_err().contains("image.version is \"1.0.0+build.5\""));
    }

    #[test]
    fn the_empty_config_is_the_one_of_the_specification() {
        let written = layout(&tiny("1.0.0", "pipy()\n").manifest, b"");
        let digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a".parse().unwrap();
        assert_eq!(written.blobs[&digest], EMPTY);
    }

    #[test]
    fn artifacts_of_other_kinds_are_passed_over_and_odd_ones_refused() {
        let text = artifact(&layout(&tiny("1.0.0", "pipy()\n").manifest, b"x"));
        let read = |from: &str, to: &str| {
            assert!(text.contains(from), "{from}");
            read_artifact(text.replacen(from, to, 1).as_bytes())
        };
        assert_eq!(read("vnd.pipyc.bundle.v1\"", "vnd.else.v1\""), Ok(None));
        assert!(read("vnd.oci.empty", "vnd.oci.full").unwrap_err().contains("config of type"));
        assert!(read("v1.tar+gzip", "v1.tar").unwrap_err().contains("layer of type"));
        assert!(read("\"layers\": [", "\"layers\": [], \"x\": [").unwrap_err().contains("0 layers"));
        assert!(read("\"layers\"", "\"layers\": [], \"layers\"").unwrap_err().contains("twice"));
        assert!(read("{", "[").unwrap_err().contains("not a document"));
    }
}

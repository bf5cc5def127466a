//! Bytes → [`Bundle`], from a folder, an archive, a stream or an OCI layout, without trusting any of them.
//!
//! Nothing is ever written, no link is followed, no more is kept than [`Limits`] allow, and what
//! `emit` would not write is refused by name. An archive is walked through once before any of its files is
//! kept, so that one that is refused costs little more memory than its compressed bytes. A bundle that was read may still lie about itself:
//! [`any`] takes it as it is, for [`super::verify`]; [`checked`] refuses it.
#![expect(clippy::disallowed_methods, reason = "`World` follows links, which a reader of bundles must not")]

mod error;

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

pub use crate::bundle::gunzip::BadGzip;
use crate::bundle::gunzip::Gunzip;
use crate::bundle::latest::{LATEST, Latest};
use crate::bundle::manifest::Manifest;
use crate::bundle::paths::{Clash, Paths};
use crate::bundle::ustar::{self, BLOCK, Kind};
use crate::bundle::verify;
use crate::bundle::{Bundle, Digest, MANIFEST, oci};
use crate::ir::names::{BadPath, CodePath};
pub use error::ReadBundleError;

/// How much is read at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub file: u64,
    /// Bytes of all files together.
    pub total: u64,
    /// Files and folders, those that only stand in the paths of others among them.
    pub entries: usize,
    /// Bytes of an archive, before it is decompressed.
    pub archive: u64,
}

impl Default for Limits {
    /// 5 MiB a file, 64 MiB in all, 100,000 entries, an archive of 32 MiB: as Helm has it for charts, but for
    /// the total. Scripts and JSON shrink to a fifth.
    fn default() -> Self {
        Limits { file: 5 << 20, total: 64 << 20, entries: 100_000, archive: 32 << 20 }
    }
}

impl Limits {
    /// The limit of one file. The manifest grows with the bundle, so only the total bounds it.
    fn of(&self, path: &str) -> u64 {
        if path == MANIFEST { self.total } else { self.file }
    }
}

/// Reads a bundle that is what it says it is; otherwise as [`any`].
///
/// # Errors
/// As [`any`], and if [`verify::differences`] finds one.
pub fn checked(path: &Path, limits: Limits) -> Result<Bundle, ReadBundleError> {
    let bundle = any(path, limits)?;
    let mut differences = verify::differences(&bundle).into_iter();
    match differences.next() {
        None => Ok(bundle),
        Some(first) => Err(ReadBundleError::Differs { first, n_more: differences.len() }),
    }
}

/// Reads a bundle: a folder with a manifest, an output folder (its newest build), an OCI image layout, an
/// archive, or standard input (`-`) with an archive.
///
/// # Errors
/// If it cannot be read, is not a bundle, or is larger than `limits`.
pub fn any(path: &Path, limits: Limits) -> Result<Bundle, ReadBundleError> {
    let shown = path.display().to_string();
    if shown == "-" {
        return archive(io::stdin().lock(), "standard input", limits);
    }
    let metadata = fs::metadata(path).map_err(|error| io_error(&shown, &error))?;
    if !metadata.is_dir() {
        let file = File::open(path).map_err(|error| io_error(&shown, &error))?;
        return archive(file, &shown, limits);
    }
    let has = |name: &str| !is_missing(&path.join(name));
    if has(MANIFEST) {
        folder(path, limits)
    } else if has(LATEST) {
        folder(&newest(path)?, limits)
    } else if has(oci::LAYOUT) {
        layout(path, limits)
    } else {
        folder(path, limits)
    }
}

fn is_missing(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// The folder that an output folder's `latest.json` names.
fn newest(out: &Path) -> Result<PathBuf, ReadBundleError> {
    let path = out.join(LATEST);
    let shown = path.display().to_string();
    let text = read_file(&path, Limits::default().file)?;
    let latest = Latest::from_json(&text);
    let latest = latest.map_err(|reason| ReadBundleError::Latest { path: shown, reason })?;
    let folder = out.join(latest.folder.as_str());
    match fs::symlink_metadata(&folder) {
        Ok(it) if it.is_symlink() => {
            Err(ReadBundleError::NotAFile { path: folder.display().to_string(), what: "a symbolic link" })
        }
        _ => Ok(folder),
    }
}

/// Documents of a layout are small; skopeo and containerd refuse larger ones as well.
const DOCUMENT: u64 = 4 << 20;

/// Reads the only bundle of an OCI image layout.
///
/// # Errors
/// As [`any`], and if the layout holds no bundle, or several.
pub fn layout(root: &Path, limits: Limits) -> Result<Bundle, ReadBundleError> {
    let refused = |path: &str, reason: String| {
        let path = root.join(path).display().to_string();
        ReadBundleError::Oci { path, reason }
    };
    for folder in ["blobs", oci::BLOBS] {
        if fs::symlink_metadata(root.join(folder)).is_ok_and(|it| !it.is_dir()) {
            return Err(refused(folder, "is not a folder".to_owned()));
        }
    }
    let document = |name: &str| read_file(&root.join(name), DOCUMENT);
    oci::read_layout(&document(oci::LAYOUT)?).map_err(|why| refused(oci::LAYOUT, why))?;
    let listed = oci::read_index(&document(oci::INDEX)?).map_err(|why| refused(oci::INDEX, why))?;
    let mut bundles = Vec::new();
    for descriptor in listed.iter().filter(|it| !it.is_something_else()) {
        let (path, bytes) = blob(root, oci::INDEX, descriptor, DOCUMENT)?;
        let found = oci::read_artifact(&bytes).map_err(|why| refused(&path, why))?;
        bundles.extend(found.map(|it| (descriptor, path, it)));
    }
    let [(_, path, found)] = &bundles[..] else {
        let names: Vec<&str> = bundles.iter().map(|(descriptor, ..)| descriptor.name()).collect();
        let reason = match names.is_empty() {
            true => "lists no bundle".to_owned(),
            false => format!("lists more than one bundle: {names:?}"),
        };
        return Err(refused(oci::INDEX, reason));
    };
    let (config, bytes) = blob(root, path, &found.config, DOCUMENT)?;
    if bytes != oci::EMPTY {
        return Err(refused(&config, "is the config of a bundle, and not empty".to_owned()));
    }
    let (layer, bytes) = blob(root, path, &found.layer, limits.archive)?;
    let bundle = archive_bytes(&bytes, &root.join(layer).display().to_string(), limits)?;
    found.agrees(&bundle.manifest).map_err(|why| refused(path, why))?;
    Ok(bundle)
}

/// A blob that is what its descriptor says, with its path in the layout. `by` is who describes it.
fn blob(
    root: &Path,
    by: &str,
    descriptor: &oci::Descriptor,
    limit: u64,
) -> Result<(String, Vec<u8>), ReadBundleError> {
    let refused = |path: &str, reason: String| {
        let path = root.join(path).display().to_string();
        ReadBundleError::Oci { path, reason }
    };
    let digest = descriptor.sha256().map_err(|why| refused(by, why))?;
    let path = format!("{}/{digest}", oci::BLOBS);
    if descriptor.size() > limit {
        return Err(ReadBundleError::FileTooLarge { path, limit });
    }
    let bytes = read_file(&root.join(&path), descriptor.size())?;
    if bytes.len() as u64 != descriptor.size() {
        return Err(refused(&path, format!("has {} bytes instead of {}", bytes.len(), descriptor.size())));
    }
    let found = Digest::of(&bytes);
    if found != digest {
        return Err(refused(&path, format!("has SHA-256 {found}")));
    }
    Ok((path, bytes))
}

/// Reads an unpacked bundle.
///
/// # Errors
/// As [`any`].
pub fn folder(root: &Path, limits: Limits) -> Result<Bundle, ReadBundleError> {
    let shown = root.display().to_string();
    let mut collected = Collected::new(limits, Keep::Texts);
    for entry in WalkDir::new(root).min_depth(1).follow_links(false).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(root).display().to_string();
            let reason = error.io_error().map_or_else(|| "a folder holds itself".to_owned(), reason);
            ReadBundleError::Io { path, reason }
        })?;
        let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let path = code_path(below)?;
        let kind = entry.file_type();
        if kind.is_dir() {
            collected.folder(&path)?;
        } else if kind.is_file() {
            collected.announce(&path, 0)?;
            let bytes = read_file(entry.path(), limits.of(path.as_str())).map_err(|error| match error {
                ReadBundleError::FileTooLarge { limit, .. } => {
                    ReadBundleError::FileTooLarge { path: path.to_string(), limit }
                }
                other => other,
            })?;
            collected.file(path, bytes.len() as u64, bytes)?;
        } else {
            let what = if kind.is_symlink() { "a symbolic link" } else { "a device or a pipe" };
            return Err(ReadBundleError::NotAFile { path: path.to_string(), what });
        }
    }
    collected.finish(&shown)
}

/// A path below the bundle's folder.
fn code_path(below: &Path) -> Result<CodePath, ReadBundleError> {
    let refused = |bad| ReadBundleError::Name { path: below.to_string_lossy().into_owned(), bad };
    let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
    let parts = parts.ok_or_else(|| refused(BadPath::Character))?;
    CodePath::new(&parts.join("/")).map_err(refused)
}

/// Reads a file that is no link, also if it is exchanged for one at this moment.
fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, ReadBundleError> {
    let shown = path.display().to_string();
    let failed = |error: io::Error| io_error(&shown, &error);
    let not_a_file = |what| ReadBundleError::NotAFile { path: shown.clone(), what };
    let before = fs::symlink_metadata(path).map_err(failed)?;
    if !before.is_file() {
        return Err(not_a_file(if before.is_symlink() { "a symbolic link" } else { "not a file" }));
    }
    let file = File::open(path).map_err(failed)?;
    let opened = file.metadata().map_err(failed)?;
    if !same_file(&before, &opened) {
        return Err(not_a_file("being exchanged while it is read"));
    }
    let mut bytes = Vec::with_capacity(opened.len().min(limit) as usize);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    match bytes.len() as u64 > limit {
        true => Err(ReadBundleError::FileTooLarge { path: shown, limit }),
        false => Ok(bytes),
    }
}

#[cfg(unix)]
fn same_file(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn same_file(_: &fs::Metadata, b: &fs::Metadata) -> bool {
    b.is_file()
}

/// Reads an archive. `shown` is what errors call it.
///
/// # Errors
/// As [`any`].
pub fn archive(input: impl Read, shown: &str, limits: Limits) -> Result<Bundle, ReadBundleError> {
    let mut seen = Seen { input, bytes: Vec::new(), limit: limits.archive };
    walk(&mut seen, shown, Collected::new(limits, Keep::Nothing))?;
    walk(&seen.bytes[..], shown, Collected::new(limits, Keep::Texts))?.finish(shown)
}

/// The same for one that is in memory.
fn archive_bytes(bytes: &[u8], shown: &str, limits: Limits) -> Result<Bundle, ReadBundleError> {
    walk(bytes, shown, Collected::new(limits, Keep::Nothing))?;
    walk(bytes, shown, Collected::new(limits, Keep::Texts))?.finish(shown)
}

/// Keeps what is read, so that it can be read again.
struct Seen<R> {
    input: R,
    bytes: Vec<u8>,
    limit: u64,
}

impl<R: Read> Read for Seen<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n_read = self.input.read(out)?;
        if (self.bytes.len() + n_read) as u64 > self.limit {
            return Err(BadGzip::Large { limit: self.limit }.into());
        }
        self.bytes.extend_from_slice(&out[..n_read]);
        Ok(n_read)
    }
}

/// Follows an archive to its end.
fn walk(input: impl Read, shown: &str, mut collected: Collected) -> Result<Collected, ReadBundleError> {
    let failed = |error: io::Error| match error.get_ref().and_then(|it| it.downcast_ref::<BadGzip>()) {
        Some(&bad) => ReadBundleError::Gzip { path: shown.to_owned(), bad },
        None => io_error(shown, &error),
    };
    let mut tar = Gunzip::new(input).map_err(failed)?;
    let mut after = "at its start".to_owned();
    let cut_off = |after: &str| ReadBundleError::Shape { how: "cut off", after: after.to_owned() };
    let mut block = [0; BLOCK];
    loop {
        match fill(&mut tar, &mut block).map_err(failed)? {
            BLOCK => {}
            _ => return Err(cut_off(&after)),
        }
        if block == [0; BLOCK] {
            break;
        }
        let name = ustar::claimed_name(&block);
        let header = ustar::decode(&block).map_err(|bad| ReadBundleError::Header { name, bad })?;
        after = format!("after {:?}", header.path.as_str());
        let Kind::File { size } = header.kind else {
            collected.folder(&header.path)?;
            continue;
        };
        collected.announce(&header.path, size)?;
        let mut content = (&mut tar).take(size);
        let mut bytes = Vec::new();
        let n_read = match collected.keep {
            Keep::Nothing => io::copy(&mut content, &mut io::sink()),
            Keep::Texts => {
                bytes.reserve_exact(size as usize); // Within the limits, by now.
                content.read_to_end(&mut bytes).map(|n_read| n_read as u64)
            }
        };
        let padding = size.next_multiple_of(BLOCK as u64) - size;
        let rest = &mut [0; BLOCK][..padding as usize];
        if n_read.map_err(failed)? != size || fill(&mut tar, rest).map_err(failed)? != rest.len() {
            return Err(cut_off(&after));
        }
        collected.file(header.path, size, bytes)?;
    }
    // A second empty block ends the archive; other writers fill up a record of 20 blocks.
    let mut rest = vec![0xff; 20 * BLOCK];
    let n_rest = fill(&mut tar, &mut rest).map_err(failed)?;
    if n_rest < BLOCK {
        return Err(cut_off(&after));
    }
    if rest[..n_rest].iter().any(|&byte| byte != 0) || n_rest == rest.len() {
        return Err(ReadBundleError::Shape { how: "not empty behind its end,", after });
    }
    Ok(collected)
}

/// Reads until `out` is full or the input ends.
fn fill(input: &mut impl Read, out: &mut [u8]) -> io::Result<usize> {
    let mut n_read = 0;
    while n_read < out.len() {
        match input.read(&mut out[n_read..]) {
            Ok(0) => break,
            Ok(n) => n_read += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(n_read)
}

/// What is kept of files that are read.
#[derive(Clone, Copy)]
enum Keep {
    /// Nothing: they are only weighed.
    Nothing,
    /// Their texts.
    Texts,
}

/// What was read so far.
struct Collected {
    limits: Limits,
    keep: Keep,
    paths: Paths,
    n_entries: usize,
    total: u64,
    manifest: Option<Vec<u8>>,
    files: BTreeMap<CodePath, Arc<[u8]>>,
    /// Each different text once: sidecars often have the same, and then share it.
    texts: HashSet<Arc<[u8]>>,
}

impl Collected {
    fn new(limits: Limits, keep: Keep) -> Self {
        Collected {
            limits,
            keep,
            paths: Paths::default(),
            n_entries: 0,
            total: 0,
            manifest: None,
            files: BTreeMap::new(),
            texts: HashSet::new(),
        }
    }

    fn folder(&mut self, path: &CodePath) -> Result<(), ReadBundleError> {
        // Some writers store a folder twice; it is still one.
        self.paths.add_folder(path).map_err(|clash| clashes(path, clash))?;
        self.count(path)
    }

    /// Refuses a file before it is read, if its claimed size is already too much.
    fn announce(&mut self, path: &CodePath, size: u64) -> Result<(), ReadBundleError> {
        self.paths.add_file(path).map_err(|clash| clashes(path, clash))?;
        self.count(path)?;
        self.check_size(path, size)
    }

    fn file(&mut self, path: CodePath, size: u64, bytes: Vec<u8>) -> Result<(), ReadBundleError> {
        self.check_size(&path, size)?;
        self.total += size;
        match path.as_str() {
            _ if matches!(self.keep, Keep::Nothing) => {}
            MANIFEST => self.manifest = Some(bytes),
            _ => {
                let text = match self.texts.get(&bytes[..]) {
                    Some(text) => Arc::clone(text),
                    None => Arc::from(bytes),
                };
                self.texts.insert(Arc::clone(&text));
                self.files.insert(path, text);
            }
        }
        Ok(())
    }

    fn count(&mut self, path: &CodePath) -> Result<(), ReadBundleError> {
        self.n_entries += 1;
        let limit = self.limits.entries;
        // A path of one file can name a hundred folders, and a folder can be named without end.
        match self.n_entries.max(self.paths.len()) > limit {
            true => Err(ReadBundleError::TooMany { path: path.to_string(), limit }),
            false => Ok(()),
        }
    }

    fn check_size(&self, path: &CodePath, size: u64) -> Result<(), ReadBundleError> {
        let path_text = path.as_str();
        let path = || path_text.to_owned();
        let limit = self.limits.of(path_text);
        if size > limit {
            return Err(ReadBundleError::FileTooLarge { path: path(), limit });
        }
        if self.total + size > self.limits.total {
            return Err(ReadBundleError::TooLarge { path: path(), limit: self.limits.total });
        }
        Ok(())
    }

    fn finish(self, shown: &str) -> Result<Bundle, ReadBundleError> {
        let no_manifest = || ReadBundleError::NoManifest { path: shown.to_owned() };
        let manifest_json: Arc<[u8]> = self.manifest.ok_or_else(no_manifest)?.into();
        let manifest = Manifest::from_json(&manifest_json)?;
        Ok(Bundle { manifest, manifest_json, files: self.files })
    }
}

fn clashes(path: &CodePath, clash: Clash) -> ReadBundleError {
    let why = match clash {
        Clash::Again => "it stands there twice".to_owned(),
        Clash::Case(earlier) => format!("it differs from {earlier:?} only in case"),
        // One of the two is shown escaped, as `e\u{301}`.
        Clash::Form(earlier) => format!("it differs from {earlier:?} only in how its letters are encoded"),
        Clash::FileAndFolder(earlier) => format!("{earlier:?} is a file as well as a folder"),
    };
    ReadBundleError::Clash { path: path.to_string(), why }
}

fn io_error(path: &str, error: &io::Error) -> ReadBundleError {
    ReadBundleError::Io { path: path.to_owned(), reason: reason(error) }
}

/// The system's words without "(os error N)", which helps nobody.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

//! Bytes → [`Bundle`], from a folder, an archive or a stream, without trusting any of them.
//!
//! Nothing is ever written, no link is followed, no more is kept than [`Limits`] allow, and what
//! `emit` would not write is refused by name. A bundle that was read may still lie about itself:
//! [`any`] takes it as it is, for [`super::verify`]; [`checked`] refuses it.
#![expect(clippy::disallowed_methods, reason = "`World` follows links, which a reader of bundles must not")]

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

pub use super::gunzip::BadGzip;
use super::gunzip::Gunzip;
use super::latest::{LATEST, Latest};
use super::manifest::{BadManifest, Manifest};
use super::paths::{Clash, Paths};
use super::ustar::{self, BLOCK, BadHeader, Kind};
use super::verify::{self, Difference};
use super::{Bundle, MANIFEST};
use crate::ir::names::{BadPath, CodePath};

/// How much is read at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub file: u64,
    /// Bytes of all files together.
    pub total: u64,
    /// Files and folders.
    pub entries: usize,
}

impl Default for Limits {
    /// 5 MiB a file, 64 MiB in all, 100,000 entries: as Helm has it for charts, but for the total.
    fn default() -> Self {
        Limits { file: 5 << 20, total: 64 << 20, entries: 100_000 }
    }
}

impl Limits {
    /// The limit of one file. The manifest grows with the bundle, so only the total bounds it.
    fn of(&self, path: &str) -> u64 {
        if path == MANIFEST { self.total } else { self.file }
    }
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum ReadBundleError {
    /// The operating system says no.
    #[error("cannot read {path}: {reason}")]
    Io {
        /// What was read.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// A folder without a manifest.
    #[error("{path} is not a bundle: it has no {MANIFEST}")]
    NoManifest {
        /// The folder or archive.
        path: String,
    },
    /// The gzip layer is refused.
    #[error("{path} is not a bundle's archive: {bad}")]
    Gzip {
        /// The archive.
        path: String,
        /// Why.
        bad: BadGzip,
    },
    /// A tar header is refused.
    #[error("entry {name:?} of the archive is refused: {bad}")]
    Header {
        /// The name that the header claims.
        name: String,
        /// Why.
        bad: BadHeader,
    },
    /// The archive ends inside an entry or without its two empty blocks, or goes on behind them.
    #[error("the archive is {how} {after}")]
    Shape {
        /// `cut off` or `not empty`.
        how: &'static str,
        /// Near which entry.
        after: String,
    },
    /// A name in a folder is refused.
    #[error("{path:?} is refused: {bad}")]
    Name {
        /// The name, as far as it is text.
        path: String,
        /// Why.
        bad: BadPath,
    },
    /// Something in a folder is neither file nor folder.
    #[error("{path:?} is refused: it is {what}, and a bundle holds only plain files")]
    NotAFile {
        /// Its path.
        path: String,
        /// What it is.
        what: &'static str,
    },
    /// Two entries cannot both be.
    #[error("{path:?} is refused: {why}")]
    Clash {
        /// The later entry.
        path: String,
        /// What the earlier one was.
        why: String,
    },
    /// One file is larger than allowed.
    #[error("{path:?} is refused: it is larger than {limit} bytes")]
    FileTooLarge {
        /// The file.
        path: String,
        /// [`Limits::file`].
        limit: u64,
    },
    /// All files together are larger than allowed.
    #[error("the bundle is refused at {path:?}: its files are larger than {limit} bytes in all")]
    TooLarge {
        /// The file that was too much.
        path: String,
        /// [`Limits::total`].
        limit: u64,
    },
    /// There are too many entries.
    #[error("the bundle is refused at {path:?}: it has more than {limit} files and folders")]
    TooMany {
        /// The entry that was too much.
        path: String,
        /// [`Limits::entries`].
        limit: usize,
    },
    /// The manifest is refused.
    #[error(transparent)]
    Manifest(#[from] BadManifest),
    /// `latest.json` of an output folder is refused.
    #[error("{path} does not name a bundle: {reason}")]
    Latest {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// The bundle is not what its manifest says.
    #[error("the bundle is not what it says it is: {first}{}", more(*.n_more))]
    Differs {
        /// The first difference.
        first: Difference,
        /// How many more there are.
        n_more: usize,
    },
}

fn more(n_more: usize) -> String {
    match n_more {
        0 => String::new(),
        n_more => format!(" (and {n_more} more)"),
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

/// Reads a bundle: a folder with a manifest, an output folder (its newest build), an archive, or
/// standard input (`-`) with an archive.
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
    if is_missing(&path.join(MANIFEST)) && !is_missing(&path.join(LATEST)) {
        return folder(&newest(path)?, limits);
    }
    folder(path, limits)
}

fn is_missing(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// The folder that an output folder's `latest.json` names.
fn newest(out: &Path) -> Result<PathBuf, ReadBundleError> {
    let path = out.join(LATEST);
    let shown = path.display().to_string();
    let text = read_file(&path, Limits::default().file)?;
    match Latest::from_json(&text) {
        Ok(latest) => Ok(out.join(latest.folder.as_str())),
        Err(reason) => Err(ReadBundleError::Latest { path: shown, reason }),
    }
}

/// Reads an unpacked bundle.
///
/// # Errors
/// As [`any`].
pub fn folder(root: &Path, limits: Limits) -> Result<Bundle, ReadBundleError> {
    let shown = root.display().to_string();
    let mut collected = Collected::new(limits);
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
            collected.file(path, bytes)?;
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
    let failed = |error: io::Error| match error.get_ref().and_then(|it| it.downcast_ref::<BadGzip>()) {
        Some(&bad) => ReadBundleError::Gzip { path: shown.to_owned(), bad },
        None => io_error(shown, &error),
    };
    let mut tar = Gunzip::new(input).map_err(failed)?;
    let mut collected = Collected::new(limits);
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
        let mut bytes = Vec::with_capacity(size as usize); // Within the limits, by now.
        let n_read = (&mut tar).take(size).read_to_end(&mut bytes).map_err(failed)?;
        let padding = size.next_multiple_of(BLOCK as u64) - size;
        let rest = &mut [0; BLOCK][..padding as usize];
        if n_read as u64 != size || fill(&mut tar, rest).map_err(failed)? != rest.len() {
            return Err(cut_off(&after));
        }
        collected.file(header.path, bytes)?;
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
    collected.finish(shown)
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

/// What was read so far.
struct Collected {
    limits: Limits,
    paths: Paths,
    n_entries: usize,
    total: u64,
    manifest: Option<Vec<u8>>,
    files: BTreeMap<CodePath, Arc<[u8]>>,
    /// Each different text once: sidecars often have the same, and then share it.
    texts: HashSet<Arc<[u8]>>,
}

impl Collected {
    fn new(limits: Limits) -> Self {
        Collected {
            limits,
            paths: Paths::default(),
            n_entries: 0,
            total: 0,
            manifest: None,
            files: BTreeMap::new(),
            texts: HashSet::new(),
        }
    }

    fn folder(&mut self, path: &CodePath) -> Result<(), ReadBundleError> {
        self.count(path)?;
        match self.paths.add_folder(path) {
            // Some writers store a folder twice; it is still one.
            Ok(()) => Ok(()),
            Err(clash) => Err(clashes(path, clash)),
        }
    }

    /// Refuses a file before it is read, if its claimed size is already too much.
    fn announce(&mut self, path: &CodePath, size: u64) -> Result<(), ReadBundleError> {
        self.count(path)?;
        self.paths.add_file(path).map_err(|clash| clashes(path, clash))?;
        self.check_size(path, size)
    }

    fn file(&mut self, path: CodePath, bytes: Vec<u8>) -> Result<(), ReadBundleError> {
        self.check_size(&path, bytes.len() as u64)?;
        self.total += bytes.len() as u64;
        match path.as_str() {
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
        match self.n_entries > limit {
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

//! Bundle → `.tar.gz`, the same bytes for the same bundle on every machine.
//!
//! The archive is ustar: plain files only, sorted by path, no owner, mode 0644, one time for all.
//! Folders are not stored; every tar makes them. The gzip layer has no time and no system of origin.
//!
//! Many sidecars have the same `config.json`. Deflate cannot see a text that is more than 32 KiB
//! back, so a text that occurs again is compressed once, by itself, and its compressed form is copied
//! to each place. What is between is compressed by itself as well. The bytes depend on contents alone.

use std::collections::HashMap;
use std::sync::Arc;

use flate2::{Compress, Compression, Crc, FlushCompress};

use crate::bundle::ustar::{self, BLOCK};
use crate::bundle::{Bundle, Digest};

/// Measured on 1,000 scripts of 2 KiB: level 2 of zlib-rs takes 10 ms for 369 kB, level 1 of
/// miniz_oxide 26 ms for 415 kB, and level 6 of zlib-rs 38 ms for 291 kB.
const LEVEL: u32 = 2;

/// Texts below this size are not worth a place of their own, even if they occur again.
const SHARED_FROM: usize = 1024;

/// Why there is no archive.
#[derive(Debug, thiserror::Error)]
pub enum TarballError {
    /// A path that ustar cannot hold.
    #[error("{0} is too long for a tar archive: rename it so that at most 100 bytes follow the last 155")]
    Path(Box<str>),
    /// A file that ustar cannot hold.
    #[error("{0} is over 8 GiB, which is too large for a tar archive")]
    Size(Box<str>),
}

/// When all files of an archive were last changed, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mtime(u64);

impl Mtime {
    /// The value of `SOURCE_DATE_EPOCH`: decimal digits, up to the year 2242.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let seconds = text.parse().ok().filter(|_| digits)?;
        (seconds <= ustar::MAX_NUMBER).then_some(Mtime(seconds))
    }
}

/// The bytes of `NAME-VERSION-DIGEST.tar.gz`.
///
/// # Errors
/// If a path or a file is larger than a ustar header can say.
pub fn bytes(bundle: &Bundle, mtime: Mtime) -> Result<Vec<u8>, TarballError> {
    let mut shared = Shared::of(bundle);
    let whole: usize =
        bundle.entries().map(|(_, content)| BLOCK + content.len().next_multiple_of(BLOCK)).sum();
    let mut gzip = Gzip::new(whole + 2 * BLOCK);
    for (path, content) in bundle.entries() {
        let size = content.len() as u64;
        if size > ustar::MAX_NUMBER {
            return Err(TarballError::Size(path.into()));
        }
        let header = ustar::encode(path, size, mtime.0).map_err(|_| TarballError::Path(path.into()))?;
        gzip.add(&header);
        match shared.slot(path) {
            Some(slot) => gzip.add_shared(content, slot),
            None => gzip.add(content),
        }
    }
    gzip.add(&[0; 2 * BLOCK]);
    Ok(gzip.finish())
}

/// How many bytes a file takes in an archive, if nothing before it is like it.
pub fn compressed(content: &[u8]) -> usize {
    let mut out = Vec::new();
    deflate(&mut Compress::new(Compression::new(LEVEL), false), content, &mut out);
    out.len()
}

/// Texts that occur more than once, with their compressed form once it is known.
struct Shared {
    slots: Vec<Option<Vec<u8>>>,
    by_path: HashMap<Box<str>, usize>,
}

impl Shared {
    /// Two files share a slot if their bytes are equal. The manifest's digests only say where it is
    /// worth to compare, so a manifest that lies does no harm.
    fn of(bundle: &Bundle) -> Self {
        let mut first: HashMap<Digest, (&str, &Arc<[u8]>)> = HashMap::new();
        let mut shared = Shared { slots: Vec::new(), by_path: HashMap::new() };
        for entry in &bundle.manifest.files {
            let Some(content) = bundle.files.get(&entry.path).filter(|it| it.len() >= SHARED_FROM) else {
                continue;
            };
            let (earlier, text) = *first.entry(entry.sha256).or_insert((entry.path.as_str(), content));
            if earlier == entry.path.as_str() || !(Arc::ptr_eq(text, content) || text == content) {
                continue;
            }
            let slot = *shared.by_path.entry(earlier.into()).or_insert_with(|| {
                shared.slots.push(None);
                shared.slots.len() - 1
            });
            shared.by_path.insert(entry.path.as_str().into(), slot);
        }
        shared
    }

    fn slot(&mut self, path: &str) -> Option<&mut Option<Vec<u8>>> {
        self.by_path.get(path).map(|&at| &mut self.slots[at])
    }
}

/// A gzip stream of whole tar entries.
struct Gzip {
    out: Vec<u8>,
    /// What is to be compressed by itself, not yet done.
    plain: Vec<u8>,
    deflate: Compress,
    crc: Crc,
}

impl Gzip {
    /// For an archive of `size` bytes before compression, so that what waits never has to move.
    fn new(size: usize) -> Self {
        // Deflate, no flags, no time, no hint of the level, and "unknown" for the system.
        let out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
        let deflate = Compress::new(Compression::new(LEVEL), false);
        Gzip { out, plain: Vec::with_capacity(size), deflate, crc: Crc::new() }
    }

    /// Adds bytes, and zeros up to the next block.
    fn add(&mut self, bytes: &[u8]) {
        self.plain.extend_from_slice(bytes);
        self.plain.extend_from_slice(padding(bytes.len()));
    }

    /// Adds a text that occurs again, and zeros up to the next block.
    fn add_shared(&mut self, bytes: &[u8], slot: &mut Option<Vec<u8>>) {
        self.settle();
        let padding = padding(bytes.len());
        self.crc.update(bytes);
        self.crc.update(padding);
        let compressed = slot.get_or_insert_with(|| {
            let mut out = Vec::new();
            deflate(&mut self.deflate, &[bytes, padding].concat(), &mut out);
            out
        });
        self.out.extend_from_slice(compressed);
    }

    /// Compresses what is waiting.
    fn settle(&mut self) {
        if !self.plain.is_empty() {
            self.crc.update(&self.plain);
            deflate(&mut self.deflate, &self.plain, &mut self.out);
            self.plain.clear();
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.settle();
        self.out.extend_from_slice(&[3, 0]); // The last block, empty: every other one says that more follow.
        self.out.extend_from_slice(&self.crc.sum().to_le_bytes());
        self.out.extend_from_slice(&self.crc.amount().to_le_bytes());
        self.out
    }
}

fn padding(len: usize) -> &'static [u8] {
    &[0; BLOCK][..len.next_multiple_of(BLOCK) - len]
}

/// Compresses `bytes` into whole bytes of output, looking back at nothing before them.
fn deflate(compress: &mut Compress, bytes: &[u8], out: &mut Vec<u8>) {
    compress.reset();
    // Enough for text that cannot be made smaller, so that one call does it.
    out.reserve(bytes.len() + bytes.len() / 1000 + 256);
    loop {
        let done = compress.total_in() as usize;
        let result = compress.compress_vec(&bytes[done..], out, FlushCompress::Full);
        debug_assert!(result.is_ok(), "{result:?}");
        if compress.total_in() as usize == bytes.len() && out.len() < out.capacity() || result.is_err() {
            return;
        }
        out.reserve(4096);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mtime_is_plain_decimal_seconds() {
        assert_eq!(Mtime::parse("0"), Some(Mtime(0)));
        assert_eq!(Mtime::parse("1700000000"), Some(Mtime(1_700_000_000)));
        for bad in ["", "+1", "-1", "1.5", " 1", "8589934592", "99999999999999999999"] {
            assert_eq!(Mtime::parse(bad), None, "{bad}");
        }
    }
}

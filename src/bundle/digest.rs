//! SHA-256 of files, and the content digest that names a bundle.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::manifest::FileEntry;

/// A SHA-256, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Digest(Sha256::digest(bytes).into())
    }

    /// The first 12 digits: enough to tell the bundles of a project apart by eye.
    pub fn short(&self) -> String {
        hex(&self.0[..6])
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hex(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is no [`Digest`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 has 64 lower-case hexadecimal digits")]
pub struct BadDigest;

impl FromStr for Digest {
    type Err = BadDigest;

    fn from_str(text: &str) -> Result<Self, BadDigest> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(BadDigest),
        };
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(BadDigest) };
        let pairs: &[[u8; 2]; 32] = pairs.try_into().map_err(|_| BadDigest)?;
        let mut out = [0; 32];
        for (byte, &[high, low]) in out.iter_mut().zip(pairs) {
            *byte = digit(high)? << 4 | digit(low)?;
        }
        Ok(Digest(out))
    }
}

/// Two digits a byte, in lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble)]);
    let mut text = String::with_capacity(2 * bytes.len());
    for &byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

/// Hashes files; one that shares its allocation with an earlier one is not hashed again.
#[derive(Debug, Default)]
pub struct Hasher {
    known: HashMap<(*const u8, usize), Digest>,
    /// Keeps the allocations alive, so that no address can come to mean another text.
    held: Vec<Arc<[u8]>>,
}

impl Hasher {
    /// The digest of a file.
    pub fn file(&mut self, bytes: &Arc<[u8]>) -> Digest {
        let key = (bytes.as_ptr(), bytes.len());
        *self.known.entry(key).or_insert_with(|| {
            self.held.push(Arc::clone(bytes));
            Digest::of(bytes)
        })
    }
}

/// The content digest: the SHA-256 of one line `sha256(file)  path\n` for each file but the manifest,
/// the lines sorted by their bytes. It is what `sha256sum` and `sort` make of the files.
pub fn content<'a>(files: impl IntoIterator<Item = &'a FileEntry>) -> Digest {
    let mut lines: Vec<String> =
        files.into_iter().map(|file| format!("{}  {}\n", file.sha256, file.path)).collect();
    lines.sort_unstable();
    let mut hasher = Sha256::new();
    for line in lines {
        hasher.update(line);
    }
    Digest(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::Role;
    use crate::ir::names::CodePath;

    fn file(path: &str, text: &str) -> FileEntry {
        FileEntry {
            path: CodePath::new(path).unwrap(),
            role: Role::Data,
            sha256: Digest::of(text.as_bytes()),
            size: text.len() as u64,
        }
    }

    #[test]
    fn content_digest_is_what_sha256sum_and_sort_make() {
        // printf b >a; printf a >b; sha256sum a b | LC_ALL=C sort | sha256sum
        let expect = "683218fccdec5f9dff3cb33399b5ed06";
        let digest = content(&[file("a", "b"), file("b", "a")]).to_string();
        assert_eq!(digest.len(), 64);
        assert_eq!(&digest[..32], expect);
    }

    #[test]
    fn content_digest_does_not_know_the_order_of_files() {
        assert_eq!(content(&[file("a", "1"), file("b", "2")]), content(&[file("b", "2"), file("a", "1")]));
    }

    #[test]
    fn moving_a_file_changes_the_content_digest() {
        assert_ne!(content(&[file("a", "1")]), content(&[file("b", "1")]));
    }

    #[test]
    fn digest_reads_what_it_writes_and_nothing_else() {
        let digest = Digest::of(b"pipy");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        for bad in ["", "00", &"A".repeat(64), &"é".repeat(32), &"0".repeat(66)] {
            assert_eq!(bad.parse::<Digest>(), Err(BadDigest), "{bad}");
        }
    }
}

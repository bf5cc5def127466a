//! One block of a tar archive: the ustar header, as bundles have it, in both directions.
//!
//! Written headers are a function of path, size and time. Reading takes only what another ustar
//! writer would also write for a regular file or a folder: no links, no devices, and none of the
//! extensions (GNU, PAX) through which two readers can see two different archives.

use crate::ir::names::{BadPath, CodePath};

/// The unit of a tar archive.
pub const BLOCK: usize = 512;

/// The largest number that the eleven octal digits of a header can say.
pub const MAX_NUMBER: u64 = 0o777_7777_7777;

// Where the fields stand: POSIX.1-2017, pax, "ustar Interchange Format".
const NAME: std::ops::Range<usize> = 0..100;
const MODE: std::ops::Range<usize> = 100..108;
const UID: std::ops::Range<usize> = 108..116;
const GID: std::ops::Range<usize> = 116..124;
const SIZE: std::ops::Range<usize> = 124..136;
const MTIME: std::ops::Range<usize> = 136..148;
const CHECKSUM: std::ops::Range<usize> = 148..156;
const TYPE: usize = 156;
const LINK: std::ops::Range<usize> = 157..257;
const MAGIC: std::ops::Range<usize> = 257..265;
const DEVICES: [std::ops::Range<usize>; 2] = [329..337, 337..345];
const PREFIX: std::ops::Range<usize> = 345..500;

/// A path that no ustar header can hold: over 100 bytes, and no slash splits it into at most 155
/// bytes before and 100 behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

/// The header of a regular file of at most [`MAX_NUMBER`] bytes, not younger than [`MAX_NUMBER`] seconds.
///
/// # Errors
/// If the path does not fit.
pub fn encode(path: &str, size: u64, mtime: u64) -> Result<[u8; BLOCK], TooLong> {
    let (prefix, name) = split(path).ok_or(TooLong)?;
    let mut block = [0; BLOCK];
    block[NAME][..name.len()].copy_from_slice(name.as_bytes());
    block[PREFIX][..prefix.len()].copy_from_slice(prefix.as_bytes());
    block[MODE].copy_from_slice(b"0000644\0");
    block[TYPE] = b'0';
    block[MAGIC].copy_from_slice(b"ustar\x0000");
    for zero in [UID, GID].into_iter().chain(DEVICES) {
        block[zero].copy_from_slice(b"0000000\0");
    }
    put_octal(&mut block[SIZE], size);
    put_octal(&mut block[MTIME], mtime);
    let sum = checksum(&block);
    put_octal(&mut block[CHECKSUM][..7], sum);
    block[CHECKSUM][7] = b' ';
    Ok(block)
}

/// The first split, from the left, that both fields can hold.
fn split(path: &str) -> Option<(&str, &str)> {
    if path.len() <= NAME.len() {
        return Some(("", path));
    }
    let slashes = path.match_indices('/').map(|(at, _)| (&path[..at], &path[at + 1..]));
    slashes
        .take_while(|(prefix, _)| prefix.len() <= PREFIX.len())
        .find(|(_, name)| !name.is_empty() && name.len() <= NAME.len())
}

/// Fills the field with zero-padded octal digits and one NUL.
fn put_octal(field: &mut [u8], mut number: u64) {
    let (digits, end) = field.split_at_mut(field.len() - 1);
    end[0] = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number & 7) as u8;
        number >>= 3;
    }
}

/// The sum of all bytes, the checksum's own counted as spaces.
fn checksum(block: &[u8; BLOCK]) -> u64 {
    let sum: u64 = block.iter().map(|&byte| u64::from(byte)).sum();
    let own: u64 = block[CHECKSUM].iter().map(|&byte| u64::from(byte)).sum();
    sum - own + CHECKSUM.len() as u64 * u64::from(b' ')
}

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Where the entry goes.
    pub path: CodePath,
    /// What it is.
    pub kind: Kind,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file of so many bytes.
    File {
        /// In bytes, without padding.
        size: u64,
    },
    /// A folder.
    Folder,
}

/// Why a header is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadHeader {
    /// The sum of its bytes is another.
    #[error("its checksum is wrong")]
    Checksum,
    /// Not POSIX ustar, but for example GNU or the first Unix's format.
    #[error("it is not in the ustar format")]
    Format,
    /// A link, a device, a pipe, or an extension.
    #[error("it is {0}, and a bundle holds only plain files")]
    Type(&'static str),
    /// A number that is not all octal digits.
    #[error("its size is not an octal number")]
    Size,
    /// A folder with content.
    #[error("it is a folder with a size")]
    FolderSize,
    /// A name that is not UTF-8, or has bytes behind its end.
    #[error("its name is not plain UTF-8 text")]
    Name,
    /// A name that is no path of a bundle.
    #[error("{0}")]
    Path(BadPath),
}

/// The name that a header claims, for messages about it: whatever bytes stand there.
pub fn claimed_name(block: &[u8; BLOCK]) -> String {
    let text = |field: &[u8]| {
        let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
        String::from_utf8_lossy(&field[..end]).into_owned()
    };
    match (text(&block[PREFIX]), text(&block[NAME])) {
        (prefix, name) if prefix.is_empty() || block[MAGIC] != *b"ustar\x0000" => name,
        (prefix, name) => format!("{prefix}/{name}"),
    }
}

/// Reads a header.
///
/// # Errors
/// If it is anything but the ustar header of a plain file or a folder.
pub fn decode(block: &[u8; BLOCK]) -> Result<Header, BadHeader> {
    if octal(&block[CHECKSUM]) != Some(checksum(block)) {
        return Err(BadHeader::Checksum);
    }
    let folder = match block[TYPE] {
        b'0' => false,
        b'5' => true,
        b'1' => return Err(BadHeader::Type("a hard link")),
        b'2' => return Err(BadHeader::Type("a symbolic link")),
        b'3' | b'4' => return Err(BadHeader::Type("a device")),
        b'6' => return Err(BadHeader::Type("a pipe")),
        b'S' => return Err(BadHeader::Type("a sparse file")),
        b'L' | b'K' => return Err(BadHeader::Type("a GNU long name")),
        b'x' | b'g' => return Err(BadHeader::Type("a PAX extension")),
        _ => return Err(BadHeader::Type("of an unknown type")),
    };
    if block[MAGIC] != *b"ustar\x0000" || block[PREFIX.end..].iter().any(|&byte| byte != 0) {
        return Err(BadHeader::Format);
    }
    if block[LINK].iter().any(|&byte| byte != 0) {
        return Err(BadHeader::Type("a link"));
    }
    let size = octal(&block[SIZE]).ok_or(BadHeader::Size)?;
    let name = padded_text(&block[NAME])?;
    let prefix = padded_text(&block[PREFIX])?;
    let name = if folder { name.strip_suffix('/').unwrap_or(name) } else { name };
    let path = match prefix {
        "" => CodePath::new(name),
        prefix => CodePath::new(&format!("{prefix}/{name}")),
    };
    let path = path.map_err(BadHeader::Path)?;
    match (folder, size) {
        (true, 0) => Ok(Header { path, kind: Kind::Folder }),
        (true, _) => Err(BadHeader::FolderSize),
        (false, size) => Ok(Header { path, kind: Kind::File { size } }),
    }
}

/// Text up to the first NUL, behind which there are only more.
fn padded_text(field: &[u8]) -> Result<&str, BadHeader> {
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    let (text, rest) = field.split_at(end);
    match rest.iter().all(|&byte| byte == 0) {
        true => std::str::from_utf8(text).map_err(|_| BadHeader::Name),
        false => Err(BadHeader::Name),
    }
}

/// Octal digits, then only NULs and spaces. GNU's binary numbers are none.
fn octal(field: &[u8]) -> Option<u64> {
    let end = field.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(field.len());
    let (digits, rest) = field.split_at(end);
    if digits.is_empty() || !rest.iter().all(|byte| matches!(byte, 0 | b' ')) {
        return None;
    }
    digits.iter().try_fold(0, |number, &digit| (digit < b'8').then(|| number << 3 | u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_reads_back() {
        for path in ["a", "base/plugins/geo.js", &format!("{}/{}", "p".repeat(155), "n".repeat(100))] {
            let block = encode(path, 7, MAX_NUMBER).unwrap();
            let header = decode(&block).unwrap();
            assert_eq!((header.path.as_str(), header.kind), (path, Kind::File { size: 7 }));
            assert_eq!(claimed_name(&block), path);
        }
    }

    #[test]
    fn path_that_no_slash_splits_is_too_long() {
        assert_eq!(encode(&"n".repeat(101), 0, 0), Err(TooLong));
        assert_eq!(encode(&format!("{}/n", "p".repeat(156)), 0, 0), Err(TooLong));
        assert!(encode(&format!("{}/{}/n", "p".repeat(100), "q".repeat(54)), 0, 0).is_ok());
    }

    #[test]
    fn any_other_bit_breaks_the_checksum() {
        let block = encode("a", 1, 0).unwrap();
        for byte in 0..BLOCK {
            let mut other = block;
            other[byte] ^= 0x01;
            assert_ne!(decode(&other), decode(&block), "byte {byte}");
        }
    }

    #[test]
    fn binary_sizes_are_refused() {
        let mut block = encode("a", 1, 0).unwrap();
        block[SIZE].copy_from_slice(&[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        let sum = checksum(&block);
        put_octal(&mut block[CHECKSUM][..7], sum);
        assert_eq!(decode(&block), Err(BadHeader::Size));
    }
}

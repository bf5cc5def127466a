//! Archives and folders that someone wrote to do harm. Each is refused, by name, and in little memory.

use std::io::{self, Read};

use flate2::{Compress, Compression, FlushCompress};
use pipyc::bundle::read::{self, Limits};
use pipyc::bundle::ustar;
use pipyc::bundle::{Digest, MANIFEST};
use tempfile::TempDir;

use super::sample::{Tar, archive, gzip, read, sample};

/// The archive is refused, and the message holds all of `words`.
fn refused(archive: &[u8], words: &[&str]) {
    let error = read(archive).map(|_| "read").unwrap_err().to_string();
    for word in words {
        assert!(error.contains(word), "{word:?} is not in: {error}");
    }
    assert!(!error.chars().any(char::is_control), "{error:?}");
}

#[test]
fn paths_that_leave_the_bundle_are_refused() {
    for at in ["../x", "base/../../x", "/etc/passwd", "base//x", "./x", "C:/x", "base\\x", "x/"] {
        refused(&Tar::with_manifest().file(at, b"").end(), &[&format!("{at:?}")]);
    }
}

#[test]
fn control_characters_in_names_are_refused_and_not_printed() {
    refused(&Tar::with_manifest().file("base/\u{1b}[2J", b"").end(), &[r"\u{1b}"]);
    refused(&Tar::with_manifest().file("base/a\nb", b"").end(), &[r"a\nb"]);
    refused(&Tar::with_manifest().file("base/\u{9b}2J", b"").end(), &[r"\u{9b}"]);
}

#[test]
fn a_name_that_goes_on_behind_a_nul_is_refused() {
    refused(&Tar::with_manifest().changed("base/a.js", b"", 9, b"\0.sh").end(), &["base/a.js", "UTF-8"]);
}

#[test]
fn a_name_that_is_no_text_is_refused() {
    refused(&Tar::with_manifest().changed("base/a.js", b"", 5, b"\xff").end(), &["UTF-8"]);
}

#[test]
fn everything_but_plain_files_is_refused() {
    let types = [
        (b'1', "hard link"),
        (b'2', "symbolic link"),
        (b'3', "device"),
        (b'4', "device"),
        (b'6', "pipe"),
        (b'7', "unknown type"),
        (b'S', "sparse"),
        (b'L', "GNU long name"),
        (b'K', "GNU long name"),
        (b'x', "PAX"),
        (b'g', "PAX"),
        (b'D', "unknown type"),
        (0, "unknown type"),
    ];
    for (kind, word) in types {
        refused(&Tar::with_manifest().changed("base/odd", b"", 156, &[kind]).end(), &["\"base/odd\"", word]);
    }
}

#[test]
fn a_plain_file_with_a_link_target_is_refused() {
    refused(&Tar::with_manifest().changed("base/a", b"", 157, b"/etc/passwd").end(), &["base/a", "link"]);
}

#[test]
fn formats_that_readers_disagree_about_are_refused() {
    refused(
        &Tar::with_manifest().changed("base/a", b"", 257, b"ustar  \0").end(),
        &["base/a", "ustar format"],
    );
    refused(&Tar::with_manifest().changed("base/a", b"", 257, &[0; 8]).end(), &["base/a", "ustar format"]);
    refused(&Tar::with_manifest().changed("base/a", b"", 124, &[0x80; 12]).end(), &["base/a", "octal"]);
    refused(&Tar::with_manifest().changed("base/a", b"", 124, b"-0000000001").end(), &["base/a", "octal"]);
}

#[test]
fn a_wrong_checksum_is_refused() {
    let mut header = ustar::encode("base/a", 0, 0).unwrap();
    header[0] ^= 1;
    refused(&Tar::with_manifest().entry(header, b"").end(), &["checksum"]);
}

#[test]
fn the_same_path_twice_is_refused() {
    let twice = Tar::with_manifest().file("base/a", b"1").file("base/a", b"2").end();
    refused(&twice, &["\"base/a\"", "twice"]);
    let manifest = Tar::with_manifest().file(MANIFEST, b"{}").end();
    refused(&manifest, &[MANIFEST, "twice"]);
}

#[test]
fn paths_that_collide_on_some_disks_are_refused() {
    let case = Tar::with_manifest().file("base/a.js", b"").file("base/A.js", b"").end();
    refused(&case, &["\"base/A.js\"", "\"base/a.js\"", "case"]);
    let manifest = Tar::with_manifest().file("Manifest.json", b"").end();
    refused(&manifest, &["\"Manifest.json\"", "case"]);
    let form = Tar::with_manifest().file("base/caf\u{e9}", b"").file("base/cafe\u{301}", b"").end();
    refused(&form, &[r#""base/cafe\u{301}""#, "\"base/caf\u{e9}\"", "encoded"]);
    let folder = Tar::with_manifest().file("base/a", b"").file("base/a/b", b"").end();
    refused(&folder, &["\"base/a/b\"", "folder"]);
}

#[test]
fn a_truncated_archive_is_refused_wherever_it_ends() {
    let whole = archive(&sample());
    for end in 0..whole.len() {
        assert!(read(&whole[..end]).is_err(), "{end} of {} bytes", whole.len());
    }
    let mut tar = Tar::with_manifest().file("base/a", &[b'x'; 700]).0;
    refused(&gzip(&tar), &["cut off", "base/a"]);
    tar.truncate(tar.len() - 600);
    refused(&gzip(&tar), &["cut off", "base/a"]);
}

#[test]
fn what_follows_an_archive_is_refused() {
    let whole = archive(&sample());
    refused(&[&whole[..], &whole[..]].concat(), &["something follows"]);
    refused(&[&whole[..], &[0]].concat(), &["something follows"]);
    let mut tar = Tar::with_manifest();
    tar.0.resize(tar.0.len() + 1024, 0);
    refused(&tar.file("base/hidden", b"").end(), &["not empty behind its end"]);
}

#[test]
fn gzip_streams_with_extras_are_refused() {
    let mut flags = archive(&sample());
    flags[3] = 8;
    refused(&flags, &["optional parts"]);
    refused(b"PK\x03\x04, and so on", &["not a gzip stream"]);
    refused(b"", &["not a gzip stream"]);
    refused(&sample().manifest_json, &["not a gzip stream"]);
}

#[test]
fn a_damaged_checksum_is_refused() {
    let mut bytes = archive(&sample());
    let crc = bytes.len() - 8;
    bytes[crc] ^= 1;
    refused(&bytes, &["gzip checksum"]);
}

#[test]
fn a_bundle_without_a_manifest_is_none() {
    refused(&Tar::default().file("base/main.js", b"pipy()").end(), &["no manifest.json"]);
    refused(&Tar::default().end(), &["no manifest.json"]);
}

#[test]
fn manifests_that_no_tool_wrote_are_refused() {
    let deep = "[".repeat(1_000_000);
    for text in [&deep, "", "{}", "null", "[]", r#"{"formatVersion": -1}"#, "\u{feff}{}"] {
        refused(&Tar::default().file(MANIFEST, text.as_bytes()).end(), &["not a manifest"]);
    }
    let text = String::from_utf8(sample().manifest_json.to_vec()).unwrap();
    let refused = |from: &str, to: &str, words: &[&str]| {
        assert!(text.contains(from), "{from}");
        refused(&Tar::default().file(MANIFEST, text.replacen(from, to, 1).as_bytes()).end(), words);
    };
    refused(r#""formatVersion": 1"#, r#""formatVersion": 2"#, &["format version 2"]);
    refused(r#""minified": false"#, r#""minified": false, "minified": true"#, &["duplicate field"]);
    refused(r#""minified": false"#, r#""minified": false, "more": []"#, &["unknown field"]);
    refused(&format!(r#""minified": {}"#, "false"), &format!(r#""minified": {deep}"#), &["not a manifest"]);
    refused(r#""name": "shop-mesh""#, r#""name": "../../etc""#, &["DNS-1123"]);
    refused(r#""path": "base/config.json""#, r#""path": "../config.json""#, &["../config.json"]);
    refused(r#""version": "1.4.0""#, r#""version": "1.4.0/../..""#, &["not a manifest"]);
    refused(r#""role": "config""#, r#""role": "setuid""#, &["not a manifest"]);
}

/// A gzip stream that is made while it is read: `entries` files of 5 MiB of zeros.
struct Bomb {
    entries: usize,
    n_made: usize,
    zeros: Vec<u8>,
    waiting: Vec<u8>,
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 100 + 1024);
    let mut compress = Compress::new(Compression::best(), false);
    compress.compress_vec(bytes, &mut out, FlushCompress::Full).unwrap();
    assert_eq!(compress.total_in() as usize, bytes.len());
    out
}

impl Bomb {
    fn new(entries: usize) -> Self {
        let waiting = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
        Bomb { entries, n_made: 0, zeros: deflate(&vec![0; 5 << 20]), waiting }
    }
}

impl Read for Bomb {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.waiting.is_empty() && self.n_made < self.entries {
            self.waiting = deflate(&ustar::encode(&format!("base/{}", self.n_made), 5 << 20, 0).unwrap());
            self.waiting.extend_from_slice(&self.zeros);
            self.n_made += 1;
        }
        let n_read = out.len().min(self.waiting.len());
        out[..n_read].copy_from_slice(&self.waiting[..n_read]);
        self.waiting.drain(..n_read);
        Ok(n_read)
    }
}

#[test]
fn a_bomb_of_many_files_is_refused_while_it_is_small() {
    let mut bomb = Bomb::new(2000); // 10 GB, were it read.
    let error = read::archive(&mut bomb, "bomb", Limits::default()).unwrap_err().to_string();
    assert!(error.contains("grows more than 200 times"), "{error}");
    assert!(bomb.n_made <= 3, "{} files were read", bomb.n_made);
}

#[test]
fn files_are_refused_at_the_limit_of_all_together() {
    let noise: Vec<u8> = (0..20_000_u32).flat_map(|n| Digest::of(&n.to_le_bytes()).0).collect();
    let limits = Limits { total: 2_000_000, ..Limits::default() };
    let tar = (0..5).fold(Tar::default(), |tar, n| tar.file(&format!("base/{n}"), &noise)).end();
    let error = read::archive(&tar[..], "large", limits).unwrap_err().to_string();
    assert!(error.contains("base/3") && error.contains("larger than 2000000 bytes in all"), "{error}");
}

#[test]
fn a_bomb_of_one_file_is_refused_at_its_header() {
    let most = Tar::with_manifest().changed("base/huge", b"", 124, b"77777777777\0").end();
    refused(&most, &["base/huge", "larger than 5242880 bytes"]);
}

#[test]
fn a_bomb_of_zeros_is_no_archive() {
    refused(&gzip(&vec![0; 50 << 20]), &["not empty behind its end"]);
}

#[test]
fn too_many_entries_are_refused() {
    let limits = Limits { entries: 4, ..Limits::default() }; // The folder `base` is one of them.
    let tar = Tar::with_manifest().file("base/a", b"").file("base/b", b"").file("base/c", b"").end();
    let error = read::archive(&tar[..], "many", limits).unwrap_err().to_string();
    assert!(error.contains("base/c") && error.contains("more than 4"), "{error}");
}

/// Reads a folder that `change` spoiled.
#[cfg(unix)]
fn spoiled(change: impl FnOnce(&std::path::Path)) -> String {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join(MANIFEST), &sample().manifest_json[..]).unwrap();
    std::fs::create_dir(folder.path().join("base")).unwrap();
    change(folder.path());
    let error = read::any(folder.path(), Limits::default()).map(|_| "read").unwrap_err().to_string();
    assert!(!error.chars().any(char::is_control), "{error:?}");
    error
}

#[cfg(unix)]
#[test]
fn folders_with_anything_but_files_are_refused() {
    use std::os::unix::{ffi::OsStrExt as _, fs::symlink, net::UnixListener};
    let link = spoiled(|folder| symlink("/etc/passwd", folder.join("base/a.js")).unwrap());
    assert!(link.contains("base/a.js") && link.contains("symbolic link"), "{link}");
    let folder = spoiled(|folder| symlink("/etc", folder.join("sidecars")).unwrap());
    assert!(folder.contains("sidecars") && folder.contains("symbolic link"), "{folder}");
    let socket = spoiled(|folder| drop(UnixListener::bind(folder.join("base/s")).unwrap()));
    assert!(socket.contains("base/s") && socket.contains("device"), "{socket}");
    let pipe = spoiled(|folder| {
        let made = std::process::Command::new("mkfifo").arg(folder.join("base/p")).status().unwrap();
        assert!(made.success());
    });
    assert!(pipe.contains("base/p") && pipe.contains("pipe"), "{pipe}");
    let forms = spoiled(|folder| {
        for name in ["caf\u{e9}", "cafe\u{301}"] {
            std::fs::write(folder.join("base").join(name), "").unwrap();
        }
    });
    assert!(forms.contains(r"base/cafe\u{301}") && forms.contains("base/caf\u{e9}"), "{forms}");
    let control = spoiled(|folder| std::fs::write(folder.join("base/\u{1b}[2J"), "").unwrap());
    assert!(control.contains(r"\u{1b}[2J"), "{control}");
    let bytes = std::ffi::OsStr::from_bytes(b"base/\xff");
    let bytes = spoiled(|folder| std::fs::write(folder.join(bytes), "").unwrap());
    assert!(bytes.contains("character"), "{bytes}");
    let large = spoiled(|folder| {
        std::fs::File::create(folder.join("base/large")).unwrap().set_len(1 << 40).unwrap();
    });
    assert!(large.contains("base/large") && large.contains("larger than"), "{large}");
    let manifest = spoiled(|folder| {
        std::fs::rename(folder.join(MANIFEST), folder.join("base/m")).unwrap();
        symlink("base/m", folder.join(MANIFEST)).unwrap();
    });
    assert!(manifest.contains(MANIFEST) && manifest.contains("symbolic link"), "{manifest}");
}

#[test]
fn a_latest_file_cannot_name_another_place() {
    let folder = TempDir::new().unwrap();
    for name in ["../x", "/etc", "a/b", "."] {
        let text = format!(
            r#"{{"archive": "a", "digest": "{}", "folder": "{name}", "name": "a", "version": "1.0.0"}}"#,
            "0".repeat(64)
        );
        std::fs::write(folder.path().join("latest.json"), text).unwrap();
        let error = read::any(folder.path(), Limits::default()).unwrap_err().to_string();
        assert!(error.contains("does not name a bundle"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_latest_file_cannot_lead_through_a_link() {
    let (out, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let bundle = sample();
    let emitted = pipyc::emit::directory::write(&bundle, &archive(&bundle), out.path()).unwrap();
    let moved = elsewhere.path().join("moved");
    std::fs::rename(&emitted.folder, &moved).unwrap();
    std::os::unix::fs::symlink(&moved, &emitted.folder).unwrap();
    let error = read::any(out.path(), Limits::default()).unwrap_err().to_string();
    assert!(error.contains("symbolic link"), "{error}");
}

#[test]
fn an_archive_that_is_large_even_compressed_is_refused() {
    let whole = archive(&sample());
    let limits = Limits { archive: whole.len() as u64 - 1, ..Limits::default() };
    let error = read::archive(&whole[..], "large", limits).unwrap_err().to_string();
    assert!(error.contains("larger than") && error.contains("large is not"), "{error}");
    let limits = Limits { archive: whole.len() as u64, ..Limits::default() };
    assert_eq!(read::archive(&whole[..], "whole", limits).unwrap(), sample());
}

#[test]
fn what_is_missing_is_named() {
    let error = read::any("no/such/bundle".as_ref(), Limits::default()).unwrap_err().to_string();
    assert_eq!(error, "cannot read no/such/bundle: no such file or directory");
    let empty = TempDir::new().unwrap();
    let error = read::any(empty.path(), Limits::default()).unwrap_err().to_string();
    assert!(error.contains("is not a bundle: it has no manifest.json"), "{error}");
}

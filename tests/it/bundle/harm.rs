//! The program itself on archives that mean harm: how it ends, how much memory it takes, and that it
//! writes nothing.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use flate2::{Compress, Compression, FlushCompress};
use pipyc::bundle::ustar::{self, BLOCK};
use tempfile::TempDir;

use super::sample::{Tar, archive, gzip, sample};

const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 1024);
    let mut compress = Compress::new(Compression::best(), false);
    compress.compress_vec(bytes, &mut out, FlushCompress::Full).unwrap();
    assert_eq!(compress.total_in() as usize, bytes.len());
    out
}

/// Runs `pipyc COMMAND -` in `folder`, in at most `kilobytes` of private memory, on a stream that is made
/// while it is read: as long as the program wants more, up to `pieces`.
fn run(
    command: &str,
    folder: &Path,
    kilobytes: u32,
    pieces: u32,
    mut piece: impl FnMut(u32) -> Vec<u8> + Send,
) -> (Output, u32) {
    let shell = format!("ulimit -d {kilobytes} && exec \"$0\" {command} -");
    let mut shell = Command::new("sh")
        .arg("-c")
        .arg(shell)
        .arg(env!("CARGO_BIN_EXE_pipyc"))
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = shell.stdin.take().unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || {
            let mut n_written = 0;
            while n_written < pieces && stdin.write_all(&piece(n_written)).is_ok() {
                n_written += 1;
            }
            n_written
        });
        let output = shell.wait_with_output().unwrap();
        (output, writer.join().unwrap())
    })
}

/// 64 MB. What a process may have to itself bounds what it has in memory at any moment.
#[cfg(target_os = "linux")]
const LITTLE: u32 = 64_000;

/// The bomb is refused with these words, after so many pieces at most.
#[cfg(target_os = "linux")]
fn defused(words: &[&str], pieces: u32, most: u32, piece: impl FnMut(u32) -> Vec<u8> + Send) {
    let folder = TempDir::new().unwrap();
    let (output, n_written) = run("inspect", folder.path(), LITTLE, pieces, piece);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in: {said}");
    }
    assert!(n_written <= most, "{n_written} pieces were read");
}

/// An entry with 5 MiB of content, whose compressed bytes are given.
#[cfg(target_os = "linux")]
fn entry(n: u32, content: &[Vec<u8>]) -> Vec<u8> {
    let mut out = if n == 0 { HEADER.to_vec() } else { Vec::new() };
    out.extend(deflate(&ustar::encode(&format!("base/{n}"), 5 << 20, 0).unwrap()));
    out.extend(content.concat());
    out
}

#[cfg(target_os = "linux")]
#[test]
fn a_bomb_of_10_gb_is_refused_in_64_mb() {
    let zeros = [deflate(&vec![0; 5 << 20])];
    defused(&["grows more than 200 times"], 2000, 60, |n| entry(n, &zeros));
}

#[cfg(target_os = "linux")]
#[test]
fn a_bomb_of_10_gb_that_grows_slowly_is_refused_in_64_mb() {
    // Some noise keeps it from growing more than 150 times, and no two files are the same.
    let noise: Vec<u8> = (0..1100_u32).flat_map(|n| pipyc::bundle::Digest::of(&n.to_le_bytes()).0).collect();
    let zeros = vec![0; (5 << 20) - noise.len() - BLOCK];
    let (noise, zeros) = (deflate(&noise), deflate(&zeros));
    defused(&["base/12", "larger than 67108864 bytes in all"], 2000, 60, |n| {
        let mut own = [0; BLOCK];
        own[..4].copy_from_slice(&n.to_le_bytes());
        entry(n, &[deflate(&own), noise.clone(), zeros.clone()])
    });
}

#[cfg(target_os = "linux")]
#[test]
fn paths_that_name_a_hundred_folders_each_are_refused_in_64_mb() {
    let piece = |n: u32| {
        let path = format!("{n}{}", "/a".repeat(120));
        let mut out = if n == 0 { HEADER.to_vec() } else { Vec::new() };
        out.extend(deflate(&ustar::encode(&path, 0, 0).unwrap()));
        out
    };
    defused(&["/a/a", "more than 100000 files and folders"], 99_000, 20_000, piece);
}

#[cfg(target_os = "linux")]
#[test]
fn entries_without_end_are_refused_in_64_mb() {
    let piece = |n: u32| {
        let headers = (0..1000).map(|i| ustar::encode(&format!("base/{}", n * 1000 + i), 0, 0).unwrap());
        let mut out = if n == 0 { HEADER.to_vec() } else { Vec::new() };
        out.extend(deflate(&headers.collect::<Vec<_>>().concat()));
        out
    };
    defused(&["base/99999", "more than 100000 files and folders"], 10_000, 400, piece);
}

#[cfg(target_os = "linux")]
#[test]
fn the_memory_of_bombs_is_really_bounded() {
    // The same limit stops what honestly needs more, so it is in force.
    let noise =
        |n: u32| (0..512_u32).flat_map(move |i| pipyc::bundle::Digest::of(&(n << 16 | i).to_le_bytes()).0);
    let text = |n| noise(n).collect::<Vec<u8>>().repeat(319);
    let tar = (0..12).fold(Tar::with_manifest(), |tar, n| tar.file(&format!("base/{n}"), &text(n)));
    let large = tar.end();
    let folder = TempDir::new().unwrap();
    let (output, _) = run("inspect", folder.path(), LITTLE, 1, |_| large.clone());
    assert_eq!(output.status.code(), None, "{}", String::from_utf8_lossy(&output.stderr));
    let (output, _) = run("inspect", folder.path(), 400_000, 1, |_| large.clone());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(unix)]
#[test]
fn hostile_archives_end_well_and_nothing_is_written() {
    let with = |at: &str, kind: u8| Tar::with_manifest().changed(at, b"", 156, &[kind]).end();
    let whole = archive(&sample());
    let hostile = [
        ("\"../../escaped\"", Tar::with_manifest().file("../../escaped", b"x").end()),
        ("\"/tmp/escaped\"", Tar::with_manifest().file("/tmp/escaped", b"x").end()),
        ("\"C:/escaped\"", Tar::with_manifest().file("C:/escaped", b"x").end()),
        (r#""..\\escaped""#, Tar::with_manifest().file("..\\escaped", b"x").end()),
        ("\"base/link\"", with("base/link", b'2')),
        ("\"base/hard\"", with("base/hard", b'1')),
        ("\"base/device\"", with("base/device", b'3')),
        ("\"base/pipe\"", with("base/pipe", b'6')),
        ("\"base/long\"", with("base/long", b'L')),
        ("\"base/pax\"", with("base/pax", b'x')),
        ("\"base/sparse\"", with("base/sparse", b'S')),
        ("\"base/A\"", Tar::with_manifest().file("base/a", b"").file("base/A", b"").end()),
        (
            r#""base/cafe\u{301}""#,
            Tar::with_manifest().file("base/caf\u{e9}", b"").file("base/cafe\u{301}", b"").end(),
        ),
        (r#"\u{1b}[2J"#, Tar::with_manifest().file("base/\u{1b}[2J", b"").end()),
        ("ends too early", whole[..whole.len() / 2].to_vec()),
        ("something follows", [&whole[..], &whole[..]].concat()),
        ("manifest.json", Tar::default().file("manifest.json", "[".repeat(1_000_000).as_bytes()).end()),
        ("no manifest.json", gzip(&[0; 2 * BLOCK])),
    ];
    let folder = TempDir::new().unwrap();
    for (words, archive) in hostile {
        // `verify` says on standard output what is wrong with a bundle; `inspect` cannot go on.
        for (command, exit) in [("verify", 1), ("inspect", 2)] {
            let (output, _) = run(command, folder.path(), 400_000, 1, |_| archive.clone());
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8(said).unwrap();
            assert_eq!(output.status.code(), Some(exit), "{command}: {said}");
            assert!(said.contains(words), "{command}: {words} is not in: {said}");
            assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "{said:?}");
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    assert!(!Path::new("/tmp/escaped").exists() && !folder.path().parent().unwrap().join("escaped").exists());
}

//! Bundles as OCI artifacts: read back, refused when they lie, and unchanged by a registry.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pipyc::bundle::read::{self, Limits};
use pipyc::bundle::{Bundle, Digest};
use pipyc::emit::oci;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::sample::{Tar, archive, sample};
use crate::support::tool;

fn layout(bundle: &Bundle) -> (TempDir, Digest) {
    let out = TempDir::new().unwrap();
    let emitted = oci::write(bundle, &archive(bundle), out.path()).unwrap();
    (out, emitted.digest)
}

fn blob(layout: &Path, digest: &str) -> PathBuf {
    layout.join("blobs/sha256").join(digest.trim_start_matches("sha256:"))
}

fn document(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The artifact's digest, as the index has it, and its manifest.
fn artifact(layout: &Path) -> (String, Value) {
    let digest = document(&layout.join("index.json"))["manifests"][0]["digest"].as_str().unwrap().to_owned();
    let manifest = document(&blob(layout, &digest));
    (digest, manifest)
}

#[test]
fn a_layout_has_the_digest_that_it_has_on_every_machine() {
    let (out, digest) = layout(&sample());
    assert_eq!(digest.to_string(), DIGEST);
    insta::assert_snapshot!("oci_manifest", fs::read_to_string(blob(out.path(), DIGEST)).unwrap());
    insta::assert_snapshot!("oci_index", fs::read_to_string(out.path().join("index.json")).unwrap());
}

/// It changes with the archive of the sample: see `archive_has_the_bytes_that_it_has_on_every_machine`.
const DIGEST: &str = "0cdef964b4531d03dd722c0ec5d4779bef814eb4aef387c8ab62a7d9f7455f5d";

#[test]
fn a_layout_reads_back_as_the_bundle_it_is() {
    let (out, _) = layout(&sample());
    assert_eq!(read::checked(out.path(), Limits::default()).unwrap(), sample());
}

/// The layout is refused, and the message holds all of `words`.
fn refused(layout: &Path, words: &[&str]) {
    let error = read::any(layout, Limits::default()).map(|_| "read").unwrap_err().to_string();
    for word in words {
        assert!(error.contains(word), "{word:?} is not in: {error}");
    }
    assert!(!error.chars().any(char::is_control), "{error:?}");
}

/// The sample's layout, its artifact's manifest changed and every digest made right again.
fn with_artifact(change: impl FnOnce(&Path, &mut Value)) -> TempDir {
    let (out, _) = layout(&sample());
    let (_, mut manifest) = artifact(out.path());
    change(out.path(), &mut manifest);
    let digest = add_blob(out.path(), &serde_json::to_vec(&manifest).unwrap());
    with_index(out, |index| {
        index["manifests"][0]["size"] = json!(serde_json::to_vec(&manifest).unwrap().len());
        index["manifests"][0]["digest"] = json!(digest);
    })
}

fn with_index(out: TempDir, change: impl FnOnce(&mut Value)) -> TempDir {
    let path = out.path().join("index.json");
    let mut index = document(&path);
    change(&mut index);
    fs::write(&path, serde_json::to_vec(&index).unwrap()).unwrap();
    out
}

fn add_blob(layout: &Path, bytes: &[u8]) -> String {
    let digest = format!("sha256:{}", Digest::of(bytes));
    fs::write(blob(layout, &digest), bytes).unwrap();
    digest
}

#[test]
fn blobs_that_are_not_what_their_digests_say_are_refused() {
    for name in ["artifact", "config", "layer"] {
        let (out, _) = layout(&sample());
        let (digest, manifest) = artifact(out.path());
        let digest = match name {
            "artifact" => digest,
            "config" => manifest["config"]["digest"].as_str().unwrap().to_owned(),
            _ => manifest["layers"][0]["digest"].as_str().unwrap().to_owned(),
        };
        let path = blob(out.path(), &digest);
        let mut bytes = fs::read(&path).unwrap();
        bytes[0] ^= 1;
        fs::write(&path, &bytes).unwrap();
        refused(out.path(), &[digest.trim_start_matches("sha256:"), "has SHA-256"]);
        bytes.pop();
        fs::write(&path, &bytes).unwrap();
        refused(out.path(), &[digest.trim_start_matches("sha256:"), "bytes instead of"]);
        bytes.resize(bytes.len() + 2, 0);
        fs::write(&path, &bytes).unwrap();
        refused(out.path(), &[digest.trim_start_matches("sha256:"), "larger than"]);
        fs::remove_file(&path).unwrap();
        refused(out.path(), &[digest.trim_start_matches("sha256:"), "no such file"]);
    }
}

#[test]
fn digests_cannot_name_files_elsewhere() {
    for digest in ["sha256:../../index.json", "../../etc/passwd", "sha512:00", "sha256:", "\u{1b}[2J"] {
        let out = with_artifact(|_, it| it["layers"][0]["digest"] = json!(digest));
        refused(out.path(), &["which is not a SHA-256"]);
    }
}

#[test]
fn artifacts_that_lie_are_refused() {
    type Lie = (&'static str, fn(&mut Value));
    let lies: [Lie; 6] = [
        ("image.title is \"other\"", |it| {
            it["annotations"]["org.opencontainers.image.title"] = json!("other");
        }),
        ("image.revision is \"0\"", |it| {
            it["annotations"]["org.opencontainers.image.revision"] = json!("0");
        }),
        ("layer of type \"text/plain\"", |it| it["layers"][0]["mediaType"] = json!("text/plain")),
        ("has 2 layers", |it| {
            let layer = it["layers"][0].clone();
            it["layers"].as_array_mut().unwrap().push(layer);
        }),
        ("config of type", |it| it["config"]["mediaType"] = json!("application/json")),
        ("lists no bundle", |it| it["artifactType"] = json!("application/vnd.other")),
    ];
    for (words, lie) in lies {
        refused(with_artifact(|_, it| lie(it)).path(), &[words]);
    }
    let config = with_artifact(|out, it| {
        it["config"]["digest"] = json!(add_blob(out, b"{ }"));
        it["config"]["size"] = json!(3);
    });
    refused(config.path(), &["config of a bundle, and not empty"]);
}

#[test]
fn a_hostile_archive_is_refused_inside_a_layout_as_outside() {
    let hostile = Tar::with_manifest().file("../x", b"").end();
    let out = with_artifact(|out, it| {
        it["layers"][0]["digest"] = json!(add_blob(out, &hostile));
        it["layers"][0]["size"] = json!(hostile.len());
    });
    refused(out.path(), &["\"../x\""]);
    let large = with_artifact(|_, it| it["layers"][0]["size"] = json!(u64::MAX));
    refused(large.path(), &["larger than 33554432 bytes"]);
}

#[test]
fn a_layout_with_other_things_in_it_gives_its_only_bundle() {
    let (out, _) = layout(&sample());
    let image = add_blob(
        out.path(),
        br#"{"schemaVersion": 2, "config": {"mediaType": "a", "digest": "b", "size": 1}, "layers": []}"#,
    );
    let out = with_index(out, |index| {
        let list = index["manifests"].as_array_mut().unwrap();
        list.push(
            json!({"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": image, "size": 90}),
        );
        list.push(
            json!({"mediaType": "application/vnd.oci.image.index.v1+json", "digest": "sha256:0", "size": 1}),
        );
    });
    let size = fs::metadata(blob(out.path(), &image)).unwrap().len();
    let out = with_index(out, |index| index["manifests"][1]["size"] = json!(size));
    assert_eq!(read::checked(out.path(), Limits::default()).unwrap(), sample());
    let out = with_index(out, |index| {
        let mut again = index["manifests"][0].clone();
        again["annotations"]["org.opencontainers.image.ref.name"] = json!("again");
        index["manifests"].as_array_mut().unwrap().push(again);
    });
    refused(out.path(), &["more than one bundle", "1.4.0", "again"]);
}

#[test]
fn documents_of_a_layout_have_one_reading() {
    let texts = [
        ("index.json", "[".repeat(100_000), "recursion limit"),
        ("index.json", r#"{"schemaVersion": 2, "manifests": [], "manifests": []}"#.to_owned(), "twice"),
        ("index.json", r#"{"schemaVersion": 1, "manifests": []}"#.to_owned(), "schema version 1"),
        ("index.json", r#"{"schemaVersion": 2, "manifests": []}"#.to_owned(), "lists no bundle"),
        ("oci-layout", r#"{"imageLayoutVersion": "2.0.0"}"#.to_owned(), "layout version \"2.0.0\""),
        ("oci-layout", "{}".to_owned(), "not of its shape"),
    ];
    for (name, text, words) in texts {
        let (out, _) = layout(&sample());
        fs::write(out.path().join(name), text).unwrap();
        refused(out.path(), &[name, words]);
    }
    let (out, _) = layout(&sample());
    fs::File::options().write(true).open(out.path().join("index.json")).unwrap().set_len(5 << 20).unwrap();
    refused(out.path(), &["index.json", "larger than"]);
}

#[cfg(unix)]
#[test]
fn links_in_a_layout_are_refused() {
    use std::os::unix::fs::symlink;
    for name in ["index.json", "oci-layout", "blobs", "blobs/sha256"] {
        let (out, _) = layout(&sample());
        let (path, moved) = (out.path().join(name), out.path().join("moved"));
        fs::rename(&path, &moved).unwrap();
        symlink(&moved, &path).unwrap();
        let words = if name.starts_with("blobs") { "not a folder" } else { "symbolic link" };
        refused(out.path(), &[name, words]);
    }
}

/// A registry on the loopback interface, with storage of its own; gone when dropped.
struct Registry {
    process: Child,
    port: u16,
    _storage: TempDir,
}

impl Registry {
    fn start(program: &Path) -> Registry {
        let storage = TempDir::new().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = format!(
            "version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {}}}}}\nhttp: {{addr: '127.0.0.1:{port}'}}\n",
            storage.path().join("data").display()
        );
        let file = storage.path().join("config.yml");
        fs::write(&file, config).unwrap();
        let process =
            Command::new(program).arg("serve").arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut registry = Registry { process: process.unwrap(), port, _storage: storage };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(registry.process.try_wait().unwrap().is_none(), "the registry ended");
            assert!(start.elapsed() < Duration::from_secs(60), "the registry does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        registry
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[test]
fn a_registry_keeps_the_digest() {
    let (Some(skopeo), Some(registry)) = (tool("skopeo"), tool("docker-registry")) else { return };
    let registry = Registry::start(&registry);
    let (out, digest) = layout(&sample());
    let back = TempDir::new().unwrap();
    let name = format!("docker://127.0.0.1:{}/shop-mesh", registry.port);
    let copy = |from: &str, to: &str| {
        let mut command = Command::new(&skopeo);
        command.args([
            "--insecure-policy",
            "copy",
            "--quiet",
            "--src-tls-verify=false",
            "--dest-tls-verify=false",
        ]);
        let done = command.args([from, to]).output().unwrap();
        assert!(done.status.success(), "{from} to {to}: {}", String::from_utf8_lossy(&done.stderr));
    };
    let (here, there) = (format!("oci:{}", out.path().display()), format!("oci:{}", back.path().display()));
    copy(&here, &format!("{name}:1.4.0"));
    copy(&format!("{name}@sha256:{digest}"), &there);
    assert_eq!(artifact(back.path()).0, format!("sha256:{digest}"));
    assert_eq!(read::checked(back.path(), Limits::default()).unwrap(), sample());
}

//! Bundles that can be read and are not what they say: each difference is found, and names its file.

use std::sync::Arc;

use pipyc::bundle::read::{self, Limits};
use pipyc::bundle::{Bundle, MANIFEST, verify};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::sample::{archive, path, sample, with_manifest};

/// The differences as text.
fn found(bundle: &Bundle) -> Vec<String> {
    verify::differences(bundle).iter().map(ToString::to_string).collect()
}

/// All differences are at `path`, and one of them holds `words`.
fn only(bundle: &Bundle, path: &str, words: &str) {
    let found = found(bundle);
    assert!(found.iter().any(|it| it.contains(words)), "{words:?} is not in {found:#?}");
    assert!(found.iter().all(|it| it.starts_with(&format!("{path}: "))), "{found:#?}");
}

#[test]
fn the_sample_has_no_differences() {
    assert_eq!(found(&sample()), [""; 0]);
}

#[test]
fn a_changed_file_is_named() {
    let whole = sample();
    for (at, text) in whole.files.iter().filter(|(_, text)| !text.is_empty()) {
        let mut other = whole.clone();
        let mut bytes = text.to_vec();
        bytes[0] ^= 0x20;
        other.files.insert(at.clone(), bytes.into());
        assert!(found(&other).iter().any(|it| it.starts_with(&format!("{at}: has SHA-256"))), "{at}");
    }
}

#[test]
fn a_longer_file_is_named_with_both_sizes() {
    let mut other = sample();
    other.files.insert(path("base/main.js"), Arc::from(&b"pipy() \n"[..]));
    only(&other, "base/main.js", "has 8 bytes instead of 7");
}

#[test]
fn a_missing_file_is_named() {
    let mut other = sample();
    other.files.remove("base/main.js");
    only(&other, "base/main.js", "is missing");
    other = sample();
    other.files.remove("base/plugins/geo.js");
    only(&other, "base/plugins/geo.js", "inbound-http chains name it");
}

#[test]
fn a_file_that_nobody_listed_is_named() {
    let mut other = sample();
    other.files.insert(path("base/plugins/extra.js"), Arc::from(&b"pipy()"[..]));
    only(&other, "base/plugins/extra.js", "not in the manifest");
}

#[test]
fn a_manifest_that_lies_is_found() {
    type Lie = (&'static str, fn(&mut Value));
    let lies: [Lie; 15] = [
        ("content digest", |it| it["digest"] = json!("0".repeat(64))),
        ("content digest", |it| it["files"][0]["sha256"] = json!("0".repeat(64))),
        ("bytes instead of", |it| it["files"][0]["size"] = json!(1)),
        ("belongs in", |it| it["files"][0]["role"] = json!("sidecar-config")),
        ("no file of role `plugin`", |it| it["plugins"][0]["module"] = json!("main.js")),
        ("another priority", |it| it["plugins"][0]["priority"] = json!(7)),
        ("other mount points", |it| it["plugins"][0]["mounts"] = json!(["inbound-tcp"])),
        ("chain set", |it| it["sidecars"][0]["chainSet"] = json!("0")),
        ("no file of role", |it| it["sidecars"][0]["config"] = json!("base/config.json")),
        ("no file of role", |it| it["sidecars"][0]["pluginConfigs"] = json!("base/config.json")),
        ("whose chains make", |it| it["chainSets"][0]["id"] = json!("0")),
        ("whose chains make", |it| it["chainSets"][0]["chains"]["inbound-http"][0]["priority"] = json!(1)),
        ("not sorted", |it| it["files"].as_array_mut().unwrap().reverse()),
        ("not sorted", |it| it["inputs"].as_array_mut().unwrap().reverse()),
        ("that no sidecar has", |it| drop(it["sidecars"].as_array_mut().unwrap().remove(0))),
    ];
    for (words, lie) in lies {
        let found = found(&with_manifest(&sample(), lie));
        assert!(found.iter().any(|it| it.contains(words)), "{words:?} is not in {found:#?}");
    }
}

#[test]
fn a_sidecar_that_runs_another_chain_is_found() {
    // All digests are right: only reading the file as Pipy does shows the lie.
    let bundle = sample();
    let (mut files, at) = (std::collections::BTreeMap::new(), "sidecars/ops/audit/config.json");
    for entry in &bundle.manifest.files {
        files.insert(entry.path.clone(), (entry.role, Arc::clone(&bundle.files[&entry.path])));
    }
    let change = |text: &str| {
        let mut files = files.clone();
        files.get_mut(at).unwrap().1 = text.as_bytes().into();
        super::rebuilt(&bundle, files)
    };
    only(&change(r#"{"Chains": {}}"#), at, "another inbound-http chain");
    only(&change(r#"{"Chains": []}"#), at, "no object");
    only(&change("{}{}"), at, "no JSON");
    only(&change(r#"{"Chains": {}, "Chains": {}}"#), at, "stands there twice");
    only(&change(&"[".repeat(100_000)), at, "no JSON");
    let honest = String::from_utf8(bundle.files[at].to_vec()).unwrap();
    only(
        &change(&honest.replacen("\"inbound-http\": [", "\"inbound-udp\": [],\n\"inbound-http\": [", 1)),
        at,
        "inbound-udp",
    );
    assert_eq!(found(&change(&honest.replace("  ", " "))), [""; 0], "its layout does not matter");
}

#[test]
fn another_spelling_of_the_manifest_is_found() {
    let mut other = sample();
    let text = String::from_utf8(other.manifest_json.to_vec()).unwrap();
    other.manifest_json = text.replacen("  ", " ", 1).into_bytes().into();
    only(&other, MANIFEST, "one form");
}

#[test]
fn a_checked_read_refuses_what_verify_finds() {
    let out = TempDir::new().unwrap();
    let mut other = sample();
    other.files.insert(path("base/main.js"), Arc::from(&b"pipy(1)\n"[..]));
    let at = out.path().join("lie.tar.gz");
    std::fs::write(&at, archive(&other)).unwrap();
    let error = read::checked(&at, Limits::default()).unwrap_err().to_string();
    assert!(error.contains("base/main.js: has") && error.contains("(and 1 more)"), "{error}");
    assert_eq!(read::any(&at, Limits::default()).unwrap(), other);
}

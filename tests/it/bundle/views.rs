//! What people and programs see of a bundle.

use pipyc::bundle::{Bundle, json};
use pipyc::report::Style;
use pipyc::report::inspect::{self, Destination};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use super::sample::{path, sample, with_manifest};
use crate::schema::differences;
use crate::support;

fn human(bundle: &Bundle, width: usize) -> String {
    let mut out = Vec::new();
    inspect::human(bundle, Style { width, ..Style::default() }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn inspect_shows_what_is_in_a_bundle() {
    insta::assert_snapshot!("inspect_80", human(&sample(), 80));
}

#[test]
fn inspect_holds_at_every_width() {
    for width in [60, 72, 80, 100, 120, 200] {
        let text = human(&sample(), width);
        // A digest has no place to break.
        let too_long = |line: &&str| line.width() > width && !line.contains("digest");
        assert_eq!(text.lines().find(too_long), None, "width {width}");
        assert!(!text.lines().any(|line| line.ends_with(' ')), "width {width}");
    }
}

#[test]
fn inspect_obeys_nothing_that_stands_in_a_bundle() {
    let bundle = with_manifest(&sample(), |it| {
        it["revision"] = "\u{1b}[2J".into();
        it["target"] = "a\r\u{9b}b".into();
        it["plugins"][0]["name"] = "geo\u{202e}".into();
        it["configs"][0]["services"][0] = "x\ny".into();
        it["sidecars"][0]["workload"] = "\u{7}".into();
        it["chainSets"][0]["chains"]["inbound-http"][0]["mountedBy"] = serde_json::json!(["\u{1b}]0;x"]);
    });
    let text = human(&bundle, 80);
    let bad = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}');
    assert!(!text.contains(bad), "{text:?}");
    assert!(!text.contains("x\ny"), "{text}");
}

#[test]
fn inspect_for_programs_is_the_manifest_and_sums() {
    let mut out = Vec::new();
    inspect::json(&sample(), &mut out).unwrap();
    let value: Value = serde_json::from_slice(&out).unwrap();
    let manifest: Value = serde_json::from_slice(&sample().manifest_json).unwrap();
    assert_eq!(value["manifest"], manifest);
    assert_eq!(value["version"], 1);
    assert_eq!(value["folder"], sample().manifest.folder_name());
    assert_eq!(value["total"]["files"], sample().entries().count());
    let files = value["roles"].as_array().unwrap().iter().map(|it| it["files"].as_u64().unwrap());
    assert_eq!(files.sum::<u64>() as usize, sample().files.len());
}

#[test]
fn a_file_is_shown_as_it_is_to_a_program_and_harmless_to_a_person() {
    let mut bundle = sample();
    bundle.files.insert(path("base/odd.js"), "a\u{1b}[2J\n\tb".as_bytes().into());
    let show = |at: &str, to| {
        let mut out = Vec::new();
        inspect::show(&bundle, at, to, &mut out).unwrap().then(|| String::from_utf8(out).unwrap())
    };
    assert_eq!(show("base/odd.js", Destination::Pipe).unwrap(), "a\u{1b}[2J\n\tb");
    assert!(!show("base/odd.js", Destination::Terminal).unwrap().contains('\u{1b}'));
    assert_eq!(show("main.js", Destination::Pipe).unwrap(), "pipy()\n", "as in the codebase");
    assert_eq!(show("manifest.json", Destination::Pipe).unwrap().as_bytes(), &*bundle.manifest_json);
    assert_eq!(show("none.js", Destination::Pipe), None);
    assert_eq!(inspect::nearest(&bundle, "base/mian.js"), Some("base/main.js"));
    assert_eq!(inspect::nearest(&bundle, "something else"), None);
}

#[test]
fn the_manifest_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(&support::read("schema/manifest.schema.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&sample().manifest_json).unwrap();
    assert_eq!(differences(&schema, &manifest), [""; 0]);
    // Whatever the schema allows, and nothing else, is a manifest's key.
    let wrong = [
        ("/formatVersion", Value::from(2)),
        ("/digest", Value::from("3F")),
        ("/files/0/role", Value::from("setuid")),
        ("/files/0/size", Value::from(-1)),
        ("/chainSets/0/chains/inbound-tcp", Value::Null),
        ("/plugins/0/mounts", serde_json::json!(["inbound-udp"])),
        ("/sidecars/0", serde_json::json!({})),
    ];
    for (at, other) in wrong {
        let mut manifest = manifest.clone();
        *manifest.pointer_mut(at).unwrap() = other;
        assert_ne!(differences(&schema, &manifest), [""; 0], "{at}");
        assert!(pipyc::bundle::Manifest::from_json(&json::pretty(&manifest)).is_err(), "{at}");
    }
}

#[test]
fn the_manifest_is_canonical_json() {
    let text = sample().manifest_json.to_vec();
    let mut value: Value = serde_json::from_slice(&text).unwrap();
    value.sort_all_objects();
    assert_eq!(String::from_utf8(json::pretty(&value)).unwrap(), String::from_utf8(text).unwrap());
}

#[test]
fn the_page_of_the_format_shows_a_manifest_as_it_is() {
    let page = support::read("docs/bundle-format.md");
    let text = String::from_utf8(sample().manifest_json.to_vec()).unwrap();
    for line in
        text.lines().filter_map(|line| line.trim().split_once(':')).map(|(key, _)| key.trim_matches('"'))
    {
        assert!(page.contains(&format!("`{line}`")), "the key {line} is not described");
    }
    for role in pipyc::bundle::Role::ALL {
        assert!(page.contains(&format!("`{}`", role.word())), "the role {} is not described", role.word());
    }
}

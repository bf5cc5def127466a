//! What people and programs see of a bundle.

use pipyc::bundle::{Bundle, json};
use pipyc::ir::names::MountPoint;
use pipyc::report::Style;
use pipyc::report::inspect::{self, Destination, Parts};
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

fn parts_text(bundle: &Bundle, parts: &Parts, width: usize) -> String {
    let mut out = Vec::new();
    inspect::parts_human(bundle, parts, Style { width, ..Style::default() }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn parts_value(bundle: &Bundle, parts: &Parts) -> Value {
    let mut out = Vec::new();
    inspect::parts_json(bundle, parts, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn plugin(name: &str) -> Parts {
    Parts { plugin: Some(name.to_owned()), ..Parts::default() }
}

fn sidecar(name: &str) -> Parts {
    Parts { sidecar: Some(name.to_owned()), ..Parts::default() }
}

#[test]
fn parts_of_a_bundle_read_well() {
    let tree = Parts { tree: true, ..Parts::default() };
    let shown = [tree, plugin("geo"), sidecar("cart")].map(|it| parts_text(&sample(), &it, 80));
    insta::assert_snapshot!("inspect_parts", shown.join("\n"));
}

#[test]
fn the_tree_has_every_file_once() {
    let value = parts_value(&sample(), &Parts { tree: true, ..Parts::default() });
    fn count(value: &Value) -> usize {
        value.as_object().map_or(1, |it| it.values().map(count).sum())
    }
    assert_eq!(count(&value["tree"]), sample().entries().count());
    assert_eq!(value["tree"]["base"]["main.js"], sample().file("base/main.js").unwrap().len());
}

#[test]
fn sizes_add_up() {
    let value = parts_value(&sample(), &Parts { sizes: true, ..Parts::default() });
    let sum = |list: &Value, key: &str| -> u64 {
        list.as_array().unwrap().iter().map(|it| it[key].as_u64().unwrap()).sum()
    };
    let sizes = &value["sizes"];
    let total = sample().entries().map(|(_, bytes)| bytes.len() as u64).sum::<u64>();
    for key in ["bytes", "compressed"] {
        assert_eq!(sum(&sizes["files"], key), sizes["total"][key]);
        assert_eq!(sum(&sizes["roles"], key), sizes["total"][key]);
    }
    assert_eq!(sizes["total"]["bytes"], total);
    assert_eq!(sizes["total"]["archive"], super::sample::archive(&sample()).len());
}

#[test]
fn one_chain_of_one_sidecar_can_be_asked_for() {
    let parts = Parts { chain: Some(MountPoint::InboundHttp), ..sidecar("shop/cart") };
    let value = parts_value(&sample(), &parts);
    let sidecars = value["sidecars"].as_array().unwrap();
    assert_eq!(sidecars.len(), 1);
    let chains = sidecars[0]["chains"].as_object().unwrap();
    assert_eq!(chains.keys().collect::<Vec<_>>(), ["inbound-http"]);
    assert_eq!(chains["inbound-http"][1]["module"], "plugins/geo.js");
}

#[test]
fn parts_that_are_not_there_have_a_near_one() {
    let near = |parts: &Parts| inspect::unknown(&sample(), parts).unwrap_err().near;
    assert_eq!(near(&plugin("goe")).as_deref(), Some("geo"));
    assert_eq!(near(&sidecar("shop/crat")).as_deref(), Some("shop/cart"));
    assert_eq!(inspect::unknown(&sample(), &sidecar("cart")), Ok(()));
}

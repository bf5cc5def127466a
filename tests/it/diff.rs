//! What is different between two bundles, told by meaning.

use pipyc::bundle::{Bundle, json};
use pipyc::diff::Diff;
use pipyc::diff::bump::Size;
use pipyc::diff::chains::{LinkBecame, Way};
use pipyc::diff::files::{Inside, Meaning};
use pipyc::driver::{self, Minify, Options};
use pipyc::load::raw::Request;
use pipyc::report::{Style, diff as report};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::schema::differences;
use crate::support::{project, read};

/// The shop's bundle, with texts of the project replaced.
fn shop(changes: &[(&str, &str, &str)]) -> Bundle {
    built(changes, &Options::default())
}

fn built(changes: &[(&str, &str, &str)], options: &Options) -> Bundle {
    let built = driver::build(&project("shop", changes), &Request::default(), options).unwrap();
    let errors: Vec<_> = built.checked.diagnostics.iter().map(|it| &it.message).collect();
    built.bundle.unwrap_or_else(|| panic!("{errors:?}"))
}

/// One of everything.
const MANY: &[(&str, &str, &str)] = &[
    ("plugins/cors.yaml", "status: 204", "status: 200"),
    ("plugins/cors.yaml", "MaxAge: 3600", "MaxAge: 60"),
    ("plugins/cors.yaml", "[\"https://shop.example\"", "[\"https://shop.example\", \"https://new.example\""),
    ("plugins/geo-router.yaml", "priority: 164", "priority: 162.5"),
    ("plugins/request-mirror.yaml", "app: storefront", "app: catalog"),
    ("scripts/audit-log.js", "// Writes one line", "// Prints a line"),
    ("values.yaml", "inbound-tracing-http, priority: 150", "inbound-tracing-http, priority: 135"),
    ("pipyc.yaml", "version: 1.4.0", "version: 1.5.0"),
    ("plugins/stamp.yaml", "", STAMP),
];

/// A plugin that exports something.
const STAMP: &str = "
apiVersion: plugin.flomesh.io/v1alpha1
kind: Plugin
metadata: {name: stamp}
spec:
  priority: 165.5
  pipyscript: |
    pipy({ _seen: 0 })
    .export('stamp', { __at: 0 })
    .pipeline()
    .handleMessageStart(() => (_seen++, __at = _seen))
    .chain()
---
apiVersion: plugin.flomesh.io/v1alpha1
kind: PluginChain
metadata: {name: stamp, namespace: shop}
spec:
  chains: [{name: inbound-http, plugins: [stamp]}]
  selectors: {podSelector: {matchLabels: {app: cart}}}
";

fn human(diff: &Diff<'_>, width: usize) -> String {
    let mut out = Vec::new();
    report::human(diff, Style { width, ..Style::default() }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn markdown(diff: &Diff<'_>) -> String {
    let mut out = Vec::new();
    report::markdown(diff, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn as_json(diff: &Diff<'_>) -> Value {
    let mut out = Vec::new();
    report::json(diff, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn a_difference_reads_well() {
    let (old, new) = (shop(&[]), shop(MANY));
    let diff = Diff::of(&old, &new);
    let digests = |text: String| {
        let text = text.replace(&old.manifest.digest.to_string(), "OLD-DIGEST");
        let text = text.replace(&new.manifest.digest.to_string(), "NEW-DIGEST");
        text.replace(&old.manifest.digest.short(), "OLD").replace(&new.manifest.digest.short(), "NEW")
    };
    insta::assert_snapshot!("diff_80", digests(human(&diff, 80)));
    insta::assert_snapshot!("diff_markdown", digests(markdown(&diff)));
    let mut short = Vec::new();
    report::short(&diff, &mut short).unwrap();
    insta::assert_snapshot!("diff_short", digests(String::from_utf8(short).unwrap()));
}

#[test]
fn a_bundle_is_the_same_as_itself() {
    let (old, new) = (shop(&[]), shop(&[]));
    let diff = Diff::of(&old, &new);
    assert!(diff.is_same());
    assert_eq!(diff.bump().size, Size::None);
    assert!(diff.bump().enough);
    assert!(human(&diff, 80).contains("Both are the same"));
    assert_eq!(as_json(&diff)["same"], true);
}

#[test]
fn another_digest_is_always_explained() {
    let old = shop(&[]);
    for change in MANY.iter().chain(&[("k8s/shop.yaml", "name: cart", "name: basket")]) {
        let new = shop(&[*change]);
        let diff = Diff::of(&old, &new);
        let differs = old.manifest.digest != new.manifest.digest;
        assert_eq!(!diff.is_same_inside(), differs, "{change:?}");
    }
}

#[test]
fn comments_and_blanks_are_no_other_program() {
    let change = ("plugins/cors.yaml", "_origin: null,", "_origin: /* nobody */ null ,");
    let (old, new) = (shop(&[]), shop(&[change]));
    let diff = Diff::of(&old, &new);
    assert_eq!(diff.files.len(), 1, "{:#?}", diff.files);
    assert_eq!(diff.files[0].meaning, Some(Meaning::Same));
    assert!(!diff.is_same(), "the bytes that run are others");
    assert_eq!(diff.bump().size, Size::Patch);

    let other = shop(&[("plugins/cors.yaml", "_origin: null,", "_origin: undefined,")]);
    assert_eq!(Diff::of(&old, &other).files[0].meaning, Some(Meaning::Different));
}

#[test]
fn a_minified_bundle_has_the_same_programs() {
    let (old, new) = (shop(&[]), built(&[], &Options { minify: Minify::Bundle, ..Options::default() }));
    let diff = Diff::of(&old, &new);
    let scripts = diff.files.iter().filter(|it| it.path.as_str().starts_with("base/"));
    assert!(scripts.clone().count() > 20);
    let other: Vec<_> = scripts.filter(|it| it.meaning != Some(Meaning::Same)).map(|it| it.path).collect();
    assert_eq!(other, Vec::<&pipyc::ir::names::CodePath>::new());
    assert!(diff.interfaces.is_empty() && diff.chains.is_empty());
}

#[test]
fn a_link_with_another_priority_moved_and_those_it_passed_did_not() {
    let (old, new) = (shop(&[]), shop(&[MANY[6]]));
    let diff = Diff::of(&old, &new);
    assert_eq!(diff.chains.len(), 1, "all sidecars have the same change");
    assert_eq!(diff.chains[0].sidecars.len(), new.manifest.sidecars.len());
    let [link] = &diff.chains[0].links[..] else { panic!("{:#?}", diff.chains) };
    assert_eq!((link.became, link.way), (LinkBecame::Moved, Some(Way::Down)));
    assert_eq!(link.module.as_str(), "modules/inbound-tracing-http.js");
    assert_eq!((link.old.unwrap().priority.get(), link.new.unwrap().priority.get()), (150.0, 135.0));
}

#[test]
fn a_priority_that_changes_no_order_says_so() {
    let change =
        ("values.yaml", "inbound-tracing-http, priority: 150", "inbound-tracing-http, priority: 151");
    let (old, new) = (shop(&[]), shop(&[change]));
    let diff = Diff::of(&old, &new);
    assert_eq!(diff.chains[0].links[0].way, None);
    assert!(human(&diff, 80).contains("150 → 151 modules/inbound-tracing-http.js: in the same place"));
}

#[test]
fn a_built_in_that_was_disabled_is_gone_from_every_sidecar() {
    let disabled = (
        "values.yaml",
        "inbound-tracing-http, priority: 150",
        "inbound-tracing-http, priority: 150, disable: true",
    );
    let (old, new) = (shop(&[]), shop(&[disabled]));
    let diff = Diff::of(&old, &new);
    let [link] = &diff.chains[0].links[..] else { panic!("{:#?}", diff.chains) };
    assert_eq!((link.became, link.new), (LinkBecame::Removed, None));
}

#[test]
fn workloads_gain_and_lose_plugins() {
    let (old, new) = (shop(&[]), shop(&[MANY[4]]));
    let diff = Diff::of(&old, &new);
    let plugin = diff.plugins.iter().find(|it| it.name == "request-mirror").unwrap();
    assert_eq!(plugin.reach.gained, ["shop/catalog"]);
    assert_eq!(plugin.reach.lost, ["shop/storefront"]);
}

#[test]
fn configurations_are_told_value_by_value() {
    let (old, new) = (shop(&[]), shop(&MANY[1..3]));
    let diff = Diff::of(&old, &new);
    assert!(diff.files.is_empty() && diff.chains.is_empty());
    let changes: Vec<(String, Vec<String>)> = diff
        .configs
        .iter()
        .map(|it| (it.sidecars.join(","), it.changes.iter().map(|it| it.path.pointer()).collect()))
        .collect();
    let service =
        |name: &str| ["AllowOrigins/1", "MaxAge"].map(|it| format!("/shop~1{name}/cors/{it}")).to_vec();
    assert!(changes.contains(&("shop/catalog".to_owned(), service("catalog"))), "{changes:#?}");
    assert!(changes.contains(&("shop/storefront".to_owned(), service("storefront"))), "{changes:#?}");
    assert!(diff.resources[0].content && diff.resources[0].services.is_empty());
}

#[test]
fn chains_of_a_configuration_are_told_as_links_alone() {
    let (old, new) = (shop(&[]), shop(&[MANY[6]]));
    let diff = Diff::of(&old, &new);
    assert!(diff.configs.is_empty(), "{:#?}", diff.configs);
}

#[test]
fn words_that_changed_are_highlighted() {
    let (old, new) = (shop(&[]), shop(&[MANY[0]]));
    let diff = Diff::of(&old, &new);
    let Inside::Text(text) = &diff.files[0].inside else { panic!("{:#?}", diff.files) };
    let marked =
        text.hunks[0].lines.iter().flat_map(|it| it.highlights.iter().map(|at| &it.text[at.clone()]));
    assert_eq!(marked.collect::<Vec<_>>(), ["204", "200"]);
}

#[test]
fn what_is_gone_asks_for_a_major_version_and_what_is_new_for_a_minor_one() {
    let with_stamp = MANY[8];
    let sizes = |old: &[_], new: &[_]| {
        let (old, new) = (shop(old), shop(new));
        let bump = Diff::of(&old, &new).bump();
        (bump.size, bump.least.to_string(), bump.reasons)
    };
    let (size, least, reasons) = sizes(&[], &[with_stamp]);
    assert_eq!((size, least.as_str()), (Size::Minor, "1.5.0"));
    assert!(reasons.contains(&"plugin stamp is new".to_owned()), "{reasons:?}");
    let (size, least, reasons) = sizes(&[with_stamp], &[]);
    assert_eq!((size, least.as_str()), (Size::Major, "2.0.0"));
    assert!(reasons.contains(&"plugin stamp is gone".to_owned()), "{reasons:?}");
    assert!(reasons.contains(&"plugins/stamp.js exports stamp.__at no more".to_owned()), "{reasons:?}");

    let other_export = STAMP.replace("__at", "__when");
    let renamed = ("plugins/stamp.yaml", "", &*other_export);
    let (size, _, reasons) = sizes(&[with_stamp], &[renamed]);
    assert_eq!((size, reasons.len()), (Size::Major, 1), "{reasons:?}");

    let early = ("pipyc.yaml", "version: 1.4.0", "version: 0.4.0");
    let (size, least, _) = sizes(&[early, with_stamp], &[early]);
    assert_eq!((size, least.as_str()), (Size::Major, "0.5.0"), "before 1.0.0");
    assert_eq!(sizes(&[], &[MANY[0]]).0, Size::Patch);
}

#[test]
fn an_export_that_another_script_has_now_is_not_gone() {
    let elsewhere = STAMP.replace("name: stamp}", "name: stamps}").replace("[stamp]", "[stamps]");
    let moved = ("plugins/stamp.yaml", "", &*elsewhere);
    let (old, new) = (shop(&[MANY[8]]), shop(&[moved]));
    let reasons = Diff::of(&old, &new).bump().reasons;
    assert_eq!(reasons, ["plugin stamp is gone"]);
}

#[test]
fn json_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(&read("schema/diff.schema.json")).unwrap();
    let (old, new) = (shop(&[]), shop(MANY));
    let minified = built(MANY, &Options { minify: Minify::Bundle, ..Options::default() });
    for (a, b) in [(&old, &old), (&old, &new), (&new, &old), (&new, &minified)] {
        let value = as_json(&Diff::of(a, b));
        assert_eq!(differences(&schema, &value), Vec::<String>::new());
    }
    let value = as_json(&Diff::of(&old, &new));
    assert_eq!(value["chains"][0]["links"][0]["way"], "down", "{value:#}");
    // A key that is not in the schema would be found.
    let mut wrong = value;
    wrong["chains"][0]["links"][0]["more"] = 1.into();
    assert_ne!(differences(&schema, &wrong), Vec::<String>::new());
}

#[test]
fn every_key_of_the_json_is_described() {
    let (old, new) = (shop(&[]), shop(MANY));
    let page = read("docs/diff.md");
    fn keys(value: &Value, out: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| {
                out.push(key.clone());
                // What stands in a configuration is the author's.
                if !matches!(key.as_str(), "old" | "new") || value.get("digest").is_some() {
                    keys(value, out);
                }
            }),
            Value::Array(items) => items.iter().for_each(|it| keys(it, out)),
            _ => {}
        }
    }
    let mut all = Vec::new();
    keys(&as_json(&Diff::of(&old, &new)), &mut all);
    all.sort();
    all.dedup();
    assert!(all.len() > 30, "{all:?}");
    for key in all {
        assert!(page.contains(&format!("`{key}`")), "docs/diff.md does not describe `{key}`");
    }
}

#[test]
fn a_comment_is_never_longer_than_it_may_be() {
    let long: String =
        (0..4_000).map(|at| format!("    // line {at} of many, of which few can be shown\n")).collect();
    let script = STAMP.replace("    pipy({", &format!("{long}    pipy({{"));
    let changed = script.replace("// line", "// row");
    let files: Vec<(String, String, String)> = (0..20)
        .map(|at| {
            let name = |text: &str| {
                text.replace("stamp", &format!("stamp{at}")).replace("165.5", &format!("165.{at}"))
            };
            (format!("plugins/stamp{at}.yaml"), name(&script), name(&changed).replace("_seen++", "_seen--"))
        })
        .collect();
    let old: Vec<(&str, &str, &str)> = files.iter().map(|(path, old, _)| (&**path, "", &**old)).collect();
    let new: Vec<(&str, &str, &str)> = files.iter().map(|(path, _, new)| (&**path, "", &**new)).collect();
    let (old, new) = (shop(&old), shop(&new));
    let text = markdown(&Diff::of(&old, &new));
    assert!(text.len() <= report::MAX_MARKDOWN, "{}", text.len());
    assert!(text.contains("left out; `pipyc diff` shows everything"), "{}", &text[text.len() - 300..]);
    assert_eq!(text.matches("<details").count(), text.matches("</details>").count());
    assert!(text.matches("\n```").count().is_multiple_of(2), "every fence is closed");
}

#[test]
fn texts_of_strangers_are_no_markup() {
    let evil = "```\n    </details><img src=x onerror=alert(1)> @everyone\n    ```` [x](http://x)";
    let script = STAMP.replace("    pipy({", &format!("    /* {evil} */\n    pipy({{"));
    let other = script.replace("_seen++", "_seen--").replace("onerror", "onload");
    let (old, new) =
        (shop(&[("plugins/stamp.yaml", "", &script)]), shop(&[("plugins/stamp.yaml", "", &other)]));
    let text = markdown(&Diff::of(&old, &new));
    let fence = text.lines().find(|it| it.ends_with("`diff")).unwrap();
    assert!(fence.starts_with("`````"), "{fence}");
    let inside = text.split("`````").nth(1).unwrap();
    assert!(inside.contains("onload"), "{text}");
    let outside: String = text.split("`````").step_by(2).collect();
    assert!(!outside.contains("onload"), "{outside}");
}

#[test]
fn diff_holds_at_every_width_and_obeys_nothing() {
    let wide = "漢字".repeat(60);
    let comment = |word: &str| format!("// \u{1b}[2J \u{202e}{word}\u{7} {wide}\t|\n// Writes one line");
    let (live, evil) = (comment("live"), comment("evil"));
    let old = shop(&[("scripts/audit-log.js", "// Writes one line", &live)]);
    let hostile = [
        ("scripts/audit-log.js", "// Writes one line", &*evil),
        ("scripts/audit-log.js", "_sent: 0", "_sent: 1"),
    ];
    let others: Vec<_> = MANY.iter().filter(|it| it.0 != "scripts/audit-log.js").copied().collect();
    let new = shop(&[&hostile[..], &others].concat());
    // Names of a bundle that somebody else made can be anything.
    let mut new = new;
    new.manifest.revision = Some("\u{1b}]0;x\u{7}".into());
    new.manifest.target = format!("x{}", "\u{9b}y".repeat(200)).into();
    new.manifest.sidecars[0].workload = format!("{}\u{202e}", "漢\u{1b}".repeat(100)).into();
    new.manifest.plugins[0].name = "geo\nrouter\r".into();
    let bad = |c: char| {
        c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    for width in [60, 80, 120, 200] {
        let text = human(&Diff::of(&old, &new), width);
        let too_wide: Vec<_> = text.lines().filter(|it| it.width() > width).collect();
        assert_eq!(too_wide, [""; 0], "width {width}");
        assert!(!text.contains(bad), "{text:?}");
        assert!(!text.lines().any(|it| it.ends_with(' ')), "width {width}");
    }
    for text in [markdown(&Diff::of(&old, &new)), {
        let mut out = Vec::new();
        report::short(&Diff::of(&old, &new), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }] {
        assert!(!text.contains(|c| bad(c) && c != '\t'), "{text:?}");
    }
    // With colors, only ours.
    let mut out = Vec::new();
    report::human(&Diff::of(&old, &new), Style { color: true, ..Style::default() }, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let ours =
        |it: &str| it.find('m').is_some_and(|end| it[..end].bytes().all(|b| b"[0123456789;".contains(&b)));
    assert!(text.split('\u{1b}').skip(1).all(ours));
    assert!(json::parse_strict(as_json(&Diff::of(&old, &new)).to_string().as_bytes()).is_ok());
}

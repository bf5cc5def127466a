//! Why a plugin is where it is: every reason that there can be, found and placed.

use pipyc::driver::{self, Checked, Options};
use pipyc::graph::Unknown;
use pipyc::load::raw::Request;
use pipyc::report::{self, Style};
use pipyc::rules::ProjectView;
use pipyc::why::Why;
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::schema::differences;
use crate::support::{project, read};

fn checked(changes: &[(&str, &str, &str)]) -> Checked {
    driver::check(&project("shop", changes), &Request::default(), &Options::default()).unwrap()
}

fn why(checked: &Checked, plugin: &str, workload: &str) -> Result<Why, Unknown> {
    let view = ProjectView {
        project: checked.project.as_ref().unwrap(),
        codebase: &checked.codebase,
        resolved: &checked.resolved,
        sources: &checked.sources,
    };
    Why::of(&view, plugin, workload)
}

fn said(changes: &[(&str, &str, &str)], plugin: &str, workload: &str) -> String {
    let checked = checked(changes);
    let why = why(&checked, plugin, workload).unwrap();
    let mut out = Vec::new();
    report::why::human(&why, &checked.sources, Style { width: 200, ..Style::default() }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[track_caller]
fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "does not say {part:?}:\n{text}");
    }
}

#[test]
fn an_answer_reads_well() {
    insta::assert_snapshot!("why_mounted", said(&[], "geo-router", "storefront"));
    insta::assert_snapshot!("why_not", said(&[], "request-mirror", "shop/cart"));
    insta::assert_snapshot!("why_builtin", said(&[], "modules/inbound-http-routing", "shop/cart"));
}

#[test]
fn the_label_that_failed_is_named() {
    let text = said(&[], "request-mirror", "shop/cart");
    says(
        &text,
        &["is in no chain of shop/cart", "does not select this workload", "plugins/request-mirror.yaml:51"],
    );
    says(&text, &["no   pod label `app` is `cart`, not `storefront`"]);
    let text = said(&[], "cors", "payments/ledger");
    says(&text, &["no   namespace label `team` is", "not `storefront`"]);
    says(&text, &["no   pod label `facing` is absent, and must be `browsers`"]);
}

#[test]
fn every_operator_is_worded() {
    let expressions = "matchExpressions: [{key: app, operator: In, values: [a, b]}, {key: app, operator: NotIn, \
                       values: [cart]}, {key: app, operator: Exists, values: []}, {key: app, operator: DoesNotExist, values: []}]";
    let change = ("plugins/request-mirror.yaml", "matchLabels: {app: storefront}", expressions);
    let text = said(&[change], "request-mirror", "shop/cart");
    says(&text, &["no   pod label `app` is `cart`, and must be one of `a`, `b`"]);
    says(&text, &["no   pod label `app` is `cart`, and must be none of `cart`"]);
    says(&text, &["yes  pod label `app` is `cart`, and must be there"]);
    says(&text, &["no   pod label `app` is `cart`, and must not be there"]);
}

#[test]
fn a_plugin_that_is_not_there_is_told_from_one_that_nobody_names() {
    let renamed = ("plugins/cors.yaml", "plugins: [cors, geo-router]", "plugins: [corse, geo-router]");
    let checked = checked(&[renamed]);
    let missing = why(&checked, "corse", "shop/catalog").unwrap();
    assert!(missing.mounted.is_empty() && missing.candidates[0].selects);
    assert!(missing.notes.iter().any(|it| it.text.contains("no `Plugin` is called `corse`")), "{missing:?}");
    let forgotten = why(&checked, "cors", "shop/catalog").unwrap();
    assert!(forgotten.mounted.is_empty() && forgotten.candidates.is_empty());
    assert!(forgotten.notes.iter().any(|it| it.text == "no `PluginChain` names it"), "{forgotten:?}");
}

#[test]
fn a_chain_that_is_wrong_is_told_from_one_that_is_not_there() {
    let change = ("plugins/request-mirror.yaml", "name: outbound-http", "name: outbound");
    let checked = checked(&[change]);
    let why = why(&checked, "request-mirror", "storefront").unwrap();
    assert!(why.notes.iter().any(|it| it.text.contains("is wrong, and was left out")), "{why:#?}");
}

#[test]
fn a_disabled_built_in_says_where_it_is_disabled() {
    let text = said(&[], "outbound-logging-http", "shop/cart");
    says(
        &text,
        &["is in no chain", "It is disabled in outbound-http at priority 130, by values-prod.yaml:8"],
    );
    let disabled = (
        "values.yaml",
        "inbound-http-routing, priority: 170",
        "inbound-http-routing, priority: 170, disable: true",
    );
    let text = said(&[disabled], "geo-router", "shop/catalog");
    says(&text, &["which `modules/inbound-http-routing` would set, but that is disabled (values.yaml:11)"]);
    says(&text, &["bytes flow here", "but it works on messages, and so does nothing"]);
}

#[test]
fn a_place_says_what_it_means() {
    let low = ("plugins/geo-router.yaml", "priority: 164", "priority: 50");
    says(
        &said(&[low], "geo-router", "shop/catalog"),
        &[
            "nobody stands below it",
            "`modules/inbound-http-default` (100) above it ends the chain, so that nothing ever comes here",
        ],
    );
    let high = ("plugins/geo-router.yaml", "priority: 164", "priority: 175");
    says(
        &said(&[high], "geo-router", "shop/catalog"),
        &[
            "bytes flow here; `modules/inbound-http-routing` (170) makes messages of them further down",
            "from `modules/inbound-http-routing` (170) below it, which has not set it yet",
        ],
    );
    let tie = ("plugins/geo-router.yaml", "priority: 164", "priority: 163");
    says(
        &said(&[tie], "geo-router", "shop/catalog"),
        &["`cors` (163) has the same priority: the mesh leaves their order to chance"],
    );
}

#[test]
fn configurations_reach_a_workload_or_say_why_not() {
    says(&said(&[], "geo-router", "storefront"), &["for service shop/storefront reaches it in inbound-http"]);
    says(&said(&[], "geo-router", "catalog"), &["this workload is not behind the service"]);
    says(&said(&[], "geo-router", "cart"), &["does not reach it: it is in no chain here"]);
}

#[test]
fn unknown_names_have_a_near_one() {
    let checked = checked(&[]);
    let unknown = why(&checked, "geo-rotuer", "shop/cart").unwrap_err();
    assert_eq!(unknown.near.as_deref(), Some("geo-router"));
    let unknown = why(&checked, "modules/inbound-http-routng", "shop/cart").unwrap_err();
    assert_eq!(unknown.near.as_deref(), Some("modules/inbound-http-routing"));
    let unknown = why(&checked, "geo-router", "shop/crat").unwrap_err();
    assert_eq!(unknown.near.as_deref(), Some("shop/cart"));
}

#[test]
fn without_workloads_there_is_one_sidecar() {
    let alone = ("pipyc.yaml", "workloads: [k8s/]", "workloads: []");
    says(
        &said(&[alone], "geo-router", "default"),
        &["is in inbound-http of default", "selects every workload"],
    );
}

#[test]
fn json_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(&read("schema/why.schema.json")).unwrap();
    let checked = checked(&[]);
    for (plugin, workload) in [
        ("geo-router", "storefront"),
        ("request-mirror", "cart"),
        ("outbound-logging-http", "cart"),
        ("main", "cart"),
    ] {
        let why = why(&checked, plugin, workload).unwrap();
        let mut out = Vec::new();
        report::why::json(&why, &checked.sources, &mut out).unwrap();
        let value: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(differences(&schema, &value), Vec::<String>::new(), "{plugin}");
    }
}

#[test]
fn why_holds_at_every_width_and_obeys_nothing() {
    let checked = checked(&[]);
    let mut why = why(&checked, "geo-router", "storefront").unwrap();
    let evil =
        "\u{1b}[2J\u{202e}\r漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字";
    why.plugin = evil.to_owned();
    why.candidates[0].label = evil.to_owned();
    why.candidates[0].requirements[0].text = format!("{evil}{evil}");
    why.configs[0].service = evil.to_owned();
    for width in [60, 80, 120, 200] {
        for color in [false, true] {
            let mut out = Vec::new();
            report::why::human(&why, &checked.sources, Style { width, color, quiet: false }, &mut out)
                .unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(!text.contains("\u{1b}[2J") && !text.contains(['\u{202e}', '\r']));
            if !color {
                let too_wide: Vec<_> = text.lines().filter(|it| it.width() > width).collect();
                assert_eq!(too_wide, [""; 0], "width {width}");
            }
        }
    }
}

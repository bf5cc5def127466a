//! Helm values.

use super::*;

fn with(sets: &[(SetKind, &str)], fixture: &str) -> Result<Loaded, LoadError> {
    let sets = sets.iter().map(|&(kind, text)| Set { kind, text: text.to_owned() }).collect();
    load::project(&files(fixture), &Request { sets, ..usual(fixture) })
}

const SHORT: &str = "//- /values.yaml\nosm:\n  pluginChains:\n    outbound-tcp:\n      - {plugin: modules/outbound-tcp-default, priority: 100}\n";

#[test]
fn no_values_give_the_defaults_of_the_target() {
    let loaded = clean("");
    let project = value(&loaded);
    assert_eq!(project.builtin_chains.len(), 23);
    assert_eq!(
        chain(project, MountPoint::OutboundTcp),
        ["outbound-tcp-routing@120", "outbound-tcp-load-balancing@110", "outbound-tcp-default@100"]
    );
    assert!(project.builtin_chain_places.is_empty());
    assert_eq!((&*project.name, project.version.to_string().as_str()), ("mesh", "0.0.0"));
}

#[test]
fn a_given_list_replaces_the_default() {
    let loaded = clean(SHORT);
    assert_eq!(chain(value(&loaded), MountPoint::OutboundTcp), ["outbound-tcp-default@100"]);
    assert_eq!(chain(value(&loaded), MountPoint::InboundTcp).len(), 4);
    assert_eq!(value(&loaded).builtin_chain_places.len(), 1);
}

#[test]
fn maps_merge_and_lists_do_not() {
    let fixture = format!(
        "{SHORT}//- /prod.yaml\nosm:\n  pluginChains:\n    outbound-tcp: []\n    inbound-tcp: [{{plugin: a/b, priority: 1.5, disable: true}}]\nother: {{osm: 1}}\n"
    );
    let mut request = usual(&fixture);
    request.values.push("prod.yaml".to_owned());
    let loaded = load_as(&fixture, &request);
    assert_eq!(said(&loaded), [""; 0]);
    assert_eq!(chain(value(&loaded), MountPoint::OutboundTcp), [""; 0]);
    assert_eq!(chain(value(&loaded), MountPoint::InboundTcp), ["(a/b@1.5)"]);
}

#[test]
fn null_takes_a_default_away() {
    let loaded = clean("//- /values.yaml\nosm:\n  pluginChains:\n    outbound-tcp:\n");
    assert_eq!(chain(value(&loaded), MountPoint::OutboundTcp), [""; 0]);
    assert_eq!(chain(value(&loaded), MountPoint::InboundTcp).len(), 4);
    let loaded = with(&[(SetKind::Infer, "osm.pluginChains=null")], SHORT).expect("loads");
    assert_eq!(value(&loaded).builtin_chains.len(), 0);
    assert_eq!(value(&loaded).builtin_chain_places.len(), 4);
}

#[test]
fn flags_follow_the_syntax_of_helm() {
    let chain_of = |sets: &[(SetKind, &str)]| {
        let loaded = with(sets, SHORT).expect("loads");
        assert_eq!(said(&loaded), [""; 0], "{sets:?}");
        chain(value(&loaded), MountPoint::OutboundTcp)
    };
    use SetKind::{File, Infer, Json, Text};
    const AT: &str = "osm.pluginChains.outbound-tcp";
    assert_eq!(
        chain_of(&[(Infer, "osm.pluginChains.outbound-tcp[0].priority=7")]),
        ["outbound-tcp-default@7"]
    );
    assert_eq!(
        chain_of(&[(Infer, "a\\.b=1,c={x,y},osm.pluginChains.outbound-tcp[0].disable=TRUE,d=")]),
        ["(outbound-tcp-default@100)"]
    );
    assert_eq!(
        chain_of(&[(Json, &format!("{AT}=[{{\"plugin\": \"p/q\", \"priority\": 1.5}}] , x=1"))]),
        ["p/q@1.5"]
    );
    assert_eq!(chain_of(&[(Json, "{\"osm\": {\"pluginChains\": {\"outbound-tcp\": []}}}")]), [""; 0]);
    assert_eq!(
        chain_of(&[(Text, &format!("{AT}[1].plugin=1")), (Infer, &format!("{AT}[1].priority=3"))]),
        ["outbound-tcp-default@100", "1@3"]
    );
    // By kind, as in Helm, and not in the order given: `--set-json` comes first.
    assert_eq!(
        chain_of(&[(Infer, &format!("{AT}[0].priority=1")), (Json, &format!("{AT}[0].priority=2"))]),
        ["outbound-tcp-default@1"]
    );
    assert_eq!(chain_of(&[(Infer, &format!("{AT}[0].plugin=a\\,b"))]), ["a,b@100"]);
    let fixture = format!("{SHORT}//- /name.txt\np/f");
    let loaded = with(&[(File, &format!("{AT}[0].plugin=name.txt"))], &fixture).expect("loads");
    assert_eq!(chain(value(&loaded), MountPoint::OutboundTcp), ["p/f@100"]);
}

#[test]
fn broken_flags_are_named() {
    let error = |kind: SetKind, text: &str| with(&[(kind, text)], SHORT).expect_err("fails").to_string();
    use SetKind::{File, Infer, Json};
    assert_eq!(error(Infer, "osm"), "--set osm: the key `osm` has no value");
    assert_eq!(error(Infer, "osm.a,b=1"), "--set osm.a,b=1: the key `osm.a,` has no value");
    assert_eq!(error(Infer, "osm.a[x]=1"), "--set osm.a[x]=1: `x` is no index");
    assert_eq!(error(Infer, "osm.a[-1]=1"), "--set osm.a[-1]=1: the index -1 is negative");
    assert_eq!(error(Infer, "osm.a[99999]=1"), "--set osm.a[99999]=1: the index 99999 is larger than 65536");
    assert_eq!(error(Infer, "a={x"), "--set a={x: a list has no `}`");
    assert_eq!(
        error(Infer, "osm.pluginChains.outbound-tcp.x=1"),
        "--set osm.pluginChains.outbound-tcp.x=1: `osm.pluginChains.outbound-tcp` is a list, not a map"
    );
    assert_eq!(error(Json, "a=[1"), "--set-json a=[1: the text ends within a value");
    assert_eq!(error(File, "a=none.txt"), "--set-file: there is no `none.txt`");
    assert!(with(&[(Infer, &"a.".repeat(5000))], SHORT).is_err());
    assert!(with(&[(Infer, &format!("a{}=1", "[0]".repeat(5000)))], SHORT).is_err());
}

#[test]
fn a_diagnostic_points_at_the_file_or_flag_it_came_from() {
    let fixture = "//- /values.yaml\nosm:\n  pluginChains:\n    inbound_http: []\n    outbound-http:\n      - {plugin: a/b, priorty: 1, priority: -1}\n      - plugin: [x]\n        disable: maybe\n";
    check(
        fixture,
        &[
            "values.yaml:3:5: values/unknown-chain: no chain is called `inbound_http`",
            "values.yaml:5:23: values/unknown-key: an entry of `outbound-http` has no key `priorty`",
            "values.yaml:5:45: values/bad-priority: the priority -1 is below zero",
            "values.yaml:6:17: values/wrong-type: `plugin` must be a string, not a list",
            "values.yaml:6:9: values/missing-key: an entry of `outbound-http` has no `priority`",
            "values.yaml:7:18: values/wrong-type: `disable` must be a boolean, not a string",
        ],
    );
    let loaded =
        with(&[(SetKind::Infer, "osm.pluginChains.outbound-tcp[0].priority=1.5")], SHORT).expect("loads");
    assert_eq!(said(&loaded), ["--set:1:43: values/wrong-type: `priority` must be a number, not a string"]);
}

#[test]
fn other_keys_of_a_chart_are_not_looked_at() {
    clean(
        "//- /values.yaml\nosm:\n  image: {tag: 1}\n  list: [1, {a: 2}]\n  featureFlags: {enableWASMStats: true}\ncontour: {enabled: no}\n",
    );
}

#[test]
fn a_plugin_in_the_values_is_mounted_everywhere() {
    let loaded =
        clean("//- /values.yaml\nosm: {pluginChains: {inbound-tcp: [{plugin: plugins/geo, priority: 5}]}}\n");
    assert_eq!(&*value(&loaded).builtin_chains[0].plugin, "plugins/geo");
}

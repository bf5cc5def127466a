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
fn nothing_can_be_set_below_a_null_that_is_written() {
    let fixture = "//- /values.yaml\nosm:\n  pluginChains:\n    outbound-tcp:\n    inbound-tcp: [~]\n";
    let set = |text: &str| with(&[(SetKind::Infer, text)], fixture);
    let error = set("osm.pluginChains.outbound-tcp[0].plugin=a").expect_err("fails").to_string();
    let said = "`osm.pluginChains.outbound-tcp` is nothing, not a list";
    assert!(error.ends_with(said), "{error}");
    // An item that is null may become anything.
    let loaded = set("osm.pluginChains.inbound-tcp[0].plugin=a,osm.pluginChains.inbound-tcp[0].priority=1");
    assert_eq!(chain(value(&loaded.expect("loads")), MountPoint::InboundTcp), ["a@1"]);
}

#[test]
fn a_null_mesh_is_refused_where_helm_would_fail() {
    check(
        "//- /values.yaml\nosm:\n",
        &["values.yaml:1:1: values/wrong-type: `osm` must be a map, not nothing"],
    );
}

#[test]
fn only_the_first_document_of_a_values_file_counts() {
    let loaded = check(
        &format!("{SHORT}---\nosm:\n  pluginChains:\n    inbound-tcp: []\n"),
        &["values.yaml:6:1: values/further-document: Helm does not read this document"],
    );
    assert_eq!(chain(value(&loaded), MountPoint::InboundTcp).len(), 4);
    assert_eq!(chain(value(&loaded), MountPoint::OutboundTcp).len(), 1);
}

/// Files, flags, and the chain `outbound-tcp` that comes out; `None` where Helm refuses.
type Merge = (&'static [&'static str], &'static [(SetKind, &'static str)], Option<&'static [&'static str]>);

/// The default list of the mesh's chart, as the chart of this test has it too.
const DEFAULT: &[&str] =
    &["outbound-tcp-routing@120", "outbound-tcp-load-balancing@110", "outbound-tcp-default@100"];

#[test]
fn helm_itself_merges_the_same() {
    use SetKind::{Infer, Json, Text};
    const LIST: &str =
        "osm: {pluginChains: {outbound-tcp: [{plugin: a, priority: 3}, {plugin: b, priority: 2}]}}\n";
    const TYPES: &str = "osm: {pluginChains: {outbound-tcp: [{plugin: \"on\", priority: 0x10, disable: off}, {plugin: c, priority: 1_000}, {plugin: d, priority: 010}, {plugin: e, priority: 1e2}]}}\n";
    const ALIAS: &str =
        "x: &x {plugin: m, priority: 7}\nosm: {pluginChains: {outbound-tcp: [*x, {<<: *x, plugin: q}]}}\n";
    let cases: &[Merge] = &[
        (&[], &[], Some(DEFAULT)),
        (&[LIST], &[], Some(&["a@3", "b@2"])),
        (&[LIST, "osm: {pluginChains: {outbound-tcp: [{plugin: z, priority: 1}]}}\n"], &[], Some(&["z@1"])),
        (&[LIST, "osm: {pluginChains: {outbound-tcp: }}\n"], &[], Some(&[])),
        (&[LIST, "osm: {pluginChains: }\n", LIST], &[], Some(&["a@3", "b@2"])),
        (&[LIST, "osm: {other: 1}\n"], &[], Some(&["a@3", "b@2"])),
        (&["osm: {pluginChains: {inbound-tcp: []}}\n"], &[], Some(DEFAULT)),
        (&[TYPES], &[], Some(&["on@16", "c@1000", "d@8", "e@100"])),
        (&[ALIAS], &[], Some(&["m@7", "q@7"])),
        (&["", "# nothing\n"], &[], Some(DEFAULT)),
        (&["[]\n"], &[], None),
        (&[LIST], &[(Infer, "CHAIN[0].priority=9")], Some(&["a@9", "b@2"])),
        (&[LIST], &[(Infer, "CHAIN[1].disable=true")], Some(&["a@3", "(b@2)"])),
        (&[LIST], &[(Infer, "CHAIN[1].disable=True,CHAIN[0].disable=FALSE")], Some(&["a@3", "(b@2)"])),
        (
            &[LIST],
            &[(Infer, "CHAIN[2].plugin=c"), (Infer, "CHAIN[2].priority=1")],
            Some(&["a@3", "b@2", "c@1"]),
        ),
        (&[LIST], &[(Infer, "CHAIN=null")], Some(&[])),
        (&[LIST], &[(Infer, "osm.pluginChains.outbound\\-tcp[0].priority=9")], Some(&["a@9", "b@2"])),
        (&[LIST], &[(Infer, "CHAIN[0].plugin=x\\,y,CHAIN[1].plugin=p=q")], Some(&["x,y@3", "p=q@2"])),
        (&[LIST], &[(Infer, "CHAIN[0].plugin=x.y,CHAIN[1].plugin= z")], Some(&["x.y@3", " z@2"])),
        (&[LIST], &[(Infer, "other={a,b},CHAIN[0].priority=+5,x={},")], Some(&["a@5", "b@2"])),
        (&[LIST], &[(Text, "CHAIN[0].plugin=12,CHAIN[1].plugin=null")], Some(&["12@3", "null@2"])),
        (&[LIST], &[(Text, "CHAIN[0].plugin=1"), (Infer, "CHAIN[0].plugin=x")], Some(&["1@3", "b@2"])),
        (&[LIST], &[(Json, "CHAIN=[{\"plugin\": \"j\", \"priority\": 1.5}]")], Some(&["j@1.5"])),
        (&[LIST], &[(Json, "CHAIN[0].priority=4 ,CHAIN[1].priority=5")], Some(&["a@4", "b@5"])),
        (&[LIST], &[(Json, "CHAIN=")], Some(&[])),
        (&[], &[(Infer, "CHAIN[0].plugin=x,CHAIN[0].priority=1")], Some(&["x@1"])),
        (&[LIST], &[(Infer, "CHAIN.x=1")], None),
        (&[LIST], &[(Infer, "CHAIN[0].plugin.x=1")], None),
        (&[LIST], &[(Infer, "CHAIN[-1].plugin=x")], None),
        (&[LIST], &[(Infer, "CHAIN[70000].plugin=x")], None),
        (&[LIST], &[(Infer, "CHAIN[x].plugin=x")], None),
        (&[LIST], &[(Infer, "CHAIN[0]plugin=x")], None),
        (&[LIST], &[(Infer, "CHAIN[0].plugin")], None),
        (&[LIST], &[(Infer, "CHAIN={a")], None),
        (&[LIST], &[(Json, "CHAIN=[1")], None),
        (&["osm: {pluginChains: {outbound-tcp: }}\n"], &[(Infer, "CHAIN[0].plugin=x")], None),
        (&["osm: {pluginChains: }\n"], &[(Infer, "CHAIN[0].plugin=x")], None),
    ];
    let helms: Vec<_> = ["helm3", "helm4"].iter().filter_map(|name| crate::support::tool(name)).collect();
    for (n_case, (texts, flags, expected)) in cases.iter().enumerate() {
        let flag = |&(kind, text): &(SetKind, &str)| Set {
            kind,
            text: text.replace("CHAIN", "osm.pluginChains.outbound-tcp"),
        };
        let sets: Vec<Set> = flags.iter().map(flag).collect();
        let expected = expected.map(|it| it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(of_pipyc(texts, &sets), expected, "case {n_case}: {texts:?} {flags:?}");
        for helm in &helms {
            let theirs = of_helm(helm, texts, &sets);
            assert_eq!(theirs, expected, "{}, case {n_case}: {texts:?} {flags:?}", helm.display());
        }
    }
}

/// The chain `outbound-tcp` that our merging gives; `None` if it refuses.
fn of_pipyc(files: &[&str], sets: &[Set]) -> Option<Vec<String>> {
    let mut world = Memory::new();
    let mut request = Request { project_file: ProjectFile::None, sets: sets.to_vec(), ..Request::default() };
    for (at, text) in files.iter().enumerate() {
        world = world.file(&format!("{at}.yaml"), *text);
        request.values.push(format!("{at}.yaml"));
    }
    let loaded = load::project(&world, &request).ok()?;
    let is_refused = |it: &pipyc::diag::Diagnostic| it.rule.id == "values/wrong-type";
    let is_refused = loaded.outcome.diagnostics.iter().any(is_refused);
    (!is_refused).then(|| chain(value(&loaded), MountPoint::OutboundTcp))
}

/// The chain `outbound-tcp` that Helm hands to a chart's templates, as [`chain`] shows it; `None` if Helm
/// refuses.
fn of_helm(helm: &std::path::Path, files: &[&str], sets: &[Set]) -> Option<Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n");
    let links = DEFAULT.iter().filter_map(|it| it.split_once('@'));
    let links = links.map(|(name, priority)| format!("{{plugin: modules/{name}, priority: {priority}}}"));
    let links = links.collect::<Vec<_>>().join(", ");
    write("chart/values.yaml", &format!("osm: {{pluginChains: {{outbound-tcp: [{links}]}}}}\n"));
    write("chart/templates/all.yaml", "values: {{ toJson .Values }}\n");
    let mut command = std::process::Command::new(helm);
    command.args(["template", "x", "chart"]).current_dir(folder.path());
    for (at, text) in files.iter().enumerate() {
        write(&format!("{at}.yaml"), text);
        command.args(["-f".to_owned(), format!("{at}.yaml")]);
    }
    for set in sets {
        command.args([set.kind.flag(), &set.text]);
    }
    let output = command.output().expect("Helm runs");
    let out = String::from_utf8_lossy(&output.stdout);
    let values = out.lines().find_map(|line| line.strip_prefix("values: "))?;
    let values: serde_json::Value = serde_json::from_str(values).expect("JSON");
    let links = values["osm"]["pluginChains"]["outbound-tcp"].as_array().cloned().unwrap_or_default();
    let shown = links.iter().map(|it| {
        let name = it["plugin"].as_str().expect("a name").trim_start_matches("modules/");
        let text = format!("{name}@{}", it["priority"]);
        if it["disable"] == true { format!("({text})") } else { text }
    });
    Some(shown.collect())
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

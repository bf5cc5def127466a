//! Loading: files in memory go in; the project, and what is said of the files, come out.
#![expect(clippy::expect_used, reason = "a test may stop where it stands")]

use pipyc::diag::{Level, Severity};
use pipyc::ir::names::MountPoint;
use pipyc::ir::project::Project;
use pipyc::load::raw::{ProjectFile, Request, Set, SetKind};
use pipyc::load::{self, LoadError, Loaded, project_file};
use pipyc::rules;
use pipyc::source::Span;
use pipyc::world::Memory;

/// Files under `//- /path` headings.
fn files(fixture: &str) -> Memory {
    let mut world = Memory::new();
    for part in fixture.split("//- /").skip(1) {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        world = world.file(path.trim(), text);
    }
    world
}

/// A request for whatever of `values.yaml`, `plugins/` and `k8s/` a fixture has, as in a rule's page.
fn usual(fixture: &str) -> Request {
    let mut request = Request::default();
    if fixture.contains("//- /pipyc.yaml") {
        return request;
    }
    request.project_file = ProjectFile::None;
    if fixture.contains("//- /values.yaml") {
        request.values.push("values.yaml".to_owned());
    }
    if fixture.contains("//- /plugins/") {
        request.plugins.push("plugins/".to_owned());
    }
    if fixture.contains("//- /k8s/") {
        request.workloads.push("k8s/".to_owned());
    }
    request
}

fn load(fixture: &str) -> Loaded {
    load_as(fixture, &usual(fixture))
}

fn load_as(fixture: &str, request: &Request) -> Loaded {
    load::project(&files(fixture), request).expect("loads")
}

/// `file:line:column: rule: message`, sorted.
fn said(loaded: &Loaded) -> Vec<String> {
    let shown = |it: &pipyc::diag::Diagnostic| {
        let place = match it.span {
            Some(span) => {
                let place = loaded.sources.place(span);
                format!("{}:{}:{}", place.path, place.start.line, place.start.column)
            }
            None => "-".to_owned(),
        };
        format!("{place}: {}: {}", it.rule.id, it.message)
    };
    let loud = loaded.outcome.diagnostics.iter().filter(|it| it.rule.level != Level::Allow);
    let mut said: Vec<String> = loud.map(shown).collect();
    said.sort();
    said
}

fn value(loaded: &Loaded) -> &Project {
    loaded.outcome.value.as_ref().expect("a project")
}

#[track_caller]
fn clean(fixture: &str) -> Loaded {
    let loaded = load(fixture);
    assert_eq!(said(&loaded), [""; 0], "{fixture}");
    loaded
}

#[track_caller]
fn check(fixture: &str, expected: &[&str]) -> Loaded {
    let loaded = load(fixture);
    assert_eq!(said(&loaded), expected, "{fixture}");
    loaded
}

const PLUGIN: &str = "\
//- /plugins/geo.yaml
apiVersion: plugin.flomesh.io/v1alpha1
kind: Plugin
metadata: {name: geo}
spec:
  priority: 165
  pipyscript: |
    pipy()
      .pipeline()
      .chain()
";

/// The chain of a mount point as `name@priority`, disabled ones in brackets.
fn chain(project: &Project, mount: MountPoint) -> Vec<String> {
    let links = project.builtin_chains.iter().filter(|link| link.mount == mount);
    let shown = links.map(|link| {
        let text = format!("{}@{}", link.plugin.trim_start_matches("modules/"), link.priority);
        if link.disabled { format!("({text})") } else { text }
    });
    shown.collect()
}

mod pages {
    //! The examples of each rule's page.

    use super::*;

    /// The fence below a heading.
    fn fence(page: &str, heading: &str) -> Option<String> {
        let (_, rest) = page.split_once(&format!("## {heading}"))?;
        let (_, rest) = rest.split_once("```project\n")?;
        let (body, _) = rest.split_once("```")?;
        Some(
            body.lines()
                .map(|line| line.strip_prefix(' ').unwrap_or(line))
                .map(|it| format!("{it}\n"))
                .collect(),
        )
    }

    fn heard(fixture: &str) -> Vec<&'static str> {
        let loaded = load(fixture);
        let levels = value_levels(&loaded);
        let loud = loaded.outcome.diagnostics.iter().filter(|it| levels.level(it.rule) != Level::Allow);
        let mut ids: Vec<_> = loud.map(|it| it.rule.id).collect();
        ids.dedup();
        ids
    }

    fn value_levels(loaded: &Loaded) -> pipyc::diag::Levels {
        let overrides = loaded.outcome.value.as_ref().map(|it| it.levels.clone()).unwrap_or_default();
        pipyc::diag::Levels { overrides, suppressions: Vec::new() }
    }

    #[test]
    fn avoid_raises_the_rule_and_prefer_raises_nothing() {
        for family in ["project", "values", "resource", "selector"] {
            for entry in rules::all().filter(|it| it.rule.family() == family) {
                let id = entry.rule.id;
                let avoid = fence(entry.rule.page, "Avoid").unwrap_or_else(|| panic!("{id} has no Avoid"));
                assert_eq!(heard(&avoid), [id], "Avoid of {id}:\n{avoid}");
                let prefer = fence(entry.rule.page, "Prefer").unwrap_or_else(|| panic!("{id} has no Prefer"));
                assert_eq!(heard(&prefer), [""; 0], "Prefer of {id}:\n{prefer}");
            }
        }
    }
}

mod places {
    //! Where a script's characters stand in the file around it.

    use super::*;

    /// Loads one plugin, and holds the place of `needle` in its script against where the file has it.
    #[track_caller]
    fn finds(file: &str, text: &str, needle: &str) {
        let world = Memory::new().file(file, text);
        let plugins = vec![file.to_owned()];
        let request = Request { project_file: ProjectFile::None, plugins, ..Request::default() };
        let loaded = load::project(&world, &request).expect("loads");
        assert_eq!(said(&loaded), [""; 0], "{text}");
        let script = value(&loaded).plugins[0].script;
        let decoded = loaded.sources.get(script).text();
        let at = decoded.find(needle).unwrap_or_else(|| panic!("no {needle} in {decoded}")) as u32;
        let place = loaded.sources.place(Span::new(script, at, at + needle.len() as u32));
        let there = text.find(needle).expect("in the file");
        let before = &text[..there];
        let line = before.matches('\n').count() as u32 + 1;
        let column = before[before.rfind('\n').map_or(0, |at| at + 1)..].chars().count() as u32 + 1;
        assert_eq!((place.path, place.start.line, place.start.column), (file, line, column), "{text}");
        assert_eq!(place.end.column, column + needle.chars().count() as u32);
    }

    const HEAD: &str =
        "# ö\napiVersion: plugin.flomesh.io/v1alpha1\nkind: Plugin\nmetadata: {name: geo}\nspec:\n";

    #[track_caller]
    fn in_yaml(spec: &str, needle: &str) {
        for text in [format!("{HEAD}{spec}"), format!("---\nkind: ö\n---\n{HEAD}{spec}...\n")] {
            finds("a.yaml", &text, needle);
            finds("a.yaml", &format!("\u{feff}{text}"), needle);
            finds("a.yaml", &text.replace('\n', "\r\n"), needle);
        }
    }

    #[test]
    fn a_script_is_found_in_every_style_of_scalar() {
        in_yaml("  pipyscript: |\n    pipy()\n    \t.x('ö😀').HERE\n", "HERE");
        in_yaml("  pipyscript: |-\n\n    pipy()\n\n    .HERE\n\n", "HERE");
        in_yaml("  pipyscript: |+1\n    pipy()\n     .HERE\n", "HERE");
        in_yaml("  pipyscript: &s !!str |2\n      pipy()\n     .HERE\n", "HERE");
        in_yaml("  pipyscript: >\n    pipy()\n    .x\n\n      .y\n      .HERE\n", "HERE");
        in_yaml("  pipyscript: 'pipy(''ö'')\n\n    .x .HERE'\n", "HERE");
        in_yaml("  pipyscript: \"pipy()\\n\\u00f6\\\n    .x\\t.HERE\\n\"\n", "HERE");
        in_yaml("  pipyscript: pipy()\n    .x\n    .HERE # done\n", "HERE");
    }

    #[test]
    fn a_script_is_found_in_json() {
        let head =
            r#"{"apiVersion": "plugin.flomesh.io/v1alpha1", "kind": "Plugin", "metadata": {"name": "geo"},"#;
        let text =
            format!("{head}\n\t\"spec\": {{\"pipyscript\": \"ö\\ud83d\\ude00\\/\\n\\tpipy().HERE\"}}\n}}\n");
        finds("a.json", &text, "HERE");
        finds("a.yaml", &text, "HERE");
        finds("a.json", &format!("{{\"kind\": \"x\"}}\n{text}"), "HERE");
    }

    #[test]
    fn a_script_behind_an_alias_is_found_at_its_anchor() {
        in_yaml(
            "  matches: []\n".replace("  matches: []\n", "  pipyscript: &s |\n    pipy().HERE\n").as_str(),
            "HERE",
        );
        let text = format!("{}  pipyscript: *s\n", HEAD.replace("# ö\n", "x-script: &s |\n  pipy().HERE\n"));
        let world = Memory::new().file("a.yaml", text.as_str());
        let plugins = vec!["a.yaml".to_owned()];
        let request = Request { project_file: ProjectFile::None, plugins, ..Request::default() };
        let loaded = load::project(&world, &request).expect("loads");
        let script = value(&loaded).plugins[0].script;
        let place = loaded.sources.place(Span::new(script, 7, 11));
        assert_eq!((place.start.line, place.start.column), (2, 10));
    }
}

mod values {
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
        assert_eq!(
            error(Infer, "osm.a[99999]=1"),
            "--set osm.a[99999]=1: the index 99999 is larger than 65536"
        );
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
        assert_eq!(
            said(&loaded),
            ["--set:1:43: values/wrong-type: `priority` must be a number, not a string"]
        );
    }

    #[test]
    fn other_keys_of_a_chart_are_not_looked_at() {
        clean(
            "//- /values.yaml\nosm:\n  image: {tag: 1}\n  list: [1, {a: 2}]\n  featureFlags: {enableWASMStats: true}\ncontour: {enabled: no}\n",
        );
    }

    #[test]
    fn a_plugin_in_the_values_is_mounted_everywhere() {
        let loaded = clean(
            "//- /values.yaml\nosm: {pluginChains: {inbound-tcp: [{plugin: plugins/geo, priority: 5}]}}\n",
        );
        assert_eq!(&*value(&loaded).builtin_chains[0].plugin, "plugins/geo");
    }
}

mod resources {
    //! Resources of Kubernetes.

    use super::*;

    #[test]
    fn everything_else_in_a_stream_passes_by() {
        let fixture = format!(
            "{PLUGIN}---\n# Source: x\n---\nkind: ConfigMap\ndata: {{broken\n---\napiVersion: v1\nkind: Secret\n---\n---\n- a\n- b\n"
        );
        let loaded = clean(&fixture);
        assert_eq!(value(&loaded).plugins.len(), 1);
        assert_eq!(value(&loaded).plugins[0].priority.get(), 165.0);
        let loaded = load_as(&fixture, &Request { strict_kinds: true, ..usual(&fixture) });
        let other = loaded.outcome.diagnostics.iter().filter(|it| it.rule.id == "resource/other-kind");
        assert_eq!(other.count(), 2);
    }

    #[test]
    fn lists_and_typed_lists_are_taken_apart() {
        let spec = "spec: {pipyscript: pipy()}";
        let fixture = format!(
            "//- /plugins/a.yaml\napiVersion: v1\nkind: List\nitems:\n- apiVersion: plugin.flomesh.io/v1alpha1\n  kind: Plugin\n  metadata: {{name: a}}\n  {spec}\n- kind: Pod\n---\nkind: PluginList\napiVersion: plugin.flomesh.io/v1alpha1\nitems:\n- metadata: {{name: b}}\n  {spec}\n"
        );
        let loaded = clean(&fixture);
        let names: Vec<_> = value(&loaded).plugins.iter().map(|it| &*it.name).collect();
        assert_eq!(names, ["a", "b"]);
    }

    #[test]
    fn a_broken_document_does_not_hide_the_others() {
        let loaded = check(
            &format!(
                "//- /plugins/0.yaml\nkind: Plugin\n  x: [\n---\napiVersion: plugin.flomesh.io/v1alpha1\nkind: Plugin\nmetadata: {{name: b}}\nspec: {{priority: high}}\n{PLUGIN}"
            ),
            &[
                "plugins/0.yaml:2:4: project/bad-document: the document cannot be read: a `:` where no key can stand",
                "plugins/0.yaml:7:18: resource/wrong-type: `priority` must be a number, not a string",
                "plugins/0.yaml:7:8: resource/missing-field: the `spec` of the `Plugin` has no `pipyscript`",
            ],
        );
        assert_eq!(value(&loaded).plugins.len(), 1);
        assert!(value(&loaded).broken_plugins.contains("b"));
    }

    #[test]
    fn two_of_one_name_show_both_places() {
        let fixture = format!("{PLUGIN}{}", PLUGIN.replace("geo.yaml", "z.yaml"));
        let loaded =
            check(&fixture, &["plugins/z.yaml:3:18: resource/duplicate: there are two of `Plugin geo`"]);
        let first = loaded.outcome.diagnostics.iter().next().expect("one").labels[0].span;
        assert_eq!(loaded.sources.place(first).path, "plugins/geo.yaml");
        // The same file by two ways is one file.
        let mut request = usual(PLUGIN);
        request.plugins.push("./plugins/geo.yaml".to_owned());
        assert_eq!(said(&load_as(PLUGIN, &request)), [""; 0]);
    }

    const CHAIN: &str = "//- /plugins/c.yaml\napiVersion: plugin.flomesh.io/v1alpha1\nkind: PluginChain\nmetadata: {name: c, namespace: shop}\nspec:\n  chains: [{name: inbound-http, plugins: [geo]}]\n  selectors:\n";

    #[test]
    fn selectors_are_held_to_what_the_mesh_can_match() {
        let said_of = |selectors: &str| {
            let text = format!("{CHAIN}{selectors}");
            let loaded = load(&text);
            let ids: Vec<_> = loaded.outcome.diagnostics.iter().map(|it| it.rule.id).collect();
            ids.join(" ")
        };
        let expression =
            |text: &str| said_of(&format!("    podSelector: {{matchExpressions: [{{{text}}}]}}\n"));
        assert_eq!(expression("key: a, operator: In, values: [b]"), "");
        assert_eq!(expression("key: a, operator: NotIn, values: []"), "selector/missing-values");
        assert_eq!(expression("key: a, operator: Exists"), "selector/values-left-out");
        assert_eq!(expression("key: a, operator: Exists, values: []"), "");
        assert_eq!(expression("key: a, operator: DoesNotExist, values: [b]"), "selector/unused-values");
        assert_eq!(expression("key: a, operator: exists, values: []"), "selector/unknown-operator");
        assert_eq!(expression("key: -a, operator: Exists, values: []"), "selector/bad-label");
        assert_eq!(expression("key: a.b/c, operator: In, values: [1]"), "resource/wrong-type");
        assert_eq!(expression("operator: Exists, values: []"), "resource/missing-field");
        assert_eq!(said_of("    podSelector: {matchLabels: {a: 'b c'}}\n"), "selector/bad-label");
        assert_eq!(
            said_of("    podSelector: {matchLabel: {a: b}}\n"),
            "resource/unknown-field selector/matches-everything"
        );
        assert_eq!(said_of("    podSelector: {}\n"), "selector/matches-everything");
        assert_eq!(said_of("    podSelectors: {}\n"), "resource/unknown-field selector/matches-everything");
        assert_eq!(said_of("    []\n"), "resource/wrong-type");
    }

    #[test]
    fn fsm_lets_pass_what_its_definitions_let_pass() {
        let text = format!(
            "{CHAIN}    podSelector: {{matchExpressions: [{{key: a, operator: Exists}}]}}\n---\napiVersion: plugin.flomesh.io/v1alpha1\nkind: Plugin\nmetadata: {{name: geo}}\nspec: {{priority: -1, pipyscript: pipy()}}\n"
        );
        let request = Request { target: Some("fsm-1.6".to_owned()), ..usual(&text) };
        assert_eq!(said(&load_as(&text, &request)), [""; 0]);
        assert_eq!(said(&load(&text)).len(), 2);
    }

    #[test]
    fn a_template_is_told_from_a_broken_document() {
        check(
            "//- /plugins/a.yaml\n{{- if .Values.x }}\napiVersion: plugin.flomesh.io/v1alpha1\nkind: Plugin\n{{- end }}\n",
            &["plugins/a.yaml:1:1: resource/unrendered-template: this is a Helm template, not a resource"],
        );
    }

    #[test]
    fn text_in_other_encodings_is_named() {
        let world =
            Memory::new().file("a.yaml", b"a: \xff\n".to_vec()).file("b.yaml", b"\xff\xfea\0".to_vec());
        let plugins = vec!["a.yaml".to_owned(), "b.yaml".to_owned()];
        let request = Request { project_file: ProjectFile::None, plugins, ..Request::default() };
        let loaded = load::project(&world, &request).expect("loads");
        assert_eq!(
            said(&loaded),
            [
                "a.yaml:1:4: project/bad-document: the file is not in UTF-8",
                "b.yaml:1:1: project/bad-document: the file is in UTF-16"
            ]
        );
        check(
            "//- /plugins/a.yaml\nkind: Plugin\nx: \u{0}\n",
            &[
                "plugins/a.yaml:2:4: project/bad-document: the document cannot be read: the control character U+0000",
            ],
        );
    }

    #[test]
    fn names_that_would_leave_the_folder_are_refused() {
        for name in ["../../etc/passwd", "a/b", "A", "a..b", "-a", "a\\b", "", "a:b", "\"\\e[31m\""] {
            let quoted = if name.starts_with('"') { name.to_owned() } else { format!("'{name}'") };
            let loaded = load(&PLUGIN.replace("name: geo", &format!("name: {quoted}")));
            assert!(value(&loaded).plugins.is_empty(), "{name}");
            assert_eq!(loaded.outcome.diagnostics.len(), 1, "{name}");
        }
    }

    #[test]
    fn comments_silence_rules_at_their_place() {
        let loaded = load(
            "//- /plugins/a.yaml\n# pipyc-allow resource/unknown-field: old clusters\nkind: Plugin # pipyc-allow resource\n---\nkind: ConfigMap\ndata:\n  a: |\n    # pipyc-allow all\n",
        );
        let (source, comments) = &loaded.comments[0];
        let text = loaded.sources.get(*source).text();
        let texts: Vec<&str> = comments.iter().map(|it| &text[it.start as usize..it.end as usize]).collect();
        assert_eq!(texts, ["# pipyc-allow resource/unknown-field: old clusters", "# pipyc-allow resource"]);
    }

    #[test]
    fn configurations_keep_the_order_of_their_keys() {
        let loaded = clean(
            "//- /plugins/a.yaml\napiVersion: plugin.flomesh.io/v1alpha1\nkind: PluginConfig\nmetadata: {name: a}\nspec:\n  plugin: geo\n  destinationRefs: [{kind: Service, name: cart, namespace: shop}]\n  config: {z: 1, a: [yes, 1.50], m: ~}\n",
        );
        let config = &value(&loaded).plugin_configs[0];
        assert_eq!(config.config.to_string(), r#"{"z":1,"a":[true,1.5],"m":null}"#);
        assert_eq!((&*config.label, config.destinations.len()), ("PluginConfig default/a", 1));
    }
}

mod workloads {
    //! Workloads, namespaces, services.

    use super::*;

    #[test]
    fn pod_templates_give_labels_and_namespaces() {
        let loaded = clean(
            "//- /k8s/a.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop, labels: {not: these}}
spec: {template: {metadata: {labels: {app: cart, \"1\": \"2\"}}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: tidy}
spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: tidy}}}}}}
---
kind: Pod
metadata: {generateName: hook-, labels: {app: hook}}
---
kind: Namespace
metadata: {name: shop, labels: {team: a}}
---
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{port: 80, name: http-web}, {port: 9000, appProtocol: tcp}]}
---
kind: Deployment
metadata: {name: cart, namespace: shop}
spec: {template: {metadata: {labels: {app: cart, \"1\": \"2\"}}}}
",
        );
        let project = value(&loaded);
        let names: Vec<_> = project
            .workloads
            .iter()
            .map(|it| format!("{}/{}/{} {:?}", it.namespace, it.kind, it.name, it.labels))
            .collect();
        assert_eq!(
            names,
            [
                r#"default/CronJob/tidy {"app": "tidy"}"#,
                r#"default/Pod/hook {"app": "hook"}"#,
                r#"shop/Deployment/cart {"1": "2", "app": "cart"}"#
            ]
        );
        let labels = &project.namespaces["shop"].labels;
        assert_eq!(format!("{labels:?}"), r#"{"kubernetes.io/metadata.name": "shop", "team": "a"}"#);
        let service = project.services.values().next().expect("a service");
        let ports: Vec<_> = service.ports.iter().map(|it| (it.port, &*it.protocol)).collect();
        assert_eq!(ports, [(80, "http"), (9000, "tcp")]);
    }

    #[test]
    fn two_workloads_that_differ_are_told_apart() {
        let one = "kind: Deployment\nmetadata: {name: a}\nspec: {template: {metadata: {labels: {app: a}}}}\n";
        let fixture = format!("//- /k8s/a.yaml\n{one}---\n{}", one.replace("app: a", "app: b"));
        check(&fixture, &["k8s/a.yaml:6:18: resource/duplicate: there are two of `Deployment default/a`"]);
    }
}

mod project_files {
    //! `pipyc.yaml`.

    use super::*;

    #[test]
    fn every_key_is_read_and_paths_count_from_its_folder() {
        let fixture = format!(
            "//- /sub/pipyc.yaml
name: shop
version: 1.4.0-rc.1
revision: abc
target: fsm-1.6
values: [values.yaml]
plugins: [plugins/]
scripts:
  - path: js/up.js
    priority: 115
    chains: [outbound-http, inbound-http]
    podSelector: {{matchLabels: {{app: shop}}}}
files: [{{path: lib/, as: lib/}}, {{path: lib/a.js, as: b.js}}]
workloads: [k8s/]
meshConfig: config.json
builtins: mesh
out: dist/
rules: {{values/other-mesh: deny, selector: allow}}
//- /sub/values.yaml
fsm: {{pluginChains: {{outbound-tcp: []}}}}
//- /sub/js/up.js
pipy()
//- /sub/lib/a.js
({{}})
//- /sub/lib/data.json
{{}}
//- /sub/mesh/main.js
1
//- /sub/mesh/modules/x.js
2
//- /sub/config.json
{{\"Z\": 1, \"A\": 2}}
//- /sub/k8s/a.yaml
kind: Namespace
metadata: {{name: shop}}
{}",
            PLUGIN.replace("//- /", "//- /sub/")
        );
        let request =
            Request { project_file: ProjectFile::At("sub/pipyc.yaml".to_owned()), ..Request::default() };
        let loaded = load_as(&fixture, &request);
        assert_eq!(said(&loaded), [""; 0]);
        let project = value(&loaded);
        assert_eq!((&*project.name, project.version.to_string().as_str()), ("shop", "1.4.0-rc.1"));
        assert_eq!((project.revision.as_deref(), project.target.id), (Some("abc"), "fsm-1.6"));
        assert_eq!(chain(project, MountPoint::OutboundTcp), [""; 0]);
        let plugins: Vec<_> =
            project.plugins.iter().map(|it| (&*it.name, it.priority.get(), it.bare)).collect();
        assert_eq!(plugins, [("geo", 165.0, false), ("up", 115.0, true)]);
        assert_eq!(&*project.plugin_chains[0].label, "scripts entry up");
        assert_eq!(project.plugin_chains[0].mounts.len(), 2);
        let files: Vec<_> = project.files.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(files, ["b.js", "lib/a.js", "lib/data.json"]);
        let builtins: Vec<_> = project.builtins.iter().flatten().map(|it| it.path.as_str()).collect();
        assert_eq!(builtins, ["main.js", "modules/x.js"]);
        assert_eq!(project.mesh_config.as_ref().expect("given").value.to_string(), r#"{"Z":1,"A":2}"#);
        assert_eq!(project.levels.len(), 2);
        assert_eq!(loaded.settings.out.as_deref(), Some("sub/dist/"));
        let inputs: Vec<_> = project.inputs.iter().map(|it| &*it.path).collect();
        assert_eq!(
            inputs,
            [
                "config.json",
                "js/up.js",
                "k8s/a.yaml",
                "lib/a.js",
                "lib/data.json",
                "mesh/main.js",
                "mesh/modules/x.js",
                "pipyc.yaml",
                "plugins/geo.yaml",
                "values.yaml"
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        check(
            "//- /pipyc.yaml\nnam: x\nversion: 1.2\ntarget: osm-edge-1.4\nvalues: a.yaml\nscripts:\n  - priority: -1\n    chains: [inbound]\nrules: {chain/equal: deny, values: never}\n",
            &[
                "pipyc.yaml:1:1: project/unknown-key: the project file has no key `nam`",
                "pipyc.yaml:2:10: project/bad-value: `1.2` is no version",
                "pipyc.yaml:3:9: project/bad-value: no target is called `osm-edge-1.4`",
                "pipyc.yaml:4:9: project/bad-value: `values` must be a list, not a string",
                "pipyc.yaml:6:15: resource/bad-priority: the priority -1 is below zero",
                "pipyc.yaml:6:5: project/missing-key: an entry of `scripts` has no `path`",
                "pipyc.yaml:7:14: resource/unknown-chain: no mount point is called `inbound`",
                "pipyc.yaml:8:36: project/bad-value: `never` is no level",
                "pipyc.yaml:8:9: project/unknown-rule: no rule or family is called `chain/equal`",
            ],
        );
    }

    #[test]
    fn flags_beat_the_file() {
        let fixture = "//- /pipyc.yaml\nname: a\nversion: 1.0.0\ntarget: fsm-1.6\n";
        let request = Request {
            name: Some("b".to_owned()),
            version: Some("2.0.0".to_owned()),
            target: Some("osm-edge-1.3".to_owned()),
            out: Some("o".to_owned()),
            ..Request::default()
        };
        let loaded = load_as(fixture, &request);
        let project = value(&loaded);
        assert_eq!((&*project.name, project.version.major, project.target.id), ("b", 2, "osm-edge-1.3"));
    }

    #[test]
    fn broken_flags_are_errors_that_name_them() {
        let error =
            |request: Request| load::project(&Memory::new(), &request).expect_err("fails").to_string();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            error(Request { target: text("osm"), ..Request::default() }),
            "--target osm: no such target; write `fsm-1.6` or `osm-edge-1.3`"
        );
        assert_eq!(
            error(Request { version: text("1"), ..Request::default() }),
            "--version 1: write three numbers, as SemVer has them: `1.4.0`"
        );
        assert_eq!(
            error(Request { values: vec!["v.yaml".to_owned()], ..Request::default() }),
            "--values: there is no `v.yaml`"
        );
        assert_eq!(
            error(Request { paths: vec!["a.js".to_owned()], ..Request::default() }),
            "PATH: there is no `a.js`"
        );
        assert_eq!(
            error(Request { chains: vec!["x".to_owned()], ..Request::default() }),
            "--chain x: no chain is called `x`; there are `inbound-tcp`, `inbound-http`, `outbound-tcp`, `outbound-http`"
        );
        assert_eq!(
            error(Request { files: vec!["../a=../b".to_owned()], ..Request::default() }),
            "--file: there is no `../a`"
        );
    }

    fn schema_path() -> std::path::PathBuf {
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/pipyc.schema.json")
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "compares a committed file")]
    fn the_shipped_schema_says_what_the_parser_reads() {
        let text = format!("{:#}\n", project_file::schema());
        if std::env::var("PIPYC_BLESS").is_ok() {
            std::fs::write(schema_path(), &text).expect("writes");
        }
        let committed = std::fs::read_to_string(schema_path()).unwrap_or_default();
        assert!(committed == text, "run the tests with PIPYC_BLESS=1 and commit schema/pipyc.schema.json");
    }

    #[test]
    fn each_key_of_the_schema_is_taken_and_no_other() {
        /// A value that fits a schema, as JSON.
        fn example(schema: &serde_json::Value) -> serde_json::Value {
            use serde_json::{Value, json};
            if let Some(values) = schema.get("enum") {
                return values[0].clone();
            }
            match schema["type"].as_str() {
                Some("array") => json!([example(&schema["items"])]),
                Some("number") => json!(1),
                Some("object") => {
                    let mut map = serde_json::Map::new();
                    for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
                        map.insert(key.clone(), example(schema));
                    }
                    Value::Object(map)
                }
                _ => match schema["pattern"].as_str() {
                    Some(pattern) if pattern.contains("\\.(0|") => json!("1.2.3"),
                    _ => json!("a"),
                },
            }
        }
        let schema = project_file::schema();
        let world = |text: &str| Memory::new().file("pipyc.yaml", text).file("a", "").file("dir/b.yaml", "");
        for (key, schema) in schema["properties"].as_object().expect("keys") {
            let value = match key.as_str() {
                // Folders, where the other paths may be files.
                "builtins" => serde_json::json!("dir"),
                "meshConfig" => continue, // Needs a file that holds an object.
                _ => example(schema),
            };
            let text = serde_json::json!({ key.as_str(): value }).to_string();
            let loaded = load::project(&world(&text), &Request::default()).expect("loads");
            assert_eq!(said(&loaded), [""; 0], "{text}");
            let text = text.replacen(key.as_str(), &format!("{key}x"), 1);
            let loaded = load::project(&world(&text), &Request::default()).expect("loads");
            assert_eq!(loaded.outcome.diagnostics.iter().next().expect("one").rule.id, "project/unknown-key");
        }
    }
}

mod scripts {
    //! Lone and bare scripts.

    use super::*;

    #[test]
    fn lone_scripts_are_looked_at_by_themselves() {
        let fixture = "//- /a.js\npipy()\n//- /pipyc.yaml\nplugins: [none/]\nvalues: [none.yaml]\n";
        let request = Request { paths: vec!["a.js".to_owned()], ..Request::default() };
        let loaded = load_as(fixture, &request);
        assert_eq!(said(&loaded), [""; 0]);
        assert_eq!(value(&loaded).lone_scripts.len(), 1);
        assert!(value(&loaded).plugins.is_empty());
    }

    #[test]
    fn each_lone_script_is_mounted_alone() {
        let fixture = "//- /a.js\npipy()\n//- /x/a.js\npipy()\n//- /My Plugin.js\npipy()\n";
        let paths = ["a.js", "x/a.js", "My Plugin.js"].map(str::to_owned).to_vec();
        let request = Request {
            paths,
            chains: vec!["inbound-http".to_owned()],
            priority: Some("165".to_owned()),
            ..Request::default()
        };
        let loaded = load_as(fixture, &request);
        let project = value(&loaded);
        let names: Vec<_> = project.plugins.iter().map(|it| (&*it.name, it.priority.get())).collect();
        assert_eq!(names, [("a", 165.0), ("a-2", 165.0), ("my-plugin", 165.0)]);
        assert_eq!(project.workloads.len(), 3);
        let one = Request { paths: vec!["a.js".to_owned()], ..request };
        assert_eq!(value(&load_as(fixture, &one)).workloads.len(), 0);
    }

    #[test]
    fn scripts_of_a_folder_are_lone_unless_the_project_has_them() {
        let fixture = "//- /pipyc.yaml\nscripts: [{path: p/in.js}]\n//- /p/in.js\n1\n//- /p/out.js\n2\n//- /p/x.yaml\nkind: X\n";
        let request = Request { paths: vec!["p".to_owned()], ..Request::default() };
        let loaded = load_as(fixture, &request);
        let lone = &value(&loaded).lone_scripts;
        assert_eq!(lone.iter().map(|&it| loaded.sources.get(it).path()).collect::<Vec<_>>(), ["p/out.js"]);
    }

    #[test]
    fn a_script_flag_mounts() {
        let fixture = "//- /g.js\npipy()\n";
        let text = "g.js,name=geo,priority=5,chain=inbound-tcp,chain=outbound-tcp,pod=app=shop";
        let request = Request { scripts: vec![text.to_owned()], ..Request::default() };
        let loaded = load_as(fixture, &request);
        let chain = &value(&loaded).plugin_chains[0];
        assert_eq!(chain.mounts.len(), 2);
        assert_eq!(chain.pod_selector.as_ref().expect("one").match_labels.len(), 1);
        let wrong = Request { scripts: vec!["g.js,chains=x".to_owned()], ..Request::default() };
        let error = load::project(&files(fixture), &wrong).expect_err("fails").to_string();
        assert!(error.starts_with("--script g.js,chains=x: `chains` means nothing"), "{error}");
    }

    #[test]
    fn a_script_without_a_legal_name_asks_for_one() {
        let loaded = load("//- /pipyc.yaml\nscripts: [{path: My_Geo.js}]\n//- /My_Geo.js\n1\n");
        assert_eq!(
            said(&loaded),
            ["pipyc.yaml:1:18: resource/bad-name: `My_Geo` cannot be the name of a plugin"]
        );
        let one = loaded.outcome.diagnostics.iter().next().expect("one");
        assert_eq!(
            (one.severity, one.help.as_deref()),
            (Severity::Error, Some("give the script another `name`"))
        );
    }
}

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
    assert!(value(&loaded).broken.plugins.contains("b"));
}

#[test]
fn two_of_one_name_show_both_places() {
    let fixture = format!("{PLUGIN}{}", PLUGIN.replace("geo.yaml", "z.yaml"));
    let loaded = check(&fixture, &["plugins/z.yaml:3:18: resource/duplicate: there are two of `Plugin geo`"]);
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
    let expression = |text: &str| said_of(&format!("    podSelector: {{matchExpressions: [{{{text}}}]}}\n"));
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
    let world = Memory::new().file("a.yaml", b"a: \xff\n".to_vec()).file("b.yaml", b"\xff\xfea\0".to_vec());
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

/// Does the last thing first.
struct Backwards;

impl pipyc::world::Tasks for Backwards {
    fn each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..count).rev().for_each(work);
    }
}

#[test]
fn the_order_in_which_files_are_read_and_parsed_does_not_show() {
    let mut world = Memory::new().file("p/broken.yaml", "kind: Plugin\n  x: [\n");
    for index in 0..300 {
        // Each name twice: the first place must be the same.
        let name = index / 2;
        let text = format!(
            "apiVersion: plugin.flomesh.io/v1alpha1\nkind: Plugin\nmetadata: {{name: p{name}}}\nspec: {{pipyscript: pipy()}}\n"
        );
        world = world.file(&format!("p/{index:03}.yaml"), text);
    }
    let mut request =
        Request { project_file: ProjectFile::None, plugins: vec!["p".into()], ..Request::default() };
    let in_turn = load::project(&world, &request).expect("loads");
    let backwards = load::project_by(&world, &request, &Backwards).expect("loads");
    assert_eq!(said(&in_turn).len(), 151);
    assert_eq!(said(&backwards), said(&in_turn));
    assert_eq!(format!("{:?}", value(&backwards)), format!("{:?}", value(&in_turn)));
    // Of two files that cannot be read, the first is named.
    request.plugins = vec!["gone".into(), "p".into(), "lost".into()];
    let error = load::project_by(&world, &request, &Backwards).expect_err("fails");
    assert_eq!(error.to_string(), "--plugins: there is no `gone`");
}

//! `pipyc render`: what comes out makes the same bundle again, whoever carried it in between.

mod cluster;
mod stream;

use std::ffi::OsString;

use pipyc::cli::{self, Exit, Terminal};
use pipyc::driver::{self, Options};
use pipyc::load::raw::{ProjectFile, Request};
use pipyc::world::Memory;
use proptest::prelude::*;
use serde_json::Value;

use crate::projects::{projects, world};

/// What a command ends with, and prints on both streams.
pub(crate) fn run(world: &Memory, args: &[&str]) -> (Exit, String, String) {
    let args: Vec<OsString> = std::iter::once(&"pipyc").chain(args).map(OsString::from).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = cli::run(&args, world, Terminal::default(), &mut out, &mut err);
    (exit, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

/// The content digest, and the scripts, of the bundle that a request makes.
fn digest(world: &Memory, request: &Request) -> String {
    let built = driver::build(world, request, &Options::default()).unwrap();
    let errors = || built.checked.diagnostics.iter().map(|it| it.message.to_string()).collect::<Vec<_>>();
    let bundle = built.bundle.as_ref().unwrap_or_else(|| panic!("{:?}", errors()));
    bundle.manifest.digest.to_string()
}

/// The project's own request, as flags that name everything but plugins and values.
fn around(project: &str) -> Request {
    let mut request = Request { project_file: ProjectFile::None, ..Request::default() };
    let files = crate::support::files(&format!("fixtures/projects/{project}"), "");
    let has = |part: &str| files.iter().any(|it| it.contains(&format!("/{project}/{part}")));
    request.workloads = if has("k8s/") { vec!["k8s".to_owned()] } else { Vec::new() };
    request.builtins = has("mesh/").then(|| "mesh".to_owned());
    request.mesh_config = has("sidecar.json").then(|| "sidecar.json".to_owned());
    request
}

#[test]
fn what_is_rendered_makes_the_same_bundle() {
    let mut n_rendered = 0;
    for project in projects() {
        let mut world = world(&project);
        let (exit, resources, said) = run(&world, &["render"]);
        if exit == Exit::Findings {
            assert_eq!((resources.as_str(), said.contains("error[")), ("", true), "{project}");
            continue;
        }
        let overlay = run(&world, &["render", "--overlay"]).1;
        let minified = run(&world, &["render", "--minify"]).1;
        let before = digest(&world, &Request::default());
        for (text, name) in
            [(&resources, "resources.yaml"), (&minified, "minified.yaml"), (&overlay, "overlay.yaml")]
        {
            world = world.file(name, text.as_str());
        }
        let mut request = around(&project);
        request.values.push("overlay.yaml".to_owned());
        request.plugins.push("resources.yaml".to_owned());
        assert_eq!(digest(&world, &request), before, "{project}");
        // Rendered again, it is the same text.
        let path = ["--no-project", "-f", "overlay.yaml", "resources.yaml"];
        let flags: Vec<String> = request.workloads.iter().map(|it| format!("--workloads={it}")).collect();
        let builtins = request.builtins.iter().map(|it| format!("--builtins={it}"));
        let mesh = request.mesh_config.iter().map(|it| format!("--mesh-config={it}"));
        let flags: Vec<String> = flags.into_iter().chain(builtins).chain(mesh).collect();
        let named = ["--bundle-version", version(&resources), "--name", part_of(&resources)];
        let again: Vec<&str> = ["render"]
            .iter()
            .chain(&path)
            .copied()
            .chain(flags.iter().map(String::as_str))
            .chain(named)
            .collect();
        if !resources.is_empty() {
            assert_eq!(run(&world, &again).1, resources, "{project}");
            request.plugins = vec!["minified.yaml".to_owned()];
            assert!(minified.contains(&digest(&world, &request)), "{project}");
            n_rendered += 1;
        }
    }
    assert!(n_rendered >= 10, "only {n_rendered} projects have something to render");
}

/// The value of the first `key:` in a text.
fn value<'t>(text: &'t str, key: &str) -> &'t str {
    let line = text.lines().find_map(|it| it.trim_start().strip_prefix(key));
    line.map_or("x", |it| it.trim_matches([' ', '"']))
}

fn version(text: &str) -> &str {
    value(text, "pipyc/version:")
}

fn part_of(text: &str) -> &str {
    value(text, "app.kubernetes.io/part-of:")
}

#[test]
fn a_broken_project_renders_nothing() {
    let world = world("cannot-load");
    for args in [&["render"][..], &["render", "--overlay"], &["render", "--configmap", "--helm-template"]] {
        let (exit, out, err) = run(&world, args);
        assert_eq!((exit, out.as_str()), (Exit::Findings, ""));
        assert!(err.contains("error["), "{err}");
    }
    let folder = tempfile::TempDir::new().unwrap();
    let out = folder.path().join("out");
    let (exit, ..) = run(&world, &["render", "--output-dir", out.to_str().unwrap()]);
    assert_eq!((exit, out.exists()), (Exit::Findings, false));
}

/// Texts that are hard to keep in YAML, in a comment of a script.
fn comments() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "\n", "\n", "\r\n", "\t", " ", "  ", "a", "ü", "😀", "{{ x }}", "{{", "}}", "---\n", "...", "# ",
        "'", "\"", "\\", "|", ": ", "- ", "\u{1}", "\u{7f}", "\u{85}", "\u{2028}", "%",
    ]);
    prop::collection::vec(part, 0..16).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn scripts_keep_every_byte(before in "[ \t\n]{0,3}", comment in comments(), after in "[ \t\n]{0,3}") {
        const PROJECT: &str = "name: x\nscripts: [{path: a.js, priority: 165, chains: [inbound-http]}]\n";
        let script = format!("{before}pipy()/*{comment}*/\n.pipeline()\n.chain(){after}");
        let world = Memory::new().file("pipyc.yaml", PROJECT).file("a.js", script.as_str());
        let (exit, rendered, said) = run(&world, &["render", "--allow", "all"]);
        prop_assert_eq!(exit, Exit::Clean, "{}", said);
        // As a file, as what Helm makes of it, and trimmed as Helm and kubectl trim.
        for text in [rendered.clone(), rendered.trim().to_owned(), rendered.replace("\n---\n", "\n\n---\n")] {
            let world = Memory::new().file("r.yaml", text);
            let request =
                Request { paths: vec!["r.yaml".to_owned()], project_file: ProjectFile::None, ..Request::default() };
            let built = driver::build(&world, &request, &Options::default()).unwrap();
            let bundle = built.bundle.unwrap();
            let back = bundle.file("base/plugins/a.js").unwrap();
            prop_assert_eq!(String::from_utf8_lossy(back), script.as_str(), "{}", rendered);
        }
    }
}

/// Resources exactly as the meshes' definitions have them; anything else is an error.
mod definitions {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::{Map, Value};

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    pub(super) struct Resource {
        pub api_version: String,
        pub kind: String,
        pub metadata: Metadata,
        pub spec: Value,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Metadata {
        pub name: String,
        pub namespace: Option<String>,
        pub labels: BTreeMap<String, String>,
        pub annotations: BTreeMap<String, String>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Plugin {
        pub pipyscript: String,
        pub priority: f64,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct PluginChain {
        pub chains: Vec<Chain>,
        pub selectors: Selectors,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Chain {
        pub name: String,
        pub plugins: Vec<String>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    pub(super) struct Selectors {
        pub pod_selector: Option<Selector>,
        pub namespace_selector: Option<Selector>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    pub(super) struct Selector {
        #[serde(default)]
        pub match_labels: BTreeMap<String, String>,
        #[serde(default)]
        pub match_expressions: Vec<Expression>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Expression {
        pub key: String,
        pub operator: String,
        pub values: Vec<String>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    pub(super) struct PluginConfig {
        pub plugin: String,
        pub destination_refs: Vec<Destination>,
        pub config: Map<String, Value>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Destination {
        pub kind: String,
        pub name: String,
        pub namespace: String,
    }
}

/// The documents of a stream, read by another reader than ours.
pub(crate) fn documents(text: &str) -> Vec<Value> {
    let all = serde_yaml::Deserializer::from_str(text).map(|it| serde::Deserialize::deserialize(it).unwrap());
    all.filter(|it: &Value| !it.is_null()).collect()
}

#[test]
fn rendered_resources_are_as_the_definitions_want_them() {
    let mut kinds = std::collections::BTreeSet::new();
    for project in projects() {
        for document in documents(&run(&world(&project), &["render"]).1) {
            let it: definitions::Resource = serde_json::from_value(document).unwrap();
            assert_eq!(it.api_version, "plugin.flomesh.io/v1alpha1");
            assert_eq!(it.metadata.labels["app.kubernetes.io/managed-by"], "pipyc");
            assert!(it.metadata.annotations["pipyc/digest"].starts_with("sha256:"));
            match it.kind.as_str() {
                "Plugin" => {
                    let spec: definitions::Plugin = serde_json::from_value(it.spec).unwrap();
                    assert!(!spec.pipyscript.is_empty() && spec.priority >= 0.0);
                    assert_eq!(it.metadata.namespace, None, "a Plugin is of the whole cluster");
                }
                "PluginChain" => {
                    let spec: definitions::PluginChain = serde_json::from_value(it.spec).unwrap();
                    for chain in spec.chains {
                        assert!(pipyc::ir::names::MountPoint::parse(&chain.name).is_some());
                        assert!(!chain.plugins.is_empty());
                    }
                    let Selectors { pod_selector, namespace_selector } = spec.selectors;
                    for selector in pod_selector.into_iter().chain(namespace_selector) {
                        let _ = selector.match_labels;
                        for it in selector.match_expressions {
                            let takes_values = matches!(it.operator.as_str(), "In" | "NotIn");
                            assert_eq!(takes_values, !it.values.is_empty(), "{}", it.key);
                        }
                    }
                }
                kind => {
                    assert_eq!(kind, "PluginConfig");
                    let spec: definitions::PluginConfig = serde_json::from_value(it.spec).unwrap();
                    assert!(!spec.plugin.is_empty());
                    let right = |it: &definitions::Destination| {
                        it.kind == "Service" && !it.name.is_empty() && !it.namespace.is_empty()
                    };
                    assert!(spec.destination_refs.iter().all(right));
                    let _ = spec.config;
                }
            }
            kinds.insert((it.kind, it.metadata.name.is_empty()));
        }
    }
    assert_eq!(kinds.len(), 3);
}

use definitions::Selectors;

#[test]
fn labels_and_namespaces_stay_and_ours_are_added() {
    const PLUGIN: &str = "\
apiVersion: plugin.flomesh.io/v1alpha1
kind: Plugin
metadata:
  name: a
  labels: {team: edge, app.kubernetes.io/managed-by: Helm}
  annotations:
    note: \"kept\"
    kubectl.kubernetes.io/last-applied-configuration: '{}'
spec: {pipyscript: \"pipy().pipeline().chain()\"}
---
apiVersion: plugin.flomesh.io/v1alpha1
kind: PluginChain
metadata: {name: a}
spec: {chains: [{name: inbound-http, plugins: [a]}], selectors: {podSelector: {matchLabels: {app: a}}}}
";
    let world = Memory::new().file("a.yaml", PLUGIN).file("a.js", "pipy().pipeline().chain()");
    let script = "--script=a.js,name=b,priority=165,chain=inbound-http";
    let script2 = "--script=a.js,name=c,priority=166,chain=inbound-http";
    let args = ["render", "a.yaml", script, script2, "--namespace", "edge", "--bundle-version", "1.0.0+x"];
    let (exit, text, said) = run(&world, &args);
    assert_eq!(exit, Exit::Clean, "{said}");
    let all = documents(&text);
    let named = |kind: &str, name: &str| {
        let is = |it: &&Value| it["kind"] == kind && it["metadata"]["name"] == name;
        all.iter().find(is).unwrap_or_else(|| panic!("no {kind} {name}")).clone()
    };
    let plugin = named("Plugin", "a");
    assert_eq!(plugin["metadata"]["labels"]["team"], "edge");
    assert_eq!(plugin["metadata"]["labels"]["app.kubernetes.io/managed-by"], "pipyc");
    assert_eq!(plugin["metadata"]["labels"]["app.kubernetes.io/version"], "1.0.0_x");
    let annotations = plugin["metadata"]["annotations"].as_object().unwrap();
    assert_eq!(annotations.keys().collect::<Vec<_>>(), ["note", "pipyc/digest", "pipyc/version"]);
    assert_eq!(plugin["spec"]["priority"], 0);
    for name in ["a", "b", "c"] {
        assert_eq!(named("PluginChain", name)["metadata"]["namespace"], "edge");
    }
}

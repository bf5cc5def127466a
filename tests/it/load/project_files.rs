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
    let plugins: Vec<_> = project.plugins.iter().map(|it| (&*it.name, it.priority.get(), it.bare)).collect();
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
    let error = |request: Request| load::project(&Memory::new(), &request).expect_err("fails").to_string();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        error(Request { target: text("osm"), ..Request::default() }),
        "--target osm: no such target; write `fsm-1.6` or `osm-edge-1.3`"
    );
    assert_eq!(
        error(Request { version: text("1"), ..Request::default() }),
        "--bundle-version 1: write three numbers, as SemVer has them: `1.4.0`"
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

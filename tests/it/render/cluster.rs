//! What is rendered, in the hands of programs that clusters and their users have: kubectl, Helm, a validator
//! of manifests, and a shell that unpacks the bundle as its Deployment does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::documents;
use crate::support::{repository, tool};

const PIPYC: &str = env!("CARGO_BIN_EXE_pipyc");

fn shop() -> String {
    repository("fixtures/projects/shop").display().to_string()
}

/// Runs a program that must succeed; its standard output.
fn ok(command: &mut Command) -> String {
    let run = command.output().unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{command:?}: {said}{}", String::from_utf8_lossy(&run.stdout));
    String::from_utf8(run.stdout).unwrap()
}

fn pipyc(args: &[&str]) -> String {
    ok(Command::new(PIPYC).args(args).env("NO_COLOR", "1"))
}

/// The digest of the bundle that the shop makes, built to `out`.
fn built(out: &Path, args: &[&str]) -> String {
    let bundle = ok(Command::new(PIPYC).arg("build").args(args).arg("--out").arg(out));
    bundle.trim().rsplit('-').next().unwrap().to_owned()
}

#[test]
fn kustomize_carries_the_resources_unchanged() {
    let Some(kubectl) = tool("kubectl") else { return };
    let root = TempDir::new().unwrap();
    let out = root.path().join("rendered");
    let out = out.to_str().unwrap();
    let project = format!("{}/pipyc.yaml", shop());
    pipyc(&["render", "--project", &project, "--output-dir", out, "--configmap"]);
    let text = ok(Command::new(kubectl).args(["kustomize", out]));
    let carried = root.path().join("carried.yaml");
    fs::write(&carried, &text).unwrap();
    let before = built(&root.path().join("a"), &["--project", &project]);
    let values = format!("{out}/values.yaml");
    let k8s = format!("{}/k8s", shop());
    let of = |plugins: &str| {
        let args = ["--no-project", "-f", &values, "--workloads", &k8s, "--name", "shop-mesh", plugins];
        built(&root.path().join("b"), &args)
    };
    // The folder as it is, with the values and the kustomization in it.
    assert_eq!(of(out), before);
    let carried = of(carried.to_str().unwrap());
    let (before, carried) = (format!("a/shop-mesh-1.4.0-{before}"), format!("b/shop-mesh-0.0.0-{carried}"));
    let (before, carried) = (files(&root.path().join(before)), files(&root.path().join(carried)));
    assert!(before.keys().eq(carried.keys()) && before.len() > 20);
    for (path, text) in &before {
        match path.as_str() {
            "manifest.json" => {}
            // Kustomize sorts the keys of a configuration, as the cluster does.
            path if path.ends_with("plugin-configs.json") => {
                let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
                assert_eq!(value(text), value(&carried[path]), "{path}");
            }
            path => assert_eq!(text, &carried[path], "{path}"),
        }
    }
}

/// The texts of all files below a folder.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let entries = entries.filter(|it| it.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).unwrap().display().to_string();
    entries.map(|it| (name(it.path()), fs::read_to_string(it.path()).unwrap())).collect()
}

#[test]
fn a_validator_accepts_the_bundle_as_resources() {
    let Some(validate) = tool("kubernetes-validate") else { return };
    let root = TempDir::new().unwrap();
    let out = root.path().join("rendered");
    let project = format!("{}/pipyc.yaml", shop());
    pipyc(&[
        "render",
        "--project",
        &project,
        "--configmap",
        "--output-dir",
        out.to_str().unwrap(),
        "-n",
        "mesh",
    ]);
    let names = fs::read_dir(&out).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let ours: Vec<String> =
        names.filter(|it| it.starts_with("configmap.") || it.starts_with("deployment.")).collect();
    assert_eq!(ours.len(), 2, "{ours:?}");
    for name in ours {
        ok(Command::new(&validate).args(["--strict", "--quiet"]).arg(out.join(name)));
    }
}

#[test]
fn helm_renders_escaped_resources_to_themselves() {
    let project = format!("{}/pipyc.yaml", shop());
    for name in ["helm3", "helm4"] {
        let Some(helm) = tool(name) else { continue };
        let root = TempDir::new().unwrap();
        let chart = root.path().join("chart");
        fs::create_dir_all(chart.join("templates")).unwrap();
        fs::write(chart.join("Chart.yaml"), "apiVersion: v2\nname: c\nversion: 1.0.0\n").unwrap();
        let script = root.path().join("braces.js");
        let text = "  // {{ .Values.x }} {{- end }} {{{{ {{/* */}}\npipy().pipeline().chain()\n\n\n";
        fs::write(&script, text).unwrap();
        let script = format!("{},priority=165,chain=outbound-http", script.display());
        let templates = chart.join("templates/plugins");
        let flags = ["--project", &project, "--script", &script];
        let out = ["--helm-template", "--output-dir", templates.to_str().unwrap()];
        pipyc(&[&["render"][..], &flags, &out].concat());
        let text = ok(Command::new(&helm).args(["template", "x"]).arg(&chart).env("HOME", root.path()));
        fs::write(root.path().join("rendered.yaml"), text).unwrap();
        let values = root.path().join("values.yaml");
        fs::write(&values, pipyc(&[&["render", "--overlay"][..], &flags].concat())).unwrap();
        let before = built(&root.path().join("a"), &flags);
        let rendered = root.path().join("rendered.yaml");
        let k8s = format!("{}/k8s", shop());
        let again =
            ["--no-project", rendered.to_str().unwrap(), "-f", values.to_str().unwrap(), "--workloads", &k8s];
        assert_eq!(built(&root.path().join("b"), &again), before, "{name}");
    }
}

#[test]
fn the_deployment_unpacks_a_whole_bundle() {
    let root = TempDir::new().unwrap();
    let at = |name: &str| root.path().join(name).display().to_string();
    let project = format!("{}/pipyc.yaml", shop());
    let all = documents(&pipyc(&["render", "--project", &project, "--configmap"]));
    let of_kind = |kind: &str| all.iter().filter(|it| it["kind"] == kind).collect::<Vec<&Value>>();
    let deployment = of_kind("Deployment")[0];
    let pod = &deployment["spec"]["template"]["spec"];
    for folder in ["parts", "bundle", "tmp"] {
        fs::create_dir(at(folder)).unwrap();
    }
    // The volume, as a cluster mounts it.
    for source in pod["volumes"][0]["projected"]["sources"].as_array().unwrap() {
        let name = &source["configMap"]["name"];
        let map = of_kind("ConfigMap").into_iter().find(|it| it["metadata"]["name"] == *name).unwrap();
        assert_eq!(map["immutable"], true);
        for (key, text) in map["binaryData"].as_object().unwrap() {
            let mut decode = Command::new("base64");
            decode.arg("-d").stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
            let mut child = decode.spawn().unwrap();
            std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_str().unwrap().as_bytes())
                .unwrap();
            fs::write(root.path().join("parts").join(key), child.wait_with_output().unwrap().stdout).unwrap();
        }
    }
    let command = pod["initContainers"][0]["command"].as_array().unwrap();
    let script = command[2].as_str().unwrap();
    // First marks, since the folders of the test may themselves be below `/tmp`.
    let folders = ["parts", "bundle", "tmp"];
    let marked = folders
        .iter()
        .fold(script.to_owned(), |text, it| text.replace(&format!("/{it}/"), &format!("@{it}/")));
    let script =
        folders.iter().fold(marked, |text, it| text.replace(&format!("@{it}/"), &format!("{}/", at(it))));
    let Ok(sum) = Command::new("sha256sum").arg("--version").output() else {
        println!("skipped: there is no sha256sum");
        return;
    };
    assert!(sum.status.success());
    ok(Command::new("sh").args(["-ec", &script]));
    let main = pod["containers"][0]["command"][1].as_str().unwrap();
    let main = main.replace("/bundle/", &format!("{}/", at("bundle")));
    assert!(Path::new(&main).is_file(), "{main}");
    let bundle = main.strip_suffix("/base/main.js").unwrap();
    pipyc(&["verify", bundle]);
}

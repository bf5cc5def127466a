//! `pipyc post-render`: what comes in goes out, or nothing does.

use pipyc::cli::Exit;
use pipyc::world::Memory;

use super::{documents, run};

/// A stream as Helm 4 hands it on, with documents that no program would print this way.
const STREAM: &str = "\
apiVersion: plugin.flomesh.io/v1alpha1
kind: Plugin
metadata:
  name: tag
  annotations:
    postrenderer.helm.sh/postrender-filename: 'shop/templates/plugins.yaml'
spec:
  priority: 165   # above the metrics
  pipyscript: |
    // What a comment says.
    pipy()
    .import({
      __service: 'inbound-http-routing',
    })
    .pipeline()
    .handleMessageStart(
      msg => msg.head.headers['x'] = __service?.name
    )
    .chain()
---
# A comment.
kind:   \"Deployment\"
apiVersion: apps/v1
metadata: {name: cart, annotations: {\"a\":\u{20}'b',   c: \"\\u00fc\"}}
spec:
  template: {metadata: {labels: {app: cart}}}
---
apiVersion: v1\r
kind: ConfigMap\r
metadata:\r
  name: windows\r
data: {x: \"{{ not a template }}\"}\r
...
---

---
apiVersion: batch/v1
kind: Job
metadata:
  generateName: migrate-
  annotations:
    helm.sh/hook: pre-install
    postrenderer.helm.sh/postrender-filename: 'shop/templates/migrate.yaml'
---
apiVersion: plugin.flomesh.io/v1alpha1
kind: PluginChain
metadata: {name: tag, namespace: default}
spec:
  chains: [{name: inbound-http, plugins: [tag]}]
  selectors: {podSelector: {matchLabels: {app: cart}}}
";

fn pass(stream: &str, args: &[&str]) -> (Exit, String, String) {
    let world = Memory::new().file("-", stream);
    run(&world, &[&["post-render"][..], args].concat())
}

fn passed(stream: &str, args: &[&str]) -> String {
    let (exit, out, err) = pass(stream, args);
    assert_eq!(exit, Exit::Clean, "{err}");
    out
}

#[test]
fn without_flags_every_byte_passes() {
    for stream in [STREAM, "", "\n", "# nothing\n---\n", &STREAM.replace('\n', "\r\n"), "kind: A\n\n\n"] {
        assert_eq!(passed(stream, &[]), stream);
    }
}

#[test]
fn foreign_documents_pass_byte_for_byte_whatever_is_changed() {
    let out = passed(STREAM, &["--minify", "--annotate"]);
    let foreign = |text: &str| {
        text[text.find("---\n# A comment.").unwrap()..text.find("---\napiVersion: plugin").unwrap()]
            .to_owned()
    };
    assert_eq!(foreign(&out), foreign(STREAM));
    assert!(out.contains("postrenderer.helm.sh/postrender-filename: shop/templates/plugins.yaml"), "{out}");
    assert!(!out.contains("What a comment says"), "{out}");
    assert_eq!(documents(&out).len(), documents(STREAM).len());
}

#[test]
fn passing_twice_is_passing_once() {
    for flags in [&["--minify"][..], &["--annotate"], &["--minify", "--annotate"]] {
        let once = passed(STREAM, flags);
        assert_ne!(once, STREAM);
        assert_eq!(passed(&once, flags), once);
    }
}

#[test]
fn the_digest_is_that_of_the_bundle_which_the_output_makes() {
    for flags in [&["--annotate"][..], &["--minify", "--annotate"]] {
        let out = passed(STREAM, flags);
        let digest =
            documents(&out)[0]["metadata"]["annotations"]["pipyc/digest"].as_str().unwrap().to_owned();
        let world = Memory::new().file("out.yaml", out);
        let request =
            pipyc::load::raw::Request { workloads: vec!["out.yaml".to_owned()], ..Default::default() };
        assert_eq!(format!("sha256:{}", super::digest(&world, &request)), digest);
    }
}

#[test]
fn an_error_lets_nothing_pass() {
    for broken in [
        STREAM.replace(".chain()", ".chain();"),
        STREAM.replace("plugins: [tag]", "plugins: [tags]"),
        STREAM.replace("priority: 165 ", "priority: x "),
    ] {
        let (exit, out, err) = pass(&broken, &[]);
        assert_eq!((exit, out.as_str()), (Exit::Findings, ""));
        assert!(err.contains("error[") && err.contains("<stdin>:"), "{err}");
    }
}

#[test]
fn the_streams_own_mesh_configuration_counts() {
    let routing_off = r#"{"pluginChains": {"inbound-http": [
        {"plugin": "modules/inbound-tls-termination", "priority": 180},
        {"plugin": "modules/inbound-http-routing", "priority": 170, "disable": true},
        {"plugin": "modules/inbound-http-default", "priority": 100}]}}"#;
    let preset = format!(
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: preset-mesh-config}}\ndata:\n  \
         preset-mesh-config.json: |\n    {}\n",
        routing_off.replace('\n', "\n    ")
    );
    let resource = format!(
        "---\napiVersion: config.openservicemesh.io/v1alpha3\nkind: MeshConfig\nmetadata: {{name: mesh}}\nspec: {routing_off}\n"
    );
    for mesh in [&preset, &resource] {
        let (exit, out, err) = pass(&format!("{STREAM}{mesh}"), &["--format", "short"]);
        assert_eq!((exit, out.as_str()), (Exit::Findings, ""), "{err}");
        assert!(
            err.contains("chain/imports-from-disabled") || err.contains("chain/import-unresolved"),
            "{err}"
        );
    }
    // A mesh looks at the preset only where it has no configuration yet.
    let empty = resource.replace(routing_off, "{}");
    let both = format!("{STREAM}{preset}{empty}");
    assert_eq!(passed(&both, &[]), both);
}

#[test]
fn a_list_is_looked_into() {
    let items: String = STREAM
        .split("---\n")
        .filter(|it| it.contains("plugin.flomesh.io"))
        .map(|it| format!("- {}\n", it.trim_end().replace('\n', "\n  ")))
        .collect();
    let list = format!("apiVersion: v1\nkind: List\nitems:\n{items}");
    let out = passed(&list, &["--minify"]);
    assert!(!out.contains("What a comment says") && out.contains(".pipeline()"), "{out}");
    assert_eq!(passed(&out, &["--minify"]), out);
}

#[test]
fn what_names_no_namespace_goes_where_helm_says() {
    let stream = STREAM.replace(
        "selectors: {podSelector: {matchLabels: {app: cart}}}",
        "selectors: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}",
    );
    let found = |world: Memory, args: &[&str]| run(&world.file("-", stream.as_str()), args).2;
    let nowhere = "selector-matches-nothing";
    assert!(found(Memory::new(), &["post-render"]).contains(nowhere));
    assert!(!found(Memory::new(), &["post-render", "--namespace", "shop"]).contains(nowhere));
    assert!(!found(Memory::new().var("HELM_NAMESPACE", "shop"), &["post-render"]).contains(nowhere));
}

#[test]
fn bytes_that_are_no_text_do_not_pass() {
    let world = Memory::new().file("-", b"kind: Plugin\n# \xff\n".to_vec());
    let (exit, out, _) = run(&world, &["post-render"]);
    assert_eq!((exit, out.as_str()), (Exit::Findings, ""));
}

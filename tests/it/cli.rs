//! Every command as a reader would type it: `tests/it/cli/*.trycmd`, and the blocks of README.md.

use crate::support::repository;

#[test]
fn commands_print_what_their_sessions_show() {
    let cases = trycmd::TestCases::new();
    cases.env("NO_COLOR", "1").case("tests/it/cli/*.trycmd");
    cases.run();
    assert!(repository("tests/it/cli").is_dir());
}

/// Runs the binary in `folder`: what it printed on both streams, and whether it was content.
fn pipyc(folder: &std::path::Path, args: &[&str]) -> (String, bool) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_pipyc"))
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (text.into_owned(), output.status.success())
}

#[test]
fn a_new_project_of_either_mesh_has_no_findings_and_its_labels() {
    for (target, label) in [("osm-edge-1.3", "openservicemesh.io"), ("fsm-1.6", "flomesh.io")] {
        let folder = tempfile::tempdir().unwrap();
        let made = pipyc(folder.path(), &["init", "shop", "--target", target]);
        assert!(made.1, "{}", made.0);
        let workload = std::fs::read_to_string(folder.path().join("shop/k8s/hello.yaml")).unwrap();
        assert!(workload.contains(&format!("    {label}/monitored-by: ")), "{workload}");
        let checked = pipyc(&folder.path().join("shop"), &["check", "--deny", "all"]);
        assert!(checked.1 && checked.0.contains("no findings"), "{}", checked.0);
        let again = pipyc(folder.path(), &["init", "shop"]);
        assert!(!again.1, "what is there was written over: {}", again.0);
    }
    let unknown = pipyc(std::env::temp_dir().as_path(), &["init", "x", "--target", "fsm-2"]);
    assert!(!unknown.1 && unknown.0.contains("fsm-1.6"), "{}", unknown.0);
}

#[test]
fn a_lone_script_without_a_priority_stands_where_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.js"), "pipy().pipeline().handleData(() => null).chain()").unwrap();
    for chain in ["inbound-tcp", "outbound-tcp", "inbound-http", "outbound-http"] {
        for target in ["osm-edge-1.3", "fsm-1.6"] {
            let args = ["check", "a.js", "--chain", chain, "--target", target, "--deny", "chain"];
            let checked = pipyc(folder.path(), &args);
            assert!(checked.1, "{chain}: {}", checked.0);
        }
    }
}

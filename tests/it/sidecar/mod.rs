//! The built-in plugins under traffic, on a real Pipy.
//!
//! Each file in `fixtures/sidecar/` is one scenario: a sidecar's `config.json`, the upstream servers, what
//! clients do, and what must come of it. They run when the environment variable `PIPYC_PIPY` names a
//! Pipy; which target is tested follows from what that Pipy is. Without one the test says that it skipped.

mod client;
mod scenario;
mod stage;
mod upstream;

use std::path::Path;

use scenario::Scenario;
use stage::Stage;

/// Runs every scenario and reports all that fail, so that one run tells the whole story.
#[test]
fn built_in_plugins_behave_as_specified_under_traffic() {
    let Some(stage) = Stage::from_env() else {
        println!("skipped: PIPYC_PIPY names no Pipy, so no sidecar was run");
        return;
    };
    let only = std::env::var("PIPYC_SCENARIO").unwrap_or_default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sidecar");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    let mut failed = Vec::new();
    let mut run = 0;
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let scenario = Scenario::read(&file);
        if !name.contains(&only) || !scenario.targets.iter().any(|it| it == stage.target()) {
            continue;
        }
        run += 1;
        let faults = stage.play(&scenario);
        println!("{name}: {}", if faults.is_empty() { "as specified" } else { "DIFFERS" });
        failed.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    println!("{run} scenarios on {}", stage.target());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// What needs no Pipy: every scenario can be read, says what it shows, and expects something.
#[test]
fn every_scenario_reads_and_expects_something() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sidecar");
    for file in std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
        let scenario = Scenario::read(&file);
        assert!(!scenario.what.is_empty(), "{}: says nothing", file.display());
        let expects = scenario.steps.iter().any(|it| it.expect.is_some()) || scenario.then.is_some();
        assert!(expects, "{}: expects nothing", file.display());
    }
}

/// As somebody would see who gives the scripts as a set of his own, which hides nothing behind the catalog.
#[test]
fn built_in_plugins_pass_the_check_with_everything_denied() {
    for target in pipyc::runtime::TARGETS {
        let folder = tempfile::TempDir::new().unwrap();
        for script in target.scripts {
            let place = folder.path().join("set").join(script.path);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, script.text).unwrap();
        }
        let checked = std::process::Command::new(env!("CARGO_BIN_EXE_pipyc"))
            .args(["check", "--builtins", "set", "--deny", "all", "--target", target.id])
            .current_dir(&folder)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&checked.stdout) + String::from_utf8_lossy(&checked.stderr);
        assert!(checked.status.success(), "{}:\n{said}", target.id);
        let scripts = format!("checked {} scripts", target.scripts.len());
        assert!(said.contains(&scripts) && said.contains("no findings"), "{}:\n{said}", target.id);
    }
}

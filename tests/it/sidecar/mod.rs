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

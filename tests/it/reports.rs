//! Reports in files, and where flags come from: the process as a pipeline starts it.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::schema::differences;
use crate::support::read;

/// A folder with one script that has an error (`;`).
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.js"), "pipy().pipeline().chain();\n").unwrap();
    folder
}

fn pipyc(folder: &Path, line: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pipyc"));
    command.args(line.split(' ')).current_dir(folder).env("NO_COLOR", "1");
    command.envs(variables.iter().copied()).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn json(path: &Path) -> Value {
    let value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let schema: Value = serde_json::from_str(&read("schema/report.schema.json")).unwrap();
    assert_eq!(differences(&schema, &value), Vec::<String>::new());
    value
}

#[test]
fn several_reports_come_from_one_run() {
    let folder = folder();
    let run =
        pipyc(folder.path(), "check a.js --report json=a.json --report short=a.txt --report short", &[]);
    assert_eq!(run.status.code(), Some(1));
    let line = "a.js:1:26: error[dialect/semicolon] `;` at the end of the expression\n";
    assert_eq!(text(&run.stdout), line);
    assert_eq!(std::fs::read_to_string(folder.path().join("a.txt")).unwrap(), line);
    assert_eq!(json(&folder.path().join("a.json"))["summary"]["errors"], 1);
}

#[test]
fn a_report_in_a_file_leaves_what_is_printed_as_it_is() {
    let folder = folder();
    let plain = pipyc(folder.path(), "check a.js", &[]);
    let both = pipyc(folder.path(), "check a.js", &[("PIPYC_REPORT", "json=a.json,human=a.txt")]);
    assert_eq!(plain.stdout, both.stdout);
    assert_eq!(json(&folder.path().join("a.json"))["summary"]["errors"], 1);
    assert_eq!(std::fs::read(folder.path().join("a.txt")).unwrap(), plain.stdout);
}

#[test]
fn a_run_that_cannot_go_on_says_so_in_its_reports() {
    let folder = folder();
    std::fs::write(folder.path().join("a.json"), "of an older run").unwrap();
    let run = pipyc(folder.path(), "check nothing.js --report json=a.json --report short=a.txt", &[]);
    assert_eq!(run.status.code(), Some(2));
    assert_eq!(json(&folder.path().join("a.json"))["failure"]["message"], "PATH: there is no `nothing.js`");
    let short = std::fs::read_to_string(folder.path().join("a.txt")).unwrap();
    assert_eq!(short, "error: PATH: there is no `nothing.js`\n");
}

#[test]
fn a_missing_folder_is_said_before_any_work() {
    let folder = folder();
    for line in
        ["check a.js --report json=out/a.json", "check a.js --output out/a.json", "man --output out/a"]
    {
        let run = pipyc(folder.path(), line, &[]);
        assert_eq!((run.status.code(), text(&run.stdout)), (Some(2), ""));
        assert!(
            text(&run.stderr).contains("there is no folder out\nhelp: make it first: mkdir -p out"),
            "{run:?}"
        );
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was written");
    let twice = pipyc(folder.path(), "check a.js --report json=a --report short=a", &[]);
    assert!(text(&twice.stderr).contains("a second time"), "{twice:?}");
}

#[test]
fn output_is_what_would_have_been_printed() {
    let folder = folder();
    for line in ["check a.js --format json", "explain api/read-only", "man build"] {
        let printed = pipyc(folder.path(), line, &[]);
        let kept = pipyc(folder.path(), &format!("{line} --output kept"), &[]);
        assert_eq!((kept.status, text(&kept.stdout)), (printed.status, ""));
        assert_eq!(std::fs::read(folder.path().join("kept")).unwrap(), printed.stdout);
    }
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    let folder = folder();
    let run = pipyc(folder.path(), "check a.js --quiet --report short=/dev/stdout --output /dev/null", &[]);
    assert_eq!(text(&run.stdout), "a.js:1:26: error[dialect/semicolon] `;` at the end of the expression\n");
    assert!(!Path::new("/dev/null").metadata().unwrap().is_file());
}

#[test]
fn a_bad_variable_is_named() {
    let folder = folder();
    let run = pipyc(folder.path(), "check a.js", &[("PIPYC_FORMAT", "xml")]);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("note: --format comes from the variable PIPYC_FORMAT"), "{run:?}");
}

//! `check --baseline`: what is known is left out, what is gone is said, and the file stays mergeable.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::schema::differences;
use crate::support::{read, tool};

const BAD: &str = "pipy()\n.pipeline()\n.foo()\n.chain()\n.foo()\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        std::fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

fn check(folder: &Path, line: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pipyc"));
    command.args(["check", "--format", "short", "--baseline", "b.json"]);
    command.args(line.split_whitespace()).current_dir(folder).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn baseline(folder: &Path) -> Value {
    let value = serde_json::from_slice(&std::fs::read(folder.join("b.json")).unwrap()).unwrap();
    let schema: Value = serde_json::from_str(&read("schema/baseline.schema.json")).unwrap();
    assert_eq!(differences(&schema, &value), Vec::<String>::new());
    value
}

#[test]
fn only_what_is_new_is_reported() {
    let folder = folder(&[("a.js", BAD)]);
    let made = check(folder.path(), "a.js --write-baseline");
    assert_eq!((made.status.code(), text(&made.stdout)), (Some(0), ""));
    assert!(text(&made.stderr).contains("Wrote 2 known findings to b.json."), "{made:?}");
    let known = check(folder.path(), "a.js");
    assert_eq!((known.status.code(), text(&known.stdout)), (Some(0), ""));
    assert!(text(&known.stderr).contains("Left out 2 known findings of b.json."), "{known:?}");
    // Lines move, are indented anew, and change places; one more of the same comes.
    std::fs::write(
        folder.path().join("a.js"),
        "pipy()\n\n  .pipeline()\n  .bar()\n  .foo()\n  .foo()\n  .foo()\n",
    )
    .unwrap();
    let after = check(folder.path(), "a.js");
    assert_eq!(after.status.code(), Some(1));
    let lines: Vec<_> = text(&after.stdout).lines().filter(|it| it.contains("unknown-filter")).collect();
    assert_eq!(lines.len(), 2, "{after:?}");
    assert!(lines[0].starts_with("a.js:4:") && lines[1].starts_with("a.js:7:"), "{lines:?}");
}

#[test]
fn what_is_gone_is_said_and_pruned_but_nothing_is_added() {
    let folder = folder(&[("a.js", BAD), ("b.js", BAD)]);
    check(folder.path(), "a.js b.js --write-baseline");
    std::fs::write(folder.path().join("a.js"), "pipy()\n.pipeline()\n.foo()\n.bar()\n.chain()\n").unwrap();
    let before = baseline(folder.path());
    let said = check(folder.path(), "a.js b.js");
    assert!(text(&said.stderr).contains("gone: a.js: api/unknown-filter"), "{said:?}");
    assert!(text(&said.stderr).contains("b.json has 1 known finding too many"), "{said:?}");
    assert_eq!(before, baseline(folder.path()), "nothing is written unasked");
    let pruned = check(folder.path(), "a.js b.js --prune-baseline");
    assert_eq!(pruned.status.code(), Some(1), "what is new stays new: {pruned:?}");
    let counts: Vec<_> = baseline(folder.path())["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["count"].as_u64())
        .collect();
    assert_eq!(counts.iter().flatten().sum::<u64>(), 3);
    assert!(!text(&check(folder.path(), "a.js b.js").stderr).contains("gone"));
}

#[test]
fn files_that_were_not_checked_keep_their_entries() {
    let folder = folder(&[("a.js", BAD), ("b.js", BAD)]);
    check(folder.path(), "a.js b.js --write-baseline");
    let before = baseline(folder.path());
    let run = check(folder.path(), "a.js --prune-baseline");
    assert!(!text(&run.stderr).contains("gone"), "{run:?}");
    assert_eq!(before, baseline(folder.path()));
    check(folder.path(), "a.js --write-baseline");
    assert_eq!(before, baseline(folder.path()));
    // One that is deleted is looked at.
    std::fs::remove_file(folder.path().join("b.js")).unwrap();
    assert!(text(&check(folder.path(), "a.js").stderr).contains("gone: b.js"));
}

#[test]
fn a_renamed_file_is_known() {
    let folder = folder(&[("a.js", BAD)]);
    check(folder.path(), "a.js --write-baseline");
    std::fs::rename(folder.path().join("a.js"), folder.path().join("z.js")).unwrap();
    let run = check(folder.path(), "z.js");
    assert_eq!((run.status.code(), text(&run.stdout)), (Some(0), ""), "{run:?}");
    assert!(!text(&run.stderr).contains("gone"), "{run:?}");
}

#[test]
fn a_bad_baseline_is_an_error_with_a_way_out() {
    let folder = folder(&[("a.js", BAD)]);
    let missing = check(folder.path(), "a.js");
    assert_eq!(missing.status.code(), Some(2));
    assert!(
        text(&missing.stderr).contains("make it: pipyc check --baseline b.json --write-baseline"),
        "{missing:?}"
    );
    for bad in ["{", "[]", "{\"version\": 9, \"findings\": []}"] {
        std::fs::write(folder.path().join("b.json"), bad).unwrap();
        for line in ["a.js", "a.js --write-baseline"] {
            let run = check(folder.path(), line);
            assert_eq!((run.status.code(), text(&run.stdout)), (Some(2), ""), "{run:?}");
            assert!(text(&run.stderr).contains("error: b.json: "), "{run:?}");
            assert_eq!(
                std::fs::read_to_string(folder.path().join("b.json")).unwrap(),
                bad,
                "it is not overwritten"
            );
        }
    }
}

#[test]
fn a_schema_validator_that_is_not_ours_takes_a_baseline() {
    let Some(validator) = tool("check-jsonschema") else { return };
    let folder = folder(&[("a.js", BAD)]);
    check(folder.path(), "a.js --write-baseline");
    let schema = crate::support::repository("schema/baseline.schema.json");
    let run = Command::new(validator)
        .arg("--schemafile")
        .arg(schema)
        .arg(folder.path().join("b.json"))
        .output()
        .unwrap();
    assert!(run.status.success(), "{run:?}");
}

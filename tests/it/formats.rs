//! Formats for servers: what they say, and that programs which are not ours can read them.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use pipyc::diag::{Diagnostic, Fix};
use pipyc::report::{Failure, Folder, Format, Report, Repository, Scope, Style, write};
use pipyc::rules::{self, chain, dialect, suppression};
use pipyc::source::{Embedding, Sources, Span};
use serde_json::Value;

use crate::support::{files, repository, tool};

/// Findings of each kind: in a file, in a script in YAML, twice alike, without a place, outside the checkout.
fn samples() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let script = sources.add("plug ins/a,b.js", "pipy()\n.é(\"<&>\")  ;\n.x()  ;\n");
    let yaml = sources.add("../deploy/geo.yaml", "kind: Plugin\nspec:\n  pipyscript: |\n    pipy();\n");
    let inner = sources.embed("pipy();\n", Embedding { parent: yaml, segments: vec![(0, 39)], end: 47 });
    let away = sources.add("/tmp/away.js", "x");
    sources.add("clean.yaml", "a: 1\n");
    let semicolon = |span| {
        Diagnostic::new(&dialect::semicolon::RULE, "100% wrong:\na `;`, \u{1b}[31mred")
            .at(span)
            .help("remove the `;`")
            .fix(Fix::safe("remove the `;`", span, ""))
    };
    let diagnostics = vec![
        Diagnostic::new(&chain::no_workloads::RULE, "no workloads"),
        semicolon(Span::new(inner, 6, 7))
            .label(Span::new(script, 8, 10), "as here")
            .mounted("inbound-http ← a"),
        Diagnostic::new(&suppression::unused::RULE, "odd").at(Span::new(away, 0, 1)),
        semicolon(Span::new(script, 19, 20)),
        semicolon(Span::new(script, 27, 28)),
        Diagnostic::new(&suppression::unused::RULE, "over lines").at(Span::new(script, 3, 12)),
    ];
    (sources, diagnostics)
}

fn written(format: Format) -> String {
    let (sources, diagnostics) = samples();
    text(&sources, &diagnostics, None, format)
}

fn text(
    sources: &Sources,
    diagnostics: &[Diagnostic],
    failure: Option<Failure<'_>>,
    format: Format,
) -> String {
    let report = Report {
        sources,
        diagnostics,
        scope: Scope { scripts: 3, sidecars: 1 },
        failure,
        folder: Folder { path: "/home/me/shop/k8s", up: 1 },
        repository: Some(Repository { uri: "https://git.example/shop", revision: Some("abc") }),
    };
    let mut out = Vec::new();
    write(&report, format, Style::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn failed(format: Format) -> String {
    let failure = Failure { message: "cannot read a.yaml", help: Some("name another") };
    text(&Sources::default(), &[], Some(failure), format)
}

fn json(format: Format) -> Value {
    serde_json::from_str(&written(format)).unwrap()
}

#[test]
fn workflow_commands_are_escaped_and_relative() {
    let text = written(Format::Github);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "::warning title=chain/no-workloads::no workloads");
    assert_eq!(
        lines[1],
        "::error file=deploy/geo.yaml,line=4,endLine=4,col=11,endColumn=12,title=dialect/semicolon::\
         100%25 wrong:%0Aa `;`, ␛[31mred%0Amounted: inbound-http ← a%0Ahelp: remove the `;`"
    );
    assert!(
        lines[3].starts_with("::error file=k8s/plug ins/a%2Cb.js,line=2,endLine=2,col=12,"),
        "{}",
        lines[3]
    );
    assert_eq!(
        lines[5],
        "::warning file=k8s/plug ins/a%2Cb.js,line=1,endLine=2,title=suppression/unused::over lines"
    );
    assert_eq!(lines.len(), 6);
    assert_eq!(failed(Format::Github), "::error title=pipyc::cannot read a.yaml%0Ahelp: name another\n");
}

#[test]
fn code_quality_entries_have_what_gitlab_needs() {
    let entries = json(Format::Gitlab);
    let entries = entries.as_array().unwrap();
    let mut seen = BTreeSet::new();
    for entry in entries {
        for key in ["/description", "/check_name", "/fingerprint", "/severity", "/location/path"] {
            assert!(entry.pointer(key).is_some_and(Value::is_string), "{key}: {entry}");
        }
        assert!(entry.pointer("/location/lines/begin").is_some_and(|it| it.as_u64() >= Some(1)));
        assert!(seen.insert(entry["fingerprint"].as_str().unwrap()), "twice: {entry}");
        let path = entry.pointer("/location/path").unwrap().as_str().unwrap();
        assert!(!path.starts_with(['/', '.']), "{path}");
    }
    assert_eq!(entries[1]["severity"], "major");
    assert_eq!(entries[1]["location"]["path"], "deploy/geo.yaml");
    let failure: Value = serde_json::from_str(&failed(Format::Gitlab)).unwrap();
    assert_eq!(failure[0]["severity"], "blocker");
}

#[test]
fn sarif_says_where_in_every_unit() {
    let log = json(Format::Sarif);
    let run = &log["runs"][0];
    let result = &run["results"][3];
    let region = &result["locations"][0]["physicalLocation"]["region"];
    // Before the `;` stand `pipy()`, a line break, and `.é("<&>")` with its blanks: the é has two bytes.
    for (key, wanted) in [
        ("startLine", 2),
        ("startColumn", 12),
        ("endColumn", 13),
        ("charOffset", 18),
        ("charLength", 1),
        ("byteOffset", 19),
        ("byteLength", 1),
    ] {
        assert_eq!(region[key], wanted, "{key}");
    }
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let in_yaml = &run["results"][1];
    assert_eq!(in_yaml["relatedLocations"][0]["physicalLocation"]["region"]["snippet"]["text"], "é");
    assert_eq!(
        in_yaml["relatedLocations"][1]["logicalLocations"][0]["fullyQualifiedName"],
        "inbound-http ← a"
    );
    let fix = &in_yaml["fixes"][0]["artifactChanges"][0];
    assert_eq!(fix["artifactLocation"]["uri"], "deploy/geo.yaml");
    assert_eq!(fix["replacements"][0]["deletedRegion"]["byteOffset"], 45);
    assert_eq!(run["artifacts"][0]["location"]["uri"], "deploy/geo.yaml");
    assert_eq!(run["invocations"][0]["exitCode"], 1);
    let failure: Value = serde_json::from_str(&failed(Format::Sarif)).unwrap();
    let invocation = &failure["runs"][0]["invocations"][0];
    assert_eq!((&invocation["executionSuccessful"], &invocation["exitCode"]), (&false.into(), &2.into()));
}

#[test]
fn sarif_results_find_their_rule_and_file() {
    let log = json(Format::Sarif);
    let run = &log["runs"][0];
    for result in run["results"].as_array().unwrap() {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(
            rule["helpUri"]
                .as_str()
                .unwrap()
                .ends_with(&format!("{}.html", rule["properties"]["rule"].as_str().unwrap()))
        );
        let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let artifact = &run["artifacts"][location["index"].as_u64().unwrap() as usize];
        assert_eq!(artifact["location"]["uri"], location["uri"]);
    }
}

#[test]
fn sarif_names_no_machine_and_no_other_text() {
    let text = written(Format::Sarif);
    assert!(!text.contains("/home/me") && !text.contains("\"/"), "{text}");
    // Of a file that a script stands in, only the script is repeated.
    let log: Value = serde_json::from_str(&text).unwrap();
    let artifacts = log["runs"][0]["artifacts"].as_array().unwrap();
    let yaml = artifacts.iter().find(|it| it["location"]["uri"] == "deploy/geo.yaml").unwrap();
    assert!(yaml.get("contents").is_none());
    assert!(artifacts.iter().any(|it| it["parentIndex"] == 0 && it["contents"]["text"] == "pipy();\n"));
}

#[test]
fn sarif_fingerprints_survive_moved_lines() {
    let prints = |text: &str, at: u32| {
        let mut sources = Sources::default();
        let span = Span::new(sources.add("a.js", text), at, at + 1);
        let found = [Diagnostic::new(&dialect::semicolon::RULE, "x").at(span)];
        let log: Value =
            serde_json::from_str(&super::formats::text(&sources, &found, None, Format::Sarif)).unwrap();
        log["runs"][0]["results"][0]["partialFingerprints"].clone()
    };
    assert_eq!(prints("a\nb ;\n", 4), prints("\n\na\n  b ;\n", 8));
    assert_ne!(prints("a\nb ;\n", 4), prints("a\nc ;\n", 4));
}

#[test]
fn every_rule_has_a_code_of_its_own() {
    let mut codes = BTreeSet::new();
    for entry in rules::all() {
        let code = pipyc::report::sarif::code(entry.rule);
        let letters = code.trim_end_matches(|it: char| it.is_ascii_digit());
        assert!(
            code.len() - letters.len() == 4 && letters.chars().all(|it| it.is_ascii_uppercase()),
            "{code}"
        );
        assert!(codes.insert(code.clone()), "{}: {code} is taken", entry.rule.id);
    }
}

#[test]
fn junit_has_one_suite_a_file_and_fails_for_errors_only() {
    let text = written(Format::Junit);
    assert!(text.contains("<testsuites name=\"pipyc\" tests=\"7\" failures=\"3\" errors=\"0\">"), "{text}");
    assert_eq!(text.matches("<testsuite ").count(), 5);
    assert!(text.contains("name=\"k8s/plug ins/a,b.js\" tests=\"3\" failures=\"2\""), "{text}");
    assert!(text.contains("<testcase name=\"no findings\" classname=\"k8s/clean.yaml\""), "{text}");
    assert!(text.contains("red (2)\" classname"), "equal cases are told apart: {text}");
    assert!(
        failed(Format::Junit).contains("<error type=\"pipyc\" message=\"cannot read a.yaml\">name another<")
    );
}

#[test]
fn a_junit_reader_reads_it() {
    let Some(python) = tool("junitparser-python") else { return };
    let folder = tempfile::tempdir().unwrap();
    let script = "import sys\nfrom junitparser import JUnitXml\nfor path in sys.argv[1:]:\n  \
                  xml = JUnitXml.fromfile(path)\n  print(len(xml), xml.tests, xml.failures, xml.errors, \
                  sum(len(list(s)) for s in xml), sum(len(c.result) for s in xml for c in s))\n";
    let paths = [folder.path().join("a.xml"), folder.path().join("b.xml")];
    std::fs::write(&paths[0], written(Format::Junit)).unwrap();
    std::fs::write(&paths[1], failed(Format::Junit)).unwrap();
    let run = Command::new(python).args(["-c", script]).args(&paths).output().unwrap();
    assert!(run.status.success(), "{run:?}");
    assert_eq!(String::from_utf8(run.stdout).unwrap(), "5 7 3 0 7 3\n1 1 0 1 1 1\n");
}

/// What the validator says, of any level, but for what needs a network.
fn validated(validator: &Path, log: &Path) -> Vec<String> {
    let mut command = Command::new(validator);
    command.arg("validate").arg(log).args(["--level", "Error;Warning;Note", "--rule-kind", "Sarif;Ghas"]);
    let run = command.args(["--kind", "Fail;Pass;Review;Open"]).output().unwrap();
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(text.contains("Analysis completed successfully"), "{text}");
    let said =
        text.lines().filter(|it| [": note ", ": warning ", ": error "].iter().any(|word| it.contains(word)));
    said.filter(|it| !it.contains("SARIF2006")).map(str::to_owned).collect()
}

#[test]
fn the_validator_of_sarif_has_nothing_to_say() {
    let Some(validator) = tool("sarif-multitool") else { return };
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("a.sarif");
    let none = Vec::<String>::new();
    let (sources, mut diagnostics) = samples();
    // That a file is not in the repository is rightly said.
    diagnostics.retain(|it| it.message != "odd");
    let own = text(&sources, &diagnostics, None, Format::Sarif);
    std::fs::write(&log, &own).unwrap();
    assert_eq!(validated(&validator, &log), none);
    // Of what the validator should find, it finds something.
    std::fs::write(&log, own.replace("\"startColumn\": 12", "\"startColumn\": 0")).unwrap();
    assert_ne!(validated(&validator, &log), none);
    for name in ["cannot-load", "no-workloads", "shop", "tcp-plugins", "own-builtins"] {
        let mut check = Command::new(env!("CARGO_BIN_EXE_pipyc"));
        check.args(["check", "--format", "sarif", "--repository", "https://git.example/shop", "--output"]);
        check.arg(&log).current_dir(repository("fixtures/projects").join(name)).status().unwrap();
        assert_eq!(validated(&validator, &log), none, "{name}");
    }
}

#[test]
fn a_schema_validator_that_is_not_ours_takes_our_schemas_and_reports() {
    let Some(validator) = tool("check-jsonschema") else { return };
    let run = |args: &[&str]| {
        let run = Command::new(&validator).args(args).current_dir(repository("")).output().unwrap();
        assert!(run.status.success(), "{args:?}: {}", String::from_utf8_lossy(&run.stdout));
    };
    let schemas = files("schema", ".json");
    run(&[&["--check-metaschema"], &schemas.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat());
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    for text in [written(Format::Json), failed(Format::Json)] {
        std::fs::write(&report, text).unwrap();
        run(&["--schemafile", "schema/report.schema.json", report.to_str().unwrap()]);
    }
}

//! What a real Pipy said of thousands of scripts, recorded, against what we say.

use std::io::Read as _;

use pipyc::diag::Diagnostic;
use pipyc::parse;
use pipyc::runtime::Dialect;
use pipyc::source::{LineColumn, Lines, Sources};

struct Case {
    id: String,
    script: String,
    pipy_ok: bool,
    pipy_line: u32,
    js: bool,
}

fn cases(gz: &[u8]) -> Vec<Case> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(gz).read_to_string(&mut text).expect("gzip");
    text.lines()
        .map(|line| {
            let case: serde_json::Value = serde_json::from_str(line).expect("JSON");
            Case {
                id: case["id"].as_str().unwrap_or_default().to_owned(),
                script: case["script"].as_str().unwrap_or_default().to_owned(),
                pipy_ok: case["pipy"]["ok"] == true,
                pipy_line: case["pipy"]["line"].as_u64().unwrap_or(0) as u32,
                js: case["js"] == true,
            }
        })
        .collect()
}

fn errors(script: &str, dialect: Dialect) -> Vec<Diagnostic> {
    let mut sources = Sources::default();
    let source = sources.add("script.js", script);
    let parsed = parse::program(script, source, dialect);
    let judged = |it: &Diagnostic| matches!(it.rule.family(), "syntax" | "dialect");
    parsed.diagnostics.into_iter().filter(judged).collect()
}

/// What is wrong with our verdict, if anything.
fn fault(case: &Case, found: &[Diagnostic]) -> Option<&'static str> {
    let lines = Lines::new(&case.script);
    let line =
        |it: &Diagnostic| it.span.map_or(1, |span| LineColumn::of(&case.script, &lines, span.start).line);
    match (case.pipy_ok, case.js) {
        (true, true) if !found.is_empty() => Some("accepted by both, yet there are findings"),
        (false, true) => {
            let names = |it: &Diagnostic| {
                it.rule.family() == "dialect"
                    && it.rule.id != "dialect/unparsable"
                    && line(it) <= case.pipy_line
            };
            (!found.iter().any(names)).then_some("no construct is named where Pipy gave up, or before")
        }
        (false, false) if found.is_empty() => Some("rejected by both, yet nothing is found"),
        (true, false) if !found.iter().any(|it| it.message.contains("Pipy would take it")) => {
            Some("taken by Pipy alone, and not said")
        }
        _ => None,
    }
}

fn holds(gz: &[u8], dialect: Dialect, expected: usize) {
    let cases = cases(gz);
    let mut wrong = Vec::new();
    for case in &cases {
        let found = errors(&case.script, dialect);
        if let Some(fault) = fault(case, &found) {
            let found: Vec<_> = found.iter().map(|it| format!("{}: {}", it.rule.id, it.message)).collect();
            wrong.push(format!("{} line {}: {fault}\n{:?}\n{found:?}", case.id, case.pipy_line, case.script));
        }
    }
    assert_eq!(cases.len(), expected);
    let shown = wrong[..wrong.len().min(10)].join("\n\n");
    assert!(wrong.is_empty(), "{} of {} differ\n{shown}", wrong.len(), cases.len());
}

#[test]
fn pipy_0_90_is_met_on_every_script() {
    holds(include_bytes!("../../fixtures/conformance/pipyjs-0.90.jsonl.gz"), Dialect::Expression, 2_400);
}

#[test]
fn pipy_1_5_is_met_on_every_script() {
    holds(include_bytes!("../../fixtures/conformance/pipyjs-1.5.jsonl.gz"), Dialect::Statements, 1_700);
}

//! `check --fix` on the plugins of the corpora: it ends, makes nothing worse, and leaves nothing to mend.

use std::io::Read;

use pipyc::diag::{Diagnostic, Diagnostics, Levels, Severity, mend};
use pipyc::ir::module::Module;
use pipyc::lower::{self, NoFiles};
use pipyc::rules::{self, ModuleView, Scope};
use pipyc::runtime::{Target, target};
use pipyc::source::Sources;
use serde_json::Value;

/// Rounds that `--fix` takes at most.
const ROUNDS: usize = 10;

fn scripts(name: &str) -> Vec<String> {
    let path = format!("{}/fixtures/conformance/{name}.jsonl.gz", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).expect("the corpus is part of the fixtures");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text).expect("the corpus is gzipped text");
    let script = |line: &str| {
        let case: Value = serde_json::from_str(line).expect("each line is one case");
        case["script"].as_str().expect("each case has a script").to_owned()
    };
    text.lines().map(script).collect()
}

/// A script with all that is said of it, and what it is if it parses.
struct Looked {
    sources: Sources,
    found: Vec<Diagnostic>,
    module: Option<Module>,
}

fn look(script: &str, target: &'static Target) -> Looked {
    let mut sources = Sources::default();
    let source = sources.add("a.js", script);
    let parsed = pipyc::parse::program(script, source, target.api.dialect);
    let mut found: Diagnostics = parsed.diagnostics;
    let refused = found.iter().any(|it| it.severity == Severity::Error);
    let module = parsed.program.filter(|_| !refused).map(|it| lower::module(it, target, &NoFiles));
    if let Some(module) = &module {
        found.extend(module.findings.iter().cloned());
        for entry in rules::all() {
            if let Scope::Module(run) = entry.scope {
                run(&ModuleView { target, module }, &mut found);
            }
        }
    }
    let found = Levels::default().settle(found, &sources).0;
    Looked { sources, found, module }
}

/// Errors and warnings.
fn weight(found: &[Diagnostic]) -> (usize, usize) {
    let of = |severity| found.iter().filter(|it| it.severity == severity).count();
    (of(Severity::Error), of(Severity::Warning))
}

/// What a script does, without places: its pipelines with their filters.
fn does(module: &Module) -> Vec<Vec<&'static str>> {
    module.pipelines.iter().map(|it| it.filters.iter().map(|it| it.name).collect()).collect()
}

fn mends(corpus: &str, id: &str) -> usize {
    let target = target(id).expect("a target");
    let mut fixes = 0;
    for script in scripts(corpus) {
        let first = look(&script, target);
        let mut text = script.clone();
        let mut now = look(&text, target);
        for round in 0..=ROUNDS {
            let Some(mended) = mend(&now.found, &now.sources).pop() else { break };
            let next = look(&mended.text, target);
            // A round that makes nothing better is left out, and ends it.
            if weight(&next.found) >= weight(&now.found) {
                break;
            }
            assert!(round < ROUNDS, "goes on for ever:\n{script}");
            fixes += mended.fixes;
            text = mended.text;
            now = next;
        }
        if let (Some(before), Some(after)) = (&first.module, &now.module) {
            assert_eq!(does(before), does(after), "does something else:\n{script}\n{text}");
        }
        assert!(weight(&now.found) <= weight(&first.found), "worse:\n{script}\n{text}");
        let again = look(&text, target);
        assert_eq!(weight(&again.found), weight(&now.found), "says something new:\n{text}");
    }
    fixes
}

#[test]
fn mending_the_corpora_ends_and_changes_nothing_else() {
    let corpora = [
        ("hooks-0.90", "osm-edge-1.3"),
        ("hooks-1.5", "fsm-1.6"),
        ("pipyjs-0.90", "osm-edge-1.3"),
        ("pipyjs-1.5", "fsm-1.6"),
    ];
    for (corpus, target) in corpora {
        let fixes = mends(corpus, target);
        assert!(fixes > 0 || corpus.starts_with("hooks"), "nothing was mended in {corpus}");
    }
}

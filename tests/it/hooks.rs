//! The plugins of the hooks corpora, mounted as a sidecar would: what a real Pipy said of each against what
//! `pipyc check` says.

use std::collections::BTreeMap;
use std::io::Read;

use pipyc::diag::{Diagnostic, Diagnostics, Severity};
use pipyc::ir::levels::{self, Flow};
use pipyc::ir::module::{FileUseKind, Module, Shape};
use pipyc::ir::names::CodePath;
use pipyc::lower::{self, FileMap, Found, ScriptFacts};
use pipyc::rules::{self, ModuleView, Scope};
use pipyc::runtime::{Level, Target, target};
use pipyc::source::Sources;
use serde_json::Value;

/// A plugin with the verdict of a real Pipy.
struct Case {
    chain: String,
    template: String,
    operator: String,
    script: String,
    verdict: Verdict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Refused,
    Clean,
    FailedUnderTraffic,
}

fn cases(name: &str) -> Vec<Case> {
    let path = format!("{}/fixtures/conformance/{name}.jsonl.gz", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).expect("the corpus is part of the fixtures");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text).expect("the corpus is gzipped text");
    text.lines().map(case).collect()
}

fn case(line: &str) -> Case {
    let json: Value = serde_json::from_str(line).expect("each line is one case");
    let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
    let serve = &json["serve"];
    let served = |serve: &Value| {
        let clean = serve["errors"].as_array().is_some_and(Vec::is_empty) && serve.get("crashed").is_none();
        let status = &serve["status"];
        let answered = status.is_u64() || status.as_str().is_some_and(|it| !matches!(it, "" | "timeout"));
        clean && answered
    };
    let verdict = match json["load"]["ok"].as_bool() {
        Some(true) if served(serve) => Verdict::Clean,
        Some(true) => Verdict::FailedUnderTraffic,
        _ => Verdict::Refused,
    };
    Case {
        chain: text("chain"),
        template: text("template"),
        operator: text("operator"),
        script: text("script"),
        verdict,
    }
}

/// The files beside the plugin, as the corpora's README says.
fn files(target: &Target) -> FileMap {
    let mut files = FileMap::of(target);
    let path = |text: &str| CodePath::new(text).expect("a plain path");
    let config = ScriptFacts {
        value: Shape::Object(vec![("Chains".into(), Shape::Object(Vec::new()))]),
        pipelines: None,
        entrance: false,
    };
    files.insert(path("config.js"), Found::Script(config));
    for name in ["tail.js", "tcp-tail.js", "plugins/case.js", "ns/inbound.js", "ns/inbound-http-routing.js"] {
        let facts = ScriptFacts { value: Shape::Any, pipelines: Some(Vec::new()), entrance: true };
        files.insert(path(name), Found::Script(facts));
    }
    files
}

/// Namespaces and variables that the rest of the codebase exports.
const EXPORTS: [(&str, &str); 7] = [
    ("inbound", "__port"),
    ("inbound", "__protocol"),
    ("inbound", "__isHTTP2"),
    ("inbound", "__isIngress"),
    ("inbound-http-routing", "__route"),
    ("inbound-http-routing", "__service"),
    ("inbound-http-routing", "__cluster"),
];

/// All that is said of a plugin, as it is mounted. Rules that are off stay so.
fn findings(case: &Case, target: &'static Target) -> Vec<Diagnostic> {
    let mut sources = Sources::default();
    let source = sources.add("plugins/case.js", case.script.as_str());
    let parsed = pipyc::parse::program(&case.script, source, target.api.dialect);
    let mut out = parsed.diagnostics;
    let refused = out.iter().any(|it| it.severity == Severity::Error);
    if let Some(program) = parsed.program.filter(|_| !refused) {
        let module = lower::module(program, target, &files(target));
        out.extend(module.findings.iter().cloned());
        for entry in rules::all() {
            if let Scope::Module(run) = entry.scope {
                run(&ModuleView { target, module: &module }, &mut out);
            }
        }
        mounted(case, target, &module, &mut out);
    }
    let levels = pipyc::diag::Levels::default();
    levels.settle(out, &sources).0
}

/// What the rules on chains say, of which only these matter to a lone plugin.
fn mounted(case: &Case, target: &'static Target, module: &Module, out: &mut Diagnostics) {
    for it in module.files.iter().filter(|it| it.kind == FileUseKind::Import) {
        let finding = rules::bundle::missing_file::report(module.span(it.at), &it.path, it.kind, None);
        out.push(finding);
    }
    rules::load::not_configuration::check(module, target.api.dialect, out);
    rules::pipeline::no_entrance::check(module, out);
    rules::hook::no_chain::check(module, out);
    rules::hook::listens::check(module, out);
    let rule = &rules::chain::wrong_level::RULE;
    let flows = if case.chain == "inbound-http" { Level::Messages } else { Level::Bytes };
    if levels::judge(module).wants.is_some_and(|it| it != flows) {
        out.push(Diagnostic::new(rule, "mounted at the wrong level"));
    }
    let passed = levels::levels(module, Flow::from(Some(flows))).chained;
    if passed.level().is_some_and(|it| it != flows) {
        out.push(Diagnostic::new(rule, "passes on another level than the chain has"));
    }
    let own: Vec<(&str, &str)> = module.exports.iter().map(|it| (&*it.namespace, &*it.name)).collect();
    let chain = |message: String, at| {
        Diagnostic::new(&rules::chain::import_unresolved::RULE, message).at(module.span(at))
    };
    let last: BTreeMap<&str, _> = module.imports.iter().map(|it| (&*it.name, it)).collect();
    for import in last.values() {
        let wanted = (&*import.namespace, &*import.name);
        if !EXPORTS.contains(&wanted) && !own.contains(&wanted) {
            out.push(chain("nobody exports it".into(), import.at));
        }
    }
    for export in &module.exports {
        if EXPORTS.contains(&(&*export.namespace, &*export.name)) {
            out.push(chain("exported already".into(), export.at));
        }
    }
}

/// What is wrong with the findings of a case; `None` if they are as they should be.
fn complaint(case: &Case, found: &[Diagnostic]) -> Option<&'static str> {
    let errors = found.iter().any(|it| it.severity == Severity::Error);
    let untouched = case.operator.split('+').all(|it| it.starts_with("none"));
    match case.verdict {
        Verdict::Refused if !errors => Some("refused by Pipy, and no error"),
        Verdict::Clean if errors => Some("served cleanly, and an error"),
        Verdict::Clean if untouched && !found.is_empty() => Some("nothing wrong with it, and a finding"),
        Verdict::FailedUnderTraffic if found.is_empty() => Some("failed under traffic, and no finding"),
        _ => None,
    }
}

/// Plugins that are judged otherwise than Pipy did, by the fault put in, each with its reason.
const KNOWN: [(&str, &str); 2] = [
    (
        "trailing-garbage",
        "an unmatched bracket ends the script for Pipy 0.90, silently; no JavaScript, so the parser's corpus wants an error",
    ),
    (
        "optional-head",
        "assigns `a?.b`, which Pipy takes; no JavaScript, so the parser's corpus wants an error",
    ),
];

fn judge(name: &str, id: &str) {
    let target = target(id).expect("a target");
    let cases = cases(name);
    let (mut wrong, mut known) = (Vec::new(), 0);
    for case in &cases {
        let found = findings(case, target);
        let Some(complaint) = complaint(case, &found) else { continue };
        if KNOWN.iter().any(|(operator, _)| case.operator == *operator) {
            known += 1;
            continue;
        }
        let lines = found.iter().map(|it| format!("\n    {:?} {} {}", it.severity, it.rule.id, it.message));
        let lines: String = lines.collect();
        wrong.push(format!(
            "{} {} ({}): {complaint}{lines}\n{}",
            case.template, case.operator, case.chain, case.script
        ));
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(known * 100 <= cases.len() * 2, "{known} of {} are left", cases.len());
}

#[test]
fn plugins_for_pipy_0_90_are_judged_as_pipy_did() {
    judge("hooks-0.90", "osm-edge-1.3");
}

#[test]
fn plugins_for_pipy_1_5_are_judged_as_pipy_did() {
    judge("hooks-1.5", "fsm-1.6");
}

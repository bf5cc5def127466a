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
    id: String,
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
        id: text("id"),
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

/// Further plugins for Pipy 0.90 that are judged otherwise: why, and which.
const FURTHER_0_90: [(&str, &[&str]); 9] = [
    (
        "no JavaScript, though Pipy takes it: a bracket without partner that ends the script, an arrow function as operand; the parser's corpus wants an error",
        &[
            "m1-0406", "m1-0453", "m1-0776", "m2-0268", "m2-0442", "m2-0603", "m2-0619", "m3-0525",
            "m3-0595", "m3-0757", "m3-0816", "m21-0142", "m22-0186", "m22-0197", "m22-0374",
        ],
    ),
    (
        "an empty list never calls the function, and `null` in its place is a mistake all the same",
        &["event-0808"],
    ),
    (
        "the connection is closed, or the quota is empty, because the plugin says so",
        &[
            "event-0850",
            "link-1054",
            "link-1250",
            "m1-0340",
            "m2-0411",
            "m2-0576",
            "m2-0617",
            "m3-0254",
            "m3-0848",
            "m21-0148",
            "m22-0194",
            "m22-0312",
        ],
    ),
    (
        "depends on what a call gives: of a cache, a search, a balancer, a function of the script whose parameters are not known",
        &[
            "event-0830",
            "event-0866",
            "event-0867",
            "event-0872",
            "load-0228",
            "load-0412",
            "load-0454",
            "load-0549",
            "m1-0549",
            "m2-0551",
            "m3-0062",
            "m3-0272",
            "m3-0948",
            "m21-0044",
            "m21-0045",
            "m21-0182",
            "m22-0012",
            "m22-0029",
            "m22-0354",
            "m22-0358",
        ],
    ),
    (
        "depends on a value of the request or of the machine, which may be there",
        &[
            "event-0788",
            "event-0827",
            "event-0925",
            "event-0927",
            "event-0929",
            "event-0941",
            "link-1028",
            "link-1153",
            "load-0279",
            "load-0281",
            "m2-0183",
        ],
    ),
    ("a value that is written out and that only this one function of Pipy refuses", &["m2-0654", "m3-0510"]),
    (
        "depends on whether a promise is kept, or on what a body holds",
        &["link-1009", "link-1014", "link-1242", "link-1259"],
    ),
    (
        "depends on what the rest of the stream makes of an event that is allowed here",
        &["link-1053", "link-1085", "link-1158", "link-1277", "link-1339"],
    ),
    (
        "a context variable is read before it is set, or a filter stands where only answers come by",
        &["m1-0247", "m2-0004", "m3-0783", "m3-0908", "m3-0983"],
    ),
];

/// Further plugins for Pipy 1.5 that are judged otherwise: why, and which.
const FURTHER_1_5: [(&str, &[&str]); 9] = [
    (
        "no JavaScript, though Pipy takes it: a bracket without partner that ends the script, an arrow function as operand; the parser's corpus wants an error",
        &["m2-0268", "m2-0635", "m21-0142", "m23-0202"],
    ),
    (
        "an empty list never calls the function, and `null` in its place is a mistake all the same",
        &["event-0808"],
    ),
    (
        "the connection is closed, or the quota is empty, because the plugin says so",
        &["link-1054", "link-1250", "m1-0340", "m2-0411", "m2-0576", "m2-0617", "m21-0148"],
    ),
    (
        "depends on what a call gives: of a cache, a search, a balancer, a function of the script whose parameters are not known",
        &[
            "m1-0220",
            "event-0830",
            "event-0866",
            "event-0867",
            "event-0872",
            "load-0028",
            "load-0228",
            "load-0412",
            "load-0454",
            "load-0549",
            "m1-0549",
            "m2-0551",
            "m21-0044",
            "m21-0045",
            "m21-0182",
            "m23-0000",
            "m23-0052",
        ],
    ),
    (
        "depends on a value of the request or of the machine, which may be there",
        &[
            "event-0788",
            "event-0827",
            "event-0925",
            "event-0927",
            "event-0929",
            "event-0941",
            "link-1028",
            "link-1153",
            "load-0279",
            "load-0281",
            "m2-0183",
        ],
    ),
    (
        "a value that is written out and that only this one function of Pipy refuses",
        &["load-0551", "load-0611", "m2-0654"],
    ),
    (
        "depends on whether a promise is kept, or on what a body holds",
        &["m2-0047", "link-1009", "link-1014", "link-1242", "link-1259", "load-0240"],
    ),
    (
        "depends on what the rest of the stream makes of an event that is allowed here",
        &["link-1053", "link-1085", "link-1158", "link-1277", "link-1312", "link-1318", "link-1339"],
    ),
    (
        "a context variable is read before it is set, or a filter stands where only answers come by",
        &["m1-0247", "m2-0004"],
    ),
];

/// Holds what is said of each plugin against what Pipy did. `known` are those that are judged otherwise, by
/// their number or by the fault put in; at most `limit` of a thousand.
fn judge(name: &str, id: &str, known: &[&str], limit: usize) {
    let target = target(id).expect("a target");
    let cases = cases(name);
    let (mut wrong, mut otherwise) = (Vec::new(), Vec::new());
    for case in &cases {
        let found = findings(case, target);
        let Some(complaint) = complaint(case, &found) else { continue };
        if let Some(it) = known.iter().find(|it| **it == case.operator || **it == case.id) {
            otherwise.push(*it);
            continue;
        }
        let lines = found.iter().map(|it| format!("\n    {:?} {} {}", it.severity, it.rule.id, it.message));
        let lines: String = lines.collect();
        wrong.push(format!(
            "{} {} {} ({}): {complaint}{lines}\n{}",
            case.id, case.template, case.operator, case.chain, case.script
        ));
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    let n = otherwise.len();
    assert!(n * 1000 <= cases.len() * limit, "{n} of {} are left", cases.len());
    let needless: Vec<_> = known.iter().filter(|it| !otherwise.contains(it)).collect();
    assert!(needless.is_empty(), "judged as Pipy did by now: {needless:?}");
}

#[test]
fn plugins_for_pipy_0_90_are_judged_as_pipy_did() {
    judge("hooks-0.90", "osm-edge-1.3", &KNOWN.map(|it| it.0), 20);
}

#[test]
fn plugins_for_pipy_1_5_are_judged_as_pipy_did() {
    judge("hooks-1.5", "fsm-1.6", &[KNOWN[1].0], 20);
}

#[test]
fn further_plugins_for_pipy_0_90_are_judged_as_pipy_did() {
    judge("plugins-0.90", "osm-edge-1.3", &FURTHER_0_90.map(|it| it.1).concat(), 17);
}

#[test]
fn further_plugins_for_pipy_1_5_are_judged_as_pipy_did() {
    judge("plugins-1.5", "fsm-1.6", &FURTHER_1_5.map(|it| it.1).concat(), 17);
}

//! The rules that `parse` reports: what their pages show is what `parse` says.

use pipyc::explain::{self, Example};
use pipyc::parse;
use pipyc::rules;
use pipyc::runtime::Dialect;
use pipyc::source::Sources;

/// What `parse` says of an example, as ids of rules.
fn findings(example: &Example) -> Vec<&'static str> {
    let dialect = match example.info.contains("target=fsm-1.6") {
        true => Dialect::Statements,
        false => Dialect::Expression,
    };
    let mut sources = Sources::default();
    let source = sources.add("plugin.js", example.text.as_str());
    let parsed = parse::program(&example.text, source, dialect);
    let mut ids: Vec<_> = parsed.diagnostics.iter().map(|it| it.rule.id).collect();
    ids.dedup();
    ids
}

#[test]
fn examples_to_avoid_raise_their_rule_alone_and_those_to_prefer_raise_none() {
    let mut wrong = Vec::new();
    for entry in rules::all() {
        let rule = entry.rule;
        let ours = matches!(rule.family(), "syntax" | "dialect") || rule.file.contains("rules/load/");
        if !ours {
            continue;
        }
        for example in explain::examples(rule) {
            if !example.info.starts_with("js") {
                continue;
            }
            let found = findings(&example);
            let expected: &[&str] = if example.heading == "Avoid" { &[rule.id] } else { &[] };
            // Other stages have rules in `load` too; they are not asked here.
            let asked = rule.family() != "load" || !found.is_empty() || example.heading != "Avoid";
            if asked && found != expected {
                wrong.push(format!("{} {}: {found:?}", rule.id, example.heading));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

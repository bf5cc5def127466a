//! The rules about rules: names, registry, wording, and that every example does what its page says.

use std::collections::BTreeSet;
use std::ffi::OsString;

use pipyc::cli::{self, Terminal};
use pipyc::diag::{Level, Rule};
use pipyc::explain::{self, Example};
use pipyc::rules;
use pipyc::world::Memory;
use serde_json::Value;

use crate::support::files;

#[test]
fn a_rules_name_is_its_files() {
    for entry in rules::all() {
        let rule = entry.rule;
        let expected = format!("src/rules/{}.rs", rule.id.replace('-', "_"));
        assert_eq!(rule.file, expected, "{}", rule.id);
    }
}

#[test]
fn every_file_is_registered() {
    let registered: BTreeSet<_> = rules::all().map(|entry| entry.rule.file.to_owned()).collect();
    let files = files("src/rules", ".rs").into_iter().filter(|it| !it.ends_with("/mod.rs"));
    assert_eq!(registered, files.collect());
}

#[test]
fn families_and_rules_are_sorted() {
    let ids: Vec<_> = rules::all().map(|entry| entry.rule.id).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
}

#[test]
fn names_read_well_after_allow() {
    for entry in rules::all() {
        let id = entry.rule.id;
        let kebab = |it: &str| {
            it.split('-')
                .all(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
        };
        assert!(id.split('/').count() == 2 && id.split('/').all(kebab), "{id}");
        for cure in ["disallow", "forbid", "prefer", "require", "avoid"] {
            assert!(!id.split(['-', '/']).any(|it| it == cure), "{id} names the cure");
        }
    }
}

#[test]
fn every_page_has_its_parts() {
    for entry in rules::all() {
        let (id, page) = (entry.rule.id, entry.rule.page);
        assert!(entry.rule.summary().ends_with('.'), "{id}: the first line is a sentence");
        let headings: Vec<_> = page.lines().filter_map(|it| it.trim().strip_prefix("## ")).collect();
        assert_eq!(headings, ["Why", "Avoid", "Prefer"], "{id}");
        let examples = explain::examples(entry.rule);
        let under: Vec<_> = examples.iter().map(|it| it.heading.as_str()).collect();
        assert_eq!(under, ["Avoid", "Prefer"], "{id}: one example under each");
    }
}

/// The examples under a heading that are run; a `text` one would be too long to show as it is.
fn shown(rule: &Rule, heading: &str) -> Vec<Example> {
    explain::examples(rule).into_iter().filter(|it| it.heading == heading && it.info != "text").collect()
}

/// What `pipyc check` says of an example, as its JSON report has it. The fence's words choose how.
fn found(rule: &Rule, example: &Example) -> Vec<Value> {
    let mut words = example.info.split_whitespace();
    let mut args = vec!["pipyc", "check", "--format", "json"];
    if rule.level == Level::Allow {
        args.extend(["--warn", rule.id]);
    }
    let mut world = Memory::new();
    match words.next() {
        Some("js") => {
            world = world.file("plugin.js", example.text.as_str());
            args.push("plugin.js");
            let (mut chain, mut priority, mut alone) = ("inbound-http", "165", false);
            for word in words {
                match word.split_once('=') {
                    Some(("chain", value)) => chain = value,
                    Some(("priority", value)) => priority = value,
                    Some(("target", value)) => args.extend(["--target", value]),
                    None if word == "alone" => alone = true,
                    _ => panic!("`{word}` means nothing in a fence"),
                }
            }
            if !alone {
                args.extend(["--chain", chain, "--priority", priority]);
            }
        }
        Some("project") => {
            let files = project_files(&example.text);
            let has =
                |path: &str| files.iter().any(|(it, _)| it == path || it.starts_with(&format!("{path}/")));
            if !has("pipyc.yaml") {
                for (path, flags) in [
                    ("values.yaml", &["-f", "values.yaml"][..]),
                    ("plugins", &["plugins/"]),
                    ("k8s", &["--workloads", "k8s/"]),
                ] {
                    if has(path) {
                        args.extend(flags);
                    }
                }
            }
            for (path, text) in files {
                world = world.file(&path, text);
            }
        }
        other => panic!("{other:?} is no language of an example"),
    }
    let args: Vec<_> = args.into_iter().map(OsString::from).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = cli::run(&args, &world, Terminal::default(), &mut out, &mut err);
    let text = String::from_utf8_lossy(&out);
    assert_ne!(exit, cli::Exit::Failed, "{}\n{}", String::from_utf8_lossy(&err), example.text);
    let report: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    report["diagnostics"].as_array().unwrap().clone()
}

/// The files under `//- /path` lines.
fn project_files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Some(path) = line.strip_prefix("//- /") {
            files.push((path.trim().to_owned(), String::new()));
        } else if let Some((_, text)) = files.last_mut() {
            text.extend([line, "\n"]);
        }
    }
    assert!(!files.is_empty(), "no `//- /path` line in:\n{text}");
    files
}

fn brief(found: &[Value]) -> String {
    let line = |it: &Value| format!("    {} {}:{} {}", it["rule"], it["line"], it["column"], it["message"]);
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Findings, and notes of the rule in question; other notes are about what was not given.
fn count(found: &[Value], rule: &str) -> Vec<Value> {
    found.iter().filter(|it| it["severity"] != "note" || it["rule"] == rule).cloned().collect()
}

#[test]
fn what_a_page_avoids_is_found_and_nothing_else() {
    let mut wrong = Vec::new();
    for rule in rules::all().map(|entry| entry.rule) {
        for example in shown(rule, "Avoid") {
            let found = count(&found(rule, &example), rule.id);
            if found.is_empty() || found.iter().any(|it| it["rule"] != rule.id) {
                wrong.push(format!("{}\n{}", rule.id, brief(&found)));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "these examples to avoid do not raise exactly their rule:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn what_a_page_prefers_raises_nothing() {
    let mut wrong = Vec::new();
    for rule in rules::all().map(|entry| entry.rule) {
        for example in shown(rule, "Prefer") {
            let found = count(&found(rule, &example), rule.id);
            if !found.is_empty() {
                wrong.push(format!("{}\n{}", rule.id, brief(&found)));
            }
        }
    }
    assert!(wrong.is_empty(), "these examples to prefer raise something:\n{}", wrong.join("\n"));
}

/// What a message says is wrong with its own words, if anything.
fn unconventional(found: &Value) -> Option<&'static str> {
    let message = found["message"].as_str().unwrap_or_default();
    let first = message.chars().next()?;
    // A name in capitals may begin a message: `PipyJS has no …`, `HTTP …`.
    let word: String = message.chars().take_while(|it| it.is_alphanumeric()).collect();
    let name =
        word.chars().skip(1).any(char::is_uppercase) || ["Pipy", "Helm", "Kubernetes"].contains(&&*word);
    if first.is_uppercase() && !name {
        return Some("begins with a capital");
    }
    if message.ends_with('.') && !message.ends_with("...") {
        return Some("ends with a full stop");
    }
    if message.matches('`').count() % 2 == 1 {
        return Some("leaves a backtick open");
    }
    let help = found["help"].as_str()?;
    let starts_lower = help.starts_with(|it: char| it.is_lowercase() || it == '`');
    if !starts_lower || help.ends_with('.') {
        return Some("has help that is no short command");
    }
    let polite = ["you ", "please", "consider", "try to", "should", "maybe"];
    if polite.iter().any(|it| help.to_lowercase().starts_with(it)) {
        return Some("has help that does not begin with a verb");
    }
    None
}

#[test]
fn messages_keep_the_convention() {
    let mut wrong = Vec::new();
    for rule in rules::all().map(|entry| entry.rule) {
        for example in shown(rule, "Avoid") {
            for found in found(rule, &example) {
                if let Some(what) = unconventional(&found) {
                    wrong
                        .push(format!("{}: {what}: {} / {}", found["rule"], found["message"], found["help"]));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_convention_is_not_empty() {
    for (message, help) in [
        ("Wrong", "write it"),
        ("wrong.", "write it"),
        ("`wrong", "write it"),
        ("wrong", "Write it"),
        ("wrong", "please write it"),
    ] {
        let found = serde_json::json!({"message": message, "help": help});
        assert!(unconventional(&found).is_some(), "{message} / {help}");
    }
    let good = serde_json::json!({"message": "PipyJS has no `;`", "help": "remove the `;`"});
    assert_eq!(unconventional(&good), None);
}

#[test]
fn many_rules_carry_a_fix() {
    let carries = |path: &String| !path.ends_with("mod.rs") && crate::support::read(path).contains("Fix::");
    let rules = files("src/rules", ".rs").iter().filter(|it| carries(it)).count();
    assert!(rules >= 40, "only {rules}");
}

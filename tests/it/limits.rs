//! `docs/limits.md`: what it says is left open is, and nothing is said of what it says is not looked into.

use std::collections::BTreeSet;

use crate::support::{files, mounted, read};

/// The sections of a part of the page: heading, and example if there is one.
fn sections(part: &str) -> Vec<(String, Option<String>)> {
    let page = read("docs/limits.md");
    let part = page.split("\n## ").find_map(|it| it.strip_prefix(part)).expect("the page has the part");
    let sections = part.split("\n### ").skip(1).map(|section| {
        let (heading, rest) = section.split_once('\n').expect("a heading has a line");
        let example = rest.split_once("```js\n").and_then(|(_, rest)| rest.split_once("```"));
        (heading.to_owned(), example.map(|(script, _)| script.to_owned()))
    });
    sections.collect()
}

#[test]
fn what_the_page_says_is_left_open_is_counted() {
    for (kind, example) in sections("Left open") {
        let Some(example) = example else { continue };
        for target in ["osm-edge-1.3", "fsm-1.6"] {
            let open = mounted(&example, target).open;
            assert!(open.contains_key(&*kind), "{kind} for {target}: {open:?}");
        }
    }
}

#[test]
fn nothing_is_said_of_what_the_page_says_is_not_looked_into() {
    let sections = sections("Not looked into");
    assert!(sections.len() >= 8);
    for (heading, example) in sections {
        let example = example.unwrap_or_else(|| panic!("{heading} has no example"));
        for target in ["osm-edge-1.3", "fsm-1.6"] {
            let found = mounted(&example, target).diagnostics;
            let said: Vec<_> = found.iter().map(|it| (it.rule.id, &it.message)).collect();
            assert!(said.is_empty(), "{heading} for {target}: {said:?}");
        }
    }
}

#[test]
fn every_kind_of_open_place_is_on_the_page() {
    let mut kinds = BTreeSet::new();
    for path in files("src/lower", ".rs") {
        let text = read(&path);
        let calls = text.split("open_at(\"").skip(1).filter_map(|it| it.split_once('"'));
        kinds.extend(calls.map(|(kind, _)| kind.to_owned()));
    }
    assert!(kinds.len() >= 8, "{kinds:?}");
    let page: BTreeSet<String> = sections("Left open").into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, page);
}

#[test]
fn deep_expressions_are_left_open() {
    let deep = format!("pipy({{ _x: {}1{} }}).pipeline().chain()", "[".repeat(300), "]".repeat(300));
    assert!(mounted(&deep, "osm-edge-1.3").open.contains_key("deep expression"));
}

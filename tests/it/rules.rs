//! The rules about rules: names, registry, wording, and that every example does what its page says.

use std::collections::BTreeSet;

use pipyc::diag::Level;
use pipyc::{explain, rules};

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
        assert_ne!(entry.rule.level, Level::Allow, "{id}: a rule that nobody meets");
    }
}

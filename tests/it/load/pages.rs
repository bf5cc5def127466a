//! The examples of each rule's page.

use super::*;

/// The fence below a heading.
fn fence(page: &str, heading: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("## {heading}"))?;
    let (_, rest) = rest.split_once("```project\n")?;
    let (body, _) = rest.split_once("```")?;
    Some(
        body.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).map(|it| format!("{it}\n")).collect(),
    )
}

fn heard(fixture: &str) -> Vec<&'static str> {
    let loaded = load(fixture);
    let levels = value_levels(&loaded);
    let loud = loaded.outcome.diagnostics.iter().filter(|it| levels.level(it.rule) != Level::Allow);
    let mut ids: Vec<_> = loud.map(|it| it.rule.id).collect();
    ids.dedup();
    ids
}

fn value_levels(loaded: &Loaded) -> pipyc::diag::Levels {
    let overrides = loaded.outcome.value.as_ref().map(|it| it.levels.clone()).unwrap_or_default();
    pipyc::diag::Levels { overrides, suppressions: Vec::new() }
}

#[test]
fn avoid_raises_the_rule_and_prefer_raises_nothing() {
    for family in ["project", "values", "resource", "selector"] {
        for entry in rules::all().filter(|it| it.rule.family() == family) {
            let id = entry.rule.id;
            let avoid = fence(entry.rule.page, "Avoid").unwrap_or_else(|| panic!("{id} has no Avoid"));
            assert_eq!(heard(&avoid), [id], "Avoid of {id}:\n{avoid}");
            let prefer = fence(entry.rule.page, "Prefer").unwrap_or_else(|| panic!("{id} has no Prefer"));
            assert_eq!(heard(&prefer), [""; 0], "Prefer of {id}:\n{prefer}");
        }
    }
}

//! What is different between two bundles: for people as text, for merge requests as Markdown, for
//! programs as JSON. The words that several of them use stand here.

mod human;
mod json;
mod markdown;
mod short;

use crate::bundle::{Link, Plugin};
use crate::diff::Diff;
use crate::diff::bump::{Bump, Size};
use crate::diff::chains::{LinkBecame, LinkChange};
use crate::diff::configs::{ConfigChange, ResourceChange};
use crate::diff::files::{FileChange, Inside, Meaning};
use crate::diff::values::{Became, ValueChange};

use super::count;

pub use human::human;
pub use json::json;
pub(in crate::report) use json::to_value;
pub use markdown::{MAX_MARKDOWN, markdown};
pub use short::short;

/// The sign before what is new, gone, or another.
fn sign(is_old: bool, is_new: bool) -> char {
    match (is_old, is_new) {
        (false, _) => '+',
        (true, false) => '-',
        (true, true) => '~',
    }
}

/// `165`, or `165 → 160`.
fn priority(link: &LinkChange<'_>) -> String {
    let (old, new) = (link.old.map(|it| it.priority), link.new.map(|it| it.priority));
    match (old, new) {
        (Some(old), Some(new)) if old != new => format!("{old} → {new}"),
        (old, new) => new.or(old).map(|it| it.to_string()).unwrap_or_default(),
    }
}

/// What else is to be said of a link: who mounts it, or where it went.
fn about(link: &LinkChange<'_>) -> Vec<String> {
    let list = |it: &Link| {
        let by = it.mounted_by.iter().map(ToString::to_string);
        std::iter::once(it.origin.word().to_owned()).chain(by).collect::<Vec<_>>()
    };
    match (link.became, link.old, link.new) {
        (LinkBecame::Moved, ..) => vec![match link.way {
            Some(way) => format!("further {}", way.word()),
            None => "in the same place".to_owned(),
        }],
        (LinkBecame::Remounted, Some(old), Some(new)) => {
            vec![format!("{} instead of {}", list(new).join(" "), list(old).join(" "))]
        }
        (_, Some(link), None) | (_, _, Some(link)) => list(link),
        (_, None, None) => Vec::new(),
    }
}

/// What a file is now: `another program, +3 −2 lines`.
fn file(change: &FileChange<'_>) -> Vec<String> {
    let role = change.role.word().to_owned();
    let bytes = |n: usize| count(n, "byte");
    match (change.sizes.old, change.sizes.new, change.meaning) {
        (None, Some(size), _) | (Some(size), None, _) => vec![role, bytes(size)],
        (Some(old), Some(new), meaning) => {
            let script = matches!(role.as_str(), "script" | "module" | "plugin");
            let mut words = vec![
                match (meaning, script) {
                    (Some(Meaning::Same), true) => "the same program: only comments and blanks changed",
                    (Some(Meaning::Same), false) => {
                        "the same values: only blanks or the order of keys changed"
                    }
                    (_, true) => "another program",
                    (_, false) => "changed",
                }
                .to_owned(),
            ];
            match &change.inside {
                Inside::Text(text) => words.push(format!("+{} -{} lines", text.added, text.removed)),
                Inside::Values(_) => {}
                Inside::Unknown => words.push(format!("{} → {}", bytes(old), bytes(new))),
            }
            words
        }
        (None, None, _) => vec![role],
    }
}

/// The facts of a custom plugin that changed, apart from who gained or lost it.
fn plugin(change: &crate::diff::PluginChange<'_>) -> Vec<String> {
    let whole = |it: &Plugin| {
        let mounts = it.mounts.iter().map(ToString::to_string);
        std::iter::once(format!("priority {}", it.priority)).chain(mounts).collect()
    };
    match (change.old, change.new) {
        (Some(old), Some(new)) => {
            let mut facts = Vec::new();
            if change.has_other_priority() {
                facts.push(format!("priority {} → {}", old.priority, new.priority));
            }
            facts.extend(change.mounts.added.iter().map(|it| format!("now in {it}")));
            facts.extend(change.mounts.removed.iter().map(|it| format!("no more in {it}")));
            facts.extend(change.files.added.iter().map(|it| format!("now needs {it}")));
            facts.extend(change.files.removed.iter().map(|it| format!("needs no {it}")));
            facts
        }
        (Some(only), None) | (None, Some(only)) => whole(only),
        (None, None) => Vec::new(),
    }
}

/// What became of a `PluginConfig`.
fn resource(change: &ResourceChange<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    if change.content {
        facts.push("says something else".to_owned());
    }
    let both = change.sides.old.is_some() && change.sides.new.is_some();
    let word = |word: &str| if both { format!("{word} ") } else { "reaches ".to_owned() };
    facts.extend(change.services.added.iter().map(|it| format!("{}{it}", word("now reaches"))));
    facts.extend(change.services.removed.iter().map(|it| format!("{}{it}", word("no more reaches"))));
    facts
}

/// What became of a value: its sign, and what it is now, or was and is.
fn value(change: &ValueChange) -> (char, String) {
    match &change.became {
        Became::Added(value) => ('+', value.to_string()),
        Became::Removed(value) => ('-', value.to_string()),
        Became::Changed(old, new) => ('~', format!("{old} → {new}")),
    }
}

/// `config.json of shop/cart`, its sidecars apart.
fn config_title(change: &ConfigChange) -> String {
    let blanks = if change.changes.is_empty() { ": the same values, written otherwise" } else { "" };
    format!("{}{blanks}", change.file.name())
}

/// Why the version is enough or not, in one sentence.
fn verdict(diff: &Diff<'_>, bump: &Bump) -> String {
    let (old, new) = (&diff.old.version, &diff.new.version);
    let grown = if old == new { format!("still {new}") } else { format!("{old} → {new}") };
    match (bump.size, bump.enough) {
        (Size::None, _) => format!("{grown}: nothing that runs is different"),
        (size, true) => format!("{grown} is enough for a {} change", size.word()),
        (size, false) => {
            format!("{grown} is not enough for a {} change: at least {}", size.word(), bump.least)
        }
    }
}

/// So many reasons are told.
const MAX_REASONS: usize = 10;

/// The first reasons, and how many more there are.
fn reasons(bump: &Bump) -> Vec<String> {
    let mut shown: Vec<String> = bump.reasons.iter().take(MAX_REASONS).cloned().collect();
    match bump.reasons.len() - shown.len() {
        0 => {}
        more => shown.push(format!("and {}", count(more, "more reason"))),
    }
    shown
}

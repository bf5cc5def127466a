//! A difference for people: what changed, from the sidecars down to the words of a line.

use std::io::{self, Write};

use super::super::page::{Page, Paint, comma_separated};
use super::super::{Style, line};
use crate::diff::Diff;
use crate::diff::chains::ChainsChange;
use crate::diff::configs::ConfigChange;
use crate::diff::files::{FileChange, Inside, Meaning};
use crate::diff::text::{Hunk, Tag, TextChange};
use crate::diff::values::ValueChange;

/// Writes a difference for people.
///
/// # Errors
/// If `out` cannot be written to.
pub fn human(diff: &Diff<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(out, style);
    head(diff, &mut page)?;
    sidecars(diff, &mut page)?;
    diff.chains.iter().try_for_each(|it| chains(it, &mut page))?;
    plugins(diff, &mut page)?;
    interfaces(diff, &mut page)?;
    files(diff, &mut page)?;
    configs(diff, &mut page)?;
    version(diff, &mut page)
}

fn head(diff: &Diff<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let (old, new) = (diff.old, diff.new);
    if diff.is_same() {
        page.words("", [new.folder_name()])?;
        return page.words("  ", ["Both are the same.".to_owned()]);
    }
    page.words("", [old.folder_name(), "→".to_owned(), new.folder_name()])?;
    let texts = |it: &crate::bundle::Manifest| {
        [
            ("name", it.name.to_string()),
            ("target", it.target.to_string()),
            ("pipy", it.pipy.to_string()),
            ("minified", it.minified.to_string()),
            ("digest", it.digest.to_string()),
        ]
    };
    for ((name, old), (_, new)) in texts(old).into_iter().zip(texts(new)) {
        if old != new {
            page.words(&format!("  {name:8}  "), [old, "→".to_owned(), new])?;
        } else if name == "digest" {
            page.words(&format!("  {name:8}  "), [new, "(the same)".to_owned()])?;
        }
    }
    Ok(())
}

/// A sign with its color.
fn signed(page: &Page<'_>, sign: char) -> String {
    page.painted(&sign.to_string(), paint(sign))
}

fn paint(sign: char) -> Paint {
    match sign {
        '+' => Paint::Green,
        '-' => Paint::Red,
        '~' => Paint::Yellow,
        _ => Paint::Plain,
    }
}

/// Words behind a sign.
fn entry(
    page: &mut Page<'_>,
    indent: usize,
    sign: char,
    words: impl IntoIterator<Item = String>,
) -> io::Result<()> {
    let first = format!("{:indent$}{} ", "", signed(page, sign));
    page.words_after(&first, indent + 2, words)
}

fn sidecars(diff: &Diff<'_>, page: &mut Page<'_>) -> io::Result<()> {
    if diff.added.is_empty() && diff.removed.is_empty() {
        return Ok(());
    }
    page.section("Sidecars", "")?;
    for name in &diff.added {
        entry(page, 2, '+', [name.clone()])?;
    }
    for name in &diff.removed {
        entry(page, 2, '-', [name.clone()])?;
    }
    Ok(())
}

fn chains(change: &ChainsChange<'_>, page: &mut Page<'_>) -> io::Result<()> {
    page.section_of("Chains of", comma_separated(change.sidecars.iter().cloned()))?;
    let mut mount = None;
    for link in &change.links {
        if mount != Some(link.mount) {
            mount = Some(link.mount);
            page.line(&format!("  {}", link.mount))?;
        }
        let sign = match (link.became, link.old, link.new) {
            (crate::diff::chains::LinkBecame::Remounted, ..) => '=',
            (_, old, new) => super::sign(old.is_some(), new.is_some()),
        };
        let module = format!("{}:", link.module);
        let words = [super::priority(link), module].into_iter().chain(comma_separated(super::about(link)));
        entry(page, 4, sign, words)?;
    }
    Ok(())
}

fn plugins(diff: &Diff<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let told =
        |it: &&crate::diff::PluginChange<'_>| it.reach != Default::default() || !super::plugin(it).is_empty();
    let mut plugins = diff.plugins.iter().filter(told).peekable();
    if plugins.peek().is_some() {
        page.section("Plugins", "")?;
    }
    for plugin in plugins {
        let facts = super::plugin(plugin);
        let colon = if facts.is_empty() { "" } else { ":" };
        let name = format!("{}{colon}", plugin.name);
        let sign = super::sign(plugin.old.is_some(), plugin.new.is_some());
        entry(page, 2, sign, std::iter::once(name).chain(comma_separated(facts)))?;
        for (what, sidecars) in [("gained by", &plugin.reach.gained), ("lost by", &plugin.reach.lost)] {
            if !sidecars.is_empty() {
                page.words(&format!("    {what:9}  "), comma_separated(sidecars.iter().cloned()))?;
            }
        }
    }
    Ok(())
}

fn interfaces(diff: &Diff<'_>, page: &mut Page<'_>) -> io::Result<()> {
    if !diff.interfaces.is_empty() {
        page.section("Exports and imports", "")?;
    }
    for module in &diff.interfaces {
        page.words("  ", [module.path.to_owned()])?;
        for (what, change) in [("exports", &module.exports), ("imports", &module.imports)] {
            for (sign, list) in [('+', &change.added), ('-', &change.removed)] {
                if !list.is_empty() {
                    let words = comma_separated(list.iter().cloned());
                    entry(page, 4, sign, std::iter::once(what.to_owned()).chain(words))?;
                }
            }
        }
    }
    Ok(())
}

fn files(diff: &Diff<'_>, page: &mut Page<'_>) -> io::Result<()> {
    if !diff.files.is_empty() {
        page.section("Files", "")?;
    }
    diff.files.iter().try_for_each(|it| file(it, page))
}

fn file(change: &FileChange<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let sign = super::sign(change.sizes.old.is_some(), change.sizes.new.is_some());
    let words = comma_separated(super::file(change));
    entry(page, 2, sign, std::iter::once(format!("{}:", change.path)).chain(words))?;
    match &change.inside {
        // Whoever wants to see blanks can compare the files themselves.
        Inside::Text(_) if change.meaning == Some(Meaning::Same) => Ok(()),
        Inside::Text(text) => self::text(text, page),
        Inside::Values(changes) => values(changes, page),
        Inside::Unknown => Ok(()),
    }
}

fn text(change: &TextChange, page: &mut Page<'_>) -> io::Result<()> {
    if change.too_large {
        return page.line("    too many lines differ to show them");
    }
    change.hunks.iter().try_for_each(|it| hunk(it, page))
}

fn hunk(hunk: &Hunk, page: &mut Page<'_>) -> io::Result<()> {
    let head = format!(
        "    @@ -{},{} +{},{} @@",
        hunk.old.start + 1,
        hunk.old.len(),
        hunk.new.start + 1,
        hunk.new.len()
    );
    page.raw(&page.painted(&head, Paint::Dim))?;
    for line in &hunk.lines {
        let (sign, paint) = match line.tag {
            Tag::Same => (' ', Paint::Plain),
            Tag::Removed => ('-', Paint::Red),
            Tag::Added => ('+', Paint::Green),
        };
        page.code(&format!("    {sign} "), &line.text, &line.highlights, paint)?;
        if line.unended {
            page.raw(&page.painted("      (no line feed at the end)", Paint::Dim))?;
        }
    }
    Ok(())
}

/// A value longer than this is cut; nobody reads it, and `--format json` has it whole.
const MAX_VALUE: usize = 400;

fn values(changes: &[ValueChange], page: &mut Page<'_>) -> io::Result<()> {
    for change in changes {
        let (sign, value) = super::value(change);
        let value = line(&super::super::cut(&value, MAX_VALUE));
        let words = value.split(' ').map(str::to_owned);
        entry(page, 4, sign, std::iter::once(format!("{}:", change.path)).chain(words))?;
    }
    Ok(())
}

fn configs(diff: &Diff<'_>, page: &mut Page<'_>) -> io::Result<()> {
    if diff.configs.is_empty() && diff.resources.is_empty() {
        return Ok(());
    }
    page.section("Configurations", "")?;
    for resource in &diff.resources {
        let name = format!("{} for {}:", resource.resource, resource.plugin);
        let sign = super::sign(resource.sides.old.is_some(), resource.sides.new.is_some());
        let words = name.split(' ').map(str::to_owned).chain(comma_separated(super::resource(resource)));
        entry(page, 2, sign, words.collect::<Vec<_>>())?;
    }
    for change in &diff.configs {
        let ConfigChange { sidecars, changes, .. } = change;
        let title = super::config_title(change);
        let words = title.split(' ').map(str::to_owned).chain(["of".to_owned()]);
        entry(page, 2, '~', words.chain(comma_separated(sidecars.iter().cloned())).collect::<Vec<_>>())?;
        values(changes, page)?;
    }
    Ok(())
}

fn version(diff: &Diff<'_>, page: &mut Page<'_>) -> io::Result<()> {
    if diff.is_same() {
        return Ok(());
    }
    let bump = diff.bump();
    page.section("Version", "")?;
    page.words("  ", super::verdict(diff, &bump).split(' ').map(str::to_owned))?;
    for reason in super::reasons(&bump) {
        page.words("    ", reason.split(' ').map(str::to_owned))?;
    }
    Ok(())
}

//! A difference as Markdown, for a comment under a merge request: what matters first, the details
//! folded, and never longer than such a comment may be.
//!
//! Names and scripts are written by strangers. They stand in code spans and fences that they cannot
//! end, or in HTML with every sign escaped, so that they are neither markup nor mentions.

use std::io::{self, Write};

use super::super::{count, cut, visible};
use crate::diff::Diff;
use crate::diff::chains::ChainsChange;
use crate::diff::files::{FileChange, Inside, Meaning};
use crate::diff::text::{Hunk, Tag};
use crate::diff::values::ValueChange;

/// The longest comment in bytes: a little less than the 65,536 that the smallest of the large code
/// hosts takes.
pub const MAX_MARKDOWN: usize = 60_000;

/// What is kept free for headings, closing tags, and the word on what was left out.
const RESERVE: usize = 4_000;

/// One name, value or line is cut after so many characters.
const MAX_NAME: usize = 200;

/// So many sidecars are listed by name.
const MAX_LISTED: usize = 20;

/// Writes a difference as Markdown.
///
/// # Errors
/// If `out` cannot be written to.
pub fn markdown(diff: &Diff<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { text: String::new(), left_out: 0 };
    head(diff, &mut page);
    if !diff.is_same() {
        for section in sections(diff) {
            page.section(&section);
        }
        if page.left_out > 0 {
            page.text +=
                &format!("\n{} left out; `pipyc diff` shows everything.\n", count(page.left_out, "part"));
        }
    }
    out.write_all(page.text.as_bytes())
}

/// A text under construction.
struct Page {
    text: String,
    /// Blocks that found no room.
    left_out: usize,
}

/// A part that can be folded.
struct Section {
    /// HTML.
    summary: String,
    open: bool,
    /// Markdown; each stands by itself.
    blocks: Vec<String>,
}

impl Section {
    fn new(summary: impl Into<String>, blocks: Vec<String>) -> Self {
        Section { summary: summary.into(), open: false, blocks }
    }
}

impl Page {
    fn section(&mut self, section: &Section) {
        if section.blocks.is_empty() {
            return;
        }
        let fits = |page: &Page, block: &str| page.text.len() + block.len() + RESERVE <= MAX_MARKDOWN;
        if !section.blocks.iter().any(|it| fits(self, it)) || !fits(self, &section.summary) {
            self.left_out += section.blocks.len();
            return;
        }
        let open = if section.open { " open" } else { "" };
        self.text += &format!("\n<details{open}>\n<summary>{}</summary>\n\n", section.summary);
        for block in &section.blocks {
            match fits(self, block) {
                true => self.text += block,
                false => self.left_out += 1,
            }
        }
        self.text += "\n</details>\n";
    }
}

/// A text as a code span, on one line.
fn code(text: &str) -> String {
    let text: String = cut(text, MAX_NAME).chars().map(visible).collect();
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A text as HTML, on one line.
fn html(text: &str) -> String {
    let mut out = String::new();
    for c in cut(text, MAX_NAME).chars().map(visible) {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            '@' => out += "&#64;",
            c => out.push(c),
        }
    }
    out
}

/// The most backticks in a row.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Names as code spans; of many, the first and how many more.
fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(MAX_LISTED).map(|it| code(it)).collect();
    match names.len().saturating_sub(MAX_LISTED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// One item of a list. The sign is ours, and escaped so that it is no list of its own.
fn item(sign: char, rest: &str) -> String {
    let word = match sign {
        '+' => "**new**",
        '-' => "**gone**",
        _ => "changed",
    };
    format!("- {word} {rest}\n")
}

/// Facts, each as code unless it is nothing but words and numbers.
fn facts(facts: &[String]) -> String {
    let plain = |it: &str| it.chars().all(|c| c.is_ascii_alphanumeric() || " ,:→+-".contains(c));
    let shown: Vec<String> = facts.iter().map(|it| if plain(it) { it.clone() } else { code(it) }).collect();
    if shown.is_empty() { String::new() } else { format!(": {}", shown.join(", ")) }
}

fn head(diff: &Diff<'_>, page: &mut Page) {
    let (old, new) = (diff.old, diff.new);
    if diff.is_same() {
        page.text += &format!("### {}\n\nBoth bundles are the same.\n", code(&new.folder_name()));
        return;
    }
    let (from, to) = (code(&old.folder_name()), code(&new.folder_name()));
    page.text += &format!("### {from} → {to}\n\n");
    let bump = diff.bump();
    let mark = if bump.enough { "" } else { "**Version:** " };
    page.text += &format!("{mark}{}.\n", super::verdict(diff, &bump));
    let reasons = super::reasons(&bump);
    if !reasons.is_empty() {
        page.text += "\n";
        page.text.extend(reasons.iter().map(|it| format!("- {}\n", code(it))));
    }
}

fn sections(diff: &Diff<'_>) -> Vec<Section> {
    let mut all = Vec::new();
    let signed = |list: &[String], sign| list.iter().map(|it| item(sign, &code(it))).collect::<Vec<_>>();
    let sidecars = [signed(&diff.added, '+'), signed(&diff.removed, '-')].concat();
    let n_sidecars = sidecars.len();
    all.push(Section::new(format!("Sidecars: {}", count(n_sidecars, "change")), sidecars));
    let n_links: usize = diff.chains.iter().map(|it| it.links.len()).sum();
    let n_reached: usize = diff.chains.iter().map(|it| it.sidecars.len()).sum();
    let chains = Section {
        summary: format!("Chains: {} in {}", count(n_links, "change"), count(n_reached, "sidecar")),
        open: true,
        blocks: diff.chains.iter().map(chains).collect(),
    };
    all.push(chains);
    let plugins: Vec<String> = diff.plugins.iter().map(plugin).collect();
    all.push(Section::new(format!("Plugins: {}", plugins.len()), plugins));
    let interfaces: Vec<String> = diff.interfaces.iter().map(interface).collect();
    all.push(Section::new(format!("Exports and imports: {}", count(interfaces.len(), "script")), interfaces));
    let (configs, n_values) = configs(diff);
    all.push(Section::new(format!("Configurations: {}", count(n_values, "change")), configs));
    let quiet = |it: &&FileChange<'_>| it.meaning == Some(Meaning::Same);
    let plain: Vec<String> = diff.files.iter().filter(quiet).map(file_line).collect();
    all.push(Section::new(
        format!("{} with other comments or blanks only", count(plain.len(), "file")),
        plain,
    ));
    for file in diff.files.iter().filter(|it| !quiet(it)) {
        let words = super::file(file).join(", ");
        let summary = format!("<code>{}</code>: {}", html(file.path.as_str()), html(&words));
        let blocks = match inside(file) {
            blocks if blocks.is_empty() => vec![file_line(file)],
            blocks => blocks,
        };
        all.push(Section::new(summary, blocks));
    }
    all
}

fn chains(change: &ChainsChange<'_>) -> String {
    let mut text = format!("{}\n\n", listed(&change.sidecars));
    for link in &change.links {
        let sign = super::sign(link.old.is_some(), link.new.is_some());
        let (module, priority) = (code(link.module.as_str()), super::priority(link));
        let rest = format!("in `{}`: {module} at {priority}{}", link.mount, facts(&super::about(link)));
        text += &item(sign, &rest);
    }
    text + "\n"
}

fn plugin(change: &crate::diff::PluginChange<'_>) -> String {
    let sign = super::sign(change.old.is_some(), change.new.is_some());
    let mut rest = code(change.name) + &facts(&super::plugin(change));
    for (what, sidecars) in [("gained by", &change.reach.gained), ("lost by", &change.reach.lost)] {
        if !sidecars.is_empty() {
            rest += &format!("; {what} {}", listed(sidecars));
        }
    }
    item(sign, &rest)
}

fn interface(change: &crate::diff::files::InterfaceChange<'_>) -> String {
    let mut text = String::new();
    for (what, list) in [("exports", &change.exports), ("imports", &change.imports)] {
        for (sign, list) in [('+', &list.added), ('-', &list.removed)] {
            if !list.is_empty() {
                text += &item(sign, &format!("{what} of {}: {}", code(change.path), listed(list)));
            }
        }
    }
    text
}

fn configs(diff: &Diff<'_>) -> (Vec<String>, usize) {
    let mut blocks = Vec::new();
    for it in &diff.resources {
        let sign = super::sign(it.sides.old.is_some(), it.sides.new.is_some());
        let name = format!("{} for {}", code(it.resource), code(it.plugin));
        blocks.push(item(sign, &(name + &facts(&super::resource(it)))));
    }
    for change in &diff.configs {
        let title = format!("\n{} of {}\n\n", super::config_title(change), listed(&change.sidecars));
        blocks.push(title + &values(&change.changes));
    }
    let n_values: usize = diff.configs.iter().map(|it| it.changes.len().max(1)).sum();
    (blocks, n_values + diff.resources.len())
}

fn values(changes: &[ValueChange]) -> String {
    /// More would hide the rest of the comment.
    const MAX: usize = 50;
    let shown = changes.iter().take(MAX).map(|it| {
        let (sign, value) = super::value(it);
        item(sign, &format!("{}: {}", code(&it.path.to_string()), code(&value)))
    });
    let mut text: String = shown.collect();
    if changes.len() > MAX {
        text += &format!("- and {} more\n", changes.len() - MAX);
    }
    text
}

fn file_line(file: &FileChange<'_>) -> String {
    let sign = super::sign(file.sizes.old.is_some(), file.sizes.new.is_some());
    item(sign, &(code(file.path.as_str()) + &facts(&super::file(file))))
}

/// What is different inside, one block a place.
fn inside(file: &FileChange<'_>) -> Vec<String> {
    match &file.inside {
        Inside::Text(text) if text.too_large => vec!["Too many lines differ to show them.\n".to_owned()],
        Inside::Text(text) => text.hunks.iter().map(hunk).collect(),
        Inside::Values(changes) => vec![values(changes)],
        Inside::Unknown => Vec::new(),
    }
}

fn hunk(hunk: &Hunk) -> String {
    let (old, new) = (&hunk.old, &hunk.new);
    let mut text = format!("@@ -{},{} +{},{} @@\n", old.start + 1, old.len(), new.start + 1, new.len());
    for line in &hunk.lines {
        text.push(match line.tag {
            Tag::Same => ' ',
            Tag::Removed => '-',
            Tag::Added => '+',
        });
        let whole = cut(&line.text, 5 * MAX_NAME);
        text.extend(whole.chars().map(|c| if c == '\t' { c } else { visible(c) }));
        text.push('\n');
    }
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}diff\n{text}{fence}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_end_the_span_that_they_stand_in() {
        assert_eq!(code("geo"), "`geo`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`x"), "`` `x ``");
        assert_eq!(code("a\nb\u{202e}"), "`a␊b\u{fffd}`");
        assert_eq!(html("<b>&@all"), "&lt;b&gt;&amp;&#64;all");
    }
}

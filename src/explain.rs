//! Rules in, pages out: for the terminal (`pipyc explain`), and for `docs/rules`.
//!
//! A rule's page is its doc comment; nothing here knows what any of them says.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::diag::Rule;
use crate::rules;
use crate::shown::fill;

/// Where the documentation is read, without a slash at the end: the one place that says so. `Cargo.toml` has
/// a name that is reserved for examples, because no home is public yet; who publishes one sets it there.
pub const HOME: &str = env!("CARGO_PKG_HOMEPAGE");

/// Where a rule's page is read.
pub fn page_uri(rule: &Rule) -> String {
    format!("{HOME}/rules/{}.html", rule.id)
}

/// What stands under a rule's heading, in Markdown.
pub fn body(rule: &Rule) -> String {
    page(rule).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// What is wrong and why, as one paragraph without examples.
pub fn reason(rule: &Rule) -> String {
    let lines = page(rule).take_while(|line| *line != "## Avoid" && *line != "## Prefer");
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("## "));
    lines.collect::<Vec<_>>().join(" ")
}

/// A rule's page in Markdown, as `docs/rules/<family>/<name>.md` has it.
pub fn markdown(rule: &Rule) -> String {
    let mut out = format!("# {}\n\n{}\n\n", rule.id, facts(rule));
    for line in page(rule) {
        out.extend([line, "\n"]);
    }
    out
}

/// The index of all rules in Markdown, as `docs/rules/README.md` has it.
pub fn markdown_index() -> String {
    let mut out = "# Rules\n\n".to_owned();
    out.push_str("Each page says what is wrong, why, and what to write instead.\n");
    out.push_str("`pipyc explain <rule>` prints it in a terminal.\n");
    let mut family = "";
    for entry in rules::all() {
        let rule = entry.rule;
        if rule.family() != family {
            family = rule.family();
            let _ = write!(out, "\n## {family}\n\n| rule | level | |\n| --- | --- | --- |\n");
        }
        let summary = rule.summary().replace('|', "\\|");
        let _ = writeln!(out, "| [{0}]({0}.md) | {1} | {summary} |", rule.id, rule.level.word());
    }
    out
}

/// A rule's page for a terminal of so many columns. Code stays as it is.
pub fn terminal(rule: &Rule, color: bool, width: usize) -> String {
    let paint = Paint { color };
    let facts = facts(rule);
    let gap = if rule.id.width() + 2 + facts.width() <= width { "  " } else { "\n" };
    let mut out = format!("{}{gap}{}\n\n", paint.bold(rule.id), paint.dim(&facts));
    let mut in_example = false;
    let mut prose = Prose { width, lines: Vec::new() };
    for line in page(rule) {
        let is_prose = !in_example && !line.starts_with("```") && !line.starts_with("## ");
        // A blank, a heading, and the next item of a list end a paragraph.
        if !is_prose || line.is_empty() || line.starts_with("- ") {
            prose.end(&mut out);
        }
        if let Some(fence) = line.strip_prefix("```") {
            in_example = !in_example;
            // A project's files have headings of their own.
            let _ = fence;
        } else if in_example && line.is_empty() {
            out.push('\n');
        } else if in_example {
            let line = if line.starts_with("//- ") { paint.dim(line) } else { line.to_owned() };
            let _ = writeln!(out, "    {line}");
        } else if let Some(heading) = line.strip_prefix("## ") {
            let _ = writeln!(out, "{}", paint.bold(heading));
        } else if line.is_empty() {
            out.push('\n');
        } else {
            prose.lines.push(line);
        }
    }
    prose.end(&mut out);
    out
}

/// A paragraph of a page. Where its lines are too long they are broken anew.
struct Prose<'a> {
    width: usize,
    lines: Vec<&'a str>,
}

impl Prose<'_> {
    fn end(&mut self, out: &mut String) {
        if self.lines.iter().all(|it| it.width() <= self.width) {
            self.lines.iter().for_each(|it| out.extend([it, "\n"]));
        } else {
            let is_item = self.lines.first().is_some_and(|it| it.starts_with("- "));
            let indent = if is_item { "  " } else { "" };
            let words = self.lines.iter().flat_map(|it| it.split_whitespace()).map(str::to_owned);
            let lines = fill(words, self.width - indent.len());
            for (at, line) in lines.iter().enumerate() {
                out.extend([if at == 0 { "" } else { indent }, line, "\n"]);
            }
        }
        self.lines.clear();
    }
}

/// All rules by family, for a terminal of so many columns.
pub fn terminal_index(color: bool, columns: usize) -> String {
    let paint = Paint { color };
    let mut out = String::new();
    let width = rules::all().map(|entry| entry.rule.id.len()).max().unwrap_or(0);
    let mut family = "";
    for entry in rules::all() {
        let rule = entry.rule;
        if rule.family() != family {
            let blank = if family.is_empty() { "" } else { "\n" };
            family = rule.family();
            let _ = writeln!(out, "{blank}{}", paint.bold(family));
        }
        let first = format!("  {:width$}  {:5}  ", rule.id, rule.level.word());
        // Where little room is left beside it, the sentence stands below its rule.
        let beside = columns.saturating_sub(first.width()) >= 40;
        let indent = if beside { first.width() } else { 6 };
        let words = rule.summary().split(' ').map(str::to_owned);
        let lines = fill(words, columns - indent);
        let mut rest = lines.iter().map(String::as_str);
        let head = if beside { rest.next().unwrap_or_default() } else { "" };
        let _ = writeln!(out, "{}", format!("{first}{head}").trim_end());
        for line in rest {
            let _ = writeln!(out, "{:indent$}{line}", "");
        }
    }
    let words = "`pipyc explain <rule>` says why, with an example to avoid and one to prefer.";
    out.push('\n');
    fill(words.split(' ').map(str::to_owned), columns).iter().for_each(|it| out.extend([it, "\n"]));
    out
}

/// What is known of rules, for programs: one array, or the one rule asked for.
pub fn json(only: Option<&Rule>) -> String {
    let value = |rule: &Rule| {
        serde_json::json!({
            "rule": rule.id,
            "level": rule.level.word(),
            "fixed": rule.fixed_level,
            "since": rule.since,
            "summary": rule.summary(),
            "page": page(rule).collect::<Vec<_>>().join("\n"),
        })
    };
    let value = match only {
        Some(rule) => value(rule),
        None => rules::all().map(|entry| value(entry.rule)).collect(),
    };
    format!("{value:#}\n")
}

/// Level and age on one line.
fn facts(rule: &Rule) -> String {
    let fixed = if rule.fixed_level { ", cannot be lowered" } else { "" };
    format!("level {}{fixed}; since {}", rule.level.word(), rule.since)
}

/// The page's lines, without the blank that `///` leaves before each.
fn page(rule: &Rule) -> impl Iterator<Item = &str> {
    rule.page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
}

struct Paint {
    color: bool,
}

impl Paint {
    fn bold(&self, text: &str) -> String {
        self.styled("\u{1b}[1m", text)
    }

    fn dim(&self, text: &str) -> String {
        self.styled("\u{1b}[2m", text)
    }

    fn styled(&self, start: &str, text: &str) -> String {
        match self.color {
            true => format!("{start}{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }
}

/// An example of a rule's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The heading it stands under: `Avoid` or `Prefer`.
    pub heading: String,
    /// The fence's words: `js chain=outbound-http`.
    pub info: String,
    /// The text.
    pub text: String,
}

/// The examples of a rule's page, in order. The tests run them.
pub fn examples(rule: &Rule) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut heading = String::new();
    let mut open: Option<Example> = None;
    for line in page(rule) {
        if let Some(fence) = line.strip_prefix("```") {
            match open.take() {
                Some(example) => examples.push(example),
                None => {
                    let info = fence.trim().to_owned();
                    open = Some(Example { heading: heading.clone(), info, text: String::new() });
                }
            }
        } else if let Some(example) = &mut open {
            example.text.extend([line, "\n"]);
        } else if let Some(text) = line.strip_prefix("## ") {
            text.clone_into(&mut heading);
        }
    }
    examples
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::suppression::unused;

    #[test]
    fn a_page_keeps_its_examples() {
        let found = examples(&unused::RULE);
        let headings: Vec<_> = found.iter().map(|it| (&*it.heading, &*it.info)).collect();
        assert_eq!(headings, [("Avoid", "js"), ("Prefer", "js")]);
        assert!(found[1].text.starts_with("pipy({\n  _start: 0,\n"));
    }

    #[test]
    fn paragraphs_are_broken_anew_where_they_do_not_fit() {
        let wide = terminal(&unused::RULE, false, 100);
        let narrow = terminal(&unused::RULE, false, 50);
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&wide), words(&narrow));
        let prose = narrow.lines().filter(|it| !it.starts_with("    "));
        assert!(prose.clone().count() > 8 && prose.clone().all(|it| it.width() <= 50), "{narrow}");
    }

    #[test]
    fn the_terminal_shows_no_markup() {
        let shown = terminal(&unused::RULE, false, 100);
        assert!(shown.starts_with("suppression/unused  level warn; since 0.1.0\n\nA `pipyc-allow`"));
        assert!(!shown.contains("```") && !shown.contains("##"));
        assert!(terminal(&unused::RULE, true, 100).contains("\u{1b}[1mAvoid\u{1b}[0m"));
    }
}

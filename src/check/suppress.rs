//! `pipyc-allow` comments, and what becomes of all findings in the end.

use std::collections::BTreeMap;

use strsim::damerau_levenshtein;

use super::template;
use crate::diag::{Diagnostic, Diagnostics, Levels, Rule, Selector, Suppression, sort};
use crate::ir::syntax::{Comment, Range};
use crate::rules::{self, Scope, suppression};
use crate::source::{Lines, SourceId, Sources, Span};

/// What a comment begins with, after its marks.
const WORD: &str = "pipyc-allow";

/// How much of the compiler ran, which decides what a comment can have been for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ran {
    /// All rules on all that was read.
    Everything,
    /// Rules on scripts only: chains could not be resolved, or were not asked for.
    ScriptsAlone,
}

/// The suppressions in the comments of a script, in order.
pub fn of_script(source: SourceId, text: &str, comments: &[Comment]) -> Vec<Suppression> {
    // Most scripts have none, and then their comments need not be looked at.
    if !text.contains(WORD) {
        return Vec::new();
    }
    let comments: Vec<Range> = comments.iter().map(|it| it.range).collect();
    of_comments(source, text, &comments, |body| {
        let inner = body.strip_prefix("//").or_else(|| body.strip_prefix("/*"))?;
        Some(inner.strip_suffix("*/").unwrap_or(inner))
    })
}

/// The suppressions in the comments of a YAML file; `comments` are their ranges, `#` included.
pub fn of_yaml(source: SourceId, text: &str, comments: &[Range]) -> Vec<Suppression> {
    of_comments(source, text, comments, |body| body.strip_prefix('#'))
}

fn of_comments(
    source: SourceId,
    text: &str,
    comments: &[Range],
    inner: impl Fn(&str) -> Option<&str>,
) -> Vec<Suppression> {
    let rules: Vec<&Rule> = rules::all().map(|entry| entry.rule).collect();
    let lines = Lines::new(text);
    let codes = codes(text, comments);
    let mut out = Vec::new();
    for (range, code) in comments.iter().zip(codes) {
        let Some(body) = text.get(range.start as usize..range.end as usize) else { continue };
        let Some(rest) = inner(body).map(str::trim).and_then(|it| it.strip_prefix(WORD)) else { continue };
        if !rest.starts_with([' ', '\t']) {
            continue;
        }
        let (name, reason) = rest.split_once(':').unwrap_or((rest, ""));
        out.push(Suppression {
            span: Span::new(source, range.start, range.end),
            selector: Selector::parse(name.trim(), &rules),
            covers: covers(text, &lines, *range, code),
            reason: reason.trim().into(),
        });
    }
    out
}

/// For each comment, where code goes on: the next byte that is neither blank nor in a comment. From
/// the last to the first, since what follows a comment follows the one before it too.
fn codes(text: &str, comments: &[Range]) -> Vec<u32> {
    let mut codes = vec![0; comments.len()];
    for (at, comment) in comments.iter().enumerate().rev() {
        let rest = &text[comment.end as usize..];
        let next = comment.end + (rest.len() - rest.trim_start().len()) as u32;
        let is_comment = comments.get(at + 1).is_some_and(|it| it.start == next);
        codes[at] = if is_comment { codes[at + 1] } else { next };
    }
    codes
}

/// The bytes that a comment covers, behind which code goes on at `code`; see [`Suppression::covers`].
fn covers(text: &str, lines: &Lines, comment: Range, code: u32) -> (u32, u32) {
    let line_end = |at: u32| match lines.start(lines.line(at) + 1) {
        Some(next) => next - 1,
        None => text.len() as u32,
    };
    let line_start = lines.start(lines.line(comment.start)).unwrap_or(0);
    let is_blank =
        |from: u32, to: u32| text.get(from as usize..to as usize).is_some_and(|it| it.trim().is_empty());
    if !is_blank(line_start, comment.start) {
        return (line_start, line_end(comment.end));
    }
    let opens = || text[..comment.start as usize].trim_start_matches('\u{feff}').trim().is_empty();
    let after = line_end(comment.end);
    let has_next = (after as usize) < text.len();
    if has_next && is_blank(after + 1, line_end(after + 1)) && opens() {
        return (0, text.len() as u32 + 1);
    }
    (code, line_end(code))
}

/// Applies levels and suppressions, reports comments that are wrong or useless, and sorts.
pub fn settle(levels: &Levels, found: Diagnostics, sources: &Sources, ran: Ran) -> Vec<Diagnostic> {
    let (mut settled, unused) = levels.settle(found, sources);
    let mut about = Diagnostics::default();
    for suppression in unused {
        if let Some(name) = could_have_mattered(suppression, ran) {
            about.push(suppression::unused::report(suppression.span, &name));
        }
    }
    let mut near = Near::default();
    for it in &levels.suppressions {
        match &it.selector {
            Err(unknown) => about.push(unknown_rule(it, &unknown.0, &mut near, sources)),
            Ok(selector) if it.reason.is_empty() => {
                about.push(suppression::no_reason::report(it.span, &name(selector)));
            }
            Ok(_) => {}
        }
    }
    if !about.is_empty() {
        // Comments about comments would be a game without end, so only levels apply.
        let overrides = levels.overrides.clone();
        let (about, _) = Levels { overrides, suppressions: Vec::new() }.settle(about, sources);
        settled.extend(about);
        sort(&mut settled, sources);
    }
    template::note(&mut settled, sources);
    settled
}

fn name(selector: &Selector) -> String {
    match selector {
        Selector::All => "all".to_owned(),
        Selector::Family(name) | Selector::Rule(name) => name.to_string(),
    }
}

/// The selector's name, if rules that it speaks of have run.
fn could_have_mattered(suppression: &Suppression, ran: Ran) -> Option<String> {
    let selector = suppression.selector.as_ref().ok()?;
    let has_run = |scope: Scope| match (scope, ran) {
        (Scope::Module(_), _) | (_, Ran::Everything) => true,
        // Stages report as far as they came, so it cannot be told.
        (Scope::Stage | Scope::Chain(_) | Scope::Project(_), Ran::ScriptsAlone) => false,
    };
    let mut meant = rules::all().filter(|entry| selector.matches(entry.rule));
    meant.all(|entry| has_run(entry.scope)).then(|| name(selector))
}

/// The nearest rules of names that are none, each looked up once.
#[derive(Default)]
struct Near(BTreeMap<Box<str>, Option<&'static str>>);

impl Near {
    /// Each look goes through all rules, so beyond these many names nothing is suggested. Chosen by
    /// feeling.
    const MOST: usize = 100;

    fn of(&mut self, name: &str) -> Option<&'static str> {
        if let Some(&known) = self.0.get(name) {
            return known;
        }
        let near = if self.0.len() < Near::MOST { nearest(name) } else { return None };
        self.0.insert(name.into(), near);
        near
    }
}

fn unknown_rule(it: &Suppression, name: &str, near: &mut Near, sources: &Sources) -> Diagnostic {
    let text = sources.get(it.span.source).text();
    let comment = text.get(it.span.start as usize..it.span.end as usize).unwrap_or_default();
    let span = match comment.find(name) {
        Some(at) if !name.is_empty() => {
            let start = it.span.start + at as u32;
            Span::new(it.span.source, start, start + name.len() as u32)
        }
        _ => it.span,
    };
    suppression::unknown_rule::report(span, name, near.of(name))
}

/// The rule, or the family, whose name is most like `name`; `None` if none is like it.
pub fn nearest(name: &str) -> Option<&'static str> {
    let limit = name.chars().count() / 3 + 1;
    // The distance takes the product of both lengths, and comments are written by strangers.
    if limit > 20 {
        return None;
    }
    let mut best: Option<(usize, &'static str)> = None;
    for entry in rules::all() {
        let id = entry.rule.id;
        let family = entry.rule.family();
        let own = id.split_once('/').map_or(id, |(_, own)| own);
        for (text, meant) in [(id, id), (own, id), (family, family)] {
            let close = (damerau_levenshtein(name, text), meant);
            if close.0 <= limit && best.is_none_or(|best| close < best) {
                best = Some(close);
            }
        }
    }
    best.map(|(_, meant)| meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a comment of `text` covers. Comments are found by their marks, which is enough here.
    fn covered(text: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let source = sources.add("a.js", text);
        let starts = text.match_indices("//").map(|(at, _)| at);
        let comments = starts.map(|at| {
            let range = Range {
                start: at as u32,
                end: (at + text[at..].find('\n').unwrap_or(text.len() - at)) as u32,
            };
            Comment { range, block: false }
        });
        let comments: Vec<Comment> = comments.collect();
        let found = of_script(source, text, &comments);
        let shown = |it: &Suppression| {
            let end = (it.covers.1 as usize).min(text.len());
            text[it.covers.0 as usize..end].to_owned()
        };
        found.iter().map(shown).collect()
    }

    #[test]
    fn a_comment_behind_code_covers_its_line() {
        assert_eq!(covered("a\nb // pipyc-allow all: c\nd"), ["b // pipyc-allow all: c"]);
    }

    #[test]
    fn a_comment_of_its_own_covers_the_next_line_of_code() {
        assert_eq!(covered("x\n// pipyc-allow all: c\n\n // more\n  b()\nd"), ["b()"]);
        assert_eq!(covered("// pipyc-allow all: c\nb\nd"), ["b"]);
    }

    #[test]
    fn a_comment_that_opens_the_file_before_a_blank_line_covers_it() {
        let text = "// pipyc-allow all: c\n\nb\nd";
        assert_eq!(covered(text), [text]);
        assert_eq!(covered("// pipyc-allow all: c"), [""]);
    }

    #[test]
    fn reason_and_rule_are_read_apart() {
        let mut sources = Sources::default();
        let text = "# pipyc-allow suppression/unused:  why: because \n# pipyc-allowed\n# pipyc-allow nothing";
        let source = sources.add("a.yaml", text);
        let ranges = [(0, 48), (49, 64), (65, 86)].map(|(start, end)| Range { start, end });
        let found = of_yaml(source, text, &ranges);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].selector, Ok(Selector::Rule("suppression/unused".into())));
        assert_eq!(&*found[0].reason, "why: because");
        let levels = Levels { overrides: Vec::new(), suppressions: found };
        let settled = settle(&levels, Diagnostics::default(), &sources, Ran::Everything);
        let ids: Vec<_> = settled.iter().map(|it| it.rule.id).collect();
        assert_eq!(ids, ["suppression/unused", "suppression/unknown-rule"]);
    }

    #[test]
    fn a_misspelt_rule_is_recognized() {
        assert_eq!(nearest("suppression/unusde"), Some("suppression/unused"));
        assert_eq!(nearest("no-reasons"), Some("suppression/no-reason"));
        assert_eq!(nearest("supression"), Some("suppression"));
        assert_eq!(nearest("xyz"), None);
    }
}

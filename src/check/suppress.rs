//! `pipyc-allow` comments, and what becomes of all findings in the end.

use strsim::damerau_levenshtein;

use crate::diag::{Diagnostic, Diagnostics, Levels, Rule, Selector, Suppression, sort};
use crate::ir::syntax::{Program, Range};
use crate::rules::{self, Scope, suppression};
use crate::source::{SourceId, Sources, Span};

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
pub fn of_program(program: &Program, text: &str) -> Vec<Suppression> {
    // Most scripts have none, and then their comments need not be looked at.
    if !text.contains(WORD) {
        return Vec::new();
    }
    let comments: Vec<Range> = program.comments.iter().map(|it| it.range).collect();
    of_comments(program.source, text, &comments, |body| {
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
    let mut out = Vec::new();
    for (at, range) in comments.iter().enumerate() {
        let Some(body) = text.get(range.start as usize..range.end as usize) else { continue };
        let Some(rest) = inner(body).map(str::trim).and_then(|it| it.strip_prefix(WORD)) else { continue };
        if !rest.starts_with([' ', '\t']) {
            continue;
        }
        let (name, reason) = rest.split_once(':').unwrap_or((rest, ""));
        out.push(Suppression {
            span: Span::new(source, range.start, range.end),
            selector: Selector::parse(name.trim(), &rules),
            covers: covers(text, comments, at),
            reason: reason.trim().into(),
        });
    }
    out
}

/// The bytes that the comment at index `at` covers; see [`Suppression::covers`].
fn covers(text: &str, comments: &[Range], at: usize) -> (u32, u32) {
    let bytes = text.as_bytes();
    let (start, end) = (comments[at].start as usize, comments[at].end as usize);
    let line_start = bytes[..start].iter().rposition(|&it| it == b'\n').map_or(0, |it| it + 1);
    if !text[line_start..start].trim().is_empty() {
        return (line_start as u32, line_end(bytes, end) as u32);
    }
    let opens = text[..start].trim_start_matches('\u{feff}').trim().is_empty();
    let after = line_end(bytes, end);
    let blank = bytes.get(after).is_some() && text[after + 1..line_end(bytes, after + 1)].trim().is_empty();
    if opens && blank {
        return (0, text.len() as u32 + 1);
    }
    // The next byte that is neither blank nor in a comment.
    let mut next = end;
    let mut later = comments[at + 1..].iter();
    loop {
        next += text[next..].len() - text[next..].trim_start().len();
        match later.next() {
            Some(comment) if comment.start as usize == next => next = comment.end as usize,
            _ => break,
        }
    }
    (next as u32, line_end(bytes, next) as u32)
}

/// The line break at or after byte `from`, or the end.
fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|&it| it == b'\n').map_or(bytes.len(), |at| from + at)
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
    for it in &levels.suppressions {
        match &it.selector {
            Err(unknown) => about.push(unknown_rule(it, &unknown.0, sources)),
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

fn unknown_rule(it: &Suppression, name: &str, sources: &Sources) -> Diagnostic {
    let text = sources.get(it.span.source).text();
    let comment = text.get(it.span.start as usize..it.span.end as usize).unwrap_or_default();
    let span = match comment.find(name) {
        Some(at) if !name.is_empty() => {
            let start = it.span.start + at as u32;
            Span::new(it.span.source, start, start + name.len() as u32)
        }
        _ => it.span,
    };
    suppression::unknown_rule::report(span, name, nearest(name))
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
    use crate::ir::syntax::{Comment, Root};

    /// What a comment of `text` covers. Comments are found by their marks, which is enough here.
    fn covered(text: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let source = sources.add("a.js", text);
        let starts = text.match_indices("//").map(|(at, _)| at);
        let comments = starts.map(|at| {
            let range = Range { start: at as u32, end: line_end(text.as_bytes(), at) as u32 };
            Comment { range, block: false }
        });
        let program = Program {
            source,
            exprs: Vec::new(),
            functions: Vec::new(),
            statements: Vec::new(),
            root: Root::Empty,
            comments: comments.collect(),
        };
        let found = of_program(&program, text);
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

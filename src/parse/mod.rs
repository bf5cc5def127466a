//! Text to program, judged by the dialect of the target's Pipy.
//!
//! Two parsers work together. `pipyjs` follows Pipy's own parser step by step: it says what a sidecar would
//! say, and gives the [`Program`] that a sidecar would run. `javascript` (swc, used nowhere else) says
//! whether the text is JavaScript, and what a person meant where Pipy gives up:
//!
//! | Pipy | JavaScript | findings |
//! | --- | --- | --- |
//! | accepts | accepts | none; `traps` looks for what Pipy takes and gets wrong |
//! | rejects | accepts | `dialect/*`: `constructs` names every construct that Pipy cannot parse |
//! | rejects | rejects | `syntax/*`, worded by `wording` |
//! | accepts | rejects | `dialect/pipy-only`, which says that Pipy would take it |
//!
//! Most scripts are accepted and plainly JavaScript, which `pipyjs` sees by itself; those are read once.
//! Where there is no tree to look at, `stopped` names what stands at the place where Pipy stopped.
//!
//! `depth` reads the bytes before anything recurses; `print` writes a script without comments, for
//! `--minify`.
//!
//! Nothing here reads a file, fails, or panics, whatever the text.

mod constructs;
mod depth;
mod javascript;
mod lexemes;
mod pipyjs;
mod print;
mod same;
mod stopped;
mod traps;
mod trivia;
mod wording;

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::syntax::{Comment, Program};
use crate::rules::{dialect, load, syntax};
use crate::runtime::Dialect;
use crate::source::{Lines, SourceId, Span};

use depth::Oddities;
use pipyjs::{Accepted, Rejection, Verdict};
use wording::Wording;

pub use print::{Minified, NotMinified, minified};
pub use same::same_program;

/// What became of a text.
#[derive(Debug)]
pub struct Parsed {
    /// The program; `None` if Pipy cannot parse it.
    pub program: Option<Program>,
    /// All comments, in order.
    pub comments: Vec<Comment>,
    /// What is wrong with it.
    pub diagnostics: Diagnostics,
}

/// Parses `text` and judges it by `dialect`. Never fails, panics or overflows the stack.
pub fn program(text: &str, source: SourceId, dialect: Dialect) -> Parsed {
    let (depth, oddities) = depth::scan(text);
    let parsed = match depth.too_deep() {
        true => None,
        false => depth::on_a_stack_for(depth, || judged(text, source, dialect, &oddities)),
    };
    parsed.unwrap_or_else(|| {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(syntax::nesting::report(Span::point(source, depth.deepest_place(text))));
        Parsed { program: None, comments: Vec::new(), diagnostics }
    })
}

fn judged(text: &str, source: SourceId, dialect: Dialect, oddities: &Oddities) -> Parsed {
    let mut diagnostics = Diagnostics::default();
    match pipyjs::parse(text, source, dialect) {
        Verdict::Accepted(Accepted { program, comments, trailing, continued, is_plain }) => {
            let is_plain = is_plain && oddities.is_empty();
            debug_assert!(!is_plain || javascript(text, dialect).is_javascript(), "not plain: {text}");
            let is_javascript = is_plain || {
                let script = javascript(text, dialect);
                diagnostics.extend(pipy_only(text, source, dialect, trailing, &script));
                script.is_javascript()
            };
            diagnostics.extend(traps::find(&program, text, oddities, is_javascript, dialect));
            diagnostics.extend(continued.into_iter().filter(|_| is_javascript).map(|it| {
                let token = Span::new(source, it.token, it.token + 1);
                load::continued_line::report(token, Span::point(source, it.end))
            }));
            Parsed { program: Some(program), comments, diagnostics }
        }
        Verdict::Rejected(rejection) => {
            let script = javascript(text, dialect);
            diagnostics.extend(rejected(text, source, dialect, &rejection, &script, oddities));
            Parsed { program: None, comments: script.comments, diagnostics }
        }
    }
}

/// What JavaScript makes of a text.
fn javascript(text: &str, dialect: Dialect) -> javascript::Script {
    let mut script = javascript::parse(text, dialect);
    if let Some(first) = script.errors.iter().position(|(_, kind)| wording::is_lexical(kind))
        && script.tree.is_none()
    {
        // What follows comes of misreading the rest.
        script.errors.truncate(first + 1);
    }
    script
}

/// What JavaScript minds in a text that Pipy takes.
fn pipy_only(
    text: &str,
    source: SourceId,
    dialect: Dialect,
    trailing: Option<u32>,
    script: &javascript::Script,
) -> Vec<Diagnostic> {
    // JavaScript with text behind its end holds a trap, by which Pipy misreads it.
    if let Some(at) = trailing.filter(|_| !script.is_javascript()) {
        let bracket = char::from(text.as_bytes().get(at as usize).copied().unwrap_or(b')'));
        return vec![dialect::trailing_text::report(Span::new(source, at, at + 1), bracket)];
    }
    if script.tree.is_none() && script.errors.is_empty() {
        let help = "write it in a simpler way";
        return vec![dialect::pipy_only::report(Span::point(source, 0), "unreadable script", help)];
    }
    let wording = Wording { text, source, dialect, accepted: true };
    script.errors.iter().map(|(at, kind)| wording.error(*at, kind)).collect()
}

/// Why Pipy rejects a text.
fn rejected(
    text: &str,
    source: SourceId,
    dialect: Dialect,
    rejection: &Rejection,
    script: &javascript::Script,
    oddities: &Oddities,
) -> Vec<Diagnostic> {
    let wording = Wording { text, source, dialect, accepted: false };
    let mut found: Vec<Diagnostic> =
        script.errors.iter().map(|(at, kind)| wording.error(*at, kind)).collect();
    if let Some(tree) = &script.tree {
        found.extend(constructs::find(tree, text, source, dialect));
    }
    found.extend(oddities.blanks.iter().map(|&(at, blank)| {
        let span = Span::new(source, at, at + blank.len_utf8() as u32);
        dialect::unicode_blank::report(span, blank)
    }));
    found.extend(oddities.line_ends.iter().map(|&(at, end)| {
        let span = Span::new(source, at, at + end.len_utf8() as u32);
        dialect::line_end::report(span, end)
    }));
    if script.is_javascript() {
        let comment =
            |&(at, length): &(u32, u32)| dialect::html_comment::report(Span::new(source, at, at + length));
        found.extend(oddities.html_comments.iter().map(comment));
    }
    // One of them must explain why Pipy stopped where it did. A construct does by its line, as Pipy's
    // columns are rough; what is wrong by JavaScript alone does not explain what stands before it.
    let lines = Lines::new(text);
    let on_line = |it: &Diagnostic| it.span.map(|span| lines.line(span.start));
    let explained = |it: &Diagnostic| on_line(it) <= Some(lines.line(rejection.at)) && it.span.is_some();
    let begins_later = |it: &Diagnostic| it.span.is_some_and(|span| span.start > rejection.at);
    // A comment that goes on to the end leaves Pipy at the token before it.
    let is_explained = found.iter().any(explained) || !oddities.line_ends.is_empty();
    if !is_explained || (script.tree.is_none() && found.iter().all(begins_later)) {
        let span = Span::point(source, rejection.at);
        let unparsable = || dialect::unparsable::report(span, &rejection.message);
        let known = wording.by_place(rejection);
        found.extend(known.or_else(|| (!is_explained).then(unparsable)));
    }
    found.sort_by(|a, b| (a.span, a.rule.id).cmp(&(b.span, b.rule.id)));
    found.dedup_by(|a, b| a.span == b.span && a.rule == b.rule);
    found
}

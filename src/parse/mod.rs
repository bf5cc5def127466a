//! Text to program, judged by the dialect of the target's Pipy.
//!
//! Two parsers work together. `pipyjs` is a recognizer that follows Pipy's own parser step by step and
//! says what a sidecar would say. `javascript` (swc, used nowhere else) says whether the text is
//! JavaScript, and gives the tree:
//!
//! | Pipy | JavaScript | findings |
//! | --- | --- | --- |
//! | accepts | accepts | none; `traps` looks for what Pipy takes and gets wrong |
//! | rejects | accepts | `dialect/*`: `constructs` names every construct that Pipy cannot parse |
//! | rejects | rejects | `syntax/*`, worded by `wording` |
//! | accepts | rejects | `dialect/pipy-only`, which says that Pipy would take it |
//!
//! Where there is no tree to look at, `stopped` names what stands at the place where Pipy stopped.
//!
//! `depth` reads the bytes before anything recurses; `convert` makes our own flat [`Program`] of the
//! tree, which is freed here; `print` writes a script without comments, for `--minify`.
//!
//! Nothing here reads a file, fails, or panics, whatever the text.

mod constructs;
mod convert;
mod depth;
mod javascript;
mod lexemes;
mod pipyjs;
mod print;
mod same;
mod stopped;
mod traps;
mod wording;

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::syntax::{Program, Root};
use crate::rules::{dialect, syntax};
use crate::runtime::Dialect;
use crate::source::{Lines, SourceId, Span};

use depth::{Depth, Oddities};
use pipyjs::{Rejection, Verdict};
use wording::Wording;

pub use print::{Minified, NotMinified, minified};
pub use same::same_program;

/// What became of a text.
#[derive(Debug)]
pub struct Parsed {
    /// The program; `None` if there is no making sense of the text, or if it is no expression on 0.90. Where findings say that Pipy cannot
    /// parse something, it holds `Unsupported` in its place.
    pub program: Option<Program>,
    /// What is wrong with it.
    pub diagnostics: Diagnostics,
}

/// Parses `text` and judges it by `dialect`. Never fails, panics or overflows the stack.
pub fn program(text: &str, source: SourceId, dialect: Dialect) -> Parsed {
    let depth = Depth::of(text);
    let parsed = match depth.too_deep() {
        true => None,
        false => depth::on_a_stack_for(depth, || judged(text, source, dialect)),
    };
    parsed.unwrap_or_else(|| {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(syntax::nesting::report(Span::point(source, depth.deepest_place(text))));
        Parsed { program: None, diagnostics }
    })
}

fn judged(text: &str, source: SourceId, dialect: Dialect) -> Parsed {
    let verdict = pipyjs::recognize(text, dialect);
    let mut script = javascript::parse(text, dialect);
    if let Some(first) = script.errors.iter().position(|(_, kind)| wording::is_lexical(kind))
        && script.tree.is_none()
    {
        // What follows comes of misreading the rest.
        script.errors.truncate(first + 1);
    }
    let mut diagnostics = Diagnostics::default();
    match &verdict {
        // JavaScript with text behind its end holds a trap, by which Pipy misreads it.
        Verdict::Accepted { trailing: Some(at) } if !script.is_javascript() => {
            let bracket = char::from(text.as_bytes().get(*at as usize).copied().unwrap_or(b')'));
            diagnostics.push(dialect::trailing_text::report(Span::new(source, *at, at + 1), bracket));
        }
        Verdict::Accepted { .. } => {
            let wording = Wording { text, source, dialect, accepted: true };
            diagnostics.extend(script.errors.iter().map(|(at, kind)| wording.error(*at, kind)));
            if script.tree.is_none() && script.errors.is_empty() {
                let help = "write it in a simpler way";
                diagnostics.push(dialect::pipy_only::report(
                    Span::point(source, 0),
                    "unreadable script",
                    help,
                ));
            }
        }
        Verdict::Rejected(rejection) => {
            diagnostics.extend(rejected(text, source, dialect, rejection, &script));
        }
    }
    let is_javascript = script.is_javascript();
    let accepted = matches!(verdict, Verdict::Accepted { .. });
    if accepted && dialect == Dialect::Expression && convert::begins_with_brace(text) {
        // An object to Pipy, a block to JavaScript.
        let expression = javascript::parse_expression(text);
        if expression.tree.is_some() {
            script.tree = expression.tree;
        }
    }
    let program = script.tree.map(|tree| convert::program(&tree, text, script.comments, source, dialect));
    if let Some(program) = program.as_ref().filter(|_| accepted) {
        diagnostics.extend(traps::find(program, text, is_javascript, dialect));
    }
    // Statements mean nothing to 0.90; to look into them would only find more of the same.
    let means_something =
        |program: &Program| dialect == Dialect::Statements || matches!(program.root, Root::Expression(_));
    Parsed { program: program.filter(means_something), diagnostics }
}

/// Why Pipy rejects a text.
fn rejected(
    text: &str,
    source: SourceId,
    dialect: Dialect,
    rejection: &Rejection,
    script: &javascript::Script,
) -> Vec<Diagnostic> {
    let wording = Wording { text, source, dialect, accepted: false };
    let mut found: Vec<Diagnostic> =
        script.errors.iter().map(|(at, kind)| wording.error(*at, kind)).collect();
    if let Some(tree) = &script.tree {
        found.extend(constructs::find(tree, text, source, dialect));
    }
    let oddities = Oddities::of(text);
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

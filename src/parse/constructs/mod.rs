//! Legal JavaScript that the target's Pipy cannot parse: which construct it is, and where.
//!
//! Walks swc's tree once and reports every construct that Pipy gives up on, so that a script with
//! several is mended in one go. It is asked only about scripts that Pipy rejects; what Pipy takes and
//! gets wrong is found by `traps`.

mod expression;
mod literal;
mod pattern;
mod statement;

use swc_common::Spanned;
use swc_ecma_ast as ast;

use super::javascript::range;
use crate::diag::{Diagnostic, is_enough};
use crate::ir::syntax::Range;
use crate::runtime::Dialect;
use crate::source::{SourceId, Span};

/// All constructs of `tree` that Pipy cannot parse.
pub(super) fn find(tree: &ast::Program, text: &str, source: SourceId, dialect: Dialect) -> Vec<Diagnostic> {
    let mut finder = Finder {
        text,
        source,
        statements: dialect == Dialect::Statements,
        in_async: false,
        in_generator: false,
        found: Vec::new(),
    };
    match tree {
        ast::Program::Script(script) => finder.script(script),
        ast::Program::Module(module) => finder.module(module),
    }
    finder.found
}

struct Finder<'a> {
    text: &'a str,
    source: SourceId,
    /// The target reads statements (1.5) rather than one expression (0.90).
    statements: bool,
    /// In an `async` function, which is reported itself.
    in_async: bool,
    /// In a generator, likewise.
    in_generator: bool,
    found: Vec<Diagnostic>,
}

impl<'a> Finder<'a> {
    fn report(&mut self, diagnostic: Diagnostic) {
        if !is_enough(self.found.len(), diagnostic.severity) {
            self.found.push(diagnostic);
        }
    }

    fn span(&self, node: &impl Spanned) -> Span {
        self.at(range(node.span()))
    }

    fn at(&self, range: Range) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    /// The first `length` bytes of a node: its keyword.
    fn keyword(&self, node: &impl Spanned, length: u32) -> Span {
        let start = range(node.span()).start;
        self.at(Range { start, end: (start + length).min(self.text.len() as u32) })
    }

    fn slice(&self, node: &impl Spanned) -> &'a str {
        let at = range(node.span());
        self.text.get(at.start as usize..at.end as usize).unwrap_or_default()
    }

    fn byte(&self, at: u32) -> u8 {
        self.text.as_bytes().get(at as usize).copied().unwrap_or(0)
    }
}

//! What Pipy's parser takes and gets wrong, as far as the text alone shows it.

use super::depth::Oddities;
use super::trivia::skip_trivia;
use crate::diag::Diagnostic;
use crate::ir::syntax::{AssignTarget, Expr, ExprId, Pattern, Program, Range, Statement};
use crate::rules::load;
use crate::runtime::Dialect;
use crate::source::Span;

/// All traps in a program that Pipy's parser takes. What Pipy alone takes `is_javascript` not.
pub(super) fn find(
    program: &Program,
    text: &str,
    oddities: &Oddities,
    is_javascript: bool,
    dialect: Dialect,
) -> Vec<Diagnostic> {
    let mut finder = Finder { program, text, statements: dialect == Dialect::Statements, found: Vec::new() };
    for (expr, at) in &program.exprs {
        finder.expr(expr, *at);
    }
    for function in &program.functions {
        for param in &function.params {
            finder.pattern(&param.pattern);
            finder.bound(&param.pattern, "argument");
        }
    }
    for (statement, at) in &program.statements {
        finder.statement(statement, *at);
    }
    for &(at, end) in &oddities.line_ends {
        let span = Span::new(program.source, at, at + end.len_utf8() as u32);
        finder.found.push(load::line_end::report(span, end));
    }
    if is_javascript {
        let comment = |&(at, length): &(u32, u32)| {
            load::html_comment::report(Span::new(program.source, at, at + length))
        };
        finder.found.extend(oddities.html_comments.iter().map(comment));
    }
    for &(at, blank) in &oddities.blanks {
        let span = Span::new(program.source, at, at + blank.len_utf8() as u32);
        finder.found.push(match (at, blank) {
            (0, '\u{feff}') => load::byte_order_mark::report(span),
            _ => load::unicode_blank::report(span, blank),
        });
    }
    finder.found
}

struct Finder<'a> {
    program: &'a Program,
    text: &'a str,
    statements: bool,
    found: Vec<Diagnostic>,
}

impl<'a> Finder<'a> {
    fn slice(&self, at: Range) -> &'a str {
        self.text.get(at.start as usize..at.end as usize).unwrap_or_default()
    }

    fn expr(&mut self, expr: &Expr, at: Range) {
        match expr {
            Expr::Str(_) => self.line_continuations(at),
            Expr::Number(_) => {
                let text = self.slice(at);
                let decimal = text.trim_start_matches('0');
                let octal =
                    text.len() > 1 && text.starts_with('0') && text.bytes().all(|it| it.is_ascii_digit());
                if octal && !decimal.is_empty() && decimal.bytes().all(|it| it < b'8') {
                    self.found.push(load::legacy_octal::report(self.program.range(at), decimal));
                }
            }
            Expr::Template { exprs, .. } => self.template(exprs, at),
            Expr::Assign { target: AssignTarget::Pattern(pattern), .. } if self.statements => {
                self.assigned(pattern);
            }
            Expr::Assign { target: AssignTarget::Pattern(pattern), .. } => {
                let pattern = self.program.range(range_of(pattern));
                self.found.push(load::destructuring_assignment::report(pattern));
            }
            _ => {}
        }
    }

    fn line_continuations(&mut self, at: Range) {
        let text = self.slice(at);
        let breaks: Vec<_> =
            text.match_indices('\\').filter(|(at, _)| text[at + 1..].starts_with(['\n', '\r'])).collect();
        for (offset, _) in breaks {
            let start = at.start + offset as u32;
            self.found
                .push(load::line_continuation::report(self.program.range(Range { start, end: start + 1 })));
        }
    }

    /// Pieces of text that begin with an escape: see `pipyjs::token`.
    fn template(&mut self, exprs: &[ExprId], at: Range) {
        let ends = exprs.iter().map(|&id| skip_trivia(self.text, self.program.span(id).end));
        let starts: Vec<u32> = std::iter::once(at.start).chain(ends).map(|before| before + 1).collect();
        for start in starts {
            let mut bytes = self.text.as_bytes()[(start as usize).min(self.text.len())..].iter();
            if bytes.next() != Some(&b'\\') {
                continue;
            }
            let misread = match bytes.next() {
                Some(b'`' | b'$') => true,
                // Two backslashes are one; Pipy then reads the next byte as if it were ordinary.
                Some(b'\\') => matches!(bytes.next(), Some(b'\\' | b'`' | b'$')),
                _ => false,
            };
            if misread {
                self.found
                    .push(load::template_escape::report(self.program.range(Range { start, end: start + 2 })));
            }
        }
    }

    /// Defaults inside a pattern.
    fn pattern(&mut self, pattern: &Pattern) {
        for (inner, default) in children(pattern) {
            if let Some(default) = default {
                self.found.push(load::pattern_default::report(self.program.span(default)));
            }
            self.pattern(inner);
        }
    }

    /// Names that 1.5 keeps for itself.
    fn bound(&mut self, pattern: &Pattern, what: &'static str) {
        if !self.statements {
            return;
        }
        match pattern {
            Pattern::Name(name, at) => {
                let reserved = match what {
                    "variable" => &**name == "$",
                    _ => name.len() > 1 && name.starts_with('$'),
                };
                if reserved {
                    self.found.push(load::reserved_name::report(self.program.range(*at), what, name));
                }
            }
            other => children(other).into_iter().for_each(|(inner, _)| self.bound(inner, what)),
        }
    }

    /// A pattern that is assigned to on 1.5, where it works for names.
    fn assigned(&mut self, pattern: &Pattern) {
        if let Pattern::Unsupported(at) = pattern {
            self.found.push(load::destructuring_assignment::member(self.program.range(*at)));
        }
        for (inner, default) in children(pattern) {
            if let Some(default) = default {
                self.found.push(load::destructuring_assignment::default(self.program.span(default)));
            }
            self.assigned(inner);
        }
    }

    fn statement(&mut self, statement: &Statement, at: Range) {
        match statement {
            Statement::Var(variables) => {
                for (pattern, _) in variables {
                    self.pattern(pattern);
                    self.bound(pattern, "variable");
                }
            }
            Statement::Function(id) => {
                if let Some(name) = &self.program.function(*id).name
                    && name.starts_with('$')
                {
                    self.found.push(load::reserved_name::report(self.program.range(at), "function", name));
                }
            }
            _ => {}
        }
    }
}

/// What a pattern is made of, each with its default.
fn children(pattern: &Pattern) -> Vec<(&Pattern, Option<ExprId>)> {
    match pattern {
        Pattern::Object(fields, _) => fields.iter().map(|it| (&it.pattern, it.default)).collect(),
        Pattern::Array(items, _) => items.iter().flatten().map(|it| (&it.pattern, it.default)).collect(),
        Pattern::Name(..) | Pattern::Unsupported(_) => Vec::new(),
    }
}

fn range_of(pattern: &Pattern) -> Range {
    match pattern {
        Pattern::Name(_, at) | Pattern::Object(_, at) | Pattern::Array(_, at) | Pattern::Unsupported(at) => {
            *at
        }
    }
}

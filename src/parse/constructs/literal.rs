//! Literals and names: what the texts of tokens hold.

use swc_ecma_ast as ast;

use super::Finder;
use crate::ir::syntax::Range;
use crate::parse::javascript::range;
use crate::rules::dialect;

/// Words that JavaScript may leave free and Pipy does not.
const RESERVED: &[&str] = &[
    "async",
    "await",
    "implements",
    "interface",
    "let",
    "package",
    "private",
    "protected",
    "public",
    "static",
    "yield",
];

impl Finder<'_> {
    /// True for a word that Pipy reserves; `all` asks for those too that JavaScript reserves.
    pub(super) fn is_reserved(&self, name: &str, all: bool) -> bool {
        const WORDS: &[&str] = &[
            "break",
            "case",
            "catch",
            "class",
            "const",
            "continue",
            "default",
            "delete",
            "do",
            "else",
            "export",
            "extends",
            "false",
            "finally",
            "for",
            "function",
            "if",
            "import",
            "in",
            "instanceof",
            "new",
            "null",
            "return",
            "super",
            "switch",
            "this",
            "throw",
            "true",
            "try",
            "typeof",
            "undefined",
            "var",
            "void",
            "while",
            "with",
        ];
        RESERVED.contains(&name)
            || (self.statements && matches!(name, "from" | "as"))
            || (all && WORDS.contains(&name))
    }

    /// A name that is read, or bound.
    pub(super) fn name(&mut self, name: &ast::Ident) {
        if self.is_reserved(&name.sym, false) {
            self.report(dialect::reserved_name::report(self.span(name), &name.sym));
        }
        self.escapes(range(name.span), &name.sym);
    }

    /// A name that a declaration gives.
    pub(super) fn declared(&mut self, name: &ast::Ident) {
        if &*name.sym == "undefined" {
            self.report(dialect::reserved_name::report(self.span(name), "undefined"));
        }
        self.name(name);
    }

    /// A name, wherever it stands.
    pub(super) fn escapes(&mut self, at: Range, name: &str) {
        let span = self.at(at);
        if self.text.get(at.start as usize..at.end as usize).is_some_and(|text| text.contains('\\')) {
            self.report(dialect::identifier_escape::report(span, name));
        }
    }

    pub(super) fn literal(&mut self, literal: &ast::Lit) {
        match literal {
            ast::Lit::Str(text) => self.string(text),
            ast::Lit::Num(number) => self.number(number),
            ast::Lit::BigInt(number) => self.bigint(number),
            ast::Lit::Regex(regex) => {
                let report = dialect::regex_literal::report(self.span(regex), &regex.exp, &regex.flags);
                self.report(report);
            }
            ast::Lit::Bool(_) | ast::Lit::Null(_) | ast::Lit::JSXText(_) => {}
        }
    }

    pub(super) fn bigint(&mut self, number: &ast::BigInt) {
        let digits = self.slice(number).trim_end_matches('n');
        self.report(dialect::bigint::report(self.span(number), digits));
    }

    pub(super) fn number(&mut self, number: &ast::Number) {
        let text = self.slice(number);
        let span = self.span(number);
        if text.contains('_') {
            self.report(dialect::numeric_separator::report(span, text));
        }
        let next = self.byte(span.end);
        let hex = text.starts_with("0x") || text.starts_with("0X");
        if hex && text.ends_with(['e', 'E']) && matches!(next, b'+' | b'-') {
            let place = self.at(Range { start: span.end, end: span.end });
            self.report(dialect::hex_exponent::report(place, span));
        }
        if next == b'.' {
            self.report(dialect::number_member::report(span, text));
        }
    }

    pub(super) fn string(&mut self, text: &ast::Str) {
        self.escapes_in_braces(range(text.span));
    }

    pub(super) fn template(&mut self, template: &ast::Tpl) {
        for piece in &template.quasis {
            let at = range(piece.span);
            if let Some(b'`' | b'$' | b'\\') = self.slice(piece).strip_prefix('\\').map(|it| it.as_bytes()[0])
            {
                let span = self.at(Range { start: at.start, end: (at.start + 2).min(at.end) });
                self.report(dialect::template_escape::report(span));
            }
            self.escapes_in_braces(at);
        }
        self.exprs(template.exprs.iter().map(|it| &**it));
    }

    /// Every `\u{…}` in a string or a piece of template text.
    fn escapes_in_braces(&mut self, at: Range) {
        let text = self.text.get(at.start as usize..at.end as usize).unwrap_or_default();
        let mut rest = 0;
        while let Some(backslash) = text[rest..].find('\\') {
            let start = rest + backslash;
            rest = start + 1 + text[start + 1..].chars().next().map_or(0, char::len_utf8);
            let Some(inside) = text[start..].strip_prefix("\\u{") else { continue };
            let Some(length) = inside.find('}') else { continue };
            let code = u32::from_str_radix(&inside[..length], 16).ok().and_then(char::from_u32);
            let span = self
                .at(Range { start: at.start + start as u32, end: at.start + (start + length + 4) as u32 });
            let mut report =
                dialect::unicode_escape::report(span, code.unwrap_or(char::REPLACEMENT_CHARACTER));
            if text[..start].contains('\n') {
                // Pipy names the line on which the text begins.
                let mark = at.start - u32::from(!text.starts_with(['\'', '"']));
                let mark = self.at(Range { start: mark, end: mark + 1 });
                report = report.at(mark).label(span, "this escape");
            }
            self.report(report);
        }
    }
}

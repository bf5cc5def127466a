//! swc's tree to our own flat table of nodes.
//!
//! Recursion is as deep as the tree; the caller has seen to the stack. What the target's Pipy cannot
//! parse becomes `Unsupported`, and `constructs` says what it is.

mod expression;
mod pattern;
mod statement;

use swc_common::Spanned as _;
use swc_ecma_ast as ast;

use super::javascript::range;
use super::pipyjs::string;
use crate::ir::syntax::{
    Comment, Expr, ExprId, Function, FunctionId, Program, Range, Root, Statement, StatementId,
};
use crate::runtime::Dialect;
use crate::source::SourceId;

/// Makes the program of a tree.
pub(super) fn program(
    tree: &ast::Program,
    text: &str,
    comments: Vec<Comment>,
    source: SourceId,
    dialect: Dialect,
) -> Program {
    let exprs = Vec::with_capacity(text.len() / 8);
    let empty =
        Program { source, exprs, functions: Vec::new(), statements: Vec::new(), root: Root::Empty, comments };
    let mut converter = Converter { text, program: empty };
    let root = match tree {
        ast::Program::Script(script) => converter.script(&script.body, dialect),
        ast::Program::Module(module) => {
            let ids: Vec<_> = module.body.iter().map(|item| converter.module_item(item)).collect();
            if ids.is_empty() { Root::Empty } else { Root::Statements(ids) }
        }
    };
    converter.program.root = root;
    converter.program
}

struct Converter<'a> {
    text: &'a str,
    program: Program,
}

impl Converter<'_> {
    fn script(&mut self, body: &[ast::Stmt], dialect: Dialect) -> Root {
        let mut full = body.iter().filter(|statement| !statement.is_empty());
        match (full.next(), full.next()) {
            (None, None) if body.is_empty() => Root::Empty,
            (Some(ast::Stmt::Expr(only)), None) if dialect == Dialect::Expression => {
                Root::Expression(self.expr(&only.expr))
            }
            _ => Root::Statements(self.statements(body)),
        }
    }

    fn push(&mut self, expr: Expr, at: Range) -> ExprId {
        let id = ExprId(self.program.exprs.len() as u32);
        self.program.exprs.push((expr, at));
        id
    }

    fn push_function(&mut self, function: Function) -> FunctionId {
        let id = FunctionId(self.program.functions.len() as u32);
        self.program.functions.push(function);
        id
    }

    fn push_statement(&mut self, statement: Statement, at: Range) -> StatementId {
        let id = StatementId(self.program.statements.len() as u32);
        self.program.statements.push((statement, at));
        id
    }

    fn slice(&self, at: Range) -> &str {
        self.text.get(at.start as usize..at.end as usize).unwrap_or_default()
    }

    /// A string literal as Pipy decodes it, from its text.
    fn str(&self, literal: &ast::Str) -> Box<str> {
        let raw = self.slice(range(literal.span));
        let inside = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
        let quote = raw.bytes().next().unwrap_or(b'\'');
        match string::decode(inside, quote) {
            Some(text) => text.into(),
            None => literal.value.to_atom_lossy().as_str().into(),
        }
    }

    /// A number as Pipy reads it: leading zeros mean nothing.
    fn number(&self, literal: &ast::Number) -> f64 {
        let raw = self.slice(range(literal.span));
        let legacy = raw.len() > 1 && raw.starts_with('0') && raw.bytes().all(|it| it.is_ascii_digit());
        if legacy { raw.parse().unwrap_or(literal.value) } else { literal.value }
    }

    fn prop_name(&self, name: &ast::PropName) -> Option<(Box<str>, Range)> {
        let at = range(name.span());
        match name {
            ast::PropName::Ident(name) => Some((name.sym.as_str().into(), at)),
            ast::PropName::Str(text) => Some((self.str(text), at)),
            ast::PropName::Num(number) => Some((number_text(self.number(number)).into(), at)),
            ast::PropName::BigInt(_) => Some((self.slice(at).into(), at)),
            ast::PropName::Computed(_) => None,
        }
    }
}

/// A number as the key that it stands for.
fn number_text(value: f64) -> String {
    // Whole numbers print without a fraction, as in JavaScript.
    format!("{value}")
}

/// True for a script that is an object to Pipy 0.90 and a block to JavaScript.
pub(super) fn begins_with_brace(text: &str) -> bool {
    text.as_bytes().get(skip_trivia(text, 0) as usize) == Some(&b'{')
}

/// True if 1.5 takes the token at `at`, at the start of a line, for a part of the line before. Others
/// that it takes so JavaScript does too, whatever stands before.
pub(super) fn continues_line(text: &str, at: u32) -> bool {
    let rest = text.get(at as usize..).unwrap_or_default();
    rest.starts_with(['(', '[', '`', '+', '-', '/']) && !rest.starts_with("++") && !rest.starts_with("--")
}

/// The byte at or after `at` that is neither blank nor in a comment.
pub(super) fn skip_trivia(text: &str, at: u32) -> u32 {
    let bytes = text.as_bytes();
    let mut at = at as usize;
    while at < bytes.len() {
        let rest = &bytes[at..];
        if rest.starts_with(b"//") {
            at += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        } else if rest.starts_with(b"/*") {
            at += rest[2..].windows(2).position(|it| it == b"*/").map_or(rest.len(), |end| end + 4);
        } else {
            match text.get(at..).and_then(|rest| rest.chars().next()) {
                Some(blank) if blank.is_whitespace() || blank == '\u{feff}' => at += blank.len_utf8(),
                _ => break,
            }
        }
    }
    at.min(bytes.len()) as u32
}

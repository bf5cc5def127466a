//! What Pipy's own parser makes of a script: a program, or where and how it gives up.
//!
//! It follows Pipy's two grammars step by step, quirks included, so that the verdict and the place are the
//! ones a sidecar would print, and the program is the one it would run. 0.90 reads one expression
//! ([`expression`]); 1.5 reads statements ([`statement`]) with nearly the same expressions inside. [`build`]
//! makes nodes of what was read. [`plain`] keeps book of what JavaScript might read otherwise or not at all.

mod build;
mod expression;
mod op;
mod plain;
mod statement;
pub(super) mod string;
mod token;

use std::borrow::Cow;

use op::Op;
use token::{Kind, Token, Tokenizer};

use crate::ir::syntax::{Comment, ExprId, Program, Range, Root};
use crate::runtime::Dialect;
use crate::source::SourceId;

/// Which of Pipy's parsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    /// 0.90.
    Expression,
    /// 1.5.
    Statements,
}

/// What Pipy says.
#[derive(Debug, Clone)]
pub(super) enum Verdict {
    /// It parses.
    Accepted(Accepted),
    /// It does not.
    Rejected(Rejection),
}

/// A script that Pipy takes.
#[derive(Debug, Clone)]
pub(super) struct Accepted {
    /// What it reads.
    pub(super) program: Program,
    /// All comments, in order.
    pub(super) comments: Vec<Comment>,
    /// Where Pipy stopped reading although the text goes on: at a closing bracket without partner.
    pub(super) trailing: Option<u32>,
    /// Where a line continues the line before, though JavaScript ends the statement. Since 1.5.
    pub(super) continued: Vec<Continued>,
    /// True if it is JavaScript for sure. False says nothing.
    pub(super) is_plain: bool,
}

/// A line that continues the line before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Continued {
    /// Where the line before ends.
    pub(super) end: u32,
    /// Where its first token begins.
    pub(super) token: u32,
}

/// Where and how Pipy gives up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rejection {
    /// The byte that Pipy names.
    pub(super) at: u32,
    /// Pipy's words; empty where it has none.
    pub(super) message: Cow<'static, str>,
    /// The parser does not give up but dies.
    pub(super) crash: bool,
}

/// What Pipy makes of `text`. Recursion is as deep as the text's brackets; the caller has seen to it.
pub(super) fn parse(text: &str, source: SourceId, dialect: Dialect) -> Verdict {
    let language = match dialect {
        Dialect::Expression => Language::Expression,
        Dialect::Statements => Language::Statements,
    };
    let mut parser = Parser::new(text, source, language);
    match parser.script() {
        Ok(trailing) => Verdict::Accepted(parser.accepted(trailing)),
        Err(Stop) => Verdict::Rejected(parser.rejection()),
    }
}

/// Pipy gave up; the parser knows where and why.
#[derive(Debug)]
struct Stop;

/// What later steps need to know of an expression that was read.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// A name.
    Name,
    /// A string.
    Str,
    /// An object, an array or an assignment; true if it could be a parameter.
    Pattern(bool),
    /// A comma list.
    List {
        /// All of it could be parameters.
        params: bool,
        /// Ends in a comma.
        open: bool,
    },
    /// No operand, where an operator has only one.
    Nothing,
    /// Anything else.
    Other,
}

impl Shape {
    fn is_param(self) -> bool {
        matches!(self, Shape::Name | Shape::Pattern(true))
    }

    fn is_params(self) -> bool {
        self.is_param() || matches!(self, Shape::List { params: true, .. })
    }
}

/// An expression that was read.
#[derive(Debug, Clone, Copy)]
struct Operand {
    shape: Shape,
    /// Its node; `None` where an operator has one operand only, and for `()`.
    expr: Option<ExprId>,
}

impl Operand {
    const NOTHING: Operand = Operand { shape: Shape::Nothing, expr: None };
}

/// An operator that waits for its operands, and where it stands.
#[derive(Debug, Clone, Copy)]
struct Operator {
    op: Op,
    at: Range,
}

/// How high the parser's stacks were when an expression began.
#[derive(Debug, Clone, Copy)]
struct Level {
    operators: usize,
    operands: usize,
    list: usize,
}

struct Parser<'a> {
    tokens: Tokenizer<'a>,
    language: Language,
    /// The place that Pipy would name for an error now.
    place: usize,
    message: Cow<'static, str>,
    crash: bool,
    /// What was made so far; children stand before their parents.
    program: Program,
    /// The stacks of all levels of brackets, one above the other.
    operators: Vec<Operator>,
    operands: Vec<Operand>,
    /// What commas part.
    list: Vec<ExprId>,
    /// Where the last token that was read ends.
    end: u32,
    /// Functions around.
    functions: u32,
    continued: Vec<Continued>,
    is_plain: bool,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, source: SourceId, language: Language) -> Self {
        let program = Program {
            source,
            // People write about ten bytes for a node; a table that grows takes twice its size.
            exprs: Vec::with_capacity(text.len() / 8 + 16),
            functions: Vec::new(),
            statements: Vec::new(),
            root: Root::Empty,
        };
        Parser {
            tokens: Tokenizer::new(text, language),
            language,
            place: 0,
            message: Cow::Borrowed(""),
            crash: false,
            program,
            operators: Vec::new(),
            operands: Vec::new(),
            list: Vec::new(),
            end: 0,
            functions: 0,
            continued: Vec::new(),
            is_plain: true,
        }
    }

    /// The whole text. Gives the place where an accepted text goes on behind its end.
    fn script(&mut self) -> Result<Option<u32>, Stop> {
        match self.language {
            Language::Expression => {
                // An object to Pipy, a block to JavaScript.
                self.is_plain &= !self.peek().is(Op::OpenBrace);
                let whole = self.expression(false, None)?;
                self.program.root = whole.expr.map_or(Root::Empty, Root::Expression);
                let next = self.peek();
                Ok((next.kind != Kind::End).then_some(next.start))
            }
            Language::Statements => {
                let mut all = Vec::new();
                while self.peek().kind != Kind::End {
                    all.push(self.statement()?);
                }
                if !all.is_empty() {
                    self.program.root = Root::Statements(all);
                }
                Ok(None)
            }
        }
    }

    fn accepted(self, trailing: Option<u32>) -> Accepted {
        let is_plain = self.is_plain && self.tokens.is_plain && trailing.is_none();
        let Parser { program, continued, tokens, .. } = self;
        Accepted { program, comments: tokens.comments, trailing, continued, is_plain }
    }

    fn rejection(self) -> Rejection {
        Rejection { at: self.place as u32, message: self.message, crash: self.crash }
    }

    fn statements(&self) -> bool {
        self.language == Language::Statements
    }

    fn peek(&mut self) -> Token {
        let token = self.tokens.peek();
        self.place = self.tokens.place();
        token
    }

    fn read(&mut self) -> Token {
        let token = self.tokens.read();
        self.place = self.tokens.place();
        self.end = token.end;
        token
    }

    /// Reads the next token if it is `op`.
    fn eat(&mut self, op: Op) -> bool {
        let found = self.peek().is(op);
        if found {
            self.read();
        }
        found
    }

    /// Reads `op`, or stops with Pipy's `'X' expected`.
    fn expect(&mut self, op: Op) -> Result<(), Stop> {
        if self.eat(op) {
            return Ok(());
        }
        self.expected(op)
    }

    fn expected<T>(&mut self, op: Op) -> Result<T, Stop> {
        // Pipy keeps four bytes of a token's name, in upper case.
        let name: String = op.text().chars().take(4).map(|it| it.to_ascii_uppercase()).collect();
        self.message = Cow::Owned(format!("'{name}' expected"));
        Err(Stop)
    }

    fn stop<T>(&mut self, message: &'static str) -> Result<T, Stop> {
        self.message = Cow::Borrowed(message);
        Err(Stop)
    }

    /// Stops if nothing, or nothing that Pipy knows, comes next.
    fn need_token(&mut self) -> Result<Token, Stop> {
        let token = self.peek();
        match token.kind {
            Kind::End => self.stop("unexpected end of expression"),
            Kind::Unknown => self.stop("unknown token"),
            _ => Ok(token),
        }
    }

    /// A string, or a piece of a template's text, decoded as Pipy does.
    fn string(&mut self, token: Token) -> Result<Box<str>, Stop> {
        let raw = self.tokens.slice(token);
        let (inside, quote) = match token.kind {
            Kind::Str => (&raw[1..raw.len() - 1], raw.as_bytes()[0]),
            _ => (raw, b'`'),
        };
        if !inside.bytes().any(|byte| matches!(byte, b'\\' | b'\n' | b'\r')) {
            // The directive makes JavaScript stricter.
            self.is_plain &= inside != "use strict";
            return Ok(inside.into());
        }
        self.is_plain &= plain::string(inside, quote);
        match string::decode(inside, quote) {
            Some(text) => Ok(text.into()),
            None => self.stop("invalid string encoding"),
        }
    }
}

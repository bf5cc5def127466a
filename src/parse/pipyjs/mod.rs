//! What Pipy's own parser says of a script: accepted, or where and how it gives up.
//!
//! A recognizer, not a parser: no tree comes out of it. It follows Pipy's two grammars step by step,
//! quirks included, so that the verdict and the place are the ones a sidecar would print. 0.90 reads
//! one expression ([`expression`]); 1.5 reads statements ([`statement`]) with nearly the same
//! expressions inside.

mod expression;
mod op;
mod statement;
pub(super) mod string;
mod token;

use std::borrow::Cow;

use op::Op;
use token::{Kind, Token, Tokenizer};

use crate::runtime::Dialect;

/// Which of Pipy's parsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    /// 0.90.
    Expression,
    /// 1.5.
    Statements,
}

/// What Pipy says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It parses.
    Accepted {
        /// Where Pipy stopped reading although the text goes on: at a closing bracket without partner.
        trailing: Option<u32>,
    },
    /// It does not.
    Rejected(Rejection),
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

/// What Pipy says of `text`. Recursion is as deep as the text's brackets; the caller has seen to it.
pub(super) fn recognize(text: &str, dialect: Dialect) -> Verdict {
    match dialect {
        Dialect::Expression => {
            let mut parser = Parser::new(text, Language::Expression);
            match parser.expression(false, None) {
                Ok(_) => {
                    let next = parser.peek();
                    let trailing = (next.kind != Kind::End).then_some(next.start as u32);
                    Verdict::Accepted { trailing }
                }
                Err(Stop) => Verdict::Rejected(parser.rejection()),
            }
        }
        Dialect::Statements => {
            let mut parser = Parser::new(text, Language::Statements);
            while parser.peek().kind != Kind::End {
                if parser.statement().is_err() {
                    return Verdict::Rejected(parser.rejection());
                }
            }
            Verdict::Accepted { trailing: None }
        }
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

struct Parser<'a> {
    tokens: Tokenizer<'a>,
    language: Language,
    /// The place that Pipy would name for an error now.
    place: usize,
    message: Cow<'static, str>,
    crash: bool,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, language: Language) -> Self {
        let tokens = Tokenizer::new(text, language);
        Parser { tokens, language, place: 0, message: Cow::Borrowed(""), crash: false }
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

    fn check_string(&mut self, token: Token) -> Result<(), Stop> {
        let raw = self.tokens.slice(token);
        let decoded = match token.kind {
            Kind::Str => string::decode(&raw[1..raw.len() - 1], raw.as_bytes()[0]),
            _ => string::decode(raw, b'`'),
        };
        if decoded.is_some() { Ok(()) } else { self.stop("invalid string encoding") }
    }
}

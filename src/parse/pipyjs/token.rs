//! Pipy's tokenizer, byte for byte: where it differs from JavaScript's, it is Pipy's that counts.

use super::op::Op;
use super::{Language, plain};
use crate::ir::syntax::{Comment, Range};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The end of the text.
    End,
    /// Nothing that Pipy knows.
    Unknown,
    /// A number.
    Number,
    /// `'…'` or `"…"`, quotes included.
    Str,
    /// A name.
    Name,
    /// A piece of text in a template.
    Text,
    /// An operator, a bracket or a reserved word.
    Op(Op),
}

/// A token and the bytes it is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Token {
    pub(super) fn is(self, op: Op) -> bool {
        self.kind == Kind::Op(op)
    }

    pub(super) fn op(self) -> Option<Op> {
        match self.kind {
            Kind::Op(op) => Some(op),
            _ => None,
        }
    }
}

/// Reads tokens one ahead.
pub(super) struct Tokenizer<'a> {
    source: &'a str,
    text: &'a [u8],
    language: Language,
    at: usize,
    /// The place that Pipy would name: the last token outside a template's text, never the end.
    place: usize,
    ahead: Option<Token>,
    /// A line ended before the token ahead. Kept by 1.5 only.
    line_ended: bool,
    /// Inside the text of a template.
    pub(super) in_template: bool,
    /// All comments so far, as JavaScript bounds them.
    pub(super) comments: Vec<Comment>,
    /// False if JavaScript might see other comments.
    pub(super) is_plain: bool,
}

impl<'a> Tokenizer<'a> {
    pub(super) fn new(source: &'a str, language: Language) -> Self {
        let text = source.as_bytes();
        Tokenizer {
            source,
            text,
            language,
            at: 0,
            place: 0,
            ahead: None,
            line_ended: false,
            in_template: false,
            comments: Vec::new(),
            is_plain: plain::line_ends(source),
        }
    }

    /// The place that Pipy would name now.
    pub(super) fn place(&self) -> usize {
        self.place
    }

    /// The next token. Asked for several times a token, so only the first time costs a call.
    #[inline]
    pub(super) fn peek(&mut self) -> Token {
        match self.ahead {
            Some(token) => token,
            None => self.look_ahead(),
        }
    }

    #[inline(never)]
    fn look_ahead(&mut self) -> Token {
        let token = self.next();
        self.ahead = Some(token);
        token
    }

    pub(super) fn read(&mut self) -> Token {
        let token = self.peek();
        self.ahead = None;
        self.line_ended = false;
        token
    }

    /// True if a line ended before the next token.
    pub(super) fn line_ended(&mut self) -> bool {
        self.peek();
        self.line_ended
    }

    pub(super) fn slice(&self, token: Token) -> &'a str {
        // Tokens of text end at ASCII marks, so both ends are boundaries of characters.
        self.source.get(token.start as usize..token.end as usize).unwrap_or_default()
    }

    /// The text from `at` on.
    pub(super) fn text_at(&self, at: u32) -> &'a str {
        self.source.get(at as usize..).unwrap_or_default()
    }

    /// The byte at `index`; past the end a NUL, as in the C++ original.
    fn byte(&self, index: usize) -> u8 {
        self.text.get(index).copied().unwrap_or(0)
    }

    fn next(&mut self) -> Token {
        if self.language == Language::Statements && self.at == 0 && self.text.starts_with(b"#!") {
            self.is_plain = false;
            while self.byte(self.at) != 0 && self.byte(self.at) != b'\n' {
                self.at += 1;
            }
        }
        if self.in_template { self.template() } else { self.ordinary() }
    }

    fn token(&mut self, kind: Kind, start: usize) -> Token {
        self.at = self.at.min(self.text.len());
        Token { kind, start: start.min(self.at) as u32, end: self.at as u32 }
    }

    /// A piece of a template. Its first byte is taken as it is, even a backslash: that is the defect
    /// behind `load/template-start-escape`.
    fn template(&mut self) -> Token {
        let start = self.at;
        match self.byte(start) {
            b'`' => {
                self.at += 1;
                return self.token(Kind::Op(Op::Backquote), start);
            }
            b'$' if self.byte(start + 1) == b'{' => {
                self.at += 2;
                return self.token(Kind::Op(Op::Hole), start);
            }
            _ => self.at += 1,
        }
        while self.at < self.text.len() {
            match self.byte(self.at) {
                b'`' => return self.token(Kind::Text, start),
                b'$' if self.byte(self.at + 1) == b'{' => return self.token(Kind::Text, start),
                b'\\' => {
                    self.at += 1;
                    if self.at >= self.text.len() {
                        break;
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
        self.token(Kind::Unknown, start)
    }

    fn ordinary(&mut self) -> Token {
        self.skip_blanks();
        let start = self.at;
        if start >= self.text.len() {
            return self.token(Kind::End, start);
        }
        self.place = start;
        let first = self.byte(start);
        if matches!(first, b'"' | b'\'') {
            return self.string(first);
        }
        let fraction = first == b'.' && self.byte(start + 1).is_ascii_digit();
        if ENDS_NAME[first as usize] && !fraction {
            // A symbol, as blanks are behind us.
            let statements = self.language == Language::Statements;
            let Some((op, length)) = Op::longest(&self.text[start..], statements) else {
                return self.token(Kind::Unknown, start);
            };
            self.at += length;
            return self.token(Kind::Op(op), start);
        }
        if first.is_ascii_digit() || fraction {
            return self.number();
        }
        let rest = &self.text[start..];
        let length = rest.iter().position(|&byte| ENDS_NAME[byte as usize]).unwrap_or(rest.len());
        self.at += length;
        let statements = self.language == Language::Statements;
        let kind = Op::word(&rest[..length], statements).map_or(Kind::Name, Kind::Op);
        self.token(kind, start)
    }

    fn skip_blanks(&mut self) {
        while let Some(&byte) = self.text.get(self.at) {
            if is_blank(byte) {
                self.line_ended |= byte == b'\n';
                self.at += 1;
                // Most blanks are indentation.
                while self.text.get(self.at) == Some(&b' ') {
                    self.at += 1;
                }
                continue;
            }
            if self.language == Language::Expression {
                self.place = self.at; // 0.90 counts a comment as a place.
            }
            if byte != b'/' {
                return;
            }
            let rest = &self.text[self.at..];
            match rest.get(1) {
                Some(b'/') => self.line_comment(),
                Some(b'*') => self.block_comment(),
                _ => return,
            }
        }
    }

    fn line_comment(&mut self) {
        let rest = &self.text[self.at..];
        let length = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        let inside = rest[..length].strip_suffix(b"\r").unwrap_or(&rest[..length]);
        self.comment(inside.len(), false);
        self.at += length;
        self.line_ended = true;
    }

    fn block_comment(&mut self) {
        let inside = &self.text[self.at + 2..];
        let end = inside.windows(2).position(|it| it == b"*/");
        self.is_plain &= end.is_some();
        self.line_ended |= inside[..end.unwrap_or(inside.len())].contains(&b'\n');
        let length = end.map_or(inside.len() + 2, |end| end + 4);
        self.comment(length, true);
        self.at += length;
    }

    fn comment(&mut self, length: usize, block: bool) {
        let range = Range { start: self.at as u32, end: (self.at + length) as u32 };
        self.comments.push(Comment { range, block });
    }

    fn string(&mut self, quote: u8) -> Token {
        let start = self.at;
        self.at += 1;
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(mark) = rest.iter().position(|&byte| byte == quote || byte == b'\\') else { break };
            self.at += mark + 1;
            if rest[mark] == quote {
                return self.token(Kind::Str, start);
            }
            self.at += 1;
        }
        self.at = self.text.len();
        self.token(Kind::Unknown, start)
    }

    fn number(&mut self) -> Token {
        let start = self.at;
        self.at += 1;
        while self.at < self.text.len() {
            match self.byte(self.at).to_ascii_lowercase() {
                b'e' => {
                    self.at += 1;
                    if matches!(self.byte(self.at), b'+' | b'-') {
                        self.at += 1;
                    }
                }
                b'.' | b'0'..=b'9' | b'x' | b'o' | b'a'..=b'f' => self.at += 1,
                byte if is_blank(byte) || is_symbol(byte) => break,
                _ => return self.token(Kind::Unknown, start),
            }
        }
        let kind = if is_number(&self.text[start..self.at]) { Kind::Number } else { Kind::Unknown };
        self.token(kind, start)
    }
}

/// What C's `isspace` says.
const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// What C's `ispunct` says, without the two that names may contain.
const fn is_symbol(byte: u8) -> bool {
    byte.is_ascii_punctuation() && byte != b'_' && byte != b'$'
}

/// The bytes that end a name: blanks and symbols.
static ENDS_NAME: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        ends[byte] = is_symbol(byte as u8) || is_blank(byte as u8);
        byte += 1;
    }
    ends
};

/// True if all of `digits` is one number as C's `strtod` reads it, or binary or octal.
fn is_number(digits: &[u8]) -> bool {
    if digits[0] == b'0' && digits.len() > 1 {
        let rest = &digits[2..];
        match digits[1].to_ascii_lowercase() {
            b'b' => return rest.iter().all(|digit| matches!(digit, b'0' | b'1')),
            b'o' => return rest.iter().all(|digit| matches!(digit, b'0'..=b'7')),
            b'x' => {
                let fraction = rest.iter().filter(|&&digit| digit == b'.').count();
                let hex = rest.iter().filter(|digit| digit.is_ascii_hexdigit()).count();
                return fraction <= 1 && hex > 0 && fraction + hex == rest.len();
            }
            _ => {}
        }
    }
    let (mantissa, exponent) = match digits.iter().position(|digit| matches!(digit, b'e' | b'E')) {
        Some(at) => (&digits[..at], Some(&digits[at + 1..])),
        None => (digits, None),
    };
    let points = mantissa.iter().filter(|&&digit| digit == b'.').count();
    let figures = mantissa.iter().filter(|digit| digit.is_ascii_digit()).count();
    let exponent_ok = exponent.is_none_or(|exponent| {
        let figures = exponent.strip_prefix(b"+").or(exponent.strip_prefix(b"-")).unwrap_or(exponent);
        !figures.is_empty() && figures.iter().all(u8::is_ascii_digit)
    });
    points <= 1 && figures > 0 && points + figures == mantissa.len() && exponent_ok
}

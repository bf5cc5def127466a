//! Pipy's tokenizer, byte for byte: where it differs from JavaScript's, it is Pipy's that counts.

use super::Language;
use super::op::Op;

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
    pub(super) start: usize,
    pub(super) end: usize,
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
        }
    }

    /// The place that Pipy would name now.
    pub(super) fn place(&self) -> usize {
        self.place
    }

    pub(super) fn peek(&mut self) -> Token {
        match self.ahead {
            Some(token) => token,
            None => {
                let token = self.next();
                self.ahead = Some(token);
                token
            }
        }
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
        self.source.get(token.start..token.end).unwrap_or_default()
    }

    /// The byte at `index`; past the end a NUL, as in the C++ original.
    fn byte(&self, index: usize) -> u8 {
        self.text.get(index).copied().unwrap_or(0)
    }

    fn next(&mut self) -> Token {
        if self.language == Language::Statements && self.at == 0 && self.text.starts_with(b"#!") {
            while self.byte(self.at) != 0 && self.byte(self.at) != b'\n' {
                self.at += 1;
            }
        }
        if self.in_template { self.template() } else { self.ordinary() }
    }

    fn token(&mut self, kind: Kind, start: usize) -> Token {
        self.at = self.at.min(self.text.len());
        Token { kind, start: start.min(self.at), end: self.at }
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
        if is_symbol(first) && !fraction {
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
        while self.at < self.text.len() && !is_blank(self.byte(self.at)) && !is_symbol(self.byte(self.at)) {
            self.at += 1;
        }
        let statements = self.language == Language::Statements;
        let kind = Op::word(&self.text[start..self.at], statements).map_or(Kind::Name, Kind::Op);
        self.token(kind, start)
    }

    fn skip_blanks(&mut self) {
        while self.at < self.text.len() {
            if self.language == Language::Expression && !is_blank(self.byte(self.at)) {
                self.place = self.at; // 0.90 counts a comment as a place.
            }
            match self.byte(self.at) {
                b'/' if self.byte(self.at + 1) == b'/' => {
                    while self.at < self.text.len() && self.byte(self.at) != b'\n' {
                        self.at += 1;
                    }
                    self.line_ended = true;
                }
                b'/' if self.byte(self.at + 1) == b'*' => {
                    self.at += 2;
                    while self.at < self.text.len() && !self.text[self.at..].starts_with(b"*/") {
                        self.line_ended |= self.byte(self.at) == b'\n';
                        self.at += 1;
                    }
                    self.at = (self.at + 2).min(self.text.len());
                }
                byte if is_blank(byte) => {
                    self.line_ended |= byte == b'\n';
                    self.at += 1;
                }
                _ => return,
            }
        }
    }

    fn string(&mut self, quote: u8) -> Token {
        let start = self.at;
        self.at += 1;
        while self.at < self.text.len() {
            let byte = self.byte(self.at);
            self.at += 1;
            if byte == quote {
                return self.token(Kind::Str, start);
            }
            if byte == b'\\' {
                if self.at >= self.text.len() {
                    break;
                }
                self.at += 1;
            }
        }
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
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// What C's `ispunct` says, without the two that names may contain.
fn is_symbol(byte: u8) -> bool {
    byte.is_ascii_punctuation() && byte != b'_' && byte != b'$'
}

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

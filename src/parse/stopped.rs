//! What stands where Pipy stopped, told by the token there and by what is around it.
//!
//! Asked only where no tree tells more: such a text is no JavaScript either, for a reason of its own
//! further down.

use super::depth::unclosed;
use super::pipyjs::Rejection;
use super::trivia::skip_trivia;
use super::wording::Wording;
use crate::diag::Diagnostic;
use crate::ir::syntax::Range;
use crate::rules::dialect;
use crate::runtime::Dialect;

impl Wording<'_> {
    /// The construct at which Pipy stopped, if it can be told.
    pub(super) fn by_place(&self, rejection: &Rejection) -> Option<Diagnostic> {
        let at = rejection.at;
        self.by_token(at)
            .or_else(|| self.by_word(at))
            .or_else(|| self.number_at(at))
            .or_else(|| self.quoted_at(at))
            .or_else(|| self.mark_at(at))
            .or_else(|| self.broken_arrow(at))
            .or_else(|| self.stray_arrow(at))
            .or_else(|| self.line_end(at))
    }

    /// The arrow of 1.5 at the start of a line.
    pub(super) fn broken_arrow(&self, at: u32) -> Option<Diagnostic> {
        let start = self.before(at).len();
        let broken = self.dialect == Dialect::Statements
            && self.after(at).starts_with("=>")
            && self.text.get(start..at as usize)?.contains('\n');
        let blank = self.span(Range { start: start as u32, end: at });
        broken.then(|| dialect::arrow_line_break::report(blank, self.text))
    }

    fn before(&self, at: u32) -> &str {
        self.text.get(..at as usize).unwrap_or_default().trim_end()
    }

    fn after(&self, at: u32) -> &str {
        self.text.get(at as usize..).unwrap_or_default()
    }

    fn by_word(&self, at: u32) -> Option<Diagnostic> {
        let (word, range) = self.token(Range { start: at, end: at });
        let span = self.span(range);
        match word {
            "with" => return Some(dialect::with_statement::report(span)),
            "yield" => return Some(dialect::generator::report(span)),
            _ if self.dialect == Dialect::Expression => return None,
            _ => {}
        }
        Some(match word {
            "let" | "const" => dialect::declaration::in_statements(span, word),
            "class" => dialect::class::report(span),
            "while" => dialect::loop_statement::in_statements(span, "`while`"),
            "do" => dialect::loop_statement::in_statements(span, "`do … while`"),
            "continue" => dialect::continue_statement::report(span),
            "async" | "await" => dialect::async_function::report(span),
            "this" | "super" => dialect::this::report(span, word),
            "*" if self.before(at).ends_with("function") => dialect::generator::report(span),
            _ => return None,
        })
    }

    fn number_at(&self, at: u32) -> Option<Diagnostic> {
        let rest = self.after(at);
        let length = number_length(rest)?;
        let (number, next) = rest.split_at(length);
        let end = at + length as u32;
        let span = self.span(Range { start: at, end });
        let hex = number.starts_with("0x") || number.starts_with("0X");
        match next.as_bytes().first() {
            _ if number.contains('_') => Some(dialect::numeric_separator::report(span, number)),
            Some(b'n') => {
                let span = self.span(Range { start: at, end: end + 1 });
                Some(dialect::bigint::report(span, number))
            }
            Some(b'+' | b'-') if hex && number.ends_with(['e', 'E']) => {
                let place = self.span(Range { start: end, end });
                Some(dialect::hex_exponent::report(place, span))
            }
            Some(b'.') => Some(dialect::number_member::report(span, number)),
            _ => None,
        }
    }

    /// Strings, templates and regular expressions.
    fn quoted_at(&self, at: u32) -> Option<Diagnostic> {
        let rest = self.after(at);
        let mark = rest.chars().next()?;
        if mark == '`' {
            // Pipy takes the mark that closes the template for one that opens it.
            let start = self.text.get(..at as usize)?.rfind('`')? as u32;
            let span = self.span(Range { start, end: at + 1 });
            let text = self.text.get(start as usize..=at as usize)?;
            let operand =
                |it: char| it.is_alphanumeric() || matches!(it, '_' | '$' | ')' | ']' | '`' | '\'' | '"');
            return self
                .before(start)
                .ends_with(operand)
                .then(|| dialect::tagged_template::report(span, span, text));
        }
        if !matches!(mark, '\'' | '"' | '/') {
            return None;
        }
        let length = quoted_length(rest, mark)?;
        let text = &rest[..length];
        match mark {
            '/' if text.contains('\n') => None,
            '/' => {
                let flags = rest[length..].find(|it: char| !it.is_ascii_lowercase());
                let flags = &rest[length..][..flags.unwrap_or(rest.len() - length)];
                let span = self.span(Range { start: at, end: at + (length + flags.len()) as u32 });
                Some(dialect::regex_literal::report(span, &text[1..length - 1], flags))
            }
            _ => {
                let start = text.find("\\u{")?;
                let inside = text.get(start + 3..)?;
                let inside = &inside[..inside.find('}')?];
                let code = u32::from_str_radix(inside, 16).ok().and_then(char::from_u32);
                let start = at + start as u32;
                let span = self.span(Range { start, end: start + inside.len() as u32 + 4 });
                Some(dialect::unicode_escape::report(span, code.unwrap_or(char::REPLACEMENT_CHARACTER)))
            }
        }
    }

    fn mark_at(&self, at: u32) -> Option<Diagnostic> {
        let rest = self.after(at);
        let before = self.before(at);
        let of_length = |length: u32| self.span(Range { start: at, end: at + length });
        let blank = self.span(Range { start: before.len() as u32, end: at });
        let open = || unclosed(before).map(|(at, bracket)| (self.before(at), bracket));
        let name = |it: char| it.is_alphanumeric() || matches!(it, '_' | '$');
        match rest.as_bytes() {
            [b'#', b'!', ..] if at == 0 => {
                let end = rest.find('\n').unwrap_or(rest.len());
                Some(dialect::hashbang::report(of_length(end as u32)))
            }
            [b'#', next, ..] if name(char::from(*next)) => {
                let length = rest[1..].find(|it| !name(it)).unwrap_or(rest.len() - 1);
                Some(dialect::private_name::report(of_length(1 + length as u32)))
            }
            [b'<', b'!', b'-', b'-', ..] => Some(dialect::html_comment::report(of_length(4))),
            [b'.', b'.', b'.', ..] => match open()? {
                (callee, '(') if callee.ends_with(name) || callee.ends_with([')', ']']) => {
                    Some(dialect::spread_argument::report(of_length(3)))
                }
                (_, '(') => Some(dialect::rest_parameter::report(of_length(3))),
                _ => None,
            },
            [b'(' | b'[', ..] if before.ends_with("?.") && blank.start < blank.end => {
                Some(dialect::optional_chain_blank::report(blank))
            }
            [b'(', ..] if open()?.1 == '{' && before.ends_with(name) => {
                let start = before.rfind(|it| !name(it)).map_or(0, |it| it + 1);
                let start = (start..).find(|it| before.is_char_boundary(*it))?;
                let key = &before[start..];
                let statement =
                    matches!(key, "if" | "for" | "while" | "with" | "switch" | "catch" | "function");
                let span = self.span(Range { start: start as u32, end: before.len() as u32 });
                (!statement).then(|| dialect::object_method::method(span, key))
            }
            [b',', ..] if open()?.1 == '[' && before.ends_with(['[', ',']) => {
                Some(dialect::array_hole::report(self.span(Range { start: blank.start, end: blank.start })))
            }
            [b'=', next, ..] if !matches!(next, b'=' | b'>') && before.ends_with(name) => {
                let start = before.rfind(|it| !name(it)).map_or(0, |it| it + 1);
                let start = (start..).find(|it| before.is_char_boundary(*it))? as u32;
                let end = skip_trivia(self.text, at + 1);
                (open()?.1 == '{')
                    .then(|| dialect::shorthand_default::report(self.span(Range { start, end })))
            }
            _ => None,
        }
    }
}

/// How long the number is with which `text` begins, as JavaScript reads it.
fn number_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize, hex: bool| {
        let digit = |it: &u8| it.is_ascii_digit() || *it == b'_' || (hex && it.is_ascii_hexdigit());
        from + bytes.iter().skip(from).take_while(|it| digit(it)).count()
    };
    if !bytes.iter().find(|it| **it != b'.')?.is_ascii_digit() || bytes.starts_with(b"..") {
        return None;
    }
    if let [b'0', b'x' | b'X' | b'o' | b'O' | b'b' | b'B', ..] = bytes {
        return Some(digits(2, true));
    }
    let mut end = digits(0, false);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1, false);
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign, false);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    Some(end)
}

/// How long the string, template or regular expression is with which `text` begins, both marks included.
fn quoted_length(text: &str, mark: char) -> Option<usize> {
    let mut in_class = false;
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' if mark == '/' => in_class = true,
            ']' if mark == '/' => in_class = false,
            _ if character == mark && !in_class => return Some(at + 1),
            '\n' if mark == '/' => return None,
            _ => {}
        }
    }
    None
}

//! A strict JSON reader that keeps places. YAML reads most JSON, but not surrogate pairs, and tabs only
//! here and there; a `.json` file is read as what it says it is.

use super::builder::Builder;
use super::tree::{NodeId, Style, Tag, Tree};
use super::{Piece, Trouble, TroubleKind};
use crate::source::SourceId;

/// Reads one JSON value, and nothing after it.
pub(super) fn parse(source: SourceId, text: &str, piece: Piece) -> Result<Tree, Trouble> {
    let (tree, end) = value(source, text, piece)?;
    let rest = &text[end as usize..piece.end as usize];
    let blank = rest.len() - rest.trim_start_matches(WHITE).len();
    match blank == rest.len() {
        true => Ok(tree),
        false => Err(broken(text, end as usize + blank, "text after the end of the value")),
    }
}

/// The values of a JSON file that holds one after the other, as pieces. Stops at the first that is
/// broken; [`parse`] will say what is wrong with it.
pub(crate) fn values(source: SourceId, text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() as u32 } else { 0 };
    let end = text.len() as u32;
    while !text[at as usize..].trim_start_matches(WHITE).is_empty() {
        match value(source, text, Piece { start: at, end }) {
            Ok((_, next)) if text[next as usize..].trim_start_matches(WHITE).starts_with(['{', '[']) => {
                found.push(Piece { start: at, end: next });
                at = next;
            }
            _ => {
                found.push(Piece { start: at, end });
                break;
            }
        }
    }
    found
}

/// Reads the value at the start of a piece; says where it ends.
///
/// # Errors
/// If there is none.
pub(crate) fn prefix(source: SourceId, text: &str, piece: Piece) -> Result<(Tree, u32), Trouble> {
    value(source, text, piece)
}

const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

/// What may come next.
enum Expect {
    Value,
    /// A value, or the end of an empty list.
    ItemOrEnd,
    Key,
    /// A key, or the end of an empty map.
    KeyOrEnd,
    CommaOrEnd,
}

fn value(source: SourceId, text: &str, piece: Piece) -> Result<(Tree, u32), Trouble> {
    let text = &text[..piece.end as usize];
    let bytes = text.as_bytes();
    let mut builder = Builder::new(source);
    let mut root: Option<NodeId> = None;
    // What is open: true for a map.
    let mut open: Vec<bool> = Vec::new();
    let mut expect = Expect::Value;
    let mut at = piece.start as usize;
    loop {
        while bytes.get(at).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
            at += 1;
        }
        let Some(&byte) = bytes.get(at) else {
            return Err(broken(text, at, "the text ends within a value"));
        };
        let in_map = open.last() == Some(&true);
        match (&expect, byte) {
            (Expect::Value | Expect::ItemOrEnd, b'{' | b'[') => {
                let is_map = byte == b'{';
                let id = builder.open(at as u32, is_map)?;
                root.get_or_insert(id);
                open.push(is_map);
                expect = if is_map { Expect::KeyOrEnd } else { Expect::ItemOrEnd };
                at += 1;
                continue;
            }
            (Expect::KeyOrEnd | Expect::CommaOrEnd, b'}') if in_map => {
                at += 1;
                builder.close(Some(at as u32))?;
                open.pop();
            }
            (Expect::ItemOrEnd | Expect::CommaOrEnd, b']') if !in_map && !open.is_empty() => {
                at += 1;
                builder.close(Some(at as u32))?;
                open.pop();
            }
            (Expect::CommaOrEnd, b',') if !open.is_empty() => {
                at += 1;
                expect = if in_map { Expect::Key } else { Expect::Value };
                continue;
            }
            (Expect::CommaOrEnd, _) => {
                let what = if in_map { "a `,` or `}` is missing" } else { "a `,` or `]` is missing" };
                return Err(broken(text, at, what));
            }
            (Expect::Key | Expect::KeyOrEnd, b'"') => {
                at = scalar(&mut builder, text, at)?.1;
                while bytes.get(at).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
                    at += 1;
                }
                if bytes.get(at) != Some(&b':') {
                    return Err(broken(text, at, "a `:` is missing after the key"));
                }
                at += 1;
                expect = Expect::Value;
                continue;
            }
            (Expect::Key | Expect::KeyOrEnd, _) => return Err(broken(text, at, "a quoted key was expected")),
            (Expect::Value | Expect::ItemOrEnd, _) => {
                let (id, end) = scalar(&mut builder, text, at)?;
                root.get_or_insert(id);
                at = end;
            }
        }
        if open.is_empty() {
            let root = root.unwrap_or_default();
            return Ok((builder.finish(root), at as u32));
        }
        expect = Expect::CommaOrEnd;
    }
}

fn scalar(builder: &mut Builder, text: &str, at: usize) -> Result<(NodeId, usize), Trouble> {
    let range = |end: usize| (at as u32, end as u32);
    if text.as_bytes()[at] == b'"' {
        let mut value = String::new();
        let end = string(text, at, |_, c| value.push(c))?;
        return Ok((builder.scalar(range(end), value.into(), Style::Json, Tag::Text), end));
    }
    let rest = &text[at..];
    let length = rest.find([' ', '\t', '\r', '\n', ',', ':', ']', '}', '"', '[', '{']).unwrap_or(rest.len());
    let word = &rest[..length];
    // `serde_json` knows exactly what a JSON number is.
    let known = matches!(word, "true" | "false" | "null")
        || (word.starts_with(|c: char| c == '-' || c.is_ascii_digit())
            && serde_json::from_str::<serde_json::Number>(word).is_ok());
    match known {
        true => Ok((builder.scalar(range(at + length), word.into(), Style::Json, Tag::Plain), at + length)),
        false => Err(broken(text, at, "no JSON value")),
    }
}

/// Decodes the string that begins at `start`: calls `put` with the place and value of each character,
/// and returns one past the closing quote.
pub(super) fn string(text: &str, start: usize, mut put: impl FnMut(usize, char)) -> Result<usize, Trouble> {
    let mut at = start + 1;
    loop {
        let Some(c) = text[at..].chars().next() else {
            return Err(broken(text, start, "the string has no closing quote"));
        };
        match c {
            '"' => return Ok(at + 1),
            '\\' => {
                let (c, length) =
                    escape(&text[at..]).ok_or_else(|| broken(text, at, "no escape sequence of JSON"))?;
                put(at, c);
                at += length;
            }
            c if c < ' ' => return Err(broken(text, at, "a control character within a string")),
            c => {
                put(at, c);
                at += c.len_utf8();
            }
        }
    }
}

/// The character of an escape sequence and its length, the `\` included.
fn escape(text: &str) -> Option<(char, usize)> {
    let c = match *text.as_bytes().get(1)? {
        byte @ (b'"' | b'\\' | b'/') => char::from(byte),
        b'b' => '\x08',
        b'f' => '\x0c',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let unit = |at: usize| {
                let digits = text.get(at..at + 4)?;
                let all = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                all.then(|| u16::from_str_radix(digits, 16).ok())?
            };
            let first = unit(2)?;
            let second = text.get(6..8).filter(|&it| it == "\\u").and_then(|_| unit(8));
            let mut units = char::decode_utf16([first].into_iter().chain(second));
            return match units.next()? {
                Ok(c) => Some((c, if c.len_utf16() == 2 { 12 } else { 6 })),
                // Half a pair: Go puts the replacement character.
                Err(_) => Some((char::REPLACEMENT_CHARACTER, 6)),
            };
        }
        _ => return None,
    };
    Some((c, 2))
}

fn broken(text: &str, at: usize, message: &str) -> Trouble {
    let length = text[at.min(text.len())..].chars().next().map_or(0, char::len_utf8);
    let at = at.min(text.len()) as u32;
    Trouble { kind: TroubleKind::Syntax, at: (at, at + length as u32), message: message.to_owned() }
}

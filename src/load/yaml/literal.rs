//! Takes the texts of literal scalars out, before the parser sees them.
//!
//! A `Plugin` is a few lines of YAML around a whole script, of which the parser looks at each character
//! many times. Where a document is written plainly, a literal scalar is told by its indentation alone: its
//! text is read here, and only its first line is left for the parser. Wherever that is not plain, the
//! document is read whole.

use std::ops::Range;

/// A document without most of its literal scalars.
pub(super) struct Cut {
    /// The document with only the first line of each.
    pub body: String,
    /// Those that were cut, in order.
    pub scalars: Vec<Scalar>,
}

/// A literal scalar that was cut.
pub(super) struct Scalar {
    /// The byte of its first character.
    pub start: usize,
    /// What was taken out.
    pub gap: Range<usize>,
    /// Its text.
    pub text: String,
}

/// Cuts a document; `None` if there is nothing to cut, or if it must be read whole.
pub(super) fn cut(body: &str) -> Option<Cut> {
    let holds = |text: &str| memchr::memmem::find(body.as_bytes(), text.as_bytes()).is_some();
    if !holds(": |") || !body.ends_with('\n') || holds("\r") || holds("\u{feff}") {
        return None;
    }
    let mut cut = Cut { body: String::new(), scalars: Vec::new() };
    let (mut at, mut kept_to) = (0, 0);
    while at < body.len() {
        let line = line_at(body, at);
        let next = at + line.len() + 1;
        at = match header(line, at == 0)? {
            None => next,
            Some((key_column, chomping)) => {
                let scalar = scalar(body, next, key_column, chomping)?;
                cut.body.push_str(&body[kept_to..scalar.gap.start]);
                kept_to = scalar.gap.end;
                cut.scalars.push(scalar);
                kept_to
            }
        };
    }
    cut.body.push_str(&body[kept_to..]);
    (!cut.scalars.is_empty()).then_some(cut)
}

/// What becomes of the line breaks at the end of a scalar.
#[derive(Clone, Copy, PartialEq)]
enum Chomping {
    Clip,
    Strip,
    Keep,
}

/// The line that begins at `at`, without its end; every line has one.
fn line_at(body: &str, at: usize) -> &str {
    let rest = &body[at..];
    let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
    &rest[..length]
}

fn indentation(line: &str) -> usize {
    line.bytes().take_while(|&byte| byte == b' ').count()
}

/// Looks at a line outside of scalars. The outer `None` is for one after which it is not plain what the
/// next belongs to; the inner, for one that holds no header. Of a header, the column of its key.
fn header(line: &str, is_first: bool) -> Option<Option<(usize, Chomping)>> {
    let mut content = line.trim_start_matches(' ');
    if content.is_empty() || content.starts_with('#') || (is_first && line == "---") {
        return Some(None);
    }
    let is_item = content.starts_with("- ");
    while let Some(rest) = content.strip_prefix("- ") {
        content = rest.trim_start_matches(' ');
    }
    let key_column = line.len() - content.len();
    let in_key = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/');
    let key = content.bytes().take_while(|&byte| in_key(byte)).count();
    let (key, rest) = content.split_at(key);
    let value = match rest.strip_prefix(':') {
        Some("") if !key.is_empty() => return Some(None),
        Some(value) if !key.is_empty() && value.starts_with(' ') => value.trim_matches(' '),
        _ if is_item => return ends_in_line(content).then_some(None),
        _ => return None,
    };
    let chomping = match value {
        "|" => Chomping::Clip,
        "|-" => Chomping::Strip,
        "|+" => Chomping::Keep,
        value => return ends_in_line(value).then_some(None),
    };
    Some(Some((key_column, chomping)))
}

/// True for a value that cannot swallow the lines after it, whatever they are. A plain scalar may go on, but
/// not over a header.
fn ends_in_line(value: &str) -> bool {
    let inside = |quote: char| value.strip_prefix(quote).and_then(|it| it.strip_suffix(quote));
    match value.as_bytes().first() {
        None => true,
        Some(b'"') => inside('"').is_some_and(|it| !it.contains(['"', '\\'])),
        Some(b'\'') => inside('\'').is_some_and(|it| !it.contains('\'')),
        Some(b'{' | b'[') => is_closed(value),
        Some(first) => first.is_ascii_alphanumeric() || matches!(first, b'_' | b'.' | b'/' | b'+'),
    }
}

/// True for a flow collection without anything that could hide its end, such as quotes and comments.
fn is_closed(value: &str) -> bool {
    let mut depth = 0_usize;
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' | b'\'' | b'#' => return false,
            _ => {}
        }
        if depth == 0 {
            return at + 1 == value.len();
        }
    }
    false
}

/// The scalar whose lines begin at `first`. `None` if its indentation is not told by its first line, or if
/// what follows is indented where nothing can be.
fn scalar(body: &str, first: usize, key_column: usize, chomping: Chomping) -> Option<Scalar> {
    let line = line_at(body, first);
    let indent = indentation(line);
    if indent <= key_column || matches!(line.as_bytes().get(indent), None | Some(b'\t')) {
        return None;
    }
    let mut text = String::new();
    let mut at = first;
    while at < body.len() {
        let line = line_at(body, at);
        let own = indentation(line);
        if own < indent && own < line.len() {
            if own > key_column {
                return None;
            }
            break;
        }
        text.push_str(&line[own.min(indent)..]);
        text.push('\n');
        at += line.len() + 1;
    }
    if chomping != Chomping::Keep {
        text.truncate(text.trim_end_matches('\n').len());
    }
    if chomping == Chomping::Clip {
        text.push('\n');
    }
    Some(Scalar { start: first + indent, gap: first + line.len() + 1..at, text })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Piece;
    use super::super::events::{parse, parse_whole};
    use super::*;
    use crate::source::SourceId;

    /// What is cut is read as it is read whole: the same tree with the same places, or the same trouble.
    fn same(text: &str) {
        let source = SourceId::from_index(0);
        let piece = Piece { start: 0, end: text.len() as u32 };
        let whole = parse_whole(source, text, piece, text);
        assert_eq!(format!("{:?}", parse(source, text, piece, text)), format!("{whole:?}"), "{text:?}");
    }

    fn left(text: &str) -> Option<String> {
        same(text);
        cut(text).map(|it| it.body)
    }

    #[test]
    fn only_the_first_line_stays() {
        let text = "---\n# c\na: {b: [1]}\nc:\n  - d: 'x'\n    s: |-\n      1: |\n\n       2 ö\n      # 3\n\n  # 4\n  - e\nz: \"y\"\n";
        let body = "---\n# c\na: {b: [1]}\nc:\n  - d: 'x'\n    s: |-\n      1: |\n  # 4\n  - e\nz: \"y\"\n";
        assert_eq!(left(text).as_deref(), Some(body));
        assert_eq!(left("a: |+\n  b\n  c\n\n\n").as_deref(), Some("a: |+\n  b\n"));
    }

    #[test]
    fn what_is_not_plain_is_read_whole() {
        for text in [
            "k: \"x\n  a: |\n    b\n    c\n  \"\n",
            "k: {a: 'x\n  b: |\n    c\n    d'}\n",
            "k: >\n  a: |\n    b\n    c\n",
            "k: |2\n   a: |\n    b\n    c\n",
            "k: &x |\n  a\n  b\n",
            "k: |\n\n  a\n  b\n",
            "k: |\n    a\n  b\n",
            "k: |\n  \ta\n  b\n",
            "k: |\n  a\n  b",
            "k: |\r\n  a\r\n  b\r\n",
            "? a: |\n    b\n    c\n",
            "\"k\": |\n  b\n  c\n",
        ] {
            assert_eq!(left(text), None, "{text:?}");
        }
    }

    fn line() -> impl Strategy<Value = String> {
        let whole = "[a-c]: \\|[-+2]?|- [a-c]: \\|[-+]?|[a-c]: (x|\"x|'x'|\\{a: b|\\[x\\]|>|&a \\||#)|[a-c]:|- x|- \\||[ \"'\\]}#ö\t-]{0,3}|\\? a|---|\\*a|x # y";
        ("( {0,7})", whole).prop_map(|(indent, line)| format!("{indent}{line}\n"))
    }

    /// Mostly right: keys with scalars under them, in maps and lists.
    fn entry() -> impl Strategy<Value = String> {
        let lines = proptest::collection::vec("( {0,3})([a-c:|#\"ö -]{0,6}|)", 1..6);
        let key = "( {0,2}|  - |- )[a-c]{1,3}";
        (key, "\\|[-+]?", 1_usize..5, lines, "([a-c]: 1\n|  # c\n|\n){0,2}").prop_map(
            |(key, header, deeper, lines, after)| {
                let column = key.len() - key.trim_start_matches([' ', '-']).len();
                let indent = " ".repeat(column + deeper);
                let lines: String = lines.iter().map(|line| format!("{indent}{line}\n")).collect();
                format!("{key}: {header}\n{lines}{after}")
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn any_lines_are_read_as_they_are_whole(lines in proptest::collection::vec(line(), 1..10)) {
            same(&lines.concat());
        }

        #[test]
        fn plain_documents_are_read_as_they_are_whole(entries in proptest::collection::vec(entry(), 1..4)) {
            same(&entries.concat());
        }
    }
}

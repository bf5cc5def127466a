//! Where each character of a decoded string stands in its file.
//!
//! The YAML library decodes scalars but does not say how. So the text is decoded again here, by the
//! rules of each style, noting the place of every piece; if the result is not the library's text, the
//! caller is told that the places are unknown.

use super::json;
use super::tree::Style;

/// Pairs of (byte in `decoded`, byte in `file`) for a scalar that begins at `start`, or `None` if it
/// cannot be told. Begins a new pair only where the two stop counting alike.
pub(super) fn segments(file: &str, start: u32, style: Style, decoded: &str) -> Option<Vec<(u32, u32)>> {
    let mut out = Decoded::default();
    let start = start as usize;
    match style {
        Style::Plain => plain(file, start, decoded.len(), &mut out),
        Style::Single => quoted(file, start, '\'', &mut out)?,
        Style::Double => quoted(file, start, '"', &mut out)?,
        Style::Json => {
            json::string(file, start, |at, c| out.push(c, at)).ok()?;
        }
        Style::Literal | Style::Folded => return block(file, start, style == Style::Folded, decoded),
    }
    (out.text == decoded).then_some(out.segments)
}

/// A text with the places of its pieces.
#[derive(Default)]
struct Decoded {
    text: String,
    segments: Vec<(u32, u32)>,
}

impl Decoded {
    fn push(&mut self, c: char, at: usize) {
        self.mark(at);
        self.text.push(c);
    }

    fn push_str(&mut self, text: &str, at: usize) {
        if !text.is_empty() {
            self.mark(at);
            self.text.push_str(text);
        }
    }

    fn mark(&mut self, at: usize) {
        let (inner, outer) = (self.text.len() as u32, at as u32);
        match self.segments.last() {
            Some(&(i, o)) if outer >= o && outer - o == inner - i => {}
            _ => self.segments.push((inner, outer)),
        }
    }

    fn truncate(&mut self, len: usize) {
        if self.text.len() > len && self.text.is_char_boundary(len) {
            self.text.truncate(len);
            self.segments.retain(|&(inner, _)| inner == 0 || (inner as usize) < len);
        }
    }
}

/// The first byte after `&anchor`, `!tag` and what stands between them and the value.
pub(super) fn skip_properties(file: &str, start: u32) -> u32 {
    let mut at = start as usize;
    loop {
        let rest = &file[at..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        if blank > 0 {
            at += blank;
        } else if rest.starts_with('#') {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("!<") {
            at += rest.find('>').map_or(rest.len(), |end| end + 1);
        } else if rest.starts_with(['&', '!']) {
            at += rest.find([' ', '\t', '\r', '\n', ',', '[', ']', '{', '}']).unwrap_or(rest.len());
        } else {
            return at as u32;
        }
    }
}

/// One past the closing quote of a quoted scalar.
pub(super) fn quoted_end(file: &str, start: u32) -> u32 {
    let bytes = file.as_bytes();
    let mut at = start as usize;
    let Some(&quote) = bytes.get(at) else { return start };
    at += 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 2,
            b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 2,
            byte if byte == quote => return at as u32 + 1,
            _ => at += 1,
        }
    }
    file.len() as u32
}

/// `end` without the white space before it.
pub(super) fn trimmed_end(file: &str, start: u32, end: u32) -> u32 {
    let text = &file[start.min(end) as usize..end as usize];
    start + text.trim_end_matches([' ', '\t', '\r', '\n']).len() as u32
}

/// The length of the line break at the start of `text`.
fn line_break(text: &str) -> usize {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

fn line_end(text: &str) -> usize {
    text.find(['\r', '\n']).unwrap_or(text.len())
}

/// Literal and folded scalars. `start` is the header of one that has an anchor or a tag, else the first
/// character after the indentation of the first line that is not blank.
///
/// How much indentation is taken off each line is not read from the header, since that would need the
/// parent's; it is what makes the decoded text come out.
fn block(file: &str, start: usize, folded: bool, decoded: &str) -> Option<Vec<(u32, u32)>> {
    let n_blank = decoded.len() - decoded.trim_start_matches('\n').len();
    if n_blank == decoded.len() {
        return None; // Nothing that anybody could point at.
    }
    let first = first_line(file, start, n_blank)?;
    let line = file[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let (shown, hidden) = indentations(&file[first..], &decoded[n_blank..], n_blank);
    let mut tried = Vec::new();
    for indent in [shown, Some(start - line), hidden].into_iter().flatten() {
        if tried.contains(&indent) {
            continue;
        }
        tried.push(indent);
        let mut out = Decoded::default();
        unindent(file, first, indent, folded, decoded, &mut out);
        if out.text == decoded {
            return Some(out.segments);
        }
    }
    None
}

/// Decodes the lines from byte `first` on, without `indent` spaces each.
fn unindent(file: &str, first: usize, indent: usize, folded: bool, decoded: &str, out: &mut Decoded) {
    let mut at = first;
    // Breaks since the last line of content: the place of each.
    let mut breaks: Vec<usize> = Vec::new();
    let (mut has_content, mut was_spaced) = (false, false);
    while at < file.len() && out.text.len() < decoded.len() {
        let line = &file[at..at + line_end(&file[at..])];
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let begin = spaces.min(indent);
        let content = &line[begin..];
        if !content.is_empty() {
            let is_spaced = content.starts_with([' ', '\t']);
            if folded && has_content && !was_spaced && !is_spaced {
                match breaks.len() {
                    0 => {}
                    1 => out.push(' ', breaks[0]),
                    _ => breaks[1..].iter().for_each(|&at| out.push('\n', at)),
                }
            } else {
                breaks.iter().for_each(|&at| out.push('\n', at));
            }
            breaks.clear();
            out.push_str(content, at + begin);
            (has_content, was_spaced) = (true, is_spaced);
        }
        at += line.len();
        breaks.push(at);
        at += line_break(&file[at..]);
        // What is left can only be the breaks at the end.
        if decoded.len() - out.text.len().min(decoded.len()) <= breaks.len() && only_breaks(decoded, out) {
            break;
        }
    }
    let n_left = decoded.len().saturating_sub(out.text.len());
    for &at in breaks.iter().take(n_left) {
        out.push('\n', at);
    }
    out.truncate(decoded.len());
}

fn only_breaks(decoded: &str, out: &Decoded) -> bool {
    let rest = decoded.get(out.text.len()..).unwrap_or_default();
    rest.bytes().all(|byte| byte == b'\n')
}

/// Where the line after a block scalar's header begins.
fn first_line(file: &str, start: usize, n_blank: usize) -> Option<usize> {
    if file[start..].starts_with(['|', '>']) && !is_line_start(file, start) {
        let end = start + line_end(&file[start..]);
        return Some(end + line_break(&file[end..]));
    }
    let mut at = file[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    for _ in 0..n_blank {
        let before = file[..at].strip_suffix('\n').unwrap_or(&file[..at]);
        let before = before.strip_suffix('\r').unwrap_or(before);
        at = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    }
    Some(at)
}

/// True if only spaces stand before `at` in its line: then it is content and no header.
fn is_line_start(file: &str, at: usize) -> bool {
    let line = file[..at].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    at > line && file[line..at].bytes().all(|byte| byte == b' ')
}

/// How many spaces may be taken off each line: those of the first line of content that are not in the
/// decoded text. The first line of content is the first with something to see, or one of spaces only.
fn indentations(lines: &str, decoded: &str, n_blank: usize) -> (Option<usize>, Option<usize>) {
    let mut rest = lines;
    let mut hidden = None;
    let kept = decoded.len() - decoded.trim_start_matches(' ').len();
    for n_line in 0.. {
        let line = &rest[..line_end(rest)];
        let content = line.trim_start_matches(' ');
        let indent = (line.len() - content.len()).checked_sub(kept);
        if n_line == n_blank {
            hidden = indent;
        }
        if !content.is_empty() {
            return (indent, hidden);
        }
        let next = line.len() + line_break(&rest[line.len()..]);
        if next == 0 {
            break;
        }
        rest = &rest[next..];
    }
    (None, hidden)
}

/// A plain scalar, until `len` bytes are decoded.
fn plain(file: &str, start: usize, len: usize, out: &mut Decoded) {
    let mut at = start;
    while out.text.len() < len && at < file.len() {
        at = match white_space(file, at, false, out) {
            Some(next) => next,
            None => {
                let rest = &file[at..];
                let run = rest.find([' ', '\t', '\r', '\n']).unwrap_or(rest.len());
                let run = rest.floor_char_boundary(run.min(len - out.text.len()));
                out.push_str(&rest[..run], at);
                // A run of nothing means that the texts differ; the caller will see.
                at + run.max(rest.chars().next().map_or(1, char::len_utf8))
            }
        };
    }
}

/// A quoted scalar, up to its closing quote.
fn quoted(file: &str, start: usize, quote: char, out: &mut Decoded) -> Option<()> {
    let mut at = start + quote.len_utf8();
    loop {
        let rest = &file[at..];
        let c = rest.chars().next()?;
        if c == quote {
            if quote == '\'' && rest[1..].starts_with('\'') {
                out.push('\'', at);
                at += 2;
                continue;
            }
            return Some(());
        }
        if c == '\\' && quote == '"' {
            let skip = line_break(&rest[1..]);
            if skip > 0 {
                at = white_space(file, at + 1, true, out)?;
                continue;
            }
            let (value, length) = escape(&rest[1..])?;
            out.push(value, at);
            at += 1 + length;
            continue;
        }
        if let Some(next) = white_space(file, at, false, out) {
            at = next;
            continue;
        }
        out.push(c, at);
        at += c.len_utf8();
    }
}

/// Blanks and line breaks: kept within a line, folded round breaks. `escaped` if a `\` took the first
/// break away. `None` if there are none.
fn white_space(file: &str, start: usize, escaped: bool, out: &mut Decoded) -> Option<usize> {
    let rest = &file[start..];
    let run = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    if run == 0 {
        return None;
    }
    let white = &rest[..run];
    let mut breaks = Vec::new();
    let mut at = 0;
    while at < white.len() {
        let length = line_break(&white[at..]);
        if length > 0 {
            breaks.push(start + at);
        }
        at += length.max(1);
    }
    match breaks.as_slice() {
        [] => out.push_str(white, start),
        [only] if !escaped => out.push(' ', *only),
        [_, more @ ..] => more.iter().for_each(|&at| out.push('\n', at)),
    }
    Some(start + run)
}

/// The character of an escape sequence and its length, the `\` left out.
fn escape(text: &str) -> Option<(char, usize)> {
    let c = text.chars().next()?;
    let simple = match c {
        '0' => '\0',
        'a' => '\x07',
        'b' => '\x08',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\x0b',
        'f' => '\x0c',
        'r' => '\r',
        'e' => '\x1b',
        ' ' | '"' | '/' | '\\' => c,
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        'x' | 'u' | 'U' => {
            let length = match c {
                'x' => 2,
                'u' => 4,
                _ => 8,
            };
            let value = u32::from_str_radix(text.get(1..=length)?, 16).ok()?;
            return Some((char::from_u32(value)?, 1 + length));
        }
        _ => return None,
    };
    Some((simple, c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Language, Piece, parse};
    use crate::source::{SourceId, Sources, Span};

    /// Reads `text`, and gives the decoded `key` and where each of its characters stands.
    fn places(text: &str, key: &str) -> (String, Vec<(char, usize)>) {
        let mut sources = Sources::default();
        let source: SourceId = sources.add("a.yaml", text);
        let piece = Piece { start: 0, end: text.len() as u32 };
        let tree = parse(source, text, piece, Language::Either).expect("reads");
        let value = tree.root().get(key).expect("is there");
        let decoded = value.text().expect("is text").to_owned();
        let embedding = value.embedding(text.into(), decoded.as_str().into())();
        assert!(embedding.segments.is_sorted(), "{:?}", embedding.segments);
        let inner = sources.embed(decoded.as_str(), embedding);
        let at = |(at, c): (usize, char)| {
            (c, sources.locate(Span::new(inner, at as u32, (at + c.len_utf8()) as u32)).start as usize)
        };
        (decoded.clone(), decoded.char_indices().map(at).collect())
    }

    /// Every character that stands in the file as itself is found there; white space may be a fold.
    fn check(text: &str, key: &str, expected: &str) {
        let (decoded, places) = places(text, key);
        assert_eq!(decoded, expected, "{text:?}");
        // Of line breaks alone only the beginning is known.
        let places = if expected.trim_start_matches('\n').is_empty() { Vec::new() } else { places };
        for (c, at) in places {
            let there = text[at..].chars().next();
            let same = match c {
                '\n' => matches!(there, Some('\n' | '\r' | '\\') | None),
                ' ' => matches!(there, Some(' ' | '\n' | '\r' | '\\')),
                c => there == Some(c) || there == Some('\\') || (c == '\'' && there == Some('\'')),
            };
            assert!(same, "{c:?} is not at {at} of {text:?}, there is {there:?}");
        }
    }

    #[test]
    fn every_style_maps_each_character() {
        check("k: |\n  a\n\n   b\t\n", "k", "a\n\n b\t\n");
        check("k: |-\r\n  a\r\n  b\r\n", "k", "a\nb");
        check("k: |+ # c\n  a\n\n\n", "k", "a\n\n\n");
        check("k: |2-\n    a\n   b\n", "k", "  a\n b");
        check("k: &x |\n  a\n  b\n", "k", "a\nb\n");
        check("k: &x !!str |4\n      a\n    b\n", "k", "  a\nb\n");
        check("k: |\n\n\n  a\n", "k", "\n\na\n");
        check("k: |\n  a", "k", "a");
        check("k: >\n  a\n  b", "k", "a b");
        check("o:\n  k: 1\nk: |\n  | a\n  > b\n", "k", "| a\n> b\n");
        check("k: >\n  a\n  b\n\n  c\n    d\n    e\n  f\n\n", "k", "a b\nc\n  d\n  e\nf\n");
        check("k: >-\n\n  a\n\n\n  b", "k", "\na\n\nb");
        check("k: a b\n  c\n\n  d # e\n", "k", "a b c\nd");
        check("k: 'it''s\n  ö  x\n\n  y'\n", "k", "it's ö  x\ny");
        check("k: \"a\\tb\\u00e9\\x41 \\\n  c \\\"\n  d\\\\\"  # x\n", "k", "a\tb\u{e9}A c \" d\\");
        check("{\"k\": \"a\\ud83d\\ude00b\\/\\n\"}", "k", "a😀b/\n");
        check("a: &s |\n  x\n  y\nk: *s\n", "k", "x\ny\n");
        check("# ö\nk: |\n  ö x\n  ü\n", "k", "ö x\nü\n");
        check("k: \"\"\n", "k", "");
    }

    #[test]
    fn the_place_of_an_alias_is_its_anchor() {
        let text = "a: &s |\n  x\nk: *s\n";
        assert_eq!(places(text, "k").1[0], ('x', text.find('x').unwrap()));
    }

    fn words() -> impl Strategy<Value = String> {
        proptest::collection::vec("[a-zö😀(){}.;=]{1,5}|[ ]{1,3}|\t", 0..6).prop_map(|it| it.concat())
    }

    fn line_break() -> impl Strategy<Value = &'static str> {
        prop_oneof![Just("\n"), Just("\r\n")]
    }

    proptest! {
        #[test]
        fn literal_scalars(lines in proptest::collection::vec(words(), 1..8), indent in 1_usize..5,
            nl in line_break(), chomp in prop_oneof![Just(""), Just("-"), Just("+")], anchor in any::<bool>()) {
            let margin = " ".repeat(indent);
            let body: Vec<String> = lines.iter().map(|line| format!("{margin}{line}{nl}")).collect();
            let anchor = if anchor { "&x " } else { "" };
            let text = format!("# ö{nl}k: {anchor}|{indent}{chomp}{nl}{}z: 1{nl}", body.concat());
            let mut whole = lines.join("\n");
            match chomp {
                "+" => whole.push('\n'),
                "-" => whole.truncate(whole.trim_end_matches('\n').len()),
                _ => {
                    whole.truncate(whole.trim_end_matches('\n').len());
                    if !whole.is_empty() { whole.push('\n') }
                }
            }
            check(&text, "k", &whole);
        }

        #[test]
        fn folded_scalars(lines in proptest::collection::vec(words(), 1..8), indent in 1_usize..5, nl in line_break()) {
            let margin = " ".repeat(indent);
            let body: Vec<String> = lines.iter().map(|line| format!("{margin}{line}{nl}")).collect();
            let text = format!("k: >{indent}{nl}{}z: 1{nl}", body.concat());
            let (decoded, _) = places(&text, "k");
            check(&text, "k", &decoded);
        }

        #[test]
        fn quoted_scalars(value in "[a-zö😀 \"'\\\\\t\n]{0,30}", folded in any::<bool>()) {
            let text = format!("k: {}\n", serde_json::to_string(&value).unwrap());
            check(&text, "k", &value);
            let yaml = format!("z: 1\n{text}");
            check(&yaml, "k", &value);
            let inner = value.replace('\'', "''").replace('\n', if folded { "\n  " } else { " " });
            let single = format!("k: '{inner}'\n");
            let (decoded, _) = places(&single, "k");
            check(&single, "k", &decoded);
        }

        #[test]
        fn plain_scalars(lines in proptest::collection::vec("x[a-zö😀]{1,4}( [a-z]{1,3}){0,2}", 1..5), nl in line_break()) {
            let text = format!("k: {}{nl}", lines.join(&format!("  {nl}  ")));
            check(&text, "k", &lines.join(" "));
        }
    }
}

//! Cuts a file into its documents before anything is parsed.

/// A range of bytes of a file that holds one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// What may stand before a document without being one.
pub(super) const BLANK: [char; 5] = [' ', '\t', '\r', '\n', '\u{feff}'];

/// The documents of a file. A `---` or `...` at the start of a line ends a document wherever it stands
/// (YAML forbids it inside quoted strings), so cutting there needs no parser. Pieces without content,
/// such as the comment before the first `---`, are left out.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut start = at;
    // Directives belong to the document after them, so they do not end at its `---`; the second `---` does.
    let (mut has_marker, mut has_content) = (false, false);
    let mut keep = |start: usize, end: usize, has_content: bool| {
        if has_content {
            found.push(Piece { start: start as u32, end: end as u32 });
        }
    };
    while at < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length + 1);
        let line = &text[at..end];
        if is_marker(line, "---") {
            if has_marker || has_content {
                keep(start, at, has_content);
                start = at;
            }
            has_marker = true;
            has_content = holds_content(&line[3..]);
        } else if is_marker(line, "...") {
            keep(start, at, has_content);
            (start, has_marker, has_content) = (end, false, false);
        } else if !has_content {
            has_content = !line.starts_with('%') && holds_content(line);
        }
        at = end;
    }
    keep(start, text.len(), has_content);
    found
}

fn is_marker(line: &str, marker: &str) -> bool {
    let rest = line.strip_prefix(marker);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

fn holds_content(line: &str) -> bool {
    let line = line.trim_matches(BLANK);
    !line.is_empty() && !line.starts_with('#')
}

/// The value of the one `kind:` that stands at the start of a line: enough to pass over a document without
/// parsing it. `None` if that cannot be told.
pub(crate) fn quick_kind(text: &str, piece: Piece) -> Option<&str> {
    let mut found = None;
    let body = &text[piece.start as usize..piece.end as usize];
    for at in memchr::memmem::find_iter(body.as_bytes(), "kind:") {
        if at > 0 && body.as_bytes()[at - 1] != b'\n' {
            continue;
        }
        let value = body[at + "kind:".len()..].lines().next().unwrap_or_default();
        let value = value.split(" #").next().unwrap_or(value);
        let name = value.trim();
        let name = name.trim_matches(['"', '\'']);
        let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if found.is_some() || !plain {
            return None;
        }
        found = Some(name);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        pieces(text).into_iter().map(|piece| &text[piece.start as usize..piece.end as usize]).collect()
    }

    #[test]
    fn documents_end_at_their_markers() {
        assert_eq!(texts("a: 1\n---\nb: 2\n"), ["a: 1\n", "---\nb: 2\n"]);
        assert_eq!(texts("a: 1\n...\n# c\n---\nb: 2\n"), ["a: 1\n", "# c\n---\nb: 2\n"]);
        assert_eq!(texts("--- {a: 1}\r\n---\r\n"), ["--- {a: 1}\r\n"]);
        assert_eq!(texts("# c\n---\n# d\n\n---\nb\n"), ["---\nb\n"]);
        assert_eq!(texts("%YAML 1.2\n---\na\n"), ["%YAML 1.2\n---\na\n"]);
        assert_eq!(texts("a: |\n  ---\n  b\n----\n"), ["a: |\n  ---\n  b\n----\n"]);
        assert_eq!(texts("\u{feff}a"), ["a"]);
        assert_eq!(texts("\n \n"), [""; 0]);
    }

    #[test]
    fn a_kind_is_known_only_where_it_is_plain() {
        let kind = |text: &'static str| quick_kind(text, Piece { start: 0, end: text.len() as u32 });
        assert_eq!(kind("kind: ConfigMap\ndata:\n  kind: Plugin\n"), Some("ConfigMap"));
        assert_eq!(kind("apiVersion: v1\nkind: \"Plugin\" # x\n"), Some("Plugin"));
        assert_eq!(kind("kind: A\nkind: B\n"), None);
        assert_eq!(kind("kind: {{ .x }}\n"), None);
    }
}

//! What stands between tokens.

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

//! Where words, operators and what may be regexes end, and which words nest: for the scan before the parser.

/// The bytes that words and numbers are made of.
pub(super) static PART: [bool; 256] = {
    let mut part = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let it = byte as u8;
        part[byte] = it.is_ascii_alphanumeric() || matches!(it, b'_' | b'$' | b'\\' | b'#' | b'@' | 0x80..);
        byte += 1;
    }
    part
};

/// How long the operator is that `rest` begins with.
pub(super) fn operator_length(rest: &[u8]) -> usize {
    let byte = |at: usize| rest.get(at).copied().unwrap_or(0);
    match (byte(0), byte(1), byte(2)) {
        (b'>', b'>', b'>') if byte(3) == b'=' => 4,
        (b'>', b'>', b'>' | b'=') | (b'.', b'.', b'.') | (b'=' | b'!', b'=', b'=') => 3,
        (b'*', b'*', b'=') | (b'<', b'<', b'=') | (b'&', b'&', b'=') | (b'|', b'|', b'=') => 3,
        (b'?', b'?', b'=') => 3,
        (b'=', b'>' | b'=', _) | (b'?', b'.' | b'?', _) => 2,
        (b'!' | b'<' | b'>' | b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^', b'=', _) => 2,
        (first @ (b'&' | b'|' | b'<' | b'>' | b'+' | b'-' | b'*'), second, _) if first == second => 2,
        _ => 1,
    }
}

/// What would be a regex, up to its end or that of its line.
pub(super) fn regex(rest: &[u8]) -> &[u8] {
    let mut at = 1;
    let mut class = false;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\n' => break,
            b'\\' => at += 1,
            b'[' => class = true,
            b']' => class = false,
            b'/' if !class => break,
            _ => {}
        }
        at += 1;
    }
    &rest[..at.min(rest.len())]
}

/// Words that want something behind them, which nests.
pub(super) fn prefix_word(word: &[u8]) -> bool {
    // Most names are too long, or begin otherwise.
    let likely = word.len() <= 10 && word.first().is_some_and(u8::is_ascii_lowercase);
    likely
        && matches!(
            word,
            b"as"
                | b"async"
                | b"await"
                | b"case"
                | b"catch"
                | b"class"
                | b"const"
                | b"default"
                | b"delete"
                | b"do"
                | b"else"
                | b"export"
                | b"extends"
                | b"finally"
                | b"for"
                | b"from"
                | b"function"
                | b"get"
                | b"if"
                | b"import"
                | b"in"
                | b"instanceof"
                | b"let"
                | b"new"
                | b"of"
                | b"return"
                | b"set"
                | b"static"
                | b"switch"
                | b"throw"
                | b"try"
                | b"typeof"
                | b"using"
                | b"var"
                | b"void"
                | b"while"
                | b"with"
                | b"yield"
        )
}

/// Words that begin a statement: behind an operand, everything before is done.
pub(super) fn statement_word(word: &[u8]) -> bool {
    matches!(
        word,
        b"case"
            | b"class"
            | b"const"
            | b"default"
            | b"do"
            | b"export"
            | b"for"
            | b"function"
            | b"if"
            | b"import"
            | b"let"
            | b"return"
            | b"switch"
            | b"throw"
            | b"try"
            | b"var"
            | b"while"
            | b"with"
    )
}

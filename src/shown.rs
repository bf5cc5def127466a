//! What may be shown to people, wherever a text comes from: nothing that a terminal would obey, or that
//! changes the direction of what stands around it.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// `n` things: `1 error`, `2 errors`, `1,000 scripts`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let plural = if n == 1 { "" } else { "s" };
    format!("{grouped} {noun}{plural}")
}

/// What a terminal may be sent for `c`: itself, or something harmless to look at.
///
/// Control characters become the pictures that Unicode has for them; what changes the direction of
/// text, or cannot be seen, becomes a replacement character.
pub(crate) fn visible(c: char) -> char {
    match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        c => c,
    }
}

/// `text` for a terminal, on one line.
pub(crate) fn line(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// `text` for a terminal, with its line breaks.
pub(crate) fn lines(text: &str) -> String {
    text.chars().map(|c| if c == '\n' { c } else { visible(c) }).collect()
}

/// At most `max` characters of `text`, with a word on how many more there are.
pub(crate) fn cut(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        None => text.to_owned(),
        Some((end, _)) => {
            let n_more = text[end..].chars().count();
            format!("{}… ({} more)", &text[..end], count(n_more, "character"))
        }
    }
}

/// Words on lines of at most `room` columns; a word that is wider than that is cut. At least one line.
pub(crate) fn fill(words: impl IntoIterator<Item = String>, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut column = 0;
    for word in words.into_iter().flat_map(|it| parts(&it, room)) {
        let width = word.width();
        let is_first = lines.len() == 1 && lines[0].is_empty();
        if !is_first && column + 1 + width > room {
            lines.push(String::new());
            column = 0;
        } else if !is_first {
            lines.last_mut().into_iter().for_each(|it| it.push(' '));
            column += 1;
        }
        column += width;
        lines.last_mut().into_iter().for_each(|it| it.push_str(&word));
    }
    lines
}

/// A word, cut where it is wider than `room`.
fn parts(word: &str, room: usize) -> Vec<String> {
    if word.width() <= room {
        return vec![word.to_owned()];
    }
    let mut parts = vec![String::new()];
    let mut column = 0;
    for c in word.chars() {
        let width = c.width().unwrap_or(0);
        if column + width > room {
            parts.push(String::new());
            column = 0;
        }
        column += width;
        parts.last_mut().into_iter().for_each(|it| it.push(c));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_and_plural() {
        assert_eq!(count(0, "script"), "0 scripts");
        assert_eq!(count(1, "script"), "1 script");
        assert_eq!(count(1_234_567, "script"), "1,234,567 scripts");
    }

    #[test]
    fn words_stand_on_lines_that_hold() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(fill(words("aa bb cc"), 5), ["aa bb", "cc"]);
        assert_eq!(fill(words("漢字漢字 a"), 5), ["漢字", "漢字", "a"]);
        assert_eq!(fill([], 5), [""]);
    }

    #[test]
    fn escape_sequences_never_reach_the_terminal() {
        assert_eq!(line("a\u{1b}[31mb\u{9b}c\nd\u{202e}e"), "a␛[31mb\u{fffd}c␊d\u{fffd}e");
        assert_eq!(lines("a\nb\r"), "a\nb␍");
    }
}

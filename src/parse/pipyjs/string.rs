//! Strings as Pipy decodes them.

use std::borrow::Cow;

/// The text of a string or of a piece of template text; `None` where Pipy finds it invalid.
///
/// `quote` is the mark around it; Pipy puts backquotes round a piece of template text before it decodes it.
pub(crate) fn decode(inside: &str, quote: u8) -> Option<Cow<'_, str>> {
    if !inside.contains('\\') {
        return Some(Cow::Borrowed(inside));
    }
    let mut reader = Reader { inside, quote, at: 0 };
    let mut units = Vec::with_capacity(inside.len());
    while reader.at < inside.len() && reader.get() != u32::from(quote) {
        let current = reader.take();
        let value = if current == u32::from(b'\\') { reader.escape()? } else { current };
        let mut buffer = [0; 2];
        match char::from_u32(value) {
            Some(character) => units.extend_from_slice(character.encode_utf16(&mut buffer)),
            None => units.push(value as u16),
        }
    }
    Some(char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// Reads characters. Never steps past the last byte, which is the closing mark: so an escaped closing
/// mark is put, and then seen again as the end.
struct Reader<'a> {
    inside: &'a str,
    quote: u8,
    at: usize,
}

impl Reader<'_> {
    fn get(&self) -> u32 {
        self.inside[self.at..].chars().next().map_or(u32::from(self.quote), u32::from)
    }

    fn step(&mut self) {
        self.at += self.inside[self.at..].chars().next().map_or(0, char::len_utf8);
    }

    fn take(&mut self) -> u32 {
        let current = self.get();
        self.step();
        current
    }

    fn hex(&self) -> Option<u32> {
        char::from_u32(self.get())?.to_digit(16)
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Option<u32> {
        let kind = self.get();
        Some(match char::from_u32(kind).unwrap_or(' ') {
            'b' => self.plain(8),
            'f' => self.plain(12),
            'n' => self.plain(10),
            'r' => self.plain(13),
            't' => self.plain(9),
            'v' => self.plain(11),
            'x' => self.digits(2)?,
            'u' => {
                self.step();
                if self.get() != u32::from(b'{') {
                    self.step_back_to_letter();
                    return self.digits(4);
                }
                self.step();
                // The reader of code points does not move on: only `\u{}` gets through, as a NUL, and
                // its bracket stays.
                if self.get() != u32::from(b'}') {
                    return None;
                }
                0
            }
            '0'..='7' => {
                let mut value = 0;
                for _ in 0..3 {
                    match char::from_u32(self.get()).and_then(|it| it.to_digit(8)) {
                        Some(digit) if value * 8 + digit <= 0o377 => value = value * 8 + digit,
                        _ => break,
                    }
                    self.step();
                }
                value
            }
            _ => self.plain(kind),
        })
    }

    fn plain(&mut self, value: u32) -> u32 {
        self.step();
        value
    }

    fn step_back_to_letter(&mut self) {
        self.at -= 1;
    }

    /// `count` hexadecimal digits behind a letter.
    fn digits(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            self.step();
            value = value * 16 + self.hex()?;
        }
        self.step();
        Some(value)
    }
}

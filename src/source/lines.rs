//! Lines and columns of a text. Only reports need them, so they are worked out on demand.

/// How many bytes lie between two counts of characters. Chosen by feeling: a column costs at most
/// this many steps, also in a script that was minified to one line of a megabyte.
const STRIDE: usize = 1024;

/// The starts of a text's lines. Only `\n` ends a line; a `\r` before it belongs to the line.
#[derive(Debug, Clone)]
pub struct Lines {
    starts: Vec<u32>,
    /// Characters that begin before byte `STRIDE`, `2 * STRIDE`, and so on.
    counts: Vec<u32>,
}

impl Lines {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let starts = breaks.map(|(at, _)| at as u32 + 1);
        let mut counts = Vec::with_capacity(text.len() / STRIDE);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            count += characters(chunk);
            counts.push(count);
        }
        Lines { starts: std::iter::once(0).chain(starts).collect(), counts }
    }

    /// The line that holds byte `offset`, counted from zero.
    pub fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// The byte at which line `line` (from zero) begins; past the last line, `None`.
    pub fn start(&self, line: usize) -> Option<u32> {
        self.starts.get(line).copied()
    }

    /// How many lines there are; a text that ends in a line break has an empty last one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// How many characters of `text`, whose lines these are, begin before byte `offset`.
    pub fn characters_before(&self, text: &str, offset: usize) -> u32 {
        let whole = offset / STRIDE;
        let counted = whole.checked_sub(1).and_then(|at| self.counts.get(at)).copied().unwrap_or(0);
        counted + characters(&text.as_bytes()[whole * STRIDE..offset])
    }
}

/// How many characters begin in `bytes`.
fn characters(bytes: &[u8]) -> u32 {
    let continues = |byte: u8| byte & 0b1100_0000 == 0b1000_0000;
    bytes.iter().filter(|&&byte| !continues(byte)).count() as u32
}

/// A place as people and editors count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1, in characters (Unicode scalar values).
    pub column: u32,
    /// Counted from 1, in bytes of UTF-8.
    pub byte_column: u32,
}

impl LineColumn {
    /// The place of byte `offset` in `text`. An offset past the end, or inside a character, is
    /// moved back to the nearest boundary.
    pub fn of(text: &str, lines: &Lines, offset: u32) -> Self {
        let offset = text.floor_char_boundary((offset as usize).min(text.len()));
        let line = lines.line(offset as u32);
        let start = lines.start(line).map_or(0, |start| start as usize);
        let column = lines.characters_before(text, offset) - lines.characters_before(text, start);
        LineColumn { line: line as u32 + 1, column: column + 1, byte_column: (offset - start) as u32 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_also_far_into_a_long_line() {
        let text = format!("é\n{}", "ü€x".repeat(5_000));
        let lines = Lines::new(&text);
        for (offset, _) in text.char_indices() {
            let found = LineColumn::of(&text, &lines, offset as u32);
            let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
            // Counting every line anew is what the table saves, so only every so often.
            if offset % 97 == 0 {
                assert_eq!(found.column as usize, text[start..offset].chars().count() + 1);
            }
            assert_eq!(found.byte_column as usize, offset - start + 1);
        }
    }

    #[test]
    fn an_offset_inside_a_character_moves_back() {
        let lines = Lines::new("aé");
        assert_eq!(LineColumn::of("aé", &lines, 2), LineColumn::of("aé", &lines, 1));
        assert_eq!(LineColumn::of("aé", &lines, 99).column, 3);
    }
}

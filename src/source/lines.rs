//! Lines and columns of a text. Only reports need them, so they are worked out on demand.

/// The starts of a text's lines. Only `\n` ends a line; a `\r` before it belongs to the line.
#[derive(Debug, Clone)]
pub struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let starts = breaks.map(|(at, _)| at as u32 + 1);
        Lines { starts: std::iter::once(0).chain(starts).collect() }
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
        let before = &text[start..offset];
        LineColumn {
            line: line as u32 + 1,
            column: before.chars().count() as u32 + 1,
            byte_column: before.len() as u32 + 1,
        }
    }
}

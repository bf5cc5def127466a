//! A page of plain text for a terminal: titles, and words broken at the width.

use std::io::{self, Write};
use std::ops::Range;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{Style, fill, line, visible};
use crate::bundle::Origin;

/// Each but the last with a comma behind it.
pub(super) fn comma_separated(items: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut items: Vec<String> = items.into_iter().collect();
    if let Some((_, most)) = items.split_last_mut() {
        most.iter_mut().for_each(|it| it.push(','));
    }
    items
}

/// How a text stands out, where there are colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    /// Not at all.
    Plain,
    /// A title.
    Bold,
    /// Something less loud.
    Dim,
    /// Something new.
    Green,
    /// Something gone.
    Red,
    /// Something that is another.
    Yellow,
    /// Something custom.
    Cyan,
}

impl Paint {
    fn code(self) -> &'static str {
        match self {
            Paint::Plain => "0",
            Paint::Bold => "1",
            Paint::Dim => "2",
            Paint::Green => "32",
            Paint::Red => "31",
            Paint::Yellow => "33",
            Paint::Cyan => "36",
        }
    }
}

/// So many columns words need at least,
const ROOM: usize = 20;

/// or else stand so far to the right below what they belong to.
const INDENT: usize = 8;

/// Columns of a tab in code.
const TAB: usize = 4;

/// So much of one line of code is shown; lines of minified scripts are longer than anybody reads.
const MAX_COLUMNS: usize = 1_000;

/// One character of code as a terminal shows it.
#[derive(Clone, Copy)]
struct Cell {
    c: char,
    highlighted: bool,
}

/// A page of plain text, broken between words. What comes from the bundle passes through [`line()`].
pub(super) struct Page<'a> {
    out: &'a mut dyn Write,
    pub(super) style: Style,
}

impl<'a> Page<'a> {
    pub(super) fn new(out: &'a mut dyn Write, style: Style) -> Self {
        Page { out, style }
    }

    /// Where it is written to.
    pub(super) fn out(&mut self) -> &mut dyn Write {
        self.out
    }

    /// The words of a text in one color.
    pub(super) fn painted_words(&mut self, first: &str, text: &str, paint: Paint) -> io::Result<()> {
        let mut lines = Vec::new();
        let mut inner = Page::new(&mut lines, Style { color: false, ..self.style });
        inner.words(first, text.split(' ').map(str::to_owned))?;
        for line in String::from_utf8_lossy(&lines).lines() {
            self.raw(&self.painted(line, paint))?;
        }
        Ok(())
    }

    /// One line that stands as it is.
    pub(super) fn raw(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", text.trim_end())
    }

    /// One line.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        self.raw(&line(text))
    }

    /// A title, with something less loud behind it.
    pub(super) fn title(&mut self, title: &str, rest: &str) -> io::Result<()> {
        let (title, rest) = (line(title), line(rest));
        let title = self.painted(&title, Paint::Bold);
        self.raw(&format!("{title} {rest}"))
    }

    /// A title with space above it.
    pub(super) fn section(&mut self, title: &str, rest: &str) -> io::Result<()> {
        writeln!(self.out)?;
        self.title(title, rest)
    }

    /// A title with words behind it.
    pub(super) fn heading(&mut self, title: &str, words: impl IntoIterator<Item = String>) -> io::Result<()> {
        let title = line(title);
        let first = format!("{} ", self.painted(&title, Paint::Bold));
        self.words_after(&first, title.width() + 1, words)
    }

    /// A title with what it is of behind it, and space above it.
    pub(super) fn section_of(&mut self, title: &str, of: impl IntoIterator<Item = String>) -> io::Result<()> {
        writeln!(self.out)?;
        self.heading(title, of)
    }

    /// Custom modules stand out.
    pub(super) fn colored(&self, text: &str, origin: Origin) -> String {
        match origin {
            Origin::Custom => self.painted(text, Paint::Cyan),
            Origin::BuiltIn => text.to_owned(),
        }
    }

    /// `text` in a color, if there are any. It is not made harmless here.
    pub(super) fn painted(&self, text: &str, paint: Paint) -> String {
        match self.style.color && paint != Paint::Plain {
            true => format!("\u{1b}[{}m{text}\u{1b}[0m", paint.code()),
            false => text.to_owned(),
        }
    }

    /// A named list, if there is anything in it.
    pub(super) fn listed(&mut self, name: &str, items: impl Iterator<Item = String>) -> io::Result<()> {
        match comma_separated(items) {
            items if items.is_empty() => Ok(()),
            items => self.words(&format!("    {name:8}  "), items),
        }
    }

    /// Words behind `first`; the lines that follow begin where the first word did.
    pub(super) fn words(&mut self, first: &str, words: impl IntoIterator<Item = String>) -> io::Result<()> {
        let first = line(first);
        self.words_after(&first, first.width(), words)
    }

    /// The same where `first` has colors, so that its width must be said.
    pub(super) fn words_after(
        &mut self,
        first: &str,
        indent: usize,
        words: impl IntoIterator<Item = String>,
    ) -> io::Result<()> {
        let words = words.into_iter().map(|it| line(&it));
        // Where too little room is left behind it, the words stand below.
        let below = indent + ROOM > self.style.width && indent > INDENT;
        let indent = if below { INDENT } else { indent };
        let mut begin = first.to_owned();
        if below {
            self.raw(&begin)?;
            begin = " ".repeat(indent);
        }
        for text in fill(words, self.style.width.saturating_sub(indent).max(ROOM)) {
            self.raw(&format!("{begin}{text}"))?;
            begin = " ".repeat(indent);
        }
        Ok(())
    }

    /// A line of code behind `first`, broken at the width wherever it comes to it; `highlights` are
    /// bytes of `text`. Without colors they are underlined.
    pub(super) fn code(
        &mut self,
        first: &str,
        text: &str,
        highlights: &[Range<usize>],
        paint: Paint,
    ) -> io::Result<()> {
        let indent = first.width();
        let room = self.style.width.saturating_sub(indent).max(20);
        let (cells, n_before, n_after) = cells(text, highlights);
        let mut rows: Vec<Vec<Cell>> = vec![Vec::new()];
        let mut column = 0;
        for cell in cells {
            let width = cell.c.width().unwrap_or(0);
            if column + width > room {
                rows.push(Vec::new());
                column = 0;
            }
            column += width;
            rows.last_mut().into_iter().for_each(|it| it.push(cell));
        }
        if n_before > 0 {
            self.raw(&self.painted(&format!("{first}… {n_before} characters before"), Paint::Dim))?;
        }
        for (at, row) in rows.iter().enumerate() {
            let begin = if at == 0 && n_before == 0 { first.to_owned() } else { " ".repeat(indent) };
            self.row(&begin, row, paint)?;
        }
        if n_after > 0 {
            let text = format!("{:indent$}… {n_after} characters more", "");
            self.raw(&self.painted(&text, Paint::Dim))?;
        }
        Ok(())
    }

    fn row(&mut self, begin: &str, row: &[Cell], paint: Paint) -> io::Result<()> {
        if !self.style.color {
            let text: String = row.iter().map(|it| it.c).collect();
            self.raw(&format!("{begin}{text}"))?;
            if row.iter().any(|it| it.highlighted) {
                let mark =
                    |it: &Cell| if it.highlighted { "~" } else { " " }.repeat(it.c.width().unwrap_or(0));
                let marks: String = row.iter().map(mark).collect();
                self.raw(&format!("{:1$}{marks}", "", begin.width()))?;
            }
            return Ok(());
        }
        let mut text = format!("\u{1b}[{}m{begin}", paint.code());
        for run in row.chunk_by(|a, b| a.highlighted == b.highlighted) {
            let inner: String = run.iter().map(|it| it.c).collect();
            match run.first().is_some_and(|it| it.highlighted) {
                true => text += &format!("\u{1b}[7m{inner}\u{1b}[27m"),
                false => text += &inner,
            }
        }
        self.raw(&format!("{text}\u{1b}[0m"))
    }
}

/// The cells of a line of code, and how many characters before and behind them are left out.
fn cells(text: &str, highlights: &[Range<usize>]) -> (Vec<Cell>, usize, usize) {
    let mut cells = Vec::new();
    for (at, c) in text.char_indices() {
        let highlighted = highlights.iter().any(|it| it.contains(&at));
        match c {
            '\t' => cells.extend([Cell { c: ' ', highlighted }; TAB]),
            c => cells.push(Cell { c: visible(c), highlighted }),
        }
    }
    if cells.len() <= MAX_COLUMNS {
        return (cells, 0, 0);
    }
    // What differs should be among what is shown.
    let first = cells.iter().position(|it| it.highlighted).unwrap_or(0);
    let start = first.saturating_sub(MAX_COLUMNS / 4);
    let end = (start + MAX_COLUMNS).min(cells.len());
    let n_after = cells.len() - end;
    (cells[start..end].to_vec(), start, n_after)
}

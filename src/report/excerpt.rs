//! The few lines of a source that a person needs to see.
//!
//! The renderer works on the whole text it is given, so it is given little: the lines that are marked
//! and those between, long ones cut around the marks, and nothing that a terminal would obey.

use std::ops::Range;

use super::visible;
use crate::source::{LineColumn, Source, Span};

/// A line of more bytes is cut. Chosen by feeling: more than any terminal shows.
const LONG: usize = 800;
/// What stays before the first mark of a line that is cut.
const LEAD: usize = 120;
/// A mark over more lines than this is shortened to its first.
const TALL: usize = 8;
/// Marks further apart than this many lines are shown apart.
const APART: usize = 12;

/// Lines in a row, ready to be shown.
pub(super) struct Block {
    /// The lines, without control characters.
    pub(super) text: String,
    /// Number of the first line, from 1.
    pub(super) first_line: usize,
    /// For each mark in the block: its range in `text`, and its index among the marks given.
    pub(super) marks: Vec<(Range<usize>, usize)>,
    /// The place of the first mark of the block in the list given.
    pub(super) place: LineColumn,
    /// True if the block's columns are not the file's.
    pub(super) shifted: bool,
}

struct Tall {
    index: usize,
    start: usize,
    end: usize,
    first: usize,
    last: usize,
}

/// Cuts the blocks that show `marks` (located, all in `source`) out of it, in order of lines.
pub(super) fn blocks(source: &Source, marks: &[Span]) -> Vec<Block> {
    let mut talls: Vec<Tall> = marks.iter().enumerate().map(|(at, &mark)| tall(source, at, mark)).collect();
    talls.sort_by_key(|it| (it.first, it.index));
    let mut blocks = Vec::new();
    let mut rest = talls.as_slice();
    while let Some(head) = rest.first() {
        let mut last = head.last;
        let mut n = 1;
        while let Some(next) = rest.get(n).filter(|it| it.first <= last + APART) {
            last = last.max(next.last);
            n += 1;
        }
        let (these, others) = rest.split_at(n);
        blocks.push(block(source, these, head.first, last));
        rest = others;
    }
    blocks
}

fn tall(source: &Source, index: usize, mark: Span) -> Tall {
    let (text, lines) = (source.text(), source.lines());
    let start = text.floor_char_boundary((mark.start as usize).min(text.len()));
    let end = text.ceil_char_boundary((mark.end as usize).min(text.len())).max(start);
    let first = lines.line(start as u32);
    let last = lines.line(if end > start { end as u32 - 1 } else { end as u32 });
    if last - first < TALL {
        return Tall { index, start, end, first, last };
    }
    Tall { index, start, end: line_range(source, first).end.max(start), first, last: first }
}

/// The bytes of a line, without its break.
fn line_range(source: &Source, line: usize) -> Range<usize> {
    let (text, lines) = (source.text(), source.lines());
    let start = lines.start(line).map_or(text.len(), |start| start as usize);
    let end = lines.start(line + 1).map_or(text.len(), |next| next as usize - 1);
    let end = if text[start..end].ends_with('\r') { end - 1 } else { end };
    start..end
}

fn block(source: &Source, talls: &[Tall], first: usize, last: usize) -> Block {
    let mut text = String::new();
    // Pairs of (byte in the source, byte in `text`), ascending: one for each character shown.
    let mut map: Vec<(usize, usize)> = Vec::new();
    let mut shifted = false;
    for line in first..=last {
        let range = line_range(source, line);
        let shown = cut(source.text(), &range, talls);
        shifted |= shown != range;
        if shown.start > range.start {
            text.push('…');
        }
        for (at, c) in source.text()[shown.clone()].char_indices() {
            map.push((shown.start + at, text.len()));
            // A tab is widened by the renderer; a byte order mark has no width and no use.
            match c {
                '\t' => text.push('\t'),
                '\u{feff}' if shown.start + at == 0 => shifted = true,
                c => text.push(visible(c)),
            }
        }
        map.push((shown.end, text.len()));
        if shown.end < range.end {
            text.push('…');
        }
        if line < last {
            text.push('\n');
        }
    }
    let shown = |offset: usize| match map.partition_point(|&(from, _)| from <= offset) {
        0 => 0,
        after => map[after - 1].1,
    };
    let marks = talls.iter().map(|it| (shown(it.start)..shown(it.end), it.index)).collect();
    let head = talls.iter().min_by_key(|it| it.index).map_or(0, |it| it.start);
    let place = LineColumn::of(source.text(), source.lines(), head as u32);
    Block { text, first_line: first + 1, marks, place, shifted }
}

/// The part of a line that is shown.
fn cut(text: &str, line: &Range<usize>, talls: &[Tall]) -> Range<usize> {
    if line.len() <= LONG {
        return line.clone();
    }
    let here = talls.iter().map(|it| it.start).filter(|start| line.contains(start));
    let from = here.min().unwrap_or(line.start).saturating_sub(LEAD).max(line.start);
    let start = text.floor_char_boundary(from);
    start..text.floor_char_boundary((start + LONG).min(line.end))
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a list of marks may have one")]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn cut_out(text: &str, ranges: &[Range<usize>]) -> Vec<Block> {
        let mut sources = Sources::default();
        let id = sources.add("a.js", text);
        let span = |it: &Range<usize>| Span::new(id, it.start as u32, it.end as u32);
        blocks(sources.get(id), &ranges.iter().map(span).collect::<Vec<_>>())
    }

    #[test]
    fn a_line_of_a_megabyte_is_cut_around_its_mark() {
        let text = format!("{}!{}", "é".repeat(300_000), "x".repeat(600_000));
        let [block] = &cut_out(&text, &[600_000..600_001])[..] else { panic!("one block") };
        assert!(block.text.len() < 1_000 && block.shifted);
        let (range, _) = block.marks[0].clone();
        assert_eq!(&block.text[range], "!");
        assert_eq!(block.place.column, 300_001);
    }

    #[test]
    fn marks_far_apart_stand_in_blocks_of_their_own() {
        let text = "a\n".repeat(100);
        let found = cut_out(&text, &[180..181, 0..1, 4..5]);
        let lines: Vec<_> = found.iter().map(|it| (it.first_line, it.text.lines().count())).collect();
        assert_eq!(lines, [(1, 3), (91, 1)]);
    }

    #[test]
    fn control_characters_and_carriage_returns_are_not_passed_on() {
        let [block] = &cut_out("\u{feff}a\u{1b}[0m\r\nb", &[3..9])[..] else { panic!("one block") };
        assert_eq!(block.text, "a␛[0m");
    }

    proptest::proptest! {
        #[test]
        fn every_mark_lies_on_character_boundaries(text in "[aé\n\r\t€]{0,40}", a in 0usize..60, n in 0usize..60) {
            for block in cut_out(&text, &[a..a + n]) {
                for (range, _) in block.marks {
                    assert!(block.text.get(range).is_some());
                }
            }
        }
    }
}

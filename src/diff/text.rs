//! What changed between two texts, line by line, and word by word within a line.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

/// Unchanged lines around a change.
const CONTEXT: usize = 3;

/// Texts that differ over more lines than this are not compared line by line: that takes time with
/// the product of both, and nobody reads the result.
const MAX_LINES: usize = 10_000;

/// Lines of more words than this, as minified scripts have them, get one highlight: from the first
/// word that differs to the last.
const MAX_WORDS: usize = 1_000;

/// What changed between two texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextChange {
    /// The changed places, from top to bottom; none if the texts are too large to compare.
    pub hunks: Vec<Hunk>,
    /// How many lines only the new text has.
    pub added: usize,
    /// How many lines only the old text has.
    pub removed: usize,
    /// The texts differ over so many lines that they were not compared: the counts are of all lines
    /// between what both begin and end with.
    pub too_large: bool,
}

/// One changed place, with the lines around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Lines of the old text, counted from 0.
    pub old: Range<usize>,
    /// Lines of the new text, counted from 0.
    pub new: Range<usize>,
    /// Removed lines stand before the added ones that replace them.
    pub lines: Vec<Line>,
}

/// Which text has a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tag {
    /// Both.
    Same,
    /// The old one.
    Removed,
    /// The new one.
    Added,
}

/// A line of a hunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which text has it.
    pub tag: Tag,
    /// Its text, without the line feed.
    pub text: String,
    /// The bytes that differ from the line it replaces, or that replaces it; empty if it has no such
    /// line, or nothing in common with it.
    pub highlights: Vec<Range<usize>>,
    /// It is the last of its text, and no line feed ends it.
    pub unended: bool,
}

/// Compares two texts.
pub fn compare(old: &str, new: &str) -> TextChange {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let before = common(old.iter().zip(&new));
    let after = common(old[before..].iter().rev().zip(new[before..].iter().rev()));
    let (n_old, n_new) = (old.len() - before - after, new.len() - before - after);
    if n_old + n_new > MAX_LINES {
        return TextChange { added: n_new, removed: n_old, too_large: true, hunks: Vec::new() };
    }
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let mut change = TextChange::default();
    for op in &ops {
        if !matches!(op, DiffOp::Equal { .. }) {
            change.removed += op.old_range().len();
            change.added += op.new_range().len();
        }
    }
    change.hunks = group_diff_ops(ops, CONTEXT).iter().map(|ops| hunk(ops, &old, &new)).collect();
    change
}

fn common<T: PartialEq>(pairs: impl Iterator<Item = (T, T)>) -> usize {
    pairs.take_while(|(a, b)| a == b).count()
}

fn hunk(ops: &[DiffOp], old: &[&str], new: &[&str]) -> Hunk {
    let span = |range: fn(&DiffOp) -> Range<usize>| {
        let start = ops.first().map_or(0, |op| range(op).start);
        start..ops.last().map_or(start, |op| range(op).end)
    };
    let mut lines = Vec::new();
    for op in ops {
        let (a, b) = (&old[op.old_range()], &new[op.new_range()]);
        match op {
            DiffOp::Equal { .. } => lines.extend(b.iter().map(|text| line(Tag::Same, text, Vec::new()))),
            _ => {
                let (mut of_a, mut of_b) = (vec![Vec::new(); a.len()], vec![Vec::new(); b.len()]);
                for (at, (a, b)) in a.iter().zip(b).enumerate() {
                    (of_a[at], of_b[at]) = highlights(ended(a).0, ended(b).0);
                }
                lines.extend(a.iter().zip(of_a).map(|(text, marks)| line(Tag::Removed, text, marks)));
                lines.extend(b.iter().zip(of_b).map(|(text, marks)| line(Tag::Added, text, marks)));
            }
        }
    }
    Hunk { old: span(DiffOp::old_range), new: span(DiffOp::new_range), lines }
}

fn line(tag: Tag, text: &str, highlights: Vec<Range<usize>>) -> Line {
    let (text, ended) = ended(text);
    Line { tag, text: text.to_owned(), highlights, unended: !ended }
}

/// A line without its line feed, and whether it had one.
fn ended(line: &str) -> (&str, bool) {
    line.strip_suffix('\n').map_or((line, false), |line| (line, true))
}

/// The words of each line that the other has not. Nothing for lines that have too little in common:
/// then everything would be highlighted, which says nothing.
fn highlights(old: &str, new: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (a, b) = (words(old), words(new));
    if a.len().max(b.len()) > MAX_WORDS {
        let before = common(a.iter().zip(&b));
        let after = common(a[before..].iter().rev().zip(b[before..].iter().rev()));
        let middle = |words: &[&str]| std::iter::once(before..words.len() - after);
        return (ranges(&a, middle(&a)), ranges(&b, middle(&b)));
    }
    let ops = capture_diff_slices(Algorithm::Myers, &a, &b);
    let visible = |words: &[&str]| words.iter().map(|it| it.trim().len()).sum::<usize>();
    let equal = |op: &&DiffOp| matches!(op, DiffOp::Equal { .. });
    let shared: usize = ops.iter().filter(equal).map(|op| visible(&a[op.old_range()])).sum();
    if shared * 3 < visible(&a).max(visible(&b)) {
        return Default::default();
    }
    let changed = || ops.iter().filter(|op| !equal(op));
    (ranges(&a, changed().map(DiffOp::old_range)), ranges(&b, changed().map(DiffOp::new_range)))
}

/// Words, and each other character by itself.
fn words(line: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let len = match is_word(first) {
            true => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (word, others) = rest.split_at(len);
        words.push(word);
        rest = others;
    }
    words
}

/// The bytes of some words, those that touch as one.
fn ranges(words: &[&str], changed: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut starts = Vec::with_capacity(words.len() + 1);
    let mut at = 0;
    for word in words {
        starts.push(at);
        at += word.len();
    }
    starts.push(at);
    let mut out: Vec<Range<usize>> = Vec::new();
    for words in changed.filter(|it| !it.is_empty()) {
        let bytes = starts[words.start]..starts[words.end];
        match out.last_mut() {
            Some(last) if last.end == bytes.start => last.end = bytes.end,
            _ => out.push(bytes),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The changed words in brackets.
    fn shown(line: &Line) -> String {
        let mut text = line.text.clone();
        for it in line.highlights.iter().rev() {
            text.insert(it.end, ']');
            text.insert(it.start, '[');
        }
        let tag = match line.tag {
            Tag::Same => ' ',
            Tag::Removed => '-',
            Tag::Added => '+',
        };
        format!("{tag}{text}")
    }

    #[test]
    fn changed_words_of_a_line_are_highlighted() {
        let change = compare("a\n  limit: 100,\nz\n", "a\n  limit: 250,\nz\n");
        let lines: Vec<String> = change.hunks[0].lines.iter().map(shown).collect();
        assert_eq!(lines, [" a", "-  limit: [100],", "+  limit: [250],", " z"]);
        assert_eq!((change.added, change.removed), (1, 1));
    }

    #[test]
    fn lines_with_little_in_common_have_no_highlights() {
        let change = compare("return something\n", "(x => y)(1, 2, 3)\n");
        assert!(change.hunks[0].lines.iter().all(|it| it.highlights.is_empty()), "{change:?}");
    }

    #[test]
    fn a_missing_line_feed_at_the_end_is_a_change() {
        let change = compare("a", "a\n");
        let unended: Vec<bool> = change.hunks[0].lines.iter().map(|it| it.unended).collect();
        assert_eq!(unended, [true, false]);
    }

    #[test]
    fn what_is_too_large_is_only_counted() {
        let (old, new) = ("a\n".repeat(MAX_LINES), "b\n".repeat(MAX_LINES));
        let change = compare(&format!("x\n{old}y\n"), &format!("x\n{new}y\n"));
        assert!(change.too_large && change.hunks.is_empty());
        assert_eq!((change.added, change.removed), (MAX_LINES, MAX_LINES));
    }

    #[test]
    fn far_changes_stand_apart() {
        let lines = |first: &str, last: &str| format!("{first}\n{}{last}\n", "same\n".repeat(20));
        let change = compare(&lines("a", "b"), &lines("c", "d"));
        let ranges: Vec<_> = change.hunks.iter().map(|it| (it.old.clone(), it.new.clone())).collect();
        assert_eq!(ranges, [(0..4, 0..4), (18..22, 18..22)]);
    }

    proptest! {
        /// Applying the hunks to the old text makes the new one.
        #[test]
        fn hunks_lead_from_the_old_text_to_the_new(
            old in "([ab]{0,3}\n){0,12}[ab]{0,3}",
            new in "([ab]{0,3}\n){0,12}[ab]{0,3}",
        ) {
            let lines: Vec<&str> = old.split_inclusive('\n').collect();
            let mut made = String::new();
            let mut at = 0;
            for hunk in compare(&old, &new).hunks {
                made.extend(lines[at..hunk.old.start].iter().copied());
                for line in hunk.lines.iter().filter(|it| it.tag != Tag::Removed) {
                    made.push_str(&line.text);
                    made.push_str(if line.unended { "" } else { "\n" });
                }
                at = hunk.old.end;
            }
            made.extend(lines[at..].iter().copied());
            prop_assert_eq!(made, new);
        }

        #[test]
        fn highlights_stand_between_characters(old in "\\PC{0,40}", new in "\\PC{0,40}") {
            for line in compare(&old, &new).hunks.iter().flat_map(|it| &it.lines) {
                for range in &line.highlights {
                    prop_assert!(line.text.get(range.clone()).is_some());
                }
            }
        }
    }
}

//! What makes two findings of different runs the same one.
//!
//! A fingerprint is made of the rule, the text at the place with its line, and the mount: of nothing that
//! changes when lines move, files are renamed or messages are worded anew. Equal findings have equal
//! fingerprints; whoever needs them to differ counts them, in the order of the report.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::bundle::digest::hex;
use crate::diag::Diagnostic;
use crate::source::Sources;

/// How many bytes of a line count, before the place, in it and behind it. Chosen by feeling: a script that
/// was minified to one line has only this much context.
const WINDOW: usize = 120;

/// The fingerprint of a finding: 32 hex digits.
pub fn of(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    };
    add(diagnostic.rule.id);
    add(diagnostic.mount.as_deref().unwrap_or_default());
    match context(diagnostic, sources) {
        Some((at, line)) => [at, line].iter().for_each(|it| add(it)),
        // What has no place is only known by its words.
        None => add(&diagnostic.message),
    }
    hex(&hash.finalize()[..16])
}

/// The fingerprint of the `n`th finding (from zero) of a fingerprint in a file, where each must have its own.
pub fn unique(fingerprint: &str, path: &str, n: usize) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{fingerprint}\0{path}\0{n}"));
    hex(&hash.finalize()[..16])
}

/// Counts how often something came before.
#[derive(Debug, Default)]
pub(super) struct Counter {
    seen: HashMap<(String, String), usize>,
}

impl Counter {
    /// How many there were of this fingerprint in this file.
    pub(super) fn next(&mut self, fingerprint: &str, path: &str) -> usize {
        let count = self.seen.entry((fingerprint.to_owned(), path.to_owned())).or_default();
        *count += 1;
        *count - 1
    }
}

/// The text at the place, and the line round it, blanks evened out. Of a script in YAML, the script's own
/// line: how it is quoted and indented says nothing.
fn context(diagnostic: &Diagnostic, sources: &Sources) -> Option<(String, String)> {
    let span = diagnostic.span?;
    let text = sources.get(span.source).text();
    let start = text.floor_char_boundary((span.start as usize).min(text.len()));
    let end = text.floor_char_boundary((span.end as usize).clamp(start, text.len()));
    let cut = text.floor_char_boundary(end.min(start + WINDOW));
    let first = text.floor_char_boundary(start.saturating_sub(WINDOW));
    let last = text.floor_char_boundary(end.saturating_add(WINDOW).min(text.len()));
    let line = text[first..start].rfind('\n').map_or(first, |at| first + at + 1);
    let line_end = text[end..last].find('\n').map_or(last, |at| end + at);
    let before = even(&text[line..start]);
    let after = even(&text[end..line_end]);
    Some((even(&text[start..cut]), format!("{before}\0{after}")))
}

fn even(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Level, Rule};
    use crate::source::{Embedding, Span};

    static RULE: Rule =
        Rule { id: "a/b", level: Level::Warn, fixed_level: false, since: "0.1.0", page: "", file: "" };

    fn of_word(text: &str, word: &str, message: &str) -> String {
        let mut sources = Sources::default();
        let at = text.find(word).unwrap() as u32;
        let span = Span::new(sources.add("a.js", text), at, at + word.len() as u32);
        of(&Diagnostic::new(&RULE, message).at(span), &sources)
    }

    #[test]
    fn moved_and_indented_lines_keep_their_fingerprint() {
        let before = of_word("a\n  .b(_x)\n", "_x", "one");
        assert_eq!(before.len(), 32);
        assert_eq!(before, of_word("a\n\n\n.c()\n      .b(_x)", "_x", "worded anew"));
        assert_ne!(before, of_word("a\n  .b(_y)\n", "_y", "one"));
        assert_ne!(before, of_word("a\n  .c(_x)\n", "_x", "one"));
    }

    #[test]
    fn two_places_of_a_line_differ() {
        assert_ne!(of_word("f(_x, _y)", "_x", ""), of_word("f(_x, _y)", "_y", ""));
    }

    #[test]
    fn how_a_script_is_quoted_says_nothing() {
        let mut sources = Sources::default();
        let parent = sources.add("a.yaml", "x: \"a\\nb(_x)\"");
        let embedding = Embedding { parent, segments: vec![(0, 4), (2, 7)], end: 12 };
        let script = sources.embed("a\nb(_x)", embedding);
        let found = Diagnostic::new(&RULE, "").at(Span::new(script, 4, 6));
        assert_eq!(of(&found, &sources), of_word("b(_x)", "_x", ""));
    }

    #[test]
    fn a_long_line_counts_only_near_the_place() {
        let far = |c: &str| format!("{}boom{}", c.repeat(5000), "y".repeat(5000));
        let near = |c: &str| format!("{}{}boom", c.repeat(5000), "z".repeat(200));
        assert_eq!(of_word(&near("é"), "boom", ""), of_word(&near("ü"), "boom", ""));
        assert_ne!(of_word(&far("é"), "boom", ""), of_word(&far("ü"), "boom", ""));
    }
}

//! Applies fixes: diagnostics in, new texts of files out.

use std::collections::BTreeMap;

use super::{Diagnostic, Edit, Safety};
use crate::source::{SourceId, Sources};

/// A file as it is after its fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The path as reports print it.
    pub path: String,
    /// The whole new text.
    pub text: String,
    /// How many fixes it took.
    pub fixes: usize,
}

/// Applies the safe fixes among `diagnostics`, as far as they do not touch each other: of two that
/// overlap, the second waits for the next round. Files come sorted by path.
pub fn mend(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<Mended> {
    let mut by_file: BTreeMap<SourceId, (Vec<Edit>, usize)> = BTreeMap::new();
    for diagnostic in diagnostics {
        let Some(fix) = diagnostic.fix.as_ref().filter(|it| it.safety == Safety::Safe) else { continue };
        let edits: Option<Vec<_>> = fix.edits.iter().map(|it| it.in_file(sources)).collect();
        let Some(edits) = edits else { continue };
        let Some(source) = edits.first().map(|it| it.span.source) else { continue };
        let (taken, fixes) = by_file.entry(source).or_default();
        // Findings come sorted by place, so only the last edits can be near.
        let free = |edit: &Edit| taken.last().is_none_or(|it| it.span.end <= edit.span.start && it != edit);
        if edits.iter().all(|it| it.span.source == source && free(it)) && ordered(&edits) {
            taken.extend(edits);
            *fixes += 1;
        }
    }
    let mended = by_file.into_iter().filter_map(|(source, (edits, fixes))| {
        let source = sources.get(source);
        Some(Mended { path: source.path().to_owned(), text: apply(source.text(), &edits)?, fixes })
    });
    let mut mended: Vec<_> = mended.collect();
    mended.sort_by(|a, b| a.path.cmp(&b.path));
    mended
}

/// True if the edits follow each other without touching.
fn ordered(edits: &[Edit]) -> bool {
    edits.is_sorted_by(|a, b| a.span.end <= b.span.start)
}

/// The text after edits that are in order.
fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        out.push_str(text.get(from..edit.span.start as usize)?);
        out.push_str(&edit.text);
        from = edit.span.end as usize;
    }
    out.push_str(text.get(from..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Fix, Level, Rule};
    use crate::source::{Embedding, Span};

    static RULE: Rule =
        Rule { id: "a/b", level: Level::Warn, fixed_level: false, since: "0.1.0", page: "", file: "" };

    #[test]
    fn fixes_that_touch_wait_for_the_next_round() {
        let mut sources = Sources::default();
        let id = sources.add("a.js", "abcdef");
        let fix = |start, end, text: &str| {
            let span = Span::new(id, start, end);
            Diagnostic::new(&RULE, "x").at(span).fix(Fix::safe("t", span, text))
        };
        let mended = mend(&[fix(0, 2, "X"), fix(1, 3, "Y"), fix(3, 4, ""), fix(6, 6, "!")], &sources);
        assert_eq!(mended, [Mended { path: "a.js".into(), text: "Xcef!".into(), fixes: 3 }]);
    }

    #[test]
    fn only_safe_fixes_are_applied() {
        let mut sources = Sources::default();
        let span = Span::new(sources.add("a.js", "ab"), 0, 1);
        let found = Diagnostic::new(&RULE, "x").at(span).fix(Fix::suggested("t", span, "z"));
        assert_eq!(mend(&[found], &sources), []);
    }

    #[test]
    fn a_script_is_mended_in_its_yaml() {
        let mut sources = Sources::default();
        let parent = sources.add("a.yaml", "x: |\n  a;\n  b;\n");
        let id = sources.embed("a;\nb;\n", Embedding { parent, segments: vec![(0, 7), (3, 12)], end: 15 });
        let fix = |start| {
            let span = Span::new(id, start, start + 1);
            Diagnostic::new(&RULE, "x").at(span).fix(Fix::safe("t", span, ","))
        };
        assert_eq!(mend(&[fix(1), fix(4)], &sources)[0].text, "x: |\n  a,\n  b,\n");
    }
}

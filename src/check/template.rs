//! Of a finding in what Helm printed, says which template the document comes from: nobody has that stream as
//! a file. `helm template` writes it above each document; Helm 4 notes it in what a post-renderer gets.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Label};
use crate::source::{SourceId, Sources, Span};

/// What stands before the name of a template.
const MARKS: [&str; 2] = ["# Source: ", "postrenderer.helm.sh/postrender-filename: "];

/// The documents of a text: where each begins, and where it says what made it.
type Documents = Vec<(u32, Option<Span>)>;

/// Points each finding in such a document at its template's name.
pub(super) fn note(found: &mut [Diagnostic], sources: &Sources) {
    let mut known: BTreeMap<SourceId, Documents> = BTreeMap::new();
    for diagnostic in found {
        let Some(span) = diagnostic.span.map(|span| sources.locate(span)) else { continue };
        let documents = known.entry(span.source).or_insert_with(|| documents(span.source, sources));
        let next = documents.partition_point(|&(start, _)| start <= span.start);
        let name = next.checked_sub(1).and_then(|at| documents[at].1);
        if let Some(name) = name.filter(|name| name.start > span.end || name.end < span.start) {
            diagnostic.labels.push(Label { span: name, text: "made by this template".to_owned() });
        }
    }
}

fn documents(source: SourceId, sources: &Sources) -> Documents {
    let text = sources.get(source).text();
    let mut found: Documents = Vec::new();
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return found;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if found.is_empty() || line.trim_end() == "---" {
            found.push((at as u32, None));
        }
        let name = MARKS.iter().find_map(|mark| line.trim_start().strip_prefix(mark)).map(str::trim);
        if let (Some(name), Some((_, place @ None))) = (name.filter(|it| !it.is_empty()), found.last_mut()) {
            let start = (at + line.rfind(name).unwrap_or(0)) as u32;
            *place = Some(Span::new(source, start, start + name.len() as u32));
        }
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    fn labels(text: &str, at: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let source = sources.add("-", text);
        let start = text.find(at).unwrap() as u32;
        let span = Span::new(source, start, start + at.len() as u32);
        let mut found = [Diagnostic::new(&rules::dialect::semicolon::RULE, "x").at(span)];
        note(&mut found, &sources);
        let shown = |span: Span| text[span.start as usize..span.end as usize].to_owned();
        found[0].labels.iter().map(|it| shown(it.span)).collect()
    }

    #[test]
    fn the_template_is_that_of_the_same_document() {
        let text = "---\n# Source: c/a.yaml\na: 1\n---\nb: 1\n---\nc: 1\nmetadata:\n  annotations:\n    \
                    postrenderer.helm.sh/postrender-filename: 'c/d.yaml'\n";
        assert_eq!(labels(text, "a: 1"), ["c/a.yaml"]);
        assert_eq!(labels(text, "b: 1"), [""; 0]);
        assert_eq!(labels(text, "c: 1"), ["'c/d.yaml'"]);
    }

    #[test]
    fn a_text_of_nobody_has_no_template() {
        assert_eq!(labels("a: 1\n", "a: 1"), [""; 0]);
    }
}

//! The examples of `docs/dialect.md` are as good, and as bad, as it says.

use pipyc::diag::Severity;
use pipyc::parse;
use pipyc::runtime::Dialect;
use pipyc::source::Sources;

const PAGE: &str = include_str!("../../docs/dialect.md");

/// (words after the fence, text) of every example.
fn examples() -> Vec<(&'static str, String)> {
    let mut examples = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in PAGE.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(_), Some(example)) => examples.push(example),
            (Some(info), None) => open = Some((info, String::new())),
            (None, Some((info, text))) => open = Some((info, text + line + "\n")),
            (None, None) => {}
        }
    }
    examples
}

#[test]
fn every_example_is_what_it_says() {
    let examples = examples();
    assert!(examples.len() > 25, "{}", examples.len());
    for (info, text) in examples {
        let words: Vec<_> = info.split(' ').collect();
        let dialect = match words.get(2) {
            Some(&"target=fsm-1.6") => Dialect::Statements,
            None => Dialect::Expression,
            other => panic!("{other:?}"),
        };
        let mut sources = Sources::default();
        let source = sources.add("example.js", text.as_str());
        let parsed = parse::program(&text, source, dialect);
        let errors: Vec<_> = parsed
            .diagnostics
            .iter()
            .filter(|it| it.severity == Severity::Error)
            .map(|it| it.rule.id)
            .collect();
        match words[..2] {
            ["js", "ok"] => assert!(parsed.diagnostics.is_empty(), "{errors:?}\n{text}"),
            ["js", "error"] => assert!(!errors.is_empty(), "{text}"),
            _ => panic!("{info}"),
        }
    }
}

//! Reports for programs keep the shape that the schema promises.

use pipyc::diag::{Diagnostic, Fix};
use pipyc::report::{Folder, Format, Report, Scope, Style, write};
use pipyc::rules::suppression::unused;
use pipyc::source::{Embedding, Sources, Span};
use serde_json::Value;

use crate::schema::differences;
use crate::support::read;

fn report(sources: &Sources, diagnostics: &[Diagnostic], format: Format) -> String {
    let report = Report {
        sources,
        diagnostics,
        scope: Scope { scripts: 1, sidecars: 2 },
        failure: None,
        folder: Folder::default(),
        repository: None,
    };
    let mut out = Vec::new();
    write(&report, format, Style::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn samples() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let parent = sources.add("a.yaml", "x: |\n  é;\n  b\ny: \"\\u00e9;\"\n");
    let block = sources.embed("é;\nb\n", Embedding { parent, segments: vec![(0, 7), (4, 13)], end: 15 });
    let quoted = sources.embed("é;", Embedding { parent, segments: vec![(0, 19), (2, 25)], end: 26 });
    let found = |span| Diagnostic::new(&unused::RULE, "wrong\u{1b}").at(span);
    let in_block = Span::new(block, 2, 3);
    let in_quoted = Span::new(quoted, 2, 3);
    let diagnostics = vec![
        found(in_block).label(in_quoted, "and here").mounted("inbound-http").fix(Fix::safe(
            "remove it",
            in_block,
            "",
        )),
        found(in_quoted).fix(Fix::suggested("quote it", in_quoted, "\"")),
        Diagnostic::new(&unused::RULE, "nowhere").help("look elsewhere"),
    ];
    (sources, diagnostics)
}

#[test]
fn json_is_as_its_schema_says() {
    let (sources, diagnostics) = samples();
    let value: Value = serde_json::from_str(&report(&sources, &diagnostics, Format::Json)).unwrap();
    let schema: Value = serde_json::from_str(&read("schema/report.schema.json")).unwrap();
    assert_eq!(differences(&schema, &value), Vec::<String>::new());
    let first = &value["diagnostics"][0];
    assert_eq!((&first["line"], &first["column"], &first["endColumn"]), (&2.into(), &4.into(), &5.into()));
    assert_eq!(first["fix"]["edits"][0]["line"], 2);
    assert_eq!(first["labels"][0]["column"], 11);
    assert!(value["diagnostics"][1]["fix"].is_null(), "a quote cannot be written inside quotes as it is");
    assert!(value["diagnostics"][2]["file"].is_null());
}

#[test]
fn short_is_one_harmless_line_each() {
    let (sources, diagnostics) = samples();
    let lines = "a.yaml:2:4: warning[suppression/unused] wrong␛\n\
                 a.yaml:4:11: warning[suppression/unused] wrong␛\n\
                 warning[suppression/unused] nowhere\n";
    assert_eq!(report(&sources, &diagnostics, Format::Short), lines);
}

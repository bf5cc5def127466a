//! Findings for people: the source with labels, what to write instead, and a summary.

use std::borrow::Cow;
use std::io::{self, Write};

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::excerpt::{self, Block};
use super::{Counts, Report, Style, count, line, lines};
use crate::diag::{Diagnostic, Fix, Safety, Severity};
use crate::source::{SourceId, Sources, Span};

/// Terminals narrower or wider than this are treated as if they were not.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=200;

/// Writes the findings and, unless `style.quiet`, the summary.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(style.width.clamp(*WIDTHS.start(), *WIDTHS.end()));
    for diagnostic in report.diagnostics {
        writeln!(out, "{}\n", finding(diagnostic, report.sources, &renderer))?;
    }
    match report.failure {
        Some(failure) => {
            writeln!(out, "error: {}", lines(failure.message))?;
            failure.help.map_or(Ok(()), |help| writeln!(out, "help: {}", lines(help)))
        }
        None if style.quiet => Ok(()),
        None => summary(report, out),
    }
}

fn finding(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let mut origins = Vec::new();
    let shown = renderer.render(&groups(diagnostic, sources, &mut origins));
    put_back(shown, &origins)
}

/// Begins the stand-in for the header of an excerpt whose columns are not the file's: the renderer
/// would count them in what is left of the line. A private character, so no sensible path has it.
const STAND_IN: char = '\u{f8ff}';

/// Puts the true `file:line:column` where the renderer wrote `STAND_IN index:line:column`.
fn put_back(shown: String, origins: &[String]) -> String {
    if origins.is_empty() {
        return shown;
    }
    let mut parts = shown.split(STAND_IN);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(part.len());
        let index = part[..end].split(':').next().and_then(|it| it.parse::<usize>().ok());
        match index.and_then(|it| origins.get(it)) {
            Some(origin) => out.extend([origin, &part[end..]]),
            None => out.extend(["\u{fffd}", part]),
        }
    }
    out
}

fn groups(diagnostic: &Diagnostic, sources: &Sources, origins: &mut Vec<String>) -> Vec<Group<'static>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(line(&diagnostic.message)).id(diagnostic.rule.id);
    let mut main = excerpts(Group::with_title(title), diagnostic, sources, origins);
    if let Some(mount) = &diagnostic.mount {
        main = main.element(Level::NOTE.with_name("mounted").message(line(mount)));
    }
    let patches = diagnostic.fix.as_ref().and_then(|fix| patches(fix, sources));
    let help = diagnostic.help.as_deref().map(lines);
    let Some(patches) = patches else {
        if let Some(help) = help {
            main = main.element(Level::HELP.message(help));
        }
        return vec![main];
    };
    let title = help.unwrap_or_else(|| diagnostic.fix.as_ref().map_or(String::new(), |it| line(&it.title)));
    vec![main, Group::with_title(Level::HELP.secondary_title(title)).elements(patches)]
}

/// Adds what the finding points at, file by file, its own place first.
fn excerpts(
    mut group: Group<'static>,
    diagnostic: &Diagnostic,
    sources: &Sources,
    origins: &mut Vec<String>,
) -> Group<'static> {
    let mut marks: Vec<(Span, Option<&str>)> = Vec::new();
    marks.extend(diagnostic.span.map(|span| (sources.locate(span), None)));
    let labels = diagnostic.labels.iter();
    marks.extend(labels.map(|label| (sources.locate(label.span), Some(label.text.as_str()))));

    let mut files: Vec<SourceId> = Vec::new();
    for (span, _) in &marks {
        if !files.contains(&span.source) {
            files.push(span.source);
        }
    }
    for file in files {
        let here: Vec<_> = marks.iter().enumerate().filter(|(_, (span, _))| span.source == file).collect();
        let spans: Vec<_> = here.iter().map(|(_, (span, _))| *span).collect();
        let mut blocks = excerpt::blocks(sources.get(file), &spans);
        // The block with the finding's own place comes first; the others keep their order.
        blocks.sort_by_key(|block| block.marks.iter().all(|&(_, at)| at != 0));
        for block in blocks {
            let annotations: Vec<_> = block
                .marks
                .iter()
                .map(|(range, at)| {
                    let (index, (_, text)) = here[*at];
                    let own = index == 0 && diagnostic.span.is_some();
                    let kind = if own { AnnotationKind::Primary } else { AnnotationKind::Context };
                    kind.span(range.clone()).label(text.map(line).filter(|it| !it.is_empty()))
                })
                .collect();
            group = group.element(show(sources.get(file).path(), block, annotations, origins));
        }
    }
    group
}

fn show(
    path: &str,
    block: Block,
    annotations: Vec<Annotation<'static>>,
    origins: &mut Vec<String>,
) -> Snippet<'static, Annotation<'static>> {
    let snippet = Snippet::source(block.text).line_start(block.first_line).annotations(annotations);
    if !block.shifted {
        return snippet.path(line(path));
    }
    origins.push(format!("{}:{}:{}", line(path), block.place.line, block.place.column));
    snippet.path(format!("{STAND_IN}{}", origins.len() - 1))
}

/// The fix as lines that go and come; `None` if it cannot be shown in the file as it stands.
fn patches(fix: &Fix, sources: &Sources) -> Option<Vec<Snippet<'static, Patch<'static>>>> {
    let edits: Vec<_> = fix.edits.iter().map(|it| it.in_file(sources)).collect::<Option<_>>()?;
    let source = edits.first().map(|it| it.span.source)?;
    let spans: Vec<_> = edits.iter().map(|it| it.span).collect();
    if spans.iter().any(|it| it.source != source) {
        return None;
    }
    let shown = excerpt::blocks(sources.get(source), &spans).into_iter().map(|block| {
        let patches = block.marks.iter().map(|(range, at)| {
            let text: Cow<'static, str> = lines(&edits[*at].text).into();
            Patch::new(range.clone(), text)
        });
        Snippet::source(block.text).line_start(block.first_line).patches(patches)
    });
    Some(shown.collect())
}

fn summary(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let counts = Counts::of(report.diagnostics);
    let scripts = count(report.scope.scripts, "script");
    let sidecars = match report.scope.sidecars {
        0 => String::new(),
        n => format!(" for {}", count(n, "sidecar")),
    };
    let found = [(counts.errors, "error"), (counts.warnings, "warning"), (counts.notes, "note")];
    let found: Vec<_> = found.iter().filter(|(n, _)| *n > 0).map(|&(n, noun)| count(n, noun)).collect();
    let found = if found.is_empty() { "no findings".to_owned() } else { found.join(", ") };
    writeln!(out, "checked {scripts}{sidecars}: {found}")?;

    let safe = |it: &&Diagnostic| it.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe);
    let mended = report.diagnostics.iter().filter(safe).count();
    if mended > 0 {
        writeln!(out, "`pipyc check --fix` mends {mended} of them")?;
    }
    let worst = report.diagnostics.iter().filter(|it| it.severity != Severity::Note);
    if let Some(worst) = worst.min_by_key(|it| it.severity) {
        writeln!(out, "`pipyc explain {}` says why", worst.rule.id)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Level as RuleLevel, Rule};
    use crate::report::{Folder, Scope};
    use crate::source::Embedding;

    static RULE: Rule = Rule {
        id: "chain/example",
        level: RuleLevel::Deny,
        fixed_level: false,
        since: "0.1.0",
        page: "",
        file: "",
    };

    fn report(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
        let report = Report {
            sources,
            diagnostics,
            scope: Scope { scripts: 12, sidecars: 6 },
            failure: None,
            folder: Folder::default(),
            repository: None,
        };
        let mut out = Vec::new();
        write(&report, Style { width: 80, ..Style::default() }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_finding_inside_yaml_quotes_the_yaml() {
        let mut sources = Sources::default();
        let yaml = "kind: Plugin\nspec:\n  pipyscript: |-\n    pipy()\n    .pipeline();\n";
        let parent = sources.add("plugins/geo.yaml", yaml);
        let segments = vec![(0, 40), (7, 51)];
        let script = sources.embed("pipy()\n.pipeline();", Embedding { parent, segments, end: 63 });
        let semicolon = Span::new(script, 18, 19);
        let found = Diagnostic::new(&RULE, "a script ends with `;`")
            .at(semicolon)
            .label(Span::new(parent, 0, 4), "of this plugin")
            .mounted("inbound-http ← PluginChain shop/edge")
            .help("remove the `;`")
            .fix(Fix::safe("remove the `;`", semicolon, ""));
        insta::assert_snapshot!(report(&sources, &[found]));
    }

    #[test]
    fn places_in_two_files_and_a_minified_line() {
        let mut sources = Sources::default();
        let long = format!("{}boom(){}", "a();".repeat(50_000), "b();".repeat(50_000));
        let min = sources.add("min.js", long);
        let values = sources.add("values.yaml", "osm:\n  pluginChains:\n\tinbound-http: []\n\u{1b}[31m");
        let found = Diagnostic::new(&RULE, "`boom` is \u{1b}[2J not a filter")
            .at(Span::new(min, 200_000, 200_004))
            .label(Span::new(values, 22, 34), "mounted here")
            .label(Span::point(values, 42), "and here");
        let nowhere = Diagnostic::new(&RULE, "nothing to check").help("name a file");
        insta::assert_snapshot!(report(&sources, &[found, nowhere]));
    }

    #[test]
    fn no_findings_is_one_line() {
        assert_eq!(report(&Sources::default(), &[]), "checked 12 scripts for 6 sidecars: no findings\n");
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_shown(text in "[a\u{1b}é\n\r\t\u{feff}漢]{0,60}", at in 0u32..80, n in 0u32..80, width in 0usize..300) {
            let mut sources = Sources::default();
            let id = sources.add("a.js", text);
            let found = Diagnostic::new(&RULE, "odd")
                .at(Span::new(id, at, at + n))
                .label(Span::new(id, n, n + at), "label");
            let shown = finding(&found, &sources, &Renderer::plain().term_width(width));
            assert!(!shown.contains(['\u{1b}', '\r']));
        }
    }
}

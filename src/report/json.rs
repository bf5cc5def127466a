//! One JSON object for programs. Its shape is frozen: `schema/report.schema.json` describes it.

use std::io::{self, Write};

use serde::Serialize;

use super::{Counts, Report};
use crate::diag::{Diagnostic, Fix, Safety};
use crate::source::{Sources, Span};

/// Of the shape. It grows only if a reader of the old shape would go wrong.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Wire<'a> {
    version: u32,
    diagnostics: Vec<WireDiagnostic<'a>>,
    summary: WireSummary,
    failure: Option<WireFailure<'a>>,
}

/// Why the run could not go on.
#[derive(Serialize)]
struct WireFailure<'a> {
    message: &'a str,
    help: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireDiagnostic<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    #[serde(flatten)]
    place: WirePlace<'a>,
    labels: Vec<WireLabel<'a>>,
    mount: Option<&'a str>,
    fix: Option<WireFix<'a>>,
}

/// Lines and columns count from 1, columns in characters; all null where there is no place.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct WirePlace<'a> {
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

#[derive(Serialize)]
struct WireLabel<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: WirePlace<'a>,
}

#[derive(Serialize)]
struct WireFix<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<WireEdit<'a>>,
}

#[derive(Serialize)]
struct WireEdit<'a> {
    text: String,
    #[serde(flatten)]
    place: WirePlace<'a>,
}

#[derive(Serialize)]
struct WireSummary {
    errors: usize,
    warnings: usize,
    notes: usize,
    scripts: usize,
    sidecars: usize,
}

/// Writes the object, and a line break.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let diagnostics = report.diagnostics.iter().map(|it| diagnostic(it, report.sources));
    let counts = Counts::of(report.diagnostics);
    let wire = Wire {
        version: VERSION,
        diagnostics: diagnostics.collect(),
        summary: WireSummary {
            errors: counts.errors,
            warnings: counts.warnings,
            notes: counts.notes,
            scripts: report.scope.scripts,
            sidecars: report.scope.sidecars,
        },
        failure: report.failure.map(|it| WireFailure { message: it.message, help: it.help }),
    };
    serde_json::to_writer_pretty(&mut *out, &wire)?;
    writeln!(out)
}

fn diagnostic<'a>(it: &'a Diagnostic, sources: &'a Sources) -> WireDiagnostic<'a> {
    let label = |label: &'a crate::diag::Label| WireLabel {
        text: &label.text,
        place: place(sources, Some(label.span)),
    };
    WireDiagnostic {
        rule: it.rule.id,
        severity: it.severity.word(),
        message: &it.message,
        help: it.help.as_deref(),
        place: place(sources, it.span),
        labels: it.labels.iter().map(label).collect(),
        mount: it.mount.as_deref(),
        fix: it.fix.as_ref().and_then(|it| fix(it, sources)),
    }
}

/// Only a fix that can be written into the files as they stand: a program should not have to know
/// how a script is quoted in YAML.
fn fix<'a>(it: &'a Fix, sources: &'a Sources) -> Option<WireFix<'a>> {
    let edits = it.edits.iter().map(|edit| edit.in_file(sources));
    let edits = edits.collect::<Option<Vec<_>>>()?.into_iter();
    let edits = edits.map(|edit| WireEdit { place: place(sources, Some(edit.span)), text: edit.text });
    Some(WireFix { title: &it.title, safe: it.safety == Safety::Safe, edits: edits.collect() })
}

fn place(sources: &Sources, span: Option<Span>) -> WirePlace<'_> {
    let Some(span) = span else { return WirePlace::default() };
    let place = sources.place(span);
    WirePlace {
        file: Some(place.path),
        line: Some(place.start.line),
        column: Some(place.start.column),
        end_line: Some(place.end.line),
        end_column: Some(place.end.column),
    }
}

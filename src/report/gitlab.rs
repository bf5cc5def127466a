//! A Code Quality report of GitLab: one JSON array, whose entries become notes in a merge request.

use std::io::{self, Write};

use serde::Serialize;

use super::fingerprint::{self, Counter};
use super::places::relative;
use super::{NOWHERE, Report};
use crate::diag::Severity;

#[derive(Serialize)]
struct Wire<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Content>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

#[derive(Serialize)]
struct Content {
    body: String,
}

/// Writes the array, and a line break.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    // GitLab passes over entries without a place, so those stand where most of them are mended.
    let home = report.home().map_or(NOWHERE, |it| report.sources.get(it).path());
    let home = relative(home, report.folder).path;
    let nowhere = || Location { path: home.clone(), lines: Lines { begin: 1, end: 1 } };
    let mut counter = Counter::default();
    let failure = report.failure.map(|it| Wire {
        description: it.message,
        check_name: "pipyc",
        fingerprint: fingerprint::unique(it.message, &home, 0),
        severity: "blocker",
        location: nowhere(),
        content: it.help.map(|help| Content { body: help.to_owned() }),
    });
    let found = report.diagnostics.iter().map(|it| {
        let location = it.span.map_or_else(nowhere, |span| {
            let place = report.sources.place(span);
            let path = relative(place.path, report.folder).path;
            Location { path, lines: Lines { begin: place.start.line, end: place.end.line } }
        });
        let same = fingerprint::of(it, report.sources);
        let n = counter.next(&same, &location.path);
        let mount = it.mount.iter().map(|it| format!("mounted: {it}"));
        let more: Vec<_> = it.help.iter().cloned().chain(mount).collect();
        Wire {
            description: &it.message,
            check_name: it.rule.id,
            fingerprint: fingerprint::unique(&same, &location.path, n),
            severity: match it.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            content: (!more.is_empty()).then(|| Content { body: more.join("\n") }),
            location,
        }
    });
    let entries: Vec<_> = failure.into_iter().chain(found).collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    writeln!(out)
}

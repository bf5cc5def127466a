//! `file:line:column: severity[rule] message`, one line a finding.

use std::io::{self, Write};

use super::{Report, line};

/// Writes the findings, and nothing else.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(failure) = report.failure {
        writeln!(out, "error: {}", line(failure.message))?;
    }
    for diagnostic in report.diagnostics {
        if let Some(span) = diagnostic.span {
            let place = report.sources.place(span);
            write!(out, "{}:{}:{}: ", line(place.path), place.start.line, place.start.column)?;
        }
        let severity = diagnostic.severity.word();
        writeln!(out, "{severity}[{}] {}", diagnostic.rule.id, line(&diagnostic.message))?;
    }
    Ok(())
}

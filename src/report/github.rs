//! Workflow commands of GitHub Actions: one line a finding, which becomes a note at the line it is about.

use std::io::{self, Write};

use super::places::relative;
use super::{Report, lines, visible};
use crate::diag::{Diagnostic, Severity};

/// Writes the commands, and nothing else.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(failure) = report.failure {
        let help = failure.help.map_or(String::new(), |help| format!("\nhelp: {help}"));
        writeln!(out, "::error title=pipyc::{}", data(&format!("{}{help}", failure.message)))?;
    }
    report.diagnostics.iter().try_for_each(|it| writeln!(out, "{}", command(it, report)))
}

fn command(diagnostic: &Diagnostic, report: &Report<'_>) -> String {
    let word = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(span) = diagnostic.span {
        let place = report.sources.place(span);
        let (start, end) = (place.start, place.end);
        properties.push(format!("file={}", property(&relative(place.path, report.folder).path)));
        properties.push(format!("line={}", start.line));
        properties.push(format!("endLine={}", end.line));
        // Columns of several lines are refused.
        if start.line == end.line {
            properties.push(format!("col={}", start.column));
            properties.push(format!("endColumn={}", end.column));
        }
    }
    properties.push(format!("title={}", property(diagnostic.rule.id)));
    let mount = diagnostic.mount.as_deref().map(|it| format!("\nmounted: {it}"));
    let help = diagnostic.help.as_deref().map(|it| format!("\nhelp: {it}"));
    let text = format!("{}{}{}", diagnostic.message, mount.unwrap_or_default(), help.unwrap_or_default());
    format!("::{word} {}::{}", properties.join(","), data(&text))
}

/// The text of a command.
fn data(text: &str) -> String {
    lines(&text.replace('\r', "")).replace('%', "%25").replace('\n', "%0A")
}

/// The value of a property. A path must stay what it is, so its line breaks are kept, too.
fn property(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            ':' => out.push_str("%3A"),
            ',' => out.push_str("%2C"),
            c => out.push(visible(c)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_or_a_property_is_escaped() {
        assert_eq!(data("100%: a,b\r\n::error::c"), "100%25: a,b%0A::error::c");
        assert_eq!(property("C:\\a,b\r\n%.js"), "C%3A\\a%2Cb%0D%0A%25.js");
        assert_eq!(property("\u{1b}[1m"), "␛[1m");
    }
}

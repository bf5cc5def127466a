//! JUnit's XML: one suite a file, one case a finding. Errors are failures; what does not fail the run passes,
//! with its words as the case's output. A file without findings is one case that passes.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write};

use super::places::relative;
use super::{Report, visible};
use crate::diag::{Diagnostic, Severity};

/// The suite of what has no place.
const NO_FILE: &str = "pipyc";

/// Writes the document.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: BTreeMap<String, Vec<&Diagnostic>> = BTreeMap::new();
    for file in report.sources.files() {
        suites.entry(relative(report.sources.get(file).path(), report.folder).path).or_default();
    }
    for diagnostic in report.diagnostics {
        let place = diagnostic.span.map(|span| relative(report.sources.place(span).path, report.folder).path);
        suites.entry(place.unwrap_or_else(|| NO_FILE.to_owned())).or_default().push(diagnostic);
    }
    let failures = report.diagnostics.iter().filter(|it| it.severity == Severity::Error).count();
    let tests: usize = suites.values().map(|it| it.len().max(1)).sum();
    let errors = usize::from(report.failure.is_some());
    let tests = tests + errors;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"pipyc\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
    )?;
    if let Some(failure) = report.failure {
        let (message, help) = (attribute(failure.message), text(failure.help.unwrap_or_default()));
        writeln!(
            out,
            "  <testsuite name=\"{NO_FILE}\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">"
        )?;
        writeln!(out, "    <testcase name=\"run\" classname=\"{NO_FILE}\">")?;
        writeln!(out, "      <error type=\"{NO_FILE}\" message=\"{message}\">{help}</error>")?;
        writeln!(out, "    </testcase>\n  </testsuite>")?;
    }
    suites.iter().try_for_each(|(path, found)| out.write_all(suite(path, found, report).as_bytes()))?;
    writeln!(out, "</testsuites>")
}

fn suite(path: &str, found: &[&Diagnostic], report: &Report<'_>) -> String {
    let failures = found.iter().filter(|it| it.severity == Severity::Error).count();
    let name = attribute(path);
    let tests = found.len().max(1);
    let mut out = format!(
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">\n"
    );
    if found.is_empty() {
        let _ = writeln!(out, "    <testcase name=\"no findings\" classname=\"{name}\" file=\"{name}\"/>");
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for diagnostic in found {
        case(diagnostic, path, &mut seen, report, &mut out);
    }
    out.push_str("  </testsuite>\n");
    out
}

fn case(
    diagnostic: &Diagnostic,
    path: &str,
    seen: &mut HashMap<String, usize>,
    report: &Report<'_>,
    out: &mut String,
) {
    let rule = diagnostic.rule.id;
    // No line stands in the name, so that a moved finding stays the same case; equal ones are counted.
    let mut name = format!("{rule}: {}", diagnostic.message);
    let count = seen.entry(name.clone()).or_default();
    *count += 1;
    if *count > 1 {
        let _ = write!(name, " ({count})");
    }
    let place = diagnostic.span.map(|span| report.sources.place(span));
    let (file, at) = match place {
        Some(place) => {
            let (line, column) = (place.start.line, place.start.column);
            (format!(" file=\"{}\" line=\"{line}\"", attribute(path)), format!("{path}:{line}:{column}: "))
        }
        None => (String::new(), String::new()),
    };
    let severity = diagnostic.severity.word();
    let mut body = format!("{at}{severity}[{rule}] {}", diagnostic.message);
    for label in &diagnostic.labels {
        let place = report.sources.place(label.span);
        let at = relative(place.path, report.folder).path;
        let _ = write!(body, "\n{at}:{}:{}: {}", place.start.line, place.start.column, label.text);
    }
    diagnostic.mount.iter().for_each(|it| body.extend(["\nmounted: ", it]));
    diagnostic.help.iter().for_each(|it| body.extend(["\nhelp: ", it]));
    let (name, class, body) = (attribute(&name), attribute(path), text(&body));
    let _ = writeln!(out, "    <testcase name=\"{name}\" classname=\"{class}\"{file}>");
    let _ = match diagnostic.severity {
        Severity::Error => {
            let message = attribute(&diagnostic.message);
            writeln!(out, "      <failure type=\"{rule}\" message=\"{message}\">{body}</failure>")
        }
        Severity::Warning | Severity::Note => writeln!(out, "      <system-out>{body}</system-out>"),
    };
    out.push_str("    </testcase>\n");
}

/// Text between tags.
fn text(text: &str) -> String {
    escaped(text, "\n")
}

/// Text between double quotes; a line break there would be read as a blank.
fn attribute(text: &str) -> String {
    escaped(text, "&#10;")
}

/// Leaves no character that XML 1.0 does not have, and none that means something to it.
fn escaped(text: &str, line_break: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            '\n' => out.push_str(line_break),
            c => out.push(visible(c)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_xml_has_is_written() {
        assert_eq!(text("a<b>&\"\u{0}\u{1b}\u{ffff}\r\n"), "a&lt;b&gt;&amp;&quot;␀␛\u{fffd}␍\n");
        assert_eq!(attribute("a\nb\t]]>"), "a&#10;b␉]]&gt;");
    }

    proptest::proptest! {
        #[test]
        fn every_character_is_legal(any in "\\PC{0,20}|[\u{0}-\u{10ffff}]{0,20}") {
            let legal = |c: char| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
            proptest::prop_assert!(text(&any).chars().all(legal));
            proptest::prop_assert!(attribute(&any).chars().all(legal));
        }
    }
}

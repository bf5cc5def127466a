//! Where findings go, and as what: the values of `--format` and `--report`.

use std::sync::LazyLock;

use clap::ValueEnum;

use crate::report;

/// How to print results. What every command prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::cli) enum Format {
    /// For people.
    #[default]
    Human,
    /// One line each.
    Short,
    /// One JSON object.
    Json,
    /// For a comment under a merge request.
    Markdown,
    /// A picture that Markdown draws.
    Mermaid,
    /// A picture that Graphviz draws.
    Dot,
    /// A picture.
    Svg,
}

/// The value of `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Asked {
    /// A format of findings; the plainest of them are formats of all results.
    Findings(report::Format),
    /// A format that only results have which are no findings.
    Results(Format),
}

/// The formats that only results have which are no findings, with their words.
const OF_RESULTS: &[(Format, &str)] = &[
    (Format::Markdown, "markdown"),
    (Format::Mermaid, "mermaid"),
    (Format::Dot, "dot"),
    (Format::Svg, "svg"),
];

impl Asked {
    /// All formats.
    pub(in crate::cli) fn all() -> impl Iterator<Item = Asked> {
        let findings = report::Format::ALL.iter().map(|&it| Asked::Findings(it));
        findings.chain(OF_RESULTS.iter().map(|&(format, _)| Asked::Results(format)))
    }

    /// The word in flags.
    pub(in crate::cli) fn word(self) -> &'static str {
        match self {
            Asked::Findings(format) => format.word(),
            Asked::Results(format) => {
                OF_RESULTS.iter().find(|it| it.0 == format).map_or("", |&(_, word)| word)
            }
        }
    }

    /// The format of results; `None` if only findings have it.
    pub(in crate::cli) fn of_results(self) -> Option<Format> {
        match self {
            Asked::Findings(report::Format::Human) => Some(Format::Human),
            Asked::Findings(report::Format::Short) => Some(Format::Short),
            Asked::Findings(report::Format::Json) => Some(Format::Json),
            Asked::Findings(_) => None,
            Asked::Results(format) => Some(format),
        }
    }

    /// The format of findings; `None` if they do not have it.
    pub(in crate::cli) fn of_findings(self) -> Option<report::Format> {
        match self {
            Asked::Findings(format) => Some(format),
            Asked::Results(_) => None,
        }
    }
}

impl ValueEnum for Asked {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<Asked>> = LazyLock::new(|| Asked::all().collect());
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.word()))
    }
}

/// One `--report`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Wanted {
    /// As what.
    pub(in crate::cli) format: report::Format,
    /// To this file; `None` for where findings go anyway.
    pub(in crate::cli) file: Option<String>,
}

impl Wanted {
    /// Reads `FORMAT` or `FORMAT=FILE`.
    pub(super) fn parse(text: &str) -> Result<Wanted, String> {
        let (word, file) = match text.split_once('=') {
            Some((word, file)) => (word, Some(file)),
            None => (text, None),
        };
        let format = report::Format::ALL.iter().copied().find(|it| it.word() == word);
        let format = format.ok_or_else(|| format!("no format is called `{word}`; write {}", words()))?;
        match file {
            Some("") => Err(format!("write {word}=FILE, or {word} alone")),
            Some("-") | None => Ok(Wanted { format, file: None }),
            Some(file) => Ok(Wanted { format, file: Some(file.to_owned()) }),
        }
    }
}

/// All formats, for messages.
fn words() -> String {
    report::Format::ALL.iter().map(|it| it.word()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_a_format_and_maybe_a_file() {
        let wanted = |format, file: Option<&str>| Ok(Wanted { format, file: file.map(str::to_owned) });
        assert_eq!(Wanted::parse("json"), wanted(report::Format::Json, None));
        assert_eq!(Wanted::parse("json=a=b.json"), wanted(report::Format::Json, Some("a=b.json")));
        assert_eq!(Wanted::parse("short=-"), wanted(report::Format::Short, None));
        assert!(Wanted::parse("xml").unwrap_err().contains("human, short, json"));
        assert!(Wanted::parse("json=").unwrap_err().contains("json=FILE"));
    }
}

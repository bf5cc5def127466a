//! Where findings go, and as what: the values of `--format` and `--report`.

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
}

impl Format {
    /// The format of results where findings are reported as `findings`; `None` if only findings have it.
    pub(in crate::cli) fn of(findings: report::Format) -> Option<Format> {
        match findings {
            report::Format::Human => Some(Format::Human),
            report::Format::Short => Some(Format::Short),
            report::Format::Json => Some(Format::Json),
        }
    }
}

impl ValueEnum for report::Format {
    fn value_variants<'a>() -> &'a [Self] {
        report::Format::ALL
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

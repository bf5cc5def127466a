//! Settled findings in, text out; one format a file. Nothing here decides what is reported.
//!
//! - [`human`]: an excerpt of the source with labels, for people.
//! - [`short`]: one line a finding, for editors and `grep`.
//! - [`json`]: one object, for programs; `schema/report.schema.json` describes it.
//! - [`sarif`], [`github`], [`gitlab`], [`junit`]: for servers, in their own shapes.
//! - [`fingerprint`]: what makes two findings of different runs the same one.
//! - [`baseline`]: findings that are known, and what is new against them.
//! - [`html`]: a bundle or a project as one page for a browser.
//! - [`inspect`]: what is in a bundle, as text and as JSON.
//! - [`graph`], [`why`]: chains and what scripts share, and why a plugin stands where it does.
//! - [`diff`]: what is different between two bundles, as text, Markdown and JSON.
//!
//! Scripts are written by strangers: no format passes a control character on as it is.

pub mod baseline;
pub mod diff;
mod excerpt;
pub mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod graph;
pub mod html;
pub mod human;
pub mod inspect;
pub mod json;
pub mod junit;
mod page;
mod places;
pub mod sarif;
pub mod short;
pub mod why;

use std::io::{self, Write};

use crate::diag::{Diagnostic, Severity};
pub(crate) use crate::shown::{count, cut, fill, line, lines, visible};
use crate::source::{SourceId, Sources};

pub use places::Folder;

/// What a report says.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The texts that the findings point into.
    pub sources: &'a Sources,
    /// The findings, settled: levels applied, sorted.
    pub diagnostics: &'a [Diagnostic],
    /// What was looked at.
    pub scope: Scope,
    /// Why the run could not go on, if it could not.
    pub failure: Option<Failure<'a>>,
    /// Where paths in reports for servers count from.
    pub folder: Folder<'a>,
    /// Where the sources are kept, if that was said.
    pub repository: Option<Repository<'a>>,
}

/// Where sources are kept. Given, never guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repository<'a> {
    /// Its address.
    pub uri: &'a str,
    /// The commit, or what else names what was looked at.
    pub revision: Option<&'a str>,
}

/// The name of the project file.
const NOWHERE: &str = "pipyc.yaml";

impl Report<'_> {
    /// The file that a server is told where something has no place, because it does not take that: the
    /// project file, where most of it is mended, or else the first file that was read.
    fn home(&self) -> Option<SourceId> {
        let path = |id: SourceId| self.sources.get(id).path();
        self.sources.files().min_by_key(|&id| (!path(id).ends_with(NOWHERE), path(id).len(), path(id)))
    }
}

/// Why a run could not go on: no finding, because nothing is known of the inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure<'a> {
    /// What is wrong.
    pub message: &'a str,
    /// The way out.
    pub help: Option<&'a str>,
}

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scope {
    /// How many scripts were parsed.
    pub scripts: usize,
    /// How many sidecars their chains were resolved for; zero when scripts were checked alone.
    pub sidecars: usize,
}

/// How many findings of each severity there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// They fail the run.
    pub errors: usize,
    /// They do not.
    pub warnings: usize,
    /// For information.
    pub notes: usize,
}

impl Counts {
    /// Counts settled findings.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut counts = Counts::default();
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }
}

/// A format of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// One line a finding.
    Short,
    /// One object.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// Code Quality of GitLab.
    Gitlab,
    /// JUnit's XML.
    Junit,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Format] = &[
        Format::Human,
        Format::Short,
        Format::Json,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Junit,
    ];

    /// The word in flags.
    pub fn word(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Short => "short",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Junit => "junit",
        }
    }
}

/// How the `human` and `short` formats look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// With ANSI colors.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Without the closing summary.
    pub quiet: bool,
}

impl Default for Style {
    fn default() -> Self {
        Style { color: false, width: 100, quiet: false }
    }
}

/// Writes `report`.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(report: &Report<'_>, format: Format, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Human => human::write(report, style, out),
        Format::Short => short::write(report, out),
        Format::Json => json::write(report, out),
        Format::Sarif => sarif::write(report, out),
        Format::Github => github::write(report, out),
        Format::Gitlab => gitlab::write(report, out),
        Format::Junit => junit::write(report, out),
    }
}

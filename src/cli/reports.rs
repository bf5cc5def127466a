//! Where findings go: the stream that a command reports to, and the files of `--report`.
//!
//! Everything is rendered before anything is written, and a file appears whole or not at all. A run that
//! cannot go on says so in the files, too: of some runs, such as those that Helm starts, nobody sees the
//! standard error.

use super::{Session, Stop, disk};
use crate::diag::Severity;
use crate::driver::Checked;
use crate::report::{self, Failure, Folder, Format, Report, Repository, Scope, Style};
use crate::source::Sources;

/// The working folder, and how far above it the checkout begins.
pub(super) struct Place {
    path: String,
    up: usize,
}

impl Place {
    /// The same, lent.
    pub(super) fn folder(&self) -> Folder<'_> {
        Folder { path: &self.path, up: self.up }
    }
}

impl Session<'_> {
    /// Prints what was found to standard output, and into the files of `--report`.
    pub(super) fn report(&mut self, checked: &Checked) -> Result<(), Stop> {
        let text = self.reported(checked, self.style())?;
        Ok(self.out.write_all(&text)?)
    }

    /// Prints what was found to standard error, beside a result on standard output, and into the files
    /// of `--report`.
    pub(super) fn report_aside(&mut self, checked: &Checked) -> Result<(), Stop> {
        let color = self.colored(self.terminal.err_color);
        let text = self.reported(checked, Style { color, ..self.style() })?;
        // Whoever closes standard error does not want to know.
        let _ = self.err.write_all(&text);
        Ok(())
    }

    /// Where paths in reports for servers count from.
    pub(super) fn place(&self, checked: &Checked) -> Place {
        let file = checked.settings.project_file.as_deref().unwrap_or_default();
        let up = file.split('/').take_while(|it| *it == "..").count();
        Place { path: self.world.folder().unwrap_or_default(), up }
    }

    /// Looks whether the files of `--report` and `--output` can be there, before any work is done for them.
    pub(super) fn look_at_files(&self) -> Result<(), Stop> {
        let reports = self.global.report.iter().filter_map(|it| Some(("--report", it.file.as_deref()?)));
        let output = self.global.output.as_deref().filter(|&it| it != "-").map(|it| ("--output", it));
        let mut seen: Vec<&str> = Vec::new();
        for (flag, path) in reports.chain(output) {
            if seen.contains(&path) {
                return Err(Stop::new(
                    format!("{flag} names {path} a second time"),
                    "give each report a file of its own",
                ));
            }
            disk::can_hold(flag, path)?;
            seen.push(path);
        }
        Ok(())
    }

    /// Says in the files of `--report` that the run could not go on.
    pub(super) fn report_failure(&mut self, message: &str, help: Option<&str>) {
        let failure = Some(Failure { message, help });
        let sources = Sources::default();
        let folder = Folder::default();
        let report = Report {
            sources: &sources,
            diagnostics: &[],
            scope: Scope::default(),
            failure,
            folder,
            repository: self.repository(None),
        };
        // A file that cannot be written is most likely what the failure is about.
        let _ = self.files(&report);
    }

    /// Writes the files, and returns what goes to the stream.
    fn reported(&self, checked: &Checked, style: Style) -> Result<Vec<u8>, Stop> {
        let shown: Vec<_>;
        let diagnostics = match self.global.quiet {
            false => checked.diagnostics.as_slice(),
            true => {
                let notable = checked.diagnostics.iter().filter(|it| it.severity != Severity::Note);
                shown = notable.cloned().collect();
                shown.as_slice()
            }
        };
        let scope = Scope { scripts: checked.scripts, sidecars: checked.resolved.sidecars.len() };
        let place = self.place(checked);
        let folder = place.folder();
        let revision = checked.project.as_ref().and_then(|it| it.revision.as_deref());
        let repository = self.repository(revision);
        let report =
            Report { sources: &checked.sources, diagnostics, scope, failure: None, folder, repository };
        self.files(&report)?;
        let mut text = Vec::new();
        for format in self.streamed() {
            report::write(&report, format, style, &mut text)?;
        }
        Ok(text)
    }

    fn repository<'a>(&'a self, revision: Option<&'a str>) -> Option<Repository<'a>> {
        self.global.repository.as_deref().map(|uri| Repository { uri, revision })
    }

    /// The formats that the stream gets: those of `--report` without a file, or that of `--format`.
    fn streamed(&self) -> Vec<Format> {
        let asked = self.global.report.iter().filter(|it| it.file.is_none());
        let mut formats: Vec<Format> = asked.map(|it| it.format).collect();
        if formats.is_empty() {
            formats.push(self.global.findings);
        }
        formats
    }

    fn files(&self, report: &Report<'_>) -> Result<(), Stop> {
        // Files look the same wherever they are written: no color, no width of a terminal.
        let style = Style { quiet: self.global.quiet, ..Style::default() };
        let mut files = Vec::new();
        for wanted in &self.global.report {
            let Some(path) = &wanted.file else { continue };
            let mut text = Vec::new();
            report::write(report, wanted.format, style, &mut text)?;
            files.push((path, text));
        }
        files.into_iter().try_for_each(|(path, text)| disk::put(path, &text))
    }
}

//! `pipyc report`: a bundle or a project as a page for a browser.

use std::collections::BTreeMap;
use std::path::Path;

use super::args::ReportPage;
use super::{Exit, Session, Stop};
use crate::bundle::read::{self, Limits};
use crate::driver::{self, Built, Checked, Options};
use crate::ir::codebase::{FileContent, Interface};
use crate::ir::names::CodePath;
use crate::load::raw::{ProjectFile, Request};
use crate::report::html::{self, Findings, Subject};
use crate::report::{Report, Scope};
use crate::source::SourceId;

pub(super) fn run(session: &mut Session<'_>, flags: &ReportPage) -> Result<Exit, Stop> {
    if session.terminal.width.is_some() && session.global.output.is_none() {
        return Err(Stop::new("a page is nothing for a terminal", "name a file: --output report.html"));
    }
    let options = Options { all: flags.all, ..session.options()? };
    if let Some(path) = &flags.subject {
        let bundle = read::checked(Path::new(path), Limits::default());
        let bundle = bundle.map_err(|error| Stop::new(error.to_string(), ""))?;
        let interfaces = driver::interfaces(&bundle, options.jobs);
        html::write(Subject { bundle: &bundle, interfaces: &interfaces, findings: None }, session.out)?;
        return Ok(Exit::Clean);
    }
    let project_file = match &session.global.project {
        Some(path) => ProjectFile::At(path.clone()),
        None => ProjectFile::Find,
    };
    let request = Request { project_file, ..Request::default() };
    let Built { checked, bundle } = driver::draft(session.world, &request, &options)?;
    session.details(&checked);
    let Some(bundle) = bundle else {
        session.report_aside(&checked)?;
        session.tell("Nothing was written.");
        return Ok(Exit::Findings);
    };
    let (interfaces, scripts) = (interfaces(&checked), scripts(&checked));
    let scope = Scope { scripts: checked.scripts, sidecars: checked.resolved.sidecars.len() };
    let report =
        Report { sources: &checked.sources, diagnostics: &checked.diagnostics, scope, failure: None };
    let findings = Some(Findings { report: &report, scripts: &scripts });
    html::write(Subject { bundle: &bundle, interfaces: &interfaces, findings }, session.out)?;
    Ok(if checked.has_errors() { Exit::Findings } else { Exit::Clean })
}

/// How the scripts of a project meet each other.
fn interfaces(checked: &Checked) -> BTreeMap<CodePath, Interface> {
    let files = checked.codebase.files().iter();
    files.filter_map(|it| Some((it.path.clone(), it.interface.clone()?))).collect()
}

/// The file of the codebase that each text became.
fn scripts(checked: &Checked) -> BTreeMap<SourceId, CodePath> {
    let files = checked.codebase.files().iter().filter_map(|it| match &it.content {
        FileContent::Script(module) => Some((module.program.source, it.path.clone())),
        FileContent::Broken(source) => Some((*source, it.path.clone())),
        FileContent::Embedded(_) | FileContent::Data => None,
    });
    files.collect()
}

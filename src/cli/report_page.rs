//! `pipyc report`: a bundle or a project as a page for a browser.

use std::collections::BTreeMap;

use super::args::ReportPage;
use super::subject::{self, Subject};
use super::{Exit, Session, Stop};
use crate::bundle::Bundle;
use crate::diff::Diff;
use crate::driver::{self, Built, Checked, Minify, Options};
use crate::ir::codebase::{FileContent, Interface};
use crate::ir::names::CodePath;
use crate::report::html::{self, Findings};
use crate::source::SourceId;

pub(super) fn run(session: &mut Session<'_>, flags: &ReportPage) -> Result<Exit, Stop> {
    if session.terminal.width.is_some() && session.global.output.is_none() {
        return Err(Stop::new("a page is nothing for a terminal", "name a file: --output report.html"));
    }
    let subject = match &flags.subject {
        Some(path) => Subject::at(session.world, path),
        None => subject::here(session)?,
    };
    let against = flags.against.as_ref().map(|path| Subject::at(session.world, path));
    if let (Subject::Bundle(new), Some(Subject::Bundle(old))) = (&subject, &against)
        && new == "-"
        && old == "-"
    {
        return Err(Stop::new("standard input can be read once", "give one of them as a file"));
    }
    // Bundles first: a project is printed as the bundle was that it is compared with.
    let old = match &against {
        Some(Subject::Bundle(path)) => Some(subject::read(path)?),
        _ => None,
    };
    let minify = old.as_ref().is_some_and(|it| it.manifest.minified);
    let minify = if minify { Minify::Bundle } else { Minify::Nothing };
    let options = Options { all: flags.all, minify, ..session.options()? };
    let old = match against {
        Some(Subject::Project(file)) => {
            let old = subject::compile(session, &subject::request(file), &options)?;
            if old.is_none() {
                session.tell("Nothing was compared: the project has errors.");
                return Ok(Exit::Failed);
            }
            old
        }
        _ => old,
    };
    match subject {
        Subject::Bundle(path) => {
            let bundle = subject::read(&path)?;
            let interfaces = driver::interfaces(&bundle, options.jobs);
            write(session, &bundle, old.as_ref(), &interfaces, None)?;
            Ok(Exit::Clean)
        }
        Subject::Project(file) => {
            let progress = session.progress("building");
            let built = driver::draft(session.world, &subject::request(file), &options)?;
            drop(progress);
            project(session, &built, old.as_ref())
        }
    }
}

/// The page of a project, with what was found in it.
fn project(session: &mut Session<'_>, built: &Built, old: Option<&Bundle>) -> Result<Exit, Stop> {
    let Built { checked, bundle, .. } = built;
    session.details(checked);
    let Some(bundle) = bundle else {
        session.report_aside(checked)?;
        session.tell("There is nothing to show.");
        return Ok(Exit::Failed);
    };
    let (interfaces, scripts) = (interfaces(checked), scripts(checked));
    let findings =
        Findings { sources: &checked.sources, diagnostics: &checked.diagnostics, scripts: &scripts };
    write(session, bundle, old, &interfaces, Some(findings))?;
    Ok(if checked.has_errors() { Exit::Findings } else { Exit::Clean })
}

fn write(
    session: &mut Session<'_>,
    bundle: &Bundle,
    old: Option<&Bundle>,
    interfaces: &BTreeMap<CodePath, Interface>,
    findings: Option<Findings<'_>>,
) -> Result<(), Stop> {
    let diff = old.map(|old| Diff::of(old, bundle));
    let subject = html::Subject { bundle, interfaces, findings, against: diff.as_ref() };
    html::write(subject, session.out)?;
    Ok(())
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

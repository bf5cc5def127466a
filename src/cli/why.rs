//! `pipyc why`: why a plugin is, or is not, in the chains of a workload.

use super::args::{Format, Why as Flags};
use super::subject::{self, Subject};
use super::{Exit, Session, Stop};
use crate::rules::ProjectView;
use crate::why::Why;
use crate::{driver, report};

pub(super) fn run(session: &mut Session<'_>, flags: &Flags) -> Result<Exit, Stop> {
    let subject = match &flags.subject {
        Some(path) => Subject::at(session.world, path),
        None => subject::here(session)?,
    };
    let Subject::Project(file) = subject else {
        let message = "a bundle does not say which labels were asked for";
        return Err(Stop::new(message, "name the project that it was built from"));
    };
    let options = session.options()?;
    let checked = driver::check(session.world, &subject::request(file), &options)?;
    session.details(&checked);
    let Some(project) = &checked.project else {
        session.report_aside(&checked)?;
        return Ok(Exit::Failed);
    };
    // A project with errors is asked about most of all: why is my plugin not there?
    let view = ProjectView {
        project,
        codebase: &checked.codebase,
        resolved: &checked.resolved,
        sources: &checked.sources,
    };
    let why = Why::of(&view, &flags.plugin, &flags.workload).map_err(|it| subject::unknown(&it))?;
    match session.global.format {
        Format::Json => report::why::json(&why, &checked.sources, session.out)?,
        _ => report::why::human(&why, &checked.sources, session.style(), session.out)?,
    }
    Ok(Exit::Clean)
}

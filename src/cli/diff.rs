//! `pipyc diff`: what is different between two bundles, or between a bundle and a project.

use super::args::{Diff as Flags, Format};
use super::subject::{self, Subject};
use super::{Exit, Session, Stop, complain};
use crate::bundle::Bundle;
use crate::diff::Diff;
use crate::driver::{Minify, Options};
use crate::load::raw::Request;
use crate::report;

pub(super) fn run(session: &mut Session<'_>, flags: &Flags) -> Result<Exit, Stop> {
    let old = Subject::at(session.world, &flags.old);
    let new = match &flags.new {
        Some(path) => Subject::at(session.world, path),
        None => subject::here(session)?,
    };
    if let (Subject::Bundle(old), Subject::Bundle(new)) = (&old, &new)
        && old == "-"
        && new == "-"
    {
        return Err(Stop::new("standard input can be read once", "give one of them as a file"));
    }
    // Bundles first: a project is printed as the bundle was that it is compared with.
    let (read_old, read_new) = (read(&old)?, read(&new)?);
    let minified = [&read_old, &read_new].into_iter().flatten().any(|it| it.manifest.minified);
    let minify = if minified { Minify::Bundle } else { Minify::Nothing };
    let options = Options { all: flags.all, minify, ..session.options()? };
    let Some(old) = whole(session, old, read_old, None, &options)? else { return Ok(Exit::Failed) };
    let version = flags.bundle_version.clone();
    let Some(new) = whole(session, new, read_new, version, &options)? else { return Ok(Exit::Failed) };

    let diff = Diff::of(&old, &new);
    match session.global.format {
        Format::Json => report::diff::json(&diff, session.out)?,
        Format::Markdown => report::diff::markdown(&diff, session.out)?,
        Format::Short => report::diff::short(&diff, session.out)?,
        _ => report::diff::human(&diff, session.style(), session.out)?,
    }
    if flags.require_bump {
        return bumped(session, &diff);
    }
    Ok(if diff.is_same() { Exit::Clean } else { Exit::Findings })
}

/// The bundle that is given, if it is one.
fn read(subject: &Subject) -> Result<Option<Bundle>, Stop> {
    match subject {
        Subject::Bundle(path) => subject::read(path).map(Some),
        Subject::Project(_) => Ok(None),
    }
}

/// The bundle that is given, or what the project becomes; `None` if the project has errors.
fn whole(
    session: &mut Session<'_>,
    subject: Subject,
    read: Option<Bundle>,
    version: Option<String>,
    options: &Options,
) -> Result<Option<Bundle>, Stop> {
    match (read, subject) {
        (Some(bundle), _) => Ok(Some(bundle)),
        (None, Subject::Project(file)) => {
            let request = Request { version, ..subject::request(file) };
            let bundle = subject::compile(session, &request, options)?;
            if bundle.is_none() {
                session.tell("Nothing was compared: the project has errors.");
            }
            Ok(bundle)
        }
        (None, Subject::Bundle(_)) => Ok(None),
    }
}

/// How `--require-bump` ends.
fn bumped(session: &mut Session<'_>, diff: &Diff<'_>) -> Result<Exit, Stop> {
    let bump = diff.bump();
    if bump.enough {
        return Ok(Exit::Clean);
    }
    let message = format!("version {} is not enough for a {} change", diff.new.version, bump.size.word());
    let reason = bump.reasons.first().map(|it| format!(", because {it}")).unwrap_or_default();
    let help = format!("make it {} or higher{reason}", bump.least);
    session.out.flush()?;
    let color = session.colored(session.terminal.err_color);
    complain(session.err, color, &message, Some(&help));
    Ok(Exit::Findings)
}

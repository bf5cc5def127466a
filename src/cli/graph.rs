//! `pipyc graph`: a bundle or a project as a picture.

use super::args::{Format, Graph as Flags};
use super::subject::{self, Subject};
use super::{Exit, Session, Stop};
use crate::graph::{Graph, Selection, dot, json, mermaid, svg};
use crate::ir::names::MountPoint;
use crate::report;

pub(super) fn run(session: &mut Session<'_>, flags: &Flags) -> Result<Exit, Stop> {
    let subject = match &flags.subject {
        Some(path) => Subject::at(session.world, path),
        None => subject::here(session)?,
    };
    let bundle = match subject {
        Subject::Bundle(path) => subject::read(&path)?,
        Subject::Project(file) => {
            let options = session.options()?;
            match subject::compile(session, &subject::request(file), &options)? {
                Some(bundle) => bundle,
                None => {
                    session.tell("Nothing was drawn: the project has errors.");
                    return Ok(Exit::Failed);
                }
            }
        }
    };
    let selection = Selection {
        workload: flags.workload.clone(),
        plugin: flags.plugin.clone(),
        chain: flags.chain.as_deref().and_then(MountPoint::parse),
    };
    let graph = Graph::of(&bundle, &selection).map_err(|unknown| subject::unknown(&unknown))?;
    match session.global.format {
        Format::Json => json::write(&graph, session.out)?,
        Format::Mermaid => mermaid::write(&graph, session.out)?,
        Format::Dot => dot::write(&graph, session.out)?,
        Format::Svg => svg::write(&graph, session.out)?,
        _ => report::graph::human(&graph, session.style(), session.out)?,
    }
    Ok(Exit::Clean)
}

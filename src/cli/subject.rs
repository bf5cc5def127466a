//! What commands that look at bundles are given: a bundle, or a project to compile.

use std::path::Path;

use super::{Session, Stop, request};
use crate::bundle::Bundle;
use crate::bundle::read::{self, Limits, ReadBundleError};
use crate::driver::{self, Built, Options};
use crate::graph::Unknown;
use crate::load::project_file::FILE_NAME;
use crate::load::raw::{ProjectFile, Request};
use crate::world::{PathKind, World};

/// A bundle or a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// Anything that [`read::any`] reads.
    Bundle(String),
    /// A project.
    Project(ProjectFile),
}

impl Subject {
    /// What stands at a path: a project file, a folder with one, or else a bundle.
    pub(super) fn at(world: &dyn World, path: &str) -> Self {
        let is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
        let in_folder = || format!("{}/{FILE_NAME}", path.trim_end_matches('/'));
        match path {
            "-" => Subject::Bundle(path.to_owned()),
            _ if is_yaml => Subject::Project(ProjectFile::At(path.to_owned())),
            _ if world.kind(&in_folder()) == PathKind::File => Subject::Project(ProjectFile::At(in_folder())),
            _ => Subject::Bundle(path.to_owned()),
        }
    }
}

/// Reads a bundle that is what it says it is.
pub(super) fn read(path: &str) -> Result<Bundle, Stop> {
    read::checked(Path::new(path), Limits::default()).map_err(|error| {
        let help = match &error {
            ReadBundleError::Differs { .. } => {
                format!("run `pipyc verify {path}` for all that is wrong with it")
            }
            _ => String::new(),
        };
        Stop::new(error.to_string(), help)
    })
}

/// Compiles a project; without a bundle if it has errors, which are then on standard error.
pub(super) fn compile(
    session: &mut Session<'_>,
    request: &Request,
    options: &Options,
) -> Result<Option<Bundle>, Stop> {
    let progress = session.progress("building");
    let Built { checked, bundle, .. } = driver::build(session.world, request, options)?;
    drop(progress);
    session.details(&checked);
    if bundle.is_none() {
        session.report_aside(&checked)?;
    }
    Ok(bundle)
}

/// What a project file asks for, and nothing else.
pub(super) fn request(project_file: ProjectFile) -> Request {
    Request { project_file, ..Request::default() }
}

/// The project that the flags name, or that of this folder.
pub(super) fn here(session: &Session<'_>) -> Result<Subject, Stop> {
    let file = request::project_file(session.global);
    match file {
        ProjectFile::Find if session.world.kind(FILE_NAME) == PathKind::File => Ok(Subject::Project(file)),
        ProjectFile::At(_) => Ok(Subject::Project(file)),
        ProjectFile::Find | ProjectFile::None => Err(Stop::new(
            format!("there is no {FILE_NAME} in this folder"),
            "name a bundle, or a folder with a project",
        )),
    }
}

/// What is said of a name that is not there.
pub(super) fn unknown(unknown: &Unknown) -> Stop {
    let help = unknown.near.as_ref().map(|near| format!("write {near}")).unwrap_or_default();
    Stop::new(unknown.to_string(), help)
}

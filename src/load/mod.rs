//! Stage 1: from what the user typed to a valid project.
//!
//! Enters: a [`World`] and a [`Request`]. Leaves: [`Loaded`], with the texts, the [`Project`] as far as
//! it could be made, and everything found on the way. A broken resource is left out and reported; it
//! never hides the others. Scripts are taken out of their documents here, but not looked into.
//!
//! - [`raw`]: what the user typed.
//! - [`project_file`]: `pipyc.yaml`, and its schema, from one table.
//! - `yaml`: YAML and JSON with the place of every character.
//! - `values`, `set`: Helm values and `--set`.
//! - `kube`, `mesh`, `plugin`, `selector`, `workload`: resources.
//! - [`stream`]: the documents of a stream as they stand.
//! - `scripts`: plain files.

mod fields;
mod kube;
mod mesh;
mod plugin;
pub mod project_file;
pub mod raw;
mod reader;
mod scripts;
mod selector;
mod set;
pub mod stream;
mod values;
mod workload;
mod yaml;

use std::collections::BTreeSet;

use semver::Version;

use self::kube::{How, Resources, Role};
use self::project_file::ProjectFile;
use self::raw::Request;
use self::reader::{By, Found, Named, Reader};
use self::scripts::{Bare, Files, LoneMount};
use crate::diag::{Diagnostics, Level, Levels, Override, Selector};
use crate::ir::names::MountPoint;
use crate::ir::project::Project;
use crate::ir::syntax::Range;
use crate::outcome::Outcome;
use crate::rules;
use crate::runtime::{DEFAULT_TARGET, Target, target};
use crate::source::{SourceId, Sources};
use crate::world::{InTurn, PathKind, Tasks, World, WorldError};

/// What was loaded.
#[derive(Debug)]
pub struct Loaded {
    /// All texts.
    pub sources: Sources,
    /// The project as far as it could be made, and what was found.
    pub outcome: Outcome<Project>,
    /// Comments of documents that have a `# pipyc-allow`; scripts have their own.
    pub comments: Vec<(SourceId, Vec<Range>)>,
    /// What was asked for beside the project.
    pub settings: Settings,
}

/// What was asked for that is no part of the project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The folder for bundles, from the current folder.
    pub out: Option<String>,
    /// The project file that was read.
    pub project_file: Option<String>,
}

/// Why nothing could be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file cannot be read.
    #[error(transparent)]
    World(#[from] WorldError),
    /// A flag names what is not there.
    #[error("{flag}: there is no `{path}`")]
    Missing {
        /// The flag; `PATH` for a positional argument.
        flag: &'static str,
        /// The path as given.
        path: String,
    },
    /// A flag cannot be understood.
    #[error("{flag} {text}: {reason}")]
    Flag {
        /// The flag.
        flag: &'static str,
        /// Its text.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Where bundles go when nobody says, from the folder of the project file.
const DEFAULT_OUT: &str = "dist";

/// The name of a bundle that was given none.
const DEFAULT_NAME: &str = "mesh";

/// Loads the project that a request describes.
///
/// # Errors
/// If a file cannot be read, or a flag cannot be understood or names what is not there. Whatever is
/// wrong inside the files is a diagnostic.
pub fn project(world: &dyn World, request: &Request) -> Result<Loaded, LoadError> {
    project_by(world, request, &InTurn)
}

/// As [`project`]; `tasks` does what can be done side by side.
///
/// # Errors
/// As [`project`].
pub fn project_by(world: &dyn World, request: &Request, tasks: &dyn Tasks) -> Result<Loaded, LoadError> {
    let mut reader = Reader::new(world, tasks);
    let mut settings = Settings::default();
    let file = find_project_file(&mut reader, request, &mut settings)?;
    if has_fixed_errors(&reader.out) {
        // Of a project file that is wrong, too little is known to look at the rest.
        let outcome = Outcome::stopped(std::mem::take(&mut reader.out));
        return Ok(loaded(reader, outcome, settings));
    }
    let value = assemble(&mut reader, request, &file)?;
    let out = file.out.as_deref().unwrap_or(DEFAULT_OUT);
    settings.out = Some(request.out.clone().unwrap_or_else(|| reader.of_root(out)));
    let outcome = Outcome::new(value, std::mem::take(&mut reader.out));
    Ok(loaded(reader, outcome, settings))
}

fn loaded(reader: Reader<'_>, outcome: Outcome<Project>, settings: Settings) -> Loaded {
    Loaded { outcome, comments: reader.comments, sources: reader.sources, settings }
}

fn has_fixed_errors(out: &Diagnostics) -> bool {
    out.iter().any(|it| it.rule.fixed_level && it.rule.level == Level::Deny)
}

fn find_project_file(
    reader: &mut Reader<'_>,
    request: &Request,
    settings: &mut Settings,
) -> Result<ProjectFile, LoadError> {
    let path = match &request.project_file {
        raw::ProjectFile::None => return Ok(ProjectFile::default()),
        raw::ProjectFile::Find => match reader.nearest(project_file::FILE_NAME) {
            Some(path) => path,
            None => return Ok(ProjectFile::default()),
        },
        raw::ProjectFile::At(path) => match reader.kind(path) {
            PathKind::Missing => {
                return Err(LoadError::Missing { flag: "--project", path: path.clone() });
            }
            PathKind::Folder => format!("{}/{}", path.trim_end_matches('/'), project_file::FILE_NAME),
            PathKind::File | PathKind::Other => path.clone(),
        },
    };
    reader.root = path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    settings.project_file = Some(path.clone());
    match reader.text(&path, &path)? {
        Some(source) => Ok(project_file::read(reader, source)),
        None => Ok(ProjectFile::default()),
    }
}

/// What kind of run the positional paths make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    /// The whole project.
    Whole,
    /// Only scripts are looked at: values, resources and workloads of the project file play no role.
    Scripts,
}

fn assemble(reader: &mut Reader<'_>, request: &Request, file: &ProjectFile) -> Result<Project, LoadError> {
    let target = match &request.target {
        Some(id) => target_of(id)?,
        None => file.target.unwrap_or(DEFAULT_TARGET),
    };
    let alone = lone_mount(request)?;
    let is_script = |path: &String| path.ends_with(".js");
    let run = match !request.paths.is_empty() && request.paths.iter().all(is_script) {
        true => Run::Scripts,
        false => Run::Whole,
    };
    let levels = levels(request, file);
    let mut found = Resources::default();
    let report_other = levels.level(&rules::resource::other_kind::RULE) != Level::Allow;
    let namespace = namespace(request)?;
    let how = How { target, namespace, report_other };
    let named = resource_paths(reader, request, file, run);
    let walked = kube::load(reader, &named, how, &mut found)?;
    if run == Run::Whole && request.paths.is_empty() {
        for entry in &file.scripts {
            let bare = Bare::of(entry, reader);
            scripts::bare(reader, &bare, &mut found)?;
        }
    }
    for text in &request.scripts {
        let bare = Bare::parse(text)?;
        scripts::bare(reader, &bare, &mut found)?;
    }
    let files = code_files(reader, request, file)?;
    let builtins = match (&request.builtins, &file.builtins) {
        (Some(path), _) => Some(Named { path: path.clone(), by: By::Flag("--builtins") }),
        (None, Some(it)) => Some(Named { path: reader.of_root(&it.value), by: By::Key(it.span) }),
        (None, None) => None,
    };
    let builtins = match builtins {
        Some(named) => scripts::builtins(reader, &named)?,
        None => None,
    };
    let mesh_config = match (&request.mesh_config, &file.mesh_config) {
        (Some(path), _) => Some(Named { path: path.clone(), by: By::Flag("--mesh-config") }),
        (None, Some(it)) => Some(Named { path: reader.of_root(&it.value), by: By::Key(it.span) }),
        (None, None) => None,
    };
    let mesh_config = match mesh_config {
        Some(named) => scripts::mesh_config(reader, &named)?,
        None => None,
    };
    let values =
        values::load(reader, &value_files(reader, request, file, run), &request.sets, how, &mut found)?;
    let lone = lone_scripts(reader, request, file, walked)?;
    let lone_scripts = match &alone {
        Some(alone) => {
            scripts::mount_alone(&lone, alone, &mut found);
            Vec::new()
        }
        None => lone.into_iter().map(|(_, source)| source).collect(),
    };
    // What could not be mounted is still looked at.
    let lone_scripts: Vec<SourceId> =
        lone_scripts.into_iter().chain(std::mem::take(&mut found.unmounted)).collect();
    if let Some(span) = values.policy_off.filter(|_| !found.plugins.is_empty()) {
        reader.out.push(rules::values::plugin_policy_off::report(span));
    }
    found.plugins.sort_by(|a, b| a.name.cmp(&b.name));
    found.chains.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    found.configs.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    let mut workloads = found.workloads;
    workloads
        .workloads
        .sort_by(|a, b| (&a.namespace, &a.kind, &a.name).cmp(&(&b.namespace, &b.kind, &b.name)));
    Ok(Project {
        name: name(request, file)?.into(),
        version: version(request, file)?,
        revision: request.revision.as_deref().or(file.revision.as_deref()).map(Into::into),
        target,
        builtin_chains: values.links,
        builtin_chain_places: values.places,
        plugins: found.plugins,
        broken: found.broken,
        plugin_chains: found.chains.into_iter().map(|(_, _, chain)| chain).collect(),
        plugin_configs: found.configs.into_iter().map(|(_, _, config)| config).collect(),
        workloads: workloads.workloads,
        namespaces: workloads.namespaces,
        services: workloads.services,
        files,
        builtins,
        mesh_config,
        levels: levels.overrides,
        lone_scripts,
        inputs: reader.inputs(),
    })
}

fn target_of(id: &str) -> Result<&'static Target, LoadError> {
    let wrong = || LoadError::Flag {
        flag: "--target",
        text: id.to_owned(),
        reason: format!("no such target; write {}", project_file::target_names()),
    };
    target(id).ok_or_else(wrong)
}

/// The namespace of resources that name none.
fn namespace(request: &Request) -> Result<&str, LoadError> {
    match &request.namespace {
        None => Ok("default"),
        Some(name) if selector::is_dns_label(name) => Ok(name),
        Some(name) => Err(LoadError::Flag {
            flag: "--namespace",
            text: name.clone(),
            reason: "write up to 63 lower-case letters, digits and `-`".to_owned(),
        }),
    }
}

fn name(request: &Request, file: &ProjectFile) -> Result<String, LoadError> {
    match &request.name {
        Some(name) if !selector::is_dns_label(name) => Err(LoadError::Flag {
            flag: "--name",
            text: name.clone(),
            reason: "write up to 63 lower-case letters, digits and `-`".to_owned(),
        }),
        Some(name) => Ok(name.clone()),
        None => Ok(file.name.clone().unwrap_or_else(|| DEFAULT_NAME.to_owned())),
    }
}

fn version(request: &Request, file: &ProjectFile) -> Result<Version, LoadError> {
    match &request.version {
        Some(text) => Version::parse(text).map_err(|_| LoadError::Flag {
            flag: "--bundle-version",
            text: text.clone(),
            reason: "write three numbers, as SemVer has them: `1.4.0`".to_owned(),
        }),
        None => Ok(file.version.clone().unwrap_or(Version::new(0, 0, 0))),
    }
}

fn levels(request: &Request, file: &ProjectFile) -> Levels {
    let mut overrides = file.levels.clone();
    if request.strict_kinds {
        let selector = Selector::Rule(rules::resource::other_kind::RULE.id.into());
        overrides.push(Override { selector, level: Level::Deny });
    }
    Levels { overrides, suppressions: Vec::new() }
}

/// Where lone scripts are mounted.
fn lone_mount(request: &Request) -> Result<Option<LoneMount>, LoadError> {
    let wrong = |flag: &'static str, text: &str| {
        let text = text.to_owned();
        move |reason: String| LoadError::Flag { flag, text, reason }
    };
    let mut mounts: Vec<MountPoint> = Vec::new();
    for chain in &request.chains {
        let mount = scripts::mount(chain).map_err(wrong("--chain", chain))?;
        if !mounts.contains(&mount) {
            mounts.push(mount);
        }
    }
    let priority = match &request.priority {
        Some(text) if mounts.is_empty() => {
            return Err(wrong("--priority", text)("goes with `--chain`".to_owned()));
        }
        Some(text) => Some(scripts::priority(text).map_err(wrong("--priority", text))?),
        None => None,
    };
    match (mounts.is_empty(), request.paths.is_empty()) {
        (true, _) => Ok(None),
        (false, true) => {
            Err(wrong("--chain", &request.chains[0])("needs the scripts to mount as paths".to_owned()))
        }
        (false, false) => Ok(Some(LoneMount { mounts, priority })),
    }
}

fn key_paths(reader: &Reader<'_>, list: &[project_file::Located<String>]) -> Vec<Named> {
    let named =
        |it: &project_file::Located<String>| Named { path: reader.of_root(&it.value), by: By::Key(it.span) };
    list.iter().map(named).collect()
}

fn flag_paths(list: &[String], flag: &'static str) -> Vec<Named> {
    list.iter().map(|path| Named { path: path.clone(), by: By::Flag(flag) }).collect()
}

/// Where resources are looked for, and what for.
fn resource_paths(
    reader: &Reader<'_>,
    request: &Request,
    file: &ProjectFile,
    run: Run,
) -> Vec<(Named, Role)> {
    let mut named = Vec::new();
    let mut add = |paths: Vec<Named>, role: Role| named.extend(paths.into_iter().map(|it| (it, role)));
    let resources: Vec<String> =
        request.paths.iter().filter(|path| !path.ends_with(".js")).cloned().collect();
    add(flag_paths(&resources, "PATH"), Role::Plugins);
    add(flag_paths(&request.plugins, "--plugins"), Role::Plugins);
    add(flag_paths(&request.workloads, "--workloads"), Role::Workloads);
    if run == Run::Whole {
        if request.paths.is_empty() {
            add(key_paths(reader, &file.plugins), Role::Plugins);
        }
        add(key_paths(reader, &file.workloads), Role::Workloads);
    }
    named
}

fn value_files(reader: &Reader<'_>, request: &Request, file: &ProjectFile, run: Run) -> Vec<Named> {
    let mut files = match run {
        Run::Whole => key_paths(reader, &file.values),
        Run::Scripts => Vec::new(),
    };
    files.extend(flag_paths(&request.values, "--values"));
    files
}

fn code_files(
    reader: &mut Reader<'_>,
    request: &Request,
    file: &ProjectFile,
) -> Result<Vec<crate::ir::project::CodeFile>, LoadError> {
    let mut files = Files::default();
    for entry in &file.files {
        let place = entry.place.as_ref().unwrap_or(&entry.path);
        let named = Named { path: reader.of_root(&entry.path.value), by: By::Key(place.span) };
        files.add(reader, &named, plain(&place.value))?;
    }
    for text in &request.files {
        let (path, place) = match text.split_once('=') {
            Some((path, place)) => (path, place.to_owned()),
            None => (text.as_str(), default_place(text)),
        };
        let named = Named { path: path.to_owned(), by: By::Flag("--file") };
        files.add(reader, &named, plain(&place))?;
    }
    Ok(files.into_files())
}

/// A path without `./` before and `/` behind it.
fn plain(path: &str) -> &str {
    let path = path.strip_prefix("./").unwrap_or(path);
    path.trim_end_matches('/')
}

/// Where a file goes that was given without a place: its own path, or its name if that leads elsewhere.
fn default_place(path: &str) -> String {
    let leads_away = path.starts_with('/') || path.split('/').any(|part| part == "..");
    match leads_away {
        true => path.trim_end_matches('/').rsplit('/').next().unwrap_or(path).to_owned(),
        false => path.to_owned(),
    }
}

/// The scripts to look at by themselves: those given as paths, and those in folders given as paths that
/// are no part of the project yet.
fn lone_scripts(
    reader: &mut Reader<'_>,
    request: &Request,
    file: &ProjectFile,
    walked: Vec<(String, String)>,
) -> Result<Vec<(String, SourceId)>, LoadError> {
    let mut paths: Vec<(String, String)> = Vec::new();
    for path in request.paths.iter().filter(|path| path.ends_with(".js")) {
        let named = Named { path: path.clone(), by: By::Flag("PATH") };
        match reader.find(&named)? {
            Found::File => paths.push((path.clone(), path.clone())),
            Found::Folder(_) | Found::Nothing => {}
        }
    }
    let known = known_paths(reader, request, file);
    for (given, path) in walked {
        let is_known = |known: &String| {
            let path = plain(&path);
            path.strip_prefix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if request.paths.contains(&given) && !known.iter().any(is_known) {
            paths.push((given, path));
        }
    }
    let mut scripts: Vec<(String, SourceId)> = Vec::new();
    let mut seen = BTreeSet::new();
    for (given, path) in paths {
        if let Some(source) = reader.text(&given, &path)?
            && seen.insert(source)
        {
            scripts.push((path, source));
        }
    }
    Ok(scripts)
}

/// Files and folders whose scripts are part of the project, or of a bundle.
fn known_paths(reader: &Reader<'_>, request: &Request, file: &ProjectFile) -> Vec<String> {
    let of_file = [&file.builtins].into_iter().flatten().map(|it| &it.value);
    let of_file = of_file.chain(file.files.iter().map(|it| &it.path.value)).chain(&file.out);
    let of_file = of_file.chain(file.scripts.iter().map(|it| &it.path.value));
    let mut known: Vec<String> = of_file.map(|path| reader.of_root(path)).collect();
    known.extend(request.builtins.iter().chain(&request.out).cloned());
    known.extend(request.files.iter().map(|it| it.split('=').next().unwrap_or(it).to_owned()));
    known.extend(request.scripts.iter().map(|it| it.split(',').next().unwrap_or(it).to_owned()));
    known.iter().map(|path| plain(path).to_owned()).collect()
}

//! The order of the stages, and which of them run side by side. Read from top to bottom, this is the
//! whole compiler; nothing else knows what comes after what.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::assemble::{self, AssembleOptions, Printed};
use crate::bundle::{Bundle, Role};
use crate::check::{self, Ran};
use crate::diag::{Diagnostic, Diagnostics, Levels, Override, Severity};
use crate::ir::chain::Resolved;
use crate::ir::codebase::{Codebase, FileContent, Interface};
use crate::ir::module::Module;
use crate::ir::names::CodePath;
use crate::ir::project::{Plugin, Project};
use crate::ir::syntax::Program;
use crate::load::{self, LoadError, Loaded, Settings, raw::Request};
use crate::lower::{self, FileMap, Found, ScriptFacts};
use crate::outcome;
use crate::parse::{self, NotMinified};
use crate::resolve;
use crate::rules::{ModuleView, ProjectView};
use crate::runtime::{self, ScriptRole};
use crate::source::{SourceId, Sources};
use crate::world::{Tasks, World};

/// How a run is to be done, apart from what it works on.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Levels asked for by flags.
    pub overrides: Vec<Override>,
    /// How many threads; `None` for one a core.
    pub jobs: Option<NonZeroUsize>,
    /// Emit every file of the codebase, reached by a chain or not.
    pub all: bool,
    /// Which scripts to print without comments and blanks.
    pub minify: Minify,
}

/// Which scripts are printed without comments and blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Minify {
    /// None.
    #[default]
    Nothing,
    /// All of the bundle, with source maps beside the manifest.
    Bundle,
    /// The custom plugins, mounted or not, without source maps: as they stand in resources. Whoever reads
    /// those back gets this bundle.
    Plugins,
}

/// A checked project.
#[derive(Debug)]
pub struct Checked {
    /// All texts, for reports.
    pub sources: Sources,
    /// The project; `None` if it could not be made out at all.
    pub project: Option<Project>,
    /// What was asked for beside the project.
    pub settings: Settings,
    /// Every file a sidecar could load.
    pub codebase: Codebase,
    /// The chains of every sidecar.
    pub resolved: Resolved,
    /// Everything found, leveled and sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// How many scripts were looked at.
    pub scripts: usize,
    /// How many places of them depend on values and were left open, by what was not known.
    pub open: BTreeMap<&'static str, usize>,
    /// How long each stage took, in their order. Only shown, never part of a result.
    pub times: Vec<(&'static str, Duration)>,
}

impl Checked {
    /// True if something was found that fails the run.
    pub fn has_errors(&self) -> bool {
        outcome::has_errors(&self.diagnostics)
    }
}

/// A checked project and, if nothing failed, its bundle.
#[derive(Debug)]
pub struct Built {
    /// What was checked.
    pub checked: Checked,
    /// The bundle; `None` if there are errors. No bundle ever comes from a broken project.
    pub bundle: Option<Bundle>,
    /// What [`Options::minify`] made of scripts.
    pub printed: BTreeMap<CodePath, Printed>,
    /// Where what comes after can be done side by side, too.
    pub workers: Workers,
}

impl Built {
    /// A plugin's script as the bundle has it.
    pub fn script<'a>(&'a self, plugin: &Plugin) -> Cow<'a, str> {
        let path = plugin_path(&plugin.name);
        match path.and_then(|path| self.printed.get(&path)) {
            Some(printed) => String::from_utf8_lossy(&printed.text),
            None => Cow::Borrowed(&**self.checked.sources.get(plugin.script).text()),
        }
    }
}

/// Where a plugin's script stands in the codebase.
fn plugin_path(name: &str) -> Option<CodePath> {
    CodePath::new(&format!("plugins/{name}.js")).ok()
}

/// Does everything but assembling.
///
/// # Errors
/// If an input that was named cannot be read, or a flag cannot be understood.
pub fn check(world: &dyn World, request: &Request, options: &Options) -> Result<Checked, LoadError> {
    Ok(Run::new(world, request, options)?.settled().0)
}

/// Why nothing could be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The project could not be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A script that was printed without comments could not be proven to stay the same program: a fault of
    /// the printer, not of the script.
    #[error("{path} cannot be minified: {reason:?}")]
    NotMinified {
        /// The script.
        path: CodePath,
        /// What went wrong.
        reason: NotMinified,
    },
}

/// Checks and assembles.
///
/// # Errors
/// If an input that was named cannot be read, a flag cannot be understood, or a script cannot be minified.
pub fn build(world: &dyn World, request: &Request, options: &Options) -> Result<Built, BuildError> {
    let run = Run::new(world, request, options)?;
    let (mut checked, workers) = run.settled();
    let mut watch = Watch::start();
    let mut printed = BTreeMap::new();
    let bundle = match &checked.project {
        Some(project) if !checked.has_errors() => {
            printed = print(&checked, project, options, &workers)?;
            let is_minified = options.minify != Minify::Nothing;
            let options = AssembleOptions { all: options.all, printed: is_minified.then_some(&printed) };
            Some(assemble::bundle(
                project,
                &checked.codebase,
                &checked.resolved,
                &checked.sources,
                options,
                &workers,
            ))
        }
        _ => None,
    };
    watch.lap("assemble");
    checked.times.append(&mut watch.times);
    Ok(Built { checked, bundle, printed, workers })
}

/// As [`build`], but of a project with errors what it would become. To be looked at and never written, since
/// no bundle comes from a broken project.
///
/// # Errors
/// As [`build`].
pub fn draft(world: &dyn World, request: &Request, options: &Options) -> Result<Built, BuildError> {
    let mut built = build(world, request, options)?;
    let checked = &built.checked;
    if let (None, Some(project)) = (&built.bundle, &checked.project) {
        let options = AssembleOptions { all: options.all, printed: None };
        let Checked { codebase, resolved, sources, .. } = checked;
        built.bundle = Some(assemble::bundle(project, codebase, resolved, sources, options, &built.workers));
    }
    Ok(built)
}

/// How each script of a bundle meets the others, as far as that is known: built-ins as the catalog says, all
/// others as their texts say.
pub fn interfaces(bundle: &Bundle, jobs: Option<NonZeroUsize>) -> BTreeMap<CodePath, Interface> {
    let Some(target) = runtime::target(&bundle.manifest.target) else { return BTreeMap::new() };
    let mut files = FileMap::default();
    files.add_embedded(target);
    let mut scripts = Vec::new();
    let mut sources = Sources::default();
    for entry in &bundle.manifest.files {
        let below = entry.path.as_str().strip_prefix("base/");
        let Some(path) = below.and_then(|it| CodePath::new(it).ok()) else { continue };
        let role = match entry.role {
            Role::Module | Role::Plugin => ScriptRole::Module,
            Role::Script if path.as_str() == "main.js" => ScriptRole::Entry,
            Role::Script => ScriptRole::Support,
            _ => continue,
        };
        let Some(bytes) = bundle.files.get(&entry.path) else { continue };
        match target.script(path.as_str()) {
            Some(known) if known.text.as_bytes() == &**bytes => {
                scripts.push((path, Err(Interface::of_catalog(known.catalog))));
            }
            _ => {
                files.insert(path.clone(), Found::Data);
                let text: Arc<str> = String::from_utf8_lossy(bytes).into();
                let id = sources.add(path.as_str(), text);
                scripts.push((path, Ok((id, role))));
            }
        }
    }
    let workers = Workers::new(jobs);
    let found = workers.map_owned(scripts, |(path, script)| match script {
        Err(known) => Some((path, known)),
        Ok((id, role)) => {
            let program = parse::program(sources.get(id).text(), id, target.api.dialect).program?;
            let module = lower::module(program, target, &files);
            let interface = resolve::interface(&module, &path, role);
            Some((path, interface))
        }
    });
    found.into_iter().flatten().collect()
}

/// Prints scripts as [`Options::minify`] asks.
fn print(
    checked: &Checked,
    project: &Project,
    options: &Options,
    workers: &Workers,
) -> Result<BTreeMap<CodePath, Printed>, BuildError> {
    let Checked { codebase, resolved, sources, .. } = checked;
    let dialect = project.target.api.dialect;
    let paths: Vec<CodePath> = match options.minify {
        Minify::Nothing => return Ok(BTreeMap::new()),
        Minify::Bundle => {
            assemble::files(project.target, codebase, resolved, options.all).into_iter().cloned().collect()
        }
        Minify::Plugins => project.plugins.iter().filter_map(|it| plugin_path(&it.name)).collect(),
    };
    let with_map = options.minify == Minify::Bundle;
    let printed = workers.map(&paths, |path| {
        let text: Arc<str> = match &codebase.file(codebase.find(path)?).content {
            FileContent::Embedded(script) => script.text.into(),
            FileContent::Script(module) => Arc::clone(sources.get(module.program.source).text()),
            FileContent::Broken(_) | FileContent::Data => return None,
        };
        let printed = parse::minified(&text, dialect).map(|it| {
            let map = with_map.then(|| it.map.into_bytes().into());
            (path.clone(), Printed { text: it.code.into_bytes().into(), map })
        });
        Some(printed.map_err(|reason| BuildError::NotMinified { path: path.clone(), reason }))
    });
    printed.into_iter().flatten().collect()
}

/// A run up to the last check, its findings not yet settled.
struct Run {
    checked: Checked,
    found: Diagnostics,
    levels: Levels,
    ran: Ran,
    workers: Workers,
    watch: Watch,
}

/// Notes how long each stage takes.
struct Watch {
    since: Instant,
    times: Vec<(&'static str, Duration)>,
}

impl Watch {
    fn start() -> Self {
        Watch { since: Instant::now(), times: Vec::new() }
    }

    /// Ends a stage; the next begins.
    fn lap(&mut self, stage: &'static str) {
        self.times.push((stage, self.since.elapsed()));
        self.since = Instant::now();
    }
}

impl Run {
    fn new(world: &dyn World, request: &Request, options: &Options) -> Result<Run, LoadError> {
        let mut watch = Watch::start();
        let workers = Workers::new(options.jobs);
        let Loaded { sources, outcome, comments, settings } = load::project_by(world, request, &workers)?;
        let mut levels = Levels::default();
        for (source, comments) in comments {
            levels.suppressions.extend(check::of_yaml(source, sources.get(source).text(), &comments));
        }
        watch.lap("load");
        let mut found = outcome.diagnostics;
        let mut codebase = Codebase::default();
        let mut resolved = Resolved::default();
        let mut open = BTreeMap::new();
        let mut ran = Ran::ScriptsAlone;
        let scripts = outcome.value.as_ref().map_or_else(Vec::new, scripts);
        if let Some(project) = &outcome.value {
            levels.overrides.extend(project.levels.iter().cloned());
            let modules = modules(project, &sources, &scripts, &workers, &mut levels, &mut found);
            for place in modules.values().flatten().flat_map(|it| &it.open) {
                *open.entry(place.kind).or_default() += 1;
            }
            watch.lap("scripts");
            let (all, about) = resolve::codebase(project, modules, &workers);
            codebase = all;
            found.extend(about);
            let (chains, about) = resolve::chains(project, &codebase);
            resolved = chains;
            found.extend(about);
            watch.lap("resolve");
            let view = ProjectView { project, codebase: &codebase, resolved: &resolved, sources: &sources };
            check::project(&view, &workers, &mut found);
            check::chains(&view, &workers, &mut found);
            // Of lone scripts it cannot be told what they would break in a chain.
            if project.lone_scripts.is_empty() {
                ran = Ran::Everything;
            }
            watch.lap("chains");
        }
        levels.overrides.extend(options.overrides.iter().cloned());
        let scripts = scripts.len();
        let project = outcome.value;
        let diagnostics = Vec::new();
        let checked = Checked {
            sources,
            project,
            settings,
            codebase,
            resolved,
            diagnostics,
            scripts,
            open,
            times: Vec::new(),
        };
        Ok(Run { checked, found, levels, ran, workers, watch })
    }

    fn settled(self) -> (Checked, Workers) {
        let Run { mut checked, found, levels, ran, workers, mut watch } = self;
        checked.diagnostics = check::settle(&levels, found, &checked.sources, ran);
        watch.lap("settle");
        checked.times = watch.times;
        (checked, workers)
    }
}

/// Every script of the project, each once: built-ins of its own, further files, plugins, lone scripts.
fn scripts(project: &Project) -> Vec<SourceId> {
    let files = project.builtins.iter().flatten().chain(&project.files).filter_map(|it| it.source);
    let plugins = project.plugins.iter().map(|it| it.script);
    let mut all: Vec<SourceId> = files.chain(plugins).chain(project.lone_scripts.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Parses, lowers and checks every script, one task each. `None` for a script with errors in its syntax.
fn modules(
    project: &Project,
    sources: &Sources,
    scripts: &[SourceId],
    workers: &Workers,
    levels: &mut Levels,
    found: &mut Diagnostics,
) -> BTreeMap<SourceId, Option<Module>> {
    let dialect = project.target.api.dialect;
    let parsed = workers.map(scripts, |&id| parse::program(sources.get(id).text(), id, dialect));
    let mut programs = Vec::with_capacity(parsed.len());
    for (&id, parsed) in scripts.iter().zip(parsed) {
        levels.suppressions.extend(check::of_script(id, sources.get(id).text(), &parsed.comments));
        // What Pipy cannot parse it cannot load either; more findings would only be its consequences.
        let parses = !parsed.diagnostics.iter().any(|it| it.severity == Severity::Error);
        programs.push((id, parsed.program.filter(|_| parses)));
        found.extend(parsed.diagnostics);
    }
    let files = known_files(project, &programs, workers);
    let lowered = workers.map_owned(programs, |(id, program)| {
        let module = program.map(|program| lower::module(program, project.target, &files));
        let mut found = Diagnostics::of_a_script();
        if let Some(module) = &module {
            found.extend(module.findings.iter().cloned());
            check::module(&ModuleView { target: project.target, module }, &mut found);
        }
        (id, module, found)
    });
    let lowered = lowered.into_iter().map(|(id, module, about)| {
        found.extend(about);
        (id, module)
    });
    lowered.collect()
}

/// What scripts can know of the other files of the codebase: a support script's value is looked up by the
/// scripts that solve it, so those of the project are lowered before, knowing nothing of each other.
fn known_files(project: &Project, programs: &[(SourceId, Option<Program>)], workers: &Workers) -> FileMap {
    let mut files = FileMap::of(project.target);
    if project.builtins.is_none() {
        files.add_embedded(project.target);
    }
    for plugin in &project.plugins {
        if let Some(path) = plugin_path(&plugin.name) {
            files.insert(path, Found::Data);
        }
    }
    let own = project.builtins.iter().flatten().chain(&project.files);
    // A configuration that stands beside them is another sidecar's, and stays out of the bundle.
    let own: Vec<_> = own.filter(|it| !project.target.config_files.contains(&it.path.as_str())).collect();
    for file in &own {
        files.insert(file.path.clone(), Found::Data);
    }
    let known = workers.map(&own, |file| {
        let at = programs.binary_search_by_key(&file.source?, |(id, _)| *id).ok()?;
        let program = programs[at].1.clone()?;
        Some(ScriptFacts::of(&lower::module(program, project.target, &files)))
    });
    for (file, facts) in own.into_iter().zip(known) {
        if let Some(facts) = facts {
            files.insert(file.path.clone(), Found::Script(facts));
        }
    }
    files
}

/// Where tasks run. Starting threads costs more than a few tasks, so those are done at once, and threads are
/// started when there are more.
#[derive(Debug)]
pub struct Workers {
    jobs: usize,
    /// `None` on a system that gives no threads, which still gets its answer.
    pool: OnceLock<Option<ThreadPool>>,
}

impl Workers {
    /// Below this many tasks nothing is gained by starting threads; measured on two cores.
    const WORTHWHILE: usize = 16;

    /// Workers that use `jobs` threads; `None` for one a core.
    fn new(jobs: Option<NonZeroUsize>) -> Workers {
        Workers { jobs: jobs.map_or(0, NonZeroUsize::get), pool: OnceLock::new() }
    }

    /// The threads for so many tasks; `None` if they are done here.
    fn threads(&self, tasks: usize) -> Option<&ThreadPool> {
        let is_few = tasks < Workers::WORTHWHILE && self.pool.get().is_none();
        if self.jobs == 1 || is_few {
            return None;
        }
        self.pool.get_or_init(|| ThreadPoolBuilder::new().num_threads(self.jobs).build().ok()).as_ref()
    }

    /// Results in the order of the items.
    fn map<T: Sync, R: Send>(&self, items: &[T], task: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
        match self.threads(items.len()) {
            None => items.iter().map(task).collect(),
            Some(pool) => pool.install(|| items.par_iter().map(task).collect()),
        }
    }

    /// The same for items that a task uses up.
    fn map_owned<T: Send, R: Send>(&self, items: Vec<T>, task: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
        match self.threads(items.len()) {
            None => items.into_iter().map(task).collect(),
            Some(pool) => pool.install(|| items.into_par_iter().map(task).collect()),
        }
    }
}

impl Tasks for Workers {
    fn each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        match self.threads(count) {
            None => (0..count).for_each(work),
            Some(pool) => pool.install(|| (0..count).into_par_iter().for_each(work)),
        }
    }
}

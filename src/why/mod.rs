//! Why a plugin is, or is not, in the chains of a workload, and why at that place.
//!
//! [`Why::of`] looks at a checked project: which `PluginChain`s name the plugin and which of their labels
//! hold ([`selectors`]), which values mount or disable a built-in, who stands above and below and what
//! that means ([`place`]), and which configurations reach it. It words nothing for a terminal and decides
//! nothing: `resolve` has decided already.

mod place;
mod selectors;

use crate::graph::{Unknown, nearest, workload};
use crate::ir::chain::{Origin, Sidecar};
use crate::ir::names::{MountPoint, Priority};
use crate::ir::project::{Project, Workload};
use crate::rules::ProjectView;
use crate::source::Span;

pub use place::{Mounted, Neighbor};
pub use selectors::Requirement;

/// Something that was found out, as a sentence, with the place that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// A sentence without its full stop, names in backticks.
    pub text: String,
    /// Where it stands, if somewhere.
    pub span: Option<Span>,
}

impl Fact {
    fn new(text: impl Into<String>) -> Self {
        Fact { text: text.into(), span: None }
    }

    fn at(text: impl Into<String>, span: impl Into<Option<Span>>) -> Self {
        Fact { text: text.into(), span: span.into() }
    }
}

/// A `PluginChain` that names the plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// `PluginChain shop/edge-auth`.
    pub label: String,
    /// Where the plugin's name stands in it.
    pub span: Span,
    /// Where it mounts the plugin.
    pub mounts: Vec<MountPoint>,
    /// It selects the workload: every requirement holds.
    pub selects: bool,
    /// What its selectors ask for; empty if it has none, and so selects everything.
    pub requirements: Vec<Requirement>,
}

/// An entry of the values for a built-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it mounts it.
    pub mount: MountPoint,
    /// At which priority.
    pub priority: Priority,
    /// It is disabled.
    pub disabled: bool,
    /// Where it stands; `None` for a default of the target.
    pub span: Option<Span>,
}

/// A configuration of the plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configured {
    /// `PluginConfig shop/geo`.
    pub label: String,
    /// The service that it is for: `shop/cart`.
    pub service: String,
    /// Where the service stands in it.
    pub span: Span,
    /// The mount points of this workload at which it matters; empty if it does not reach it.
    pub mounts: Vec<MountPoint>,
}

/// Why a plugin is where it is, or is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The plugin's name, or the built-in's path without `.js`.
    pub plugin: String,
    /// The workload: `shop/cart`, or `default`.
    pub workload: String,
    /// It is a built-in.
    pub builtin: bool,
    /// Where it stands in this workload's chains.
    pub mounted: Vec<Mounted>,
    /// The `PluginChain`s that name it.
    pub candidates: Vec<Candidate>,
    /// The values that name it, of a built-in.
    pub entries: Vec<Entry>,
    /// Its configurations.
    pub configs: Vec<Configured>,
    /// What else is to be said, such as that a plugin is not there at all.
    pub notes: Vec<Fact>,
}

impl Why {
    /// Finds out.
    ///
    /// # Errors
    /// If there is no such plugin, or not exactly one such workload.
    pub fn of(view: &ProjectView<'_>, plugin: &str, name: &str) -> Result<Why, Unknown> {
        let project = view.project;
        let sidecar = sidecar(view, name)?;
        let subject = subject(view, plugin)?;
        let mut why = Why {
            plugin: subject.name().to_owned(),
            workload: sidecar.label(project),
            builtin: matches!(subject, Subject::Builtin(_)),
            mounted: place::mounted(view, sidecar, subject.path().as_str()),
            candidates: Vec::new(),
            entries: Vec::new(),
            configs: Vec::new(),
            notes: Vec::new(),
        };
        let workload = sidecar.workload.and_then(|at| project.workloads.get(at as usize));
        why.candidates = candidates(project, workload, &why.plugin);
        why.entries = entries(project, &subject);
        why.configs = configs(project, sidecar, &why.plugin);
        why.notes = notes(project, &subject, &why);
        Ok(why)
    }
}

/// What is asked about.
enum Subject {
    /// A custom plugin by name; it may be named without being there.
    Plugin(String),
    /// A built-in by its path without `.js`.
    Builtin(String),
}

impl Subject {
    fn name(&self) -> &str {
        match self {
            Subject::Plugin(name) | Subject::Builtin(name) => name,
        }
    }

    /// Its path in the codebase.
    fn path(&self) -> String {
        match self {
            Subject::Plugin(name) => format!("plugins/{name}.js"),
            Subject::Builtin(name) => format!("{name}.js"),
        }
    }
}

fn sidecar<'a>(view: &ProjectView<'a>, name: &str) -> Result<&'a Sidecar, Unknown> {
    let project = view.project;
    let sidecars = &view.resolved.sidecars;
    // Names that several kinds share are told apart by the kind, as bundles do.
    let label = |it: &Sidecar| {
        let kind = it.workload.and_then(|at| project.workloads.get(at as usize)).map(|it| &it.kind);
        let shared = sidecars.iter().filter(|other| other.label(project) == it.label(project)).count() > 1;
        match kind {
            Some(kind) if shared => format!("{} ({kind})", it.label(project)),
            _ => it.label(project),
        }
    };
    let labels: Vec<String> = sidecars.iter().map(label).collect();
    let names: Vec<&str> = labels.iter().map(String::as_str).collect();
    match &workload(name, &names)?[..] {
        &[only] => Ok(&sidecars[only]),
        several => Err(Unknown {
            what: "one workload",
            name: name.to_owned(),
            near: several.first().map(|&at| labels[at].clone()),
        }),
    }
}

fn subject(view: &ProjectView<'_>, name: &str) -> Result<Subject, Unknown> {
    let project = view.project;
    let is_there = project.plugins.iter().any(|it| *it.name == *name)
        || project.broken.plugins.iter().any(|it| **it == *name);
    let is_mounted = || project.plugin_chains.iter().flat_map(|it| &it.mounts).any(|it| *it.plugin == *name);
    if is_there || is_mounted() {
        return Ok(Subject::Plugin(name.to_owned()));
    }
    let stem = name.strip_suffix(".js").unwrap_or(name);
    let known = || {
        let in_values = project.builtin_chains.iter().map(|it| &*it.plugin);
        let files = view.codebase.files().iter().map(|it| it.path.as_str());
        in_values.chain(files.filter_map(|it| it.strip_suffix(".js")))
    };
    if let Some(plugin) = stem.strip_prefix("plugins/")
        && project.plugins.iter().any(|it| *it.name == *plugin)
    {
        return Ok(Subject::Plugin(plugin.to_owned()));
    }
    let short = |it: &&str| *it == stem || it.strip_prefix("modules/") == Some(stem);
    match known().find(short) {
        Some(path) => Ok(Subject::Builtin(path.to_owned())),
        None => Err(Unknown {
            what: "plugin",
            name: name.to_owned(),
            near: nearest(name, project.plugins.iter().map(|it| &*it.name).chain(known())),
        }),
    }
}

fn candidates(project: &Project, workload: Option<&Workload>, plugin: &str) -> Vec<Candidate> {
    let mut out = Vec::new();
    for chain in &project.plugin_chains {
        let mounts: Vec<_> = chain.mounts.iter().filter(|it| *it.plugin == *plugin).collect();
        let Some(first) = mounts.first() else { continue };
        let requirements = workload.map(|it| selectors::of(project, chain, it)).unwrap_or_default();
        out.push(Candidate {
            label: chain.label.to_string(),
            span: first.span,
            mounts: mounts.iter().map(|it| it.mount).collect(),
            selects: requirements.iter().all(|it| it.holds),
            requirements,
        });
    }
    out
}

fn entries(project: &Project, subject: &Subject) -> Vec<Entry> {
    let path = subject.path();
    let name = path.trim_end_matches(".js");
    let own = project.builtin_chains.iter().filter(|it| *it.plugin == *name);
    let entry =
        own.map(|it| Entry { mount: it.mount, priority: it.priority, disabled: it.disabled, span: it.span });
    entry.collect()
}

fn configs(project: &Project, sidecar: &Sidecar, plugin: &str) -> Vec<Configured> {
    let mut out = Vec::new();
    for (at, config) in project.plugin_configs.iter().enumerate().filter(|(_, it)| *it.plugin == *plugin) {
        for destination in &config.destinations {
            let service = format!("{}/{}", destination.namespace, destination.name);
            let reaches =
                |it: &&crate::ir::chain::AttachedConfig| it.config as usize == at && *it.service == *service;
            let attached = sidecar.configs.iter().find(reaches);
            out.push(Configured {
                label: config.label.to_string(),
                span: destination.span,
                mounts: attached.map(|it| it.mounts.clone()).unwrap_or_default(),
                service,
            });
        }
    }
    out
}

/// What is to be said before all else.
fn notes(project: &Project, subject: &Subject, why: &Why) -> Vec<Fact> {
    let mut out = Vec::new();
    match subject {
        Subject::Plugin(name) => {
            match project.plugins.iter().find(|it| *it.name == **name) {
                Some(plugin) => match plugin.priority_span {
                    Some(span) => {
                        out.push(Fact::at(format!("its priority is {}", plugin.priority), span));
                    }
                    None => out.push(Fact::at("it has no priority, so the mesh takes 0", plugin.span)),
                },
                None if project.broken.plugins.contains(name.as_str()) => {
                    out.push(Fact::new(format!("`Plugin` `{name}` is wrong, and was left out")));
                }
                None => out.push(Fact::new(format!(
                    "no `Plugin` is called `{name}`, and the mesh passes over what is not there"
                ))),
            }
            match project.broken.mounted.contains(name.as_str()) {
                true => out.push(Fact::new("a `PluginChain` that names it is wrong, and was left out")),
                false if why.candidates.is_empty() && why.mounted.is_empty() => {
                    out.push(Fact::new("no `PluginChain` names it"));
                }
                false => {}
            }
        }
        Subject::Builtin(_) => {
            if why.entries.is_empty() {
                out.push(Fact::new("no entry of the values mounts it"));
            }
        }
    }
    if project.workloads.is_empty() && why.candidates.iter().any(|it| it.selects) {
        out.push(Fact::new("no workloads were given, so every `PluginChain` selects the one sidecar"));
    }
    out
}

/// How messages call a link: the plugin's name, or the built-in's path without `.js`.
fn link_name<'a>(project: &'a Project, link: &'a crate::ir::chain::Link) -> &'a str {
    match link.origin {
        Origin::Custom { plugin, .. } => &project.plugins[plugin as usize].name,
        Origin::Builtin { .. } => link.path.as_str().trim_end_matches(".js"),
    }
}

//! A bundle as a graph: which workload runs which chains, which modules stand in them, and which context
//! variables the modules share; and pictures of it, one format a file.
//!
//! [`Graph::of`] reads the scripts of a bundle, so that a project and a bundle look alike. Selecting a
//! workload, a plugin or a chain leaves out what has nothing to do with it. Nothing here writes to the
//! disk or runs another program: [`svg`] lays its picture out itself.

pub mod dot;
pub mod json;
mod layout;
pub mod mermaid;
mod read;
mod select;
pub mod svg;

use crate::bundle::Origin;
use crate::ir::names::{CodePath, MountPoint, Priority};
use crate::runtime::{Level, Terminal};

pub use select::{Selection, Unknown, nearest, workload};

/// A bundle as a graph. Numbers are indexes into its lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    /// `shop-mesh 1.4.0`.
    pub title: String,
    /// `osm-edge-1.3 (Pipy 0.90.3-38)`.
    pub target: String,
    /// The scripts, sorted by path.
    pub scripts: Vec<Script>,
    /// The variables that scripts share, sorted by namespace and name.
    pub variables: Vec<Variable>,
    /// The different chains, by mount point, then in the order of the first sidecar that has each.
    pub chains: Vec<Chain>,
    /// The sidecars, sorted by name.
    pub sidecars: Vec<Sidecar>,
    /// The script that was asked for.
    pub focus: Option<usize>,
}

/// What a script is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A custom plugin.
    Plugin,
    /// A built-in module of a chain.
    Module,
    /// Begins chains, or is solved or used by others.
    Support,
}

impl Kind {
    /// The word in pictures.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Plugin => "plugin",
            Kind::Module => "module",
            Kind::Support => "support",
        }
    }
}

/// A script.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// Its path in the codebase: `plugins/geo.js`.
    pub path: CodePath,
    /// What it is for.
    pub kind: Kind,
    /// The only level at which it works; `None` if it takes both, or is no module.
    pub level_in: Option<Level>,
    /// What it passes on, if that differs from what came in.
    pub level_out: Option<Level>,
    /// Whether it ends a chain.
    pub terminal: Terminal,
    /// The variables of its own, in the order of its text.
    pub context: Vec<Own>,
    /// Other scripts and files that it names, sorted.
    pub files: Vec<CodePath>,
    /// It could not be read as a program.
    pub broken: bool,
}

impl Script {
    /// The name for people: the plugin's, or the path without `.js`.
    pub fn name(&self) -> &str {
        let path = self.path.as_str().strip_suffix(".js").unwrap_or(self.path.as_str());
        match self.kind {
            Kind::Plugin => path.strip_prefix("plugins/").unwrap_or(path),
            Kind::Module => path.strip_prefix("modules/").unwrap_or(path),
            Kind::Support => path,
        }
    }
}

/// A context variable that one script has for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Its name.
    pub name: String,
    /// Some callback sets it.
    pub set: bool,
    /// Some callback reads it.
    pub read: bool,
}

/// A context variable that scripts share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The namespace that it is exported in.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The scripts that export it; more than one is a mistake.
    pub exported_by: Vec<usize>,
    /// The scripts that import it.
    pub imported_by: Vec<usize>,
    /// The scripts of which some callback sets it.
    pub set_by: Vec<usize>,
    /// The scripts of which some callback reads it.
    pub read_by: Vec<usize>,
}

impl Variable {
    /// `inbound-http-routing.__service`.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.namespace, self.name)
    }

    /// All scripts that have to do with it, sorted.
    pub fn scripts(&self) -> Vec<usize> {
        let lists = [&self.exported_by, &self.imported_by, &self.set_by, &self.read_by];
        let mut all: Vec<usize> = lists.into_iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A chain that one or more sidecars have.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// Where.
    pub mount: MountPoint,
    /// In the order in which traffic meets them.
    pub links: Vec<Link>,
    /// Who has it.
    pub sidecars: Vec<usize>,
}

/// A module in a chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The script that runs.
    pub script: usize,
    /// Its priority.
    pub priority: Priority,
    /// Who brings it.
    pub origin: Origin,
    /// What mounts it, as the manifest says.
    pub mounted_by: Vec<String>,
    /// What flows where it stands.
    pub level: Level,
    /// A link above it ends the chain, so that nothing comes here.
    pub unreached: bool,
}

/// What a workload's sidecar runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sidecar {
    /// `shop/cart`, or `default`.
    pub name: String,
    /// Its chains, in the order of their mount points; empty ones left out.
    pub chains: Vec<usize>,
}

/// `bytes` or `messages`.
pub fn level_word(level: Level) -> &'static str {
    match level {
        Level::Bytes => "bytes",
        Level::Messages => "messages",
    }
}

/// `never`, `sometimes` or `always`.
pub fn terminal_word(terminal: Terminal) -> &'static str {
    match terminal {
        Terminal::Never => "never",
        Terminal::Sometimes => "sometimes",
        Terminal::Always => "always",
    }
}

/// What a script does with a shared variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// The script.
    pub script: usize,
    /// It exports the variable; otherwise it imports it.
    pub exports: bool,
    /// Some callback of it sets the variable.
    pub sets: bool,
    /// Some callback of it reads the variable.
    pub reads: bool,
}

impl Share {
    /// `exports, sets`.
    pub fn words(&self) -> String {
        let first = if self.exports { "exports" } else { "imports" };
        let more = [(self.sets, ", sets"), (self.reads, ", reads")];
        let more = more.into_iter().filter(|it| it.0).map(|it| it.1);
        std::iter::once(first).chain(more).collect()
    }
}

impl Variable {
    /// What each script does with it: first those that export it.
    pub fn shares(&self) -> Vec<Share> {
        let share = |exports: bool| {
            move |&script: &usize| {
                let (sets, reads) = (self.set_by.contains(&script), self.read_by.contains(&script));
                Share { script, exports, sets, reads }
            }
        };
        let exports = self.exported_by.iter().map(share(true));
        exports.chain(self.imported_by.iter().map(share(false))).collect()
    }
}

impl Graph {
    /// The scripts that are drawn as nodes of their own: plugins, those that share variables, and the one
    /// that was asked for.
    fn drawn_scripts(&self) -> impl Iterator<Item = (usize, &Script)> {
        let mut drawn: Vec<bool> = self.scripts.iter().map(|it| it.kind == Kind::Plugin).collect();
        for at in self.variables.iter().flat_map(Variable::scripts).chain(self.focus) {
            drawn[at] = true;
        }
        self.scripts.iter().enumerate().filter(move |(at, _)| drawn[*at])
    }

    /// The scripts that stand by themselves in pictures: plugins, and the one that was asked for.
    fn is_card(&self, script: usize) -> bool {
        self.scripts[script].kind == Kind::Plugin || self.focus == Some(script)
    }

    /// Where plugins, and the script that was asked for, stand: (script, chain, link).
    fn plugin_links(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let links = self.chains.iter().enumerate().flat_map(|(chain, it)| {
            it.links.iter().enumerate().map(move |(link, it)| (it.script, chain, link))
        });
        links.filter(|it| self.is_card(it.0))
    }
}

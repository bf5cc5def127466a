//! What a place in a chain means: who stands above and below, what flows, and who has set what is read.

use super::{Fact, link_name};
use crate::ir::chain::{Chain, Link, Origin, Sidecar};
use crate::ir::codebase::Interface;
use crate::ir::names::{CodePath, MountPoint, Priority};
use crate::ir::project::BuiltinLink;
use crate::rules::ProjectView;
use crate::runtime::{Level, ScriptRole, Terminal};

/// A link above or below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbor {
    /// How messages call it.
    pub name: String,
    /// Its priority.
    pub priority: Priority,
}

/// Where the plugin stands in one chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mounted {
    /// Which chain.
    pub mount: MountPoint,
    /// Its place, counted from 1.
    pub place: usize,
    /// How many links the chain has.
    pub of: usize,
    /// Its priority.
    pub priority: Priority,
    /// Who runs before it.
    pub above: Option<Neighbor>,
    /// Who runs after it.
    pub below: Option<Neighbor>,
    /// What that means.
    pub facts: Vec<Fact>,
}

/// All places of the file at `path` in a sidecar's chains.
pub(super) fn mounted(view: &ProjectView<'_>, sidecar: &Sidecar, path: &str) -> Vec<Mounted> {
    let Some(set) = view.resolved.sets.get(sidecar.set as usize) else { return Vec::new() };
    let mut out = Vec::new();
    for chain in &set.chains {
        for (at, link) in chain.links.iter().enumerate().filter(|(_, it)| it.path.as_str() == path) {
            let neighbor =
                |it: &Link| Neighbor { name: link_name(view.project, it).to_owned(), priority: it.priority };
            out.push(Mounted {
                mount: chain.mount,
                place: at + 1,
                of: chain.links.len(),
                priority: link.priority,
                above: at.checked_sub(1).and_then(|it| chain.links.get(it)).map(neighbor),
                below: chain.links.get(at + 1).map(neighbor),
                facts: facts(view, chain, at),
            });
        }
    }
    out
}

fn facts(view: &ProjectView<'_>, chain: &Chain, at: usize) -> Vec<Fact> {
    let interface = |link: &Link| view.codebase.file(link.file).interface.as_ref();
    let link = &chain.links[at];
    let named = |link: &Link| format!("`{}` ({})", link_name(view.project, link), link.priority);
    let mut out = Vec::new();
    for other in chain.links.iter().filter(|it| it.priority == link.priority && it.path != link.path) {
        let by_chance =
            matches!((&link.origin, &other.origin), (Origin::Custom { .. }, _) | (_, Origin::Custom { .. }));
        let text = match by_chance {
            true => format!("{} has the same priority: the mesh leaves their order to chance", named(other)),
            false => format!("{} has the same priority: the order of the values decides", named(other)),
        };
        out.push(Fact::at(text, other.place(view.project)));
    }
    out.push(level(view, chain, at, &named));
    let ends = |it: &&Link| interface(it).is_some_and(|it| it.terminal == Terminal::Always);
    if let Some(end) = chain.links[..at].iter().find(ends) {
        let text = format!("{} above it ends the chain, so that nothing ever comes here", named(end));
        out.push(Fact::at(text, end.place(view.project)));
    }
    match interface(link).map(|it| it.terminal) {
        Some(Terminal::Always) => out.push(Fact::new("it ends the chain: nothing below it runs")),
        Some(Terminal::Sometimes) => out.push(Fact::new("on some paths it ends the chain")),
        Some(Terminal::Never) | None => {}
    }
    if let Some(own) = interface(link) {
        imports(view, chain, at, own, &named, &mut out);
    }
    out
}

/// What flows at the place, and whether the plugin can do with it.
fn level(view: &ProjectView<'_>, chain: &Chain, at: usize, named: &dyn Fn(&Link) -> String) -> Fact {
    let interface = |link: &Link| view.codebase.file(link.file).interface.as_ref();
    let passes = |it: &Link| interface(it).and_then(|it| it.level_out);
    let maker = chain.links[..at].iter().rev().find(|it| passes(it).is_some());
    let level = maker.and_then(passes).unwrap_or(Level::Bytes);
    let word = |level: Level| match level {
        Level::Bytes => "bytes",
        Level::Messages => "messages",
    };
    let flows = match maker {
        Some(maker) => format!("{} flow here, made by {}", word(level), named(maker)),
        None if passes(&chain.links[at]) == Some(Level::Messages) => {
            "bytes flow here, and it makes messages of them".to_owned()
        }
        None => match chain.links[at + 1..].iter().find(|it| passes(it) == Some(Level::Messages)) {
            Some(later) => format!("bytes flow here; {} makes messages of them further down", named(later)),
            None => "bytes flow here, as in the whole chain".to_owned(),
        },
    };
    let wants = interface(&chain.links[at]).and_then(|it| it.level_in);
    match wants {
        Some(wants) if wants == level && passes(&chain.links[at]).is_some() => Fact::new(flows),
        Some(wants) if wants != level => {
            Fact::new(format!("{flows}; but it works on {}, and so does nothing", word(wants)))
        }
        Some(wants) => Fact::new(format!("{flows}, and it works on {}", word(wants))),
        None => Fact::new(format!("{flows}; it takes either")),
    }
}

/// Whether what it imports is set by somebody who runs before.
fn imports(
    view: &ProjectView<'_>,
    chain: &Chain,
    at: usize,
    own: &Interface,
    named: &dyn Fn(&Link) -> String,
    out: &mut Vec<Fact>,
) {
    let interface = |link: &Link| view.codebase.file(link.file).interface.as_ref();
    for import in &own.imports {
        let exports = |it: &Interface| it.exports.contains(import);
        let owner = chain.links.iter().position(|it| interface(it).is_some_and(exports));
        let entry = || {
            let files = view.codebase.files().iter();
            files
                .filter(|it| {
                    it.interface.as_ref().is_some_and(|it| it.role == ScriptRole::Entry && exports(it))
                })
                .map(|it| it.path.as_str().to_owned())
                .next()
        };
        let variable = format!("`{}` of `{}`", import.1, import.0);
        let text = match owner {
            Some(owner) if owner < at => {
                format!("it imports {variable} from {} above it", named(&chain.links[owner]))
            }
            Some(owner) if owner == at => continue,
            Some(owner) => format!(
                "it imports {variable} from {} below it, which has not set it yet",
                named(&chain.links[owner])
            ),
            None => match entry() {
                Some(entry) => format!("it imports {variable} from `{entry}`, which begins the chain"),
                None => match disabled(view, chain.mount, &exports) {
                    Some(entry) => {
                        let text = format!(
                            "it imports {variable}, which `{}` would set, but that is disabled",
                            entry.plugin
                        );
                        out.push(Fact::at(text, entry.span));
                        continue;
                    }
                    None => format!("it imports {variable}, which nobody in this chain exports"),
                },
            },
        };
        out.push(Fact::new(text));
    }
}

/// The disabled built-in of a mount point that exports something.
fn disabled<'a>(
    view: &ProjectView<'a>,
    mount: MountPoint,
    exports: &dyn Fn(&Interface) -> bool,
) -> Option<&'a BuiltinLink> {
    let mut entries = view.project.builtin_chains.iter().filter(|it| it.disabled && it.mount == mount);
    entries.find(|it| {
        let path = CodePath::new(&format!("{}.js", it.plugin)).ok();
        path.and_then(|path| view.codebase.interface(&path)).is_some_and(exports)
    })
}

//! A sidecar's chains: who is mounted where, in which order, and whether what one module takes from
//! another is there.

pub mod after_terminal;
pub mod before_owner;
pub mod below_load_balancer;
pub mod default_priority;
pub mod duplicate_export;
pub mod empty;
pub mod equal_priority;
pub mod import_unresolved;
pub mod imports_from_disabled;
pub mod missing_plugin;
pub mod mounted_twice;
pub mod no_terminal;
pub mod no_workloads;
pub mod not_uploaded;
pub mod selector_matches_nothing;
pub mod unknown_builtin;
pub mod unmounted_plugin;
pub mod wrong_level;

use super::{ChainView, Entry};
use crate::diag::Diagnostic;
use crate::ir::chain::{Link, Origin};
use crate::ir::codebase::Interface;
use crate::ir::names::CodePath;
use crate::runtime::Terminal;
use crate::source::Span;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &after_terminal::ENTRY,
    &before_owner::ENTRY,
    &below_load_balancer::ENTRY,
    &default_priority::ENTRY,
    &duplicate_export::ENTRY,
    &empty::ENTRY,
    &equal_priority::ENTRY,
    &import_unresolved::ENTRY,
    &imports_from_disabled::ENTRY,
    &missing_plugin::ENTRY,
    &mounted_twice::ENTRY,
    &no_terminal::ENTRY,
    &no_workloads::ENTRY,
    &not_uploaded::ENTRY,
    &selector_matches_nothing::ENTRY,
    &unknown_builtin::ENTRY,
    &unmounted_plugin::ENTRY,
    &wrong_level::ENTRY,
];

/// A script that imports a variable.
#[derive(Debug, Clone, Copy)]
pub struct Importer<'a> {
    /// Its path.
    pub path: &'a CodePath,
    /// The namespace.
    pub namespace: &'a str,
    /// The variable.
    pub name: &'a str,
    /// Where the variable stands in the script; of a built-in, where its chain mounts it.
    pub name_span: Option<Span>,
    /// Where the namespace stands in the script.
    pub namespace_span: Option<Span>,
}

impl ChainView<'_> {
    /// How the file of a link meets others; `None` if it could not be lowered.
    pub fn interface(&self, link: &Link) -> Option<&Interface> {
        self.project.codebase.file(link.file).interface.as_ref()
    }

    /// How a link came to stand in this chain, for `.mounted(…)`; without a link, whose chain it is.
    pub fn mounted(&self, link: Option<&Link>) -> String {
        let resolved = self.project.resolved;
        let set = resolved.sets.iter().position(|it| std::ptr::eq(it, self.set)).unwrap_or_default();
        resolved.mounted(self.project.project, set as u32, self.chain.mount, link)
    }

    /// The place of the values' list for this chain.
    fn list(&self) -> Option<Span> {
        let project = self.project.project;
        project.builtin_chain_places.get(&self.chain.mount).copied().or_else(|| {
            let own = project.builtin_chains.iter().filter(|it| it.mount == self.chain.mount);
            own.filter_map(|it| it.span).next()
        })
    }

    /// Index of the first link that never calls `chain()`.
    fn terminal(&self) -> Option<usize> {
        let ends = |link: &Link| self.interface(link).is_some_and(|it| it.terminal == Terminal::Always);
        self.chain.links.iter().position(ends)
    }

    /// A finding about a link, at the place where it was mounted.
    fn about(&self, link: &Link, diagnostic: Diagnostic) -> Diagnostic {
        let placed = match link.place(self.project.project) {
            Some(span) => diagnostic.at(span),
            None => diagnostic,
        };
        placed.mounted(self.mounted(Some(link)))
    }

    /// How messages call a link: the plugin's name, or the built-in's path without `.js`.
    fn name<'a>(&'a self, link: &'a Link) -> &'a str {
        match link.origin {
            Origin::Custom { plugin, .. } => &self.project.project.plugins[plugin as usize].name,
            Origin::Builtin { .. } => link.path.as_str().trim_end_matches(".js"),
        }
    }
}

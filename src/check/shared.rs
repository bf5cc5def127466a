//! Findings that many sidecars share.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::chain::Resolved;
use crate::ir::names::MountPoint;
use crate::source::Span;

/// What makes two findings of different sidecars the same.
type Key = (&'static str, MountPoint, Option<Span>, String);

/// Findings in order of arrival, each once, with the number of sidecars that have it.
#[derive(Default)]
pub(super) struct Shared {
    list: Vec<(Diagnostic, u32)>,
    known: BTreeMap<Key, usize>,
}

impl Shared {
    /// Adds what was found in one chain that `sidecars` have.
    pub(super) fn add(&mut self, mount: MountPoint, sidecars: u32, found: Diagnostics) {
        let first = self.list.len();
        for diagnostic in found {
            let key = (diagnostic.rule.id, mount, diagnostic.span, diagnostic.message.clone());
            let at = *self.known.entry(key).or_insert(self.list.len());
            match self.list.get_mut(at) {
                // One rule may find the same twice in one chain; the sidecars count once.
                Some((_, count)) if at < first => *count += sidecars,
                Some(_) => {}
                None => self.list.push((diagnostic, sidecars)),
            }
        }
    }

    /// Each finding, with the mount of the first sidecar and the number of the others.
    pub(super) fn findings(self) -> impl Iterator<Item = Diagnostic> {
        self.list.into_iter().map(|(mut diagnostic, sidecars)| {
            diagnostic.mount = diagnostic.mount.map(|it| Resolved::and_others(it, sidecars));
            diagnostic
        })
    }
}

//! Runs the rules of [`crate::rules`] that look for trouble themselves, and settles what was found.
//!
//! A view of a stage's result comes in; findings go out. Nothing here words a message or knows a
//! particular rule: [`FAMILIES`] is the list, and a rule's [`Scope`] says what it sees.

mod shared;
mod suppress;
mod template;

pub use suppress::{Ran, nearest, of_script, of_yaml, settle};

use shared::Shared;

use crate::diag::Diagnostics;
use crate::rules::{ChainView, FAMILIES, ModuleView, ProjectView, Scope};
use crate::world::{self, Tasks};

/// Runs every rule on scripts on one script.
pub fn module(view: &ModuleView<'_>, out: &mut Diagnostics) {
    for scope in scopes() {
        if let Scope::Module(run) = scope {
            run(view, out);
        }
    }
}

/// Runs every rule on chains on each chain of every set. A finding that many sidecars share is
/// reported once, for the first of them, with their number.
pub fn chains(project: &ProjectView<'_>, tasks: &dyn Tasks, out: &mut Diagnostics) {
    let sets = project.resolved.sets.iter().zip(project.resolved.sizes());
    let chains = sets.flat_map(|(set, sidecars)| set.chains.iter().map(move |chain| (set, chain, sidecars)));
    let chains: Vec<_> = chains.collect();
    let found = world::map(tasks, &chains, |&(set, chain, _)| {
        let mut found = Diagnostics::default();
        for scope in scopes() {
            if let Scope::Chain(run) = scope {
                run(&ChainView { project, set, chain }, &mut found);
            }
        }
        found
    });
    let mut shared = Shared::default();
    for ((_, chain, sidecars), found) in chains.into_iter().zip(found) {
        shared.add(chain.mount, sidecars, found);
    }
    out.extend(shared.findings());
}

/// Runs every rule on whole projects.
pub fn project(view: &ProjectView<'_>, tasks: &dyn Tasks, out: &mut Diagnostics) {
    let scopes: Vec<Scope> = scopes().collect();
    let found = world::map(tasks, &scopes, |scope| {
        let mut found = Diagnostics::default();
        if let Scope::Project(run) = scope {
            run(view, &mut found);
        }
        found
    });
    out.extend(found.into_iter().flatten());
}

fn scopes() -> impl Iterator<Item = Scope> {
    FAMILIES.iter().flat_map(|family| family.iter().map(|entry| entry.scope))
}

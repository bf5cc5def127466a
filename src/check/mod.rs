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
pub fn chains(project: &ProjectView<'_>, out: &mut Diagnostics) {
    let mut shared = Shared::default();
    for (set, sidecars) in project.resolved.sets.iter().zip(project.resolved.sizes()) {
        for chain in &set.chains {
            let mut found = Diagnostics::default();
            for scope in scopes() {
                if let Scope::Chain(run) = scope {
                    run(&ChainView { project, set, chain }, &mut found);
                }
            }
            shared.add(chain.mount, sidecars, found);
        }
    }
    out.extend(shared.findings());
}

/// Runs every rule on whole projects.
pub fn project(view: &ProjectView<'_>, out: &mut Diagnostics) {
    for scope in scopes() {
        if let Scope::Project(run) = scope {
            run(view, out);
        }
    }
}

fn scopes() -> impl Iterator<Item = Scope> {
    FAMILIES.iter().flat_map(|family| family.iter().map(|entry| entry.scope))
}

//! Runs the rules of [`crate::rules`] that look for trouble themselves, and settles what was found.
//!
//! A view of a stage's result comes in; findings go out. Nothing here words a message or knows a
//! particular rule: [`FAMILIES`] is the list, and a rule's [`Scope`] says what it sees.

mod suppress;

pub use suppress::{Ran, nearest, of_program, of_yaml, settle};

use crate::diag::Diagnostics;
use crate::ir::chain::ChainSet;
use crate::rules::{ChainView, FAMILIES, ModuleView, ProjectView, Scope};

/// Runs every rule on scripts on one script.
pub fn module(view: &ModuleView<'_>, out: &mut Diagnostics) {
    for scope in scopes() {
        if let Scope::Module(run) = scope {
            run(view, out);
        }
    }
}

/// Runs every rule on chains on each chain of one set.
pub fn chains(project: &ProjectView<'_>, set: &ChainSet, out: &mut Diagnostics) {
    for scope in scopes() {
        if let Scope::Chain(run) = scope {
            for chain in &set.chains {
                run(&ChainView { project, set, chain }, out);
            }
        }
    }
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

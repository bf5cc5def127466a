//! What is known of each mesh and its Pipy: tables, made into Rust at build time.
//!
//! `build.rs` reads `pipy-*.yaml` (the API of each Pipy), `targets.yaml` and the catalog of
//! `builtin-plugins/`, and writes them as constants. So nothing is parsed at start, a look-up is a
//! binary search, and a new runtime is a new file and no new code.

mod api;
mod class;
mod filter;
mod script;
mod target;
mod types;

pub use api::{Api, Dialect, nearest};
pub use class::{Absent, Access, BareCall, Class, Member, MemberKind, Object};
pub use filter::{Acts, Callback, Context, Filter, Form, Framing, Step, Sub, SubPipeline};
pub use script::{CatalogEntry, CatalogExport, Level, Script, ScriptRole, Terminal};
pub use target::{DefaultLink, Target};
pub use types::{Arg, Arity, Enum, Opt, Role, Signature, Type, arities, arity, join_words, parameter, words};

/// What `build.rs` wrote.
mod tables {
    use super::*;

    include!(concat!(env!("OUT_DIR"), "/tables.rs"));
}

/// All targets, sorted by id.
pub static TARGETS: &[&Target] = tables::TARGETS;

/// The target when none is asked for.
pub static DEFAULT_TARGET: &Target = tables::DEFAULT_TARGET;

/// The APIs of all Pipys, oldest first.
pub static APIS: &[&Api] = tables::APIS;

/// The target of this id.
pub fn target(id: &str) -> Option<&'static Target> {
    TARGETS.iter().copied().find(|target| target.id == id)
}

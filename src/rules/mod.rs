//! All rules, one file each: what it is, why, an example to avoid and one to prefer, the words of its
//! messages, and (unless a stage finds the trouble itself) the function that looks for it.
//!
//! Rules read nouns and nothing else, so the stages to their right may use a rule's words while the
//! function runs from `check/`. A rule's scope is the type of its function: it sees only what it names.

pub mod api;
pub mod bundle;
pub mod chain;
pub mod config;
pub mod context;
pub mod dialect;
pub mod hook;
pub mod load;
pub mod pipeline;
pub mod project;
pub mod resource;
pub mod selector;
pub mod suppression;
pub mod syntax;
pub mod values;

use crate::diag::{Diagnostics, Rule};
use crate::ir::chain::{Chain, ChainSet, Resolved};
use crate::ir::codebase::Codebase;
use crate::ir::module::Module;
use crate::ir::names::CodePath;
use crate::ir::project::Project;
use crate::runtime::Target;
use crate::source::Sources;

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Scope {
    /// A stage (load, parse, lower, resolve, assemble) reports it where it happens.
    Stage,
    /// One lowered script, wherever it may be mounted. Runs in parallel, one task a script.
    Module(fn(&ModuleView<'_>, &mut Diagnostics)),
    /// One chain of one set of chains; runs once for each different set, not for each sidecar.
    Chain(fn(&ChainView<'_>, &mut Diagnostics)),
    /// The whole project with all its chains; runs once.
    Project(fn(&ProjectView<'_>, &mut Diagnostics)),
}

/// A rule and what it looks at.
#[derive(Debug)]
pub struct Entry {
    /// The rule's own data.
    pub rule: &'static Rule,
    /// What it looks at.
    pub scope: Scope,
}

/// What a [`Scope::Module`] rule sees.
#[derive(Debug, Clone, Copy)]
pub struct ModuleView<'a> {
    /// The mesh it is for.
    pub target: &'static Target,
    /// The script.
    pub module: &'a Module,
}

/// What a [`Scope::Chain`] rule sees.
#[derive(Debug, Clone, Copy)]
pub struct ChainView<'a> {
    /// All that follows, and the project.
    pub project: &'a ProjectView<'a>,
    /// The four chains that one sidecar (or several alike) runs.
    pub set: &'a ChainSet,
    /// The chain to look at.
    pub chain: &'a Chain,
}

/// What a [`Scope::Project`] rule sees.
#[derive(Debug, Clone, Copy)]
pub struct ProjectView<'a> {
    /// Values, resources, workloads.
    pub project: &'a Project,
    /// Every file that a sidecar could load.
    pub codebase: &'a Codebase,
    /// The chains of every sidecar.
    pub resolved: &'a Resolved,
    /// The texts.
    pub sources: &'a Sources,
}

impl<'a> ProjectView<'a> {
    /// The custom plugins that could be lowered, each with its path, sorted by name.
    pub fn plugins(&self) -> impl Iterator<Item = (CodePath, &'a Module)> {
        self.project.plugins.iter().filter_map(|plugin| {
            let path = CodePath::new(&format!("plugins/{}.js", plugin.name)).ok()?;
            let module = self.codebase.module(&path)?;
            Some((path, module))
        })
    }
}

/// Declares a rule: its page as doc comment, then `"family/name", Level, since "version", Scope::…`.
/// Makes `RULE` (the data) and `ENTRY` (data and scope). `fixed` after the level keeps it from being lowered.
macro_rules! rule {
    ($(#[doc = $doc:literal])+ $id:literal, $level:ident, since $since:literal, $scope:expr $(,)?) => {
        $crate::rules::rule!(@make $id, $level, false, $since, $scope, concat!($($doc, "\n"),+));
    };
    ($(#[doc = $doc:literal])+ $id:literal, $level:ident fixed, since $since:literal, $scope:expr $(,)?) => {
        $crate::rules::rule!(@make $id, $level, true, $since, $scope, concat!($($doc, "\n"),+));
    };
    (@make $id:literal, $level:ident, $fixed:literal, $since:literal, $scope:expr, $page:expr) => {
        /// The rule's own data.
        pub static RULE: $crate::diag::Rule = $crate::diag::Rule {
            id: $id,
            level: $crate::diag::Level::$level,
            fixed_level: $fixed,
            since: $since,
            page: $page,
            file: file!(),
        };
        /// The rule's line in the registry.
        pub(crate) static ENTRY: $crate::rules::Entry =
            $crate::rules::Entry { rule: &RULE, scope: $scope };
    };
}
pub(crate) use rule;

// One module a family; its `mod.rs` has a `pub mod` line a rule and `RULES`, sorted by name.

/// Every family's rules. A rule that is in no list does not exist; a test compares with the files.
pub static FAMILIES: &[&[&Entry]] = &[
    api::RULES,
    bundle::RULES,
    chain::RULES,
    config::RULES,
    context::RULES,
    dialect::RULES,
    hook::RULES,
    load::RULES,
    pipeline::RULES,
    project::RULES,
    resource::RULES,
    selector::RULES,
    suppression::RULES,
    syntax::RULES,
    values::RULES,
];

/// All rules, in the order of their ids.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

//! How a script meets the others, derived from the script itself: for plugins, and for built-in
//! scripts that come without a catalog.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::Severity;
use crate::ir::codebase::Interface;
use crate::ir::levels::{self, Flow};
use crate::ir::module::{FileUseKind, Filter, Module, Sub, SubTarget};
use crate::ir::names::CodePath;
use crate::ir::paths;
use crate::runtime::{Form, Framing, Level, ScriptRole, Terminal};

/// The interface of a lowered script that stands at `path`.
pub fn derive(module: &Module, path: &CodePath, role: ScriptRole) -> Interface {
    let pair = |namespace: &str, name: &str| (Box::from(namespace), Box::from(name));
    let exports: BTreeSet<_> = module.exports.iter().map(|it| pair(&it.namespace, &it.name)).collect();
    let imports: BTreeSet<_> = module.imports.iter().map(|it| pair(&it.namespace, &it.name)).collect();
    let file = |it: &crate::ir::module::FileUse| match it.kind {
        FileUseKind::Import => path.relative(&it.path).ok(),
        _ => CodePath::from_script(&it.path).ok(),
    };
    let files: BTreeSet<CodePath> = module.files.iter().filter_map(file).collect();
    let mounted = role == ScriptRole::Module && module.entrance().is_some();
    let (level_in, level_out) = if mounted { levels_of(module) } else { (None, None) };
    Interface {
        role,
        exports: exports.into_iter().collect(),
        imports: imports.into_iter().collect(),
        files: files.into_iter().collect(),
        level_in,
        level_out,
        terminal: if mounted { terminal(module) } else { Terminal::Never },
    }
}

/// The only level at which a module works, and the one it passes on if that differs.
fn levels_of(module: &Module) -> (Option<Level>, Option<Level>) {
    let wants = levels::judge(module).wants;
    let passes = |level: Level| levels::levels(module, Flow::from(Some(level))).chained.level();
    let out = match wants {
        Some(level) => passes(level).filter(|it| *it != level),
        // What takes both may still pass on one of them alone.
        None => passes(Level::Bytes).filter(|it| Some(*it) == passes(Level::Messages)),
    };
    (wants, out)
}

fn terminal(module: &Module) -> Terminal {
    let paths = paths::paths(module);
    if levels::levels(module, Flow::EITHER).chained == Flow::NOTHING {
        // Whoever loses the stream, or does not even load, ends no chain on purpose: that has a finding.
        let fails = module.findings.iter().any(|it| it.severity == Severity::Error);
        let by_mistake = !paths.answers && !paths.lost.is_empty();
        return match (fails || by_mistake, paths.open) {
            (true, _) => Terminal::Never,
            // A path that is not known may go on.
            (false, true) => Terminal::Sometimes,
            (false, false) => Terminal::Always,
        };
    }
    let entrance = module.entrance().map(|it| it.0 as usize);
    match entrance.is_some_and(|it| continuing(module)[it]) {
        true => Terminal::Never,
        false => Terminal::Sometimes,
    }
}

/// For each pipeline, whether all that enters it comes to `chain()`: some filter of it does, in every
/// alternative that it has. Pipelines may name each other in any order, so this is repeated until
/// nothing new is found; in sensible scripts that is after two or three rounds.
fn continuing(module: &Module) -> Vec<bool> {
    let names = module.pipelines.iter().enumerate().filter_map(|(at, it)| Some((it.kind.name()?, at)));
    let names: BTreeMap<&str, usize> = names.collect();
    let mut found = vec![false; module.pipelines.len()];
    for _ in 0..ROUNDS {
        let before = found.clone();
        // Inner pipelines stand behind those that run them.
        for (at, pipeline) in module.pipelines.iter().enumerate().rev() {
            found[at] |= pipeline.filters.iter().any(|it| goes_on(it, &names, &found));
        }
        if found == before {
            break;
        }
    }
    found
}

/// Chosen by feeling; what is not found by then counts as not going on.
const ROUNDS: usize = 16;

fn goes_on(filter: &Filter, names: &BTreeMap<&str, usize>, found: &[bool]) -> bool {
    if filter.api.form == Form::Chain {
        // `chain([…])` begins a chain of its own.
        return filter.modules.as_deref() == Some(&[]) && !filter.conditional;
    }
    // What a copy of the stream comes to is thrown away.
    let discarded = filter.api.sub.is_some_and(|it| it.returns == Framing::Discarded);
    let on = |sub: &Sub| match &sub.target {
        SubTarget::Pipeline(id) => found[id.0 as usize],
        SubTarget::Named(name, _) => names.get(&**name).is_some_and(|&at| found[at]),
        SubTarget::Unknown => false,
    };
    !discarded && !filter.conditional && !filter.subs.is_empty() && filter.subs.iter().all(on)
}

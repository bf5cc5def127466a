//! How a script meets the others, derived from the script itself: for plugins, and for built-in
//! scripts that come without a catalog.

use std::collections::BTreeSet;

use crate::diag::Severity;
use crate::ir::codebase::Interface;
use crate::ir::levels::{self, Flow};
use crate::ir::module::{FileUseKind, Module};
use crate::ir::names::CodePath;
use crate::ir::paths::{self, Loss};
use crate::runtime::{Level, ScriptRole, Terminal};

/// The interface of a lowered script that stands at `path`.
pub(super) fn derive(module: &Module, path: &CodePath, role: ScriptRole) -> Interface {
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
        return if fails || by_mistake || paths.open { Terminal::Never } else { Terminal::Always };
    }
    let swallows = paths.lost.iter().any(|it| it.how == Loss::Swallowed);
    match paths.answers || swallows {
        true => Terminal::Sometimes,
        false => Terminal::Never,
    }
}

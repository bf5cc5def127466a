//! Two files for one path.

use crate::diag::Diagnostic;
use crate::ir::names::CodePath;
use crate::rules::{Scope, rule};

rule! {
    /// Two files want the same path of the codebase.
    ///
    /// ## Why
    /// A codebase has one file at a path. Built-in scripts stand at the paths that the mesh gave them,
    /// and the plugin `geo` at `plugins/geo.js`. A further file cannot take the place of either: a
    /// built-in module is replaced by disabling it in the values and mounting a plugin, and a whole set
    /// of scripts by `builtins:`.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// files:
    ///   - path: mine.js
    ///     as: metrics.js
    /// //- /mine.js
    /// ({})
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// files:
    ///   - path: mine.js
    ///     as: lib/mine.js
    /// //- /mine.js
    /// ({})
    /// ```
    "bundle/path-taken", Deny fixed, since "0.1.0", Scope::Stage
}

/// Two files want `path`.
pub fn report(path: &CodePath) -> Diagnostic {
    Diagnostic::new(&RULE, format!("two files want the path `{path}` of the codebase"))
        .help("give one of them another path")
}

//! Values that mount a module which the codebase lacks.

use crate::diag::Diagnostic;
use crate::ir::codebase::Codebase;
use crate::ir::project::{BuiltinLink, Project};
use crate::rules::{Scope, rule};
use crate::runtime::nearest;

rule! {
    /// The values mount a module that the codebase does not have.
    ///
    /// ## Why
    /// The mesh writes the name into every sidecar's chain without a look at its files. A sidecar whose
    /// chain names a file that is missing does not start, and no part of it runs. Custom plugins are
    /// mounted here as `plugins/NAME`.
    ///
    /// ## Avoid
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains:
    ///     outbound-tcp:
    ///       - plugin: modules/outbound-tcp-routing
    ///         priority: 120
    ///       - plugin: modules/outbound-tcp-load-balancer
    ///         priority: 110
    ///       - plugin: modules/outbound-tcp-default
    ///         priority: 100
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains:
    ///     outbound-tcp:
    ///       - plugin: modules/outbound-tcp-routing
    ///         priority: 120
    ///       - plugin: modules/outbound-tcp-load-balancing
    ///         priority: 110
    ///       - plugin: modules/outbound-tcp-default
    ///         priority: 100
    /// ```
    "chain/unknown-builtin", Deny fixed, since "0.1.0", Scope::Stage
}

/// `entry` names nothing.
pub fn report(project: &Project, codebase: &Codebase, entry: &BuiltinLink) -> Diagnostic {
    let modules = codebase.files().iter().filter_map(|it| it.path.as_str().strip_suffix(".js"));
    let mountable: Vec<&str> =
        modules.filter(|it| it.starts_with("modules/") || it.starts_with("plugins/")).collect();
    let name = &*entry.plugin;
    let what = match name.strip_prefix("plugins/") {
        Some(plugin) => {
            format!("the values mount `{name}` at {}, but no `Plugin` is called `{plugin}`", entry.mount)
        }
        None => format!(
            "the values mount `{name}` at {}, which the built-in modules of {} do not have",
            entry.mount, project.target.id
        ),
    };
    let mut found = Diagnostic::new(&RULE, what);
    found.span = entry.span;
    // A name without its folder, or with its extension, is meant more often than a similar one.
    let stem = name.trim_end_matches(".js");
    let folder = ["", "modules/", "plugins/"].map(|folder| format!("{folder}{stem}"));
    let exact = mountable.iter().copied().find(|it| folder.iter().any(|own| own == it));
    match exact.or_else(|| nearest(name, mountable.iter().copied())) {
        Some(near) => found.help(format!("write `{near}`")),
        None => found.help("remove the entry, or add the module's file to the codebase"),
    }
}

//! Built-in modules that are missed.

use super::Importer;
use crate::diag::Diagnostic;
use crate::ir::project::BuiltinLink;
use crate::rules::{Scope, rule};

rule! {
    /// A built-in module is disabled although others import from it.
    ///
    /// ## Why
    /// `disable: true` takes a module out of every sidecar of the mesh. What it exports is then exported
    /// by nobody, and Pipy stops with `cannot import variable` at the first script that imports it. A
    /// plugin that is to replace the module has to export the same namespace and variables, and to be
    /// mounted in every sidecar.
    ///
    /// ## Avoid
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains:
    ///     inbound-tcp:
    ///       - plugin: modules/inbound-tls-termination
    ///         priority: 130
    ///       - plugin: modules/inbound-tcp-routing
    ///         priority: 120
    ///         disable: true
    ///       - plugin: modules/inbound-tcp-load-balancing
    ///         priority: 110
    ///       - plugin: modules/inbound-tcp-default
    ///         priority: 100
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains:
    ///     inbound-tcp:
    ///       - plugin: modules/inbound-tls-termination
    ///         priority: 130
    ///         disable: true
    ///       - plugin: modules/inbound-tcp-routing
    ///         priority: 120
    ///       - plugin: modules/inbound-tcp-load-balancing
    ///         priority: 110
    ///       - plugin: modules/inbound-tcp-default
    ///         priority: 100
    /// ```
    "chain/imports-from-disabled", Deny, since "0.1.0", Scope::Stage
}

/// `entry` is disabled, and `importers` (at least one) miss it.
pub fn report(entry: &BuiltinLink, importers: &[Importer<'_>]) -> Diagnostic {
    let mut names: Vec<String> = Vec::new();
    for it in importers {
        let name = format!("`{}`", it.path);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let missed = importers.first().map_or("", |it| it.name);
    let first = names.first().cloned().unwrap_or_default();
    let others = match names.len() {
        0 | 1 => "imports".to_owned(),
        2 => "and another script import".to_owned(),
        count => format!("and {} other scripts import", count - 1),
    };
    let message = format!("`{}` is disabled, but {first} {others} `{missed}` from it", entry.plugin);
    let mut found = Diagnostic::new(&RULE, message)
        .help("remove `disable: true`, or mount a plugin that exports the same variables in every sidecar");
    found.span = entry.span;
    for it in importers.iter().filter(|it| it.namespace_span.is_some()).take(3) {
        if let Some(span) = it.name_span {
            found = found.label(span, "imported here");
        }
    }
    found
}

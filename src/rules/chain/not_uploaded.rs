//! Built-in modules that the mesh itself does not bring to its sidecars.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::codebase::FileContent;
use crate::ir::names::CodePath;
use crate::rules::{ProjectView, Scope, rule};
use crate::runtime::ScriptRole;

rule! {
    /// The values mount a module that only a bundle has: the mesh's own controller does not upload it.
    ///
    /// ## Why
    /// FSM's source tree holds two modules that throttle outbound traffic. They run when their files are
    /// there, and a bundle has them. But the controller uploads only the modules of its default values,
    /// so the same values given to the mesh name files that are missing, and no sidecar loads.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// target: fsm-1.6
    /// values: [values.yaml]
    /// //- /values.yaml
    /// fsm:
    ///   pluginChains:
    ///     outbound-http:
    ///       - {plugin: modules/outbound-http-routing, priority: 160}
    ///       - {plugin: modules/outbound-throttle-service, priority: 125}
    ///       - {plugin: modules/outbound-http-load-balancing, priority: 110}
    ///       - {plugin: modules/outbound-http-default, priority: 100}
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// target: fsm-1.6
    /// values: [values.yaml]
    /// //- /values.yaml
    /// fsm:
    ///   pluginChains:
    ///     outbound-http:
    ///       - {plugin: modules/outbound-http-routing, priority: 160}
    ///       - {plugin: modules/outbound-http-load-balancing, priority: 110}
    ///       - {plugin: modules/outbound-http-default, priority: 100}
    /// ```
    "chain/not-uploaded", Warn, since "0.1.0", Scope::Project(run)
}

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    let defaults = view.project.target.links;
    for entry in view.project.builtin_chains.iter().filter(|it| !it.disabled) {
        let path = CodePath::new(&format!("{}.js", entry.plugin)).ok();
        let file = path.and_then(|path| view.codebase.find(&path)).map(|id| view.codebase.file(id));
        let embedded = file.is_some_and(|file| match file.content {
            FileContent::Embedded(script) => script.catalog.role == ScriptRole::Module,
            _ => false,
        });
        if embedded && !defaults.iter().any(|it| *it.plugin == *entry.plugin) {
            let message = format!(
                "`{}` is mounted at {}, but the mesh's own controller does not upload it",
                entry.plugin, entry.mount
            );
            let mut found = Diagnostic::new(&RULE, message)
                .help("run the bundle's codebase in the sidecars, or remove the entry");
            found.span = entry.span;
            out.push(found);
        }
    }
}

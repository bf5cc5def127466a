//! Modules without an entrance pipeline.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::module::{Module, ModuleValue, PipelineKind};
use crate::rules::{ProjectView, Scope, rule};

rule! {
    /// A plugin has no entrance pipeline.
    ///
    /// ## Why
    /// A chain runs the pipeline of each module that `.pipeline()` begins without a name. If there is none, Pipy
    /// fails with `entrance pipeline not found`, and the whole sidecar does not start. `.listen(…)` and
    /// `.task(…)` begin pipelines, too, but no entrance.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline('main')
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .chain()
    /// ```
    "pipeline/no-entrance", Deny, since "0.1.0", Scope::Project(run)
}

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    for (_, module) in view.plugins() {
        check(module, out);
    }
}

/// A module that is mounted in a chain needs an entrance.
pub fn check(module: &Module, out: &mut Diagnostics) {
    if module.value != ModuleValue::Configuration || module.entrance().is_some() {
        return;
    }
    // A filter before the first pipeline has a finding of its own.
    let orphan = |kind: &PipelineKind| *kind == PipelineKind::Inline;
    if !module.pipelines.is_empty() && module.pipelines.iter().all(|it| orphan(&it.kind)) {
        return;
    }
    let root = match &module.program.root {
        crate::ir::syntax::Root::Expression(expr) => module.program.span(*expr),
        _ => crate::source::Span::point(module.program.source, 0),
    };
    let first = module.pipelines.iter().find(|it| it.kind != PipelineKind::Inline);
    let finding = Diagnostic::new(&RULE, "this plugin has no entrance pipeline");
    out.push(match first {
        Some(pipeline) => {
            let help = match &pipeline.kind {
                PipelineKind::Named(_) => "write `.pipeline()`, without a name",
                PipelineKind::Listen => "write `.pipeline()` instead; the mesh listens, not the plugin",
                _ => "write `.pipeline()` and filters",
            };
            finding.at(module.span(pipeline.at)).help(help)
        }
        None => finding
            .at(crate::source::Span::point(root.source, root.end))
            .help("write `.pipeline()` and filters"),
    });
}

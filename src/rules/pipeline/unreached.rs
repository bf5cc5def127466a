//! Pipelines that nobody runs.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::module::PipelineKind;
use crate::rules::{ModuleView, Scope, rule};

rule! {
    /// A named pipeline is never run.
    ///
    /// ## Why
    /// A pipeline with a name runs where a filter of the same script names it, or where another module does
    /// by `use('…', 'name')`. One that nobody names is dead, which mostly means that a `link` is missing.
    /// Modules that others use may allow it.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .chain()
    ///   .pipeline('log')
    ///   .handleMessageStart(msg => console.log(msg.head.path))
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .fork('log')
    ///   .chain()
    ///   .pipeline('log')
    ///   .handleMessageStart(msg => console.log(msg.head.path))
    /// ```
    "pipeline/unreached", Warn, since "0.1.0", Scope::Module(run)
}

fn run(view: &ModuleView<'_>, out: &mut Diagnostics) {
    let module = view.module;
    if module.pipelines.iter().all(|it| it.kind.name().is_none()) {
        return;
    }
    // Without an entrance it is a module for others to use; with a name that is not known, any may be meant.
    // A name that does not exist may be meant for this one.
    let subs = || module.pipelines.iter().flat_map(|it| &it.filters).flat_map(|it| &it.subs);
    if module.entrance().is_none() || !subs().all(|it| module.target(&it.target).is_some()) {
        return;
    }
    let used = module.used();
    for (at, pipeline) in module.pipelines.iter().enumerate() {
        let PipelineKind::Named(name) = &pipeline.kind else { continue };
        // Of two of one name the first is another rule's.
        let is_last = module.named(name).is_some_and(|it| it.0 as usize == at);
        if !used[at] && is_last && !name.is_empty() {
            out.push(
                Diagnostic::new(&RULE, format!("no filter runs the pipeline `{name}`"))
                    .at(module.span(pipeline.at))
                    .help(format!("write `.link('{name}')` where it should run, or remove it")),
            );
        }
    }
}

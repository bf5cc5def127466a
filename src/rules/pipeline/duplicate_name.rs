//! Pipelines of one name.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::syntax::Range;
use crate::rules::{ModuleView, Scope, rule};

rule! {
    /// A script has two pipelines of one name.
    ///
    /// ## Why
    /// Pipy takes both without a word, and runs the last one wherever the name is used.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .link('rest')
    ///   .pipeline('rest')
    ///   .handleMessageStart(msg => console.log(msg.head.path))
    ///   .chain()
    ///   .pipeline('rest')
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .link('rest')
    ///   .pipeline('rest')
    ///   .handleMessageStart(msg => console.log(msg.head.path))
    ///   .chain()
    /// ```
    "pipeline/duplicate-name", Warn, since "0.1.0", Scope::Module(run)
}

fn run(view: &ModuleView<'_>, out: &mut Diagnostics) {
    let module = view.module;
    let mut seen: BTreeMap<&str, Range> = BTreeMap::new();
    // Alternatives of a static branch may each have their own.
    for pipeline in module.pipelines.iter().filter(|it| !it.conditional) {
        let Some(name) = pipeline.kind.name().filter(|it| !it.is_empty()) else { continue };
        if let Some(first) = seen.insert(name, pipeline.at) {
            let finding = Diagnostic::new(
                &RULE,
                format!("a second pipeline is called `{name}`, and replaces the first"),
            );
            out.push(
                finding
                    .at(module.span(pipeline.at))
                    .label(module.span(first), "the one that never runs")
                    .help("give it another name, or remove one of the two"),
            );
        }
    }
}

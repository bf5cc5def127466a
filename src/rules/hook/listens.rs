//! Plugins that open ports.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::module::{Module, PipelineKind};
use crate::rules::{ProjectView, Scope, rule};

rule! {
    /// A plugin listens on a port.
    ///
    /// ## Why
    /// A plugin runs in every sidecar that mounts it. Its port may be the application's, or another plugin's, and
    /// then the whole sidecar fails to start; and it is open to whoever reaches the pod.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .chain()
    ///   .listen(9100)
    ///   .serveHTTP(() => new Message('ok'))
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _health: false })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_health = msg.head.path === '/health'))
    ///   .branch(
    ///     () => _health, $ => $.replaceMessage(() => new Message('ok')),
    ///     $ => $.chain()
    ///   )
    /// ```
    "hook/listens", Warn, since "0.1.0", Scope::Project(run)
}

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    for (_, module) in view.plugins() {
        check(module, out);
    }
}

/// A module that is mounted in a chain should not listen.
pub fn check(module: &Module, out: &mut Diagnostics) {
    // Without an entrance it is no plugin yet, which is another rule's.
    if module.entrance().is_none() {
        return;
    }
    for pipeline in module.pipelines.iter().filter(|it| it.kind == PipelineKind::Listen) {
        out.push(
            Diagnostic::new(&RULE, "this plugin opens a port in every sidecar that mounts it")
                .at(module.span(pipeline.at))
                .help("answer in the chain instead"),
        );
    }
}

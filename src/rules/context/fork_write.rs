//! Shared variables written within a `fork`.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::module::{Module, PipelineId};
use crate::rules::{ModuleView, Scope, rule};
use crate::runtime::{Context, Framing};

rule! {
    /// A pipeline that `fork` runs assigns a variable that other modules read.
    ///
    /// ## Why
    /// A plain `fork()` shares its context with the stream it copies. A mirror that sets `connect-tcp`'s
    /// `__target` in there sends the original request to the mirror, too. `fork([…])`, with an array, gives each
    /// copy a context of its own.
    ///
    /// ## Avoid
    /// ```js chain=outbound-http priority=155
    /// pipy()
    ///   .import({ __target: 'connect-tcp' })
    ///   .pipeline()
    ///   .fork().to($ => $
    ///     .onStart(() => void (__target = '127.0.0.1:9000'))
    ///     .muxHTTP(() => __target).to($ => $.connect(() => __target))
    ///   )
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js chain=outbound-http priority=155
    /// pipy()
    ///   .import({ __target: 'connect-tcp' })
    ///   .pipeline()
    ///   .fork([null]).to($ => $
    ///     .onStart(() => void (__target = '127.0.0.1:9000'))
    ///     .muxHTTP(() => __target).to($ => $.connect(() => __target))
    ///   )
    ///   .chain()
    /// ```
    "context/fork-write", Warn, since "0.1.0", Scope::Module(run)
}

fn run(view: &ModuleView<'_>, out: &mut Diagnostics) {
    let module = view.module;
    let forked = forked(module);
    for access in module.accesses.iter().filter(|it| it.write) {
        let Some(fork) = access.pipeline.and_then(|it| forked.get(&it)) else { continue };
        let own = module.context.iter().any(|it| it.name == access.name);
        let import = module.imports.iter().any(|it| it.name == access.name);
        let export = module.exports.iter().any(|it| it.name == access.name);
        if !own && (import || export) {
            out.push(
                Diagnostic::new(
                    &RULE,
                    format!("`{}` is assigned within a `fork`, and the original stream sees it", access.name),
                )
                .at(module.span(access.at))
                .label(module.span(*fork), "the fork")
                .help("write `fork([null])`, which gives the copy variables of its own"),
            );
        }
    }
}

/// The pipelines that run in a plain `fork` and see the variables of the original stream.
fn forked(module: &Module) -> BTreeMap<PipelineId, crate::ir::syntax::Range> {
    let mut out = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for filter in module.pipelines.iter().flat_map(|it| &it.filters) {
        let discards = filter.api.sub.is_some_and(|it| it.returns == Framing::Discarded);
        // The argument may be, or give, an array; then each copy has its own variables.
        let plain = filter.args.iter().all(|it| {
            matches!(
                module.program.expr(*it),
                crate::ir::syntax::Expr::Str(_) | crate::ir::syntax::Expr::Null
            )
        });
        if !discards || !plain {
            continue;
        }
        let mut queue: Vec<PipelineId> =
            filter.subs.iter().filter_map(|it| module.target(&it.target)).collect();
        while let Some(id) = queue.pop() {
            if !seen.insert(id) {
                continue;
            }
            out.insert(id, filter.at);
            let shared = module.pipeline(id).filters.iter();
            let shared = shared.filter(|it| it.api.sub.is_none_or(|it| it.context == Context::Shared));
            queue.extend(shared.flat_map(|it| &it.subs).filter_map(|it| module.target(&it.target)));
        }
    }
    out
}

//! Paths through a plugin that lose the stream.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::module::Module;
use crate::ir::paths::{Loss, Paths};
use crate::rules::{Scope, rule};

rule! {
    /// One path through a plugin neither goes on with the chain nor gives an answer.
    ///
    /// ## Why
    /// Each alternative of a `branch` must end in `.chain()`, or put an answer in the request's place. On a path
    /// that does neither the request comes back as if it were the response, or nothing comes back at all.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ _internal: false })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_internal = msg.head.path.startsWith('/internal')))
    ///   .branch(
    ///     () => _internal, $ => $.handleMessageStart(msg => console.log(msg.head.path)),
    ///     $ => $.chain()
    ///   )
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _internal: false })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_internal = msg.head.path.startsWith('/internal')))
    ///   .branch(
    ///     () => _internal, $ => $.handleMessageStart(msg => console.log(msg.head.path)).chain(),
    ///     $ => $.chain()
    ///   )
    /// ```
    "hook/swallowed-branch", Warn, since "0.1.0", Scope::Stage
}

/// Reports the paths on which the stream is lost.
pub(super) fn check(module: &Module, paths: &Paths, out: &mut Diagnostics) {
    for lost in &paths.lost {
        let (message, help) = match lost.how {
            Loss::Echoed => (
                "this path ends here, so requests come back as their own answer",
                "write `.chain()`, or an answer such as `.replaceMessage(() => new Message({ status: 403 }))`",
            ),
            Loss::Held => (
                "requests for which this condition does not hold wait here for ever",
                "add what becomes of them as last argument, such as `$ => $.chain()`",
            ),
            Loss::Swallowed => {
                ("nothing comes out of this filter, and the client waits", "write `.chain()` instead")
            }
        };
        out.push(Diagnostic::new(&RULE, message).at(module.span(lost.at)).help(help));
    }
}

//! Plugins that never go on with the chain.

use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::ir::module::Module;
use crate::ir::paths::{self, Loss};
use crate::rules::{ProjectView, Scope, rule};

rule! {
    /// A plugin neither goes on with the chain nor gives an answer.
    ///
    /// ## Why
    /// What comes out of a plugin's last filter goes back to the client as the answer. Without `.chain()` a
    /// request comes back as if it were the response: status 200, with the request's own headers and body. After
    /// `dummy()` or `replaceMessage()` without an argument nothing comes back at all, and the client waits.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-seen'] = 'yes'))
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-seen'] = 'yes'))
    ///   .chain()
    /// ```
    "hook/no-chain", Warn, since "0.1.0", Scope::Project(run)
}

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    for (_, module) in view.plugins() {
        check(module, out);
    }
}

/// What becomes of the streams that enter a module mounted in a chain.
pub fn check(module: &Module, out: &mut Diagnostics) {
    // What does not load has no paths to speak of.
    if module.findings.iter().any(|it| it.severity == Severity::Error) {
        return;
    }
    let paths = paths::paths(module);
    // Whoever goes on or answers on some path has a hole in the others.
    if paths.chains || paths.open || paths.answers {
        return super::swallowed_branch::check(module, &paths, out);
    }
    for lost in paths.lost.iter().filter(|it| it.how != Loss::Held).take(1) {
        let (message, help) = match lost.how {
            Loss::Echoed => (
                "this plugin never calls `.chain()`, so requests come back as their own answer",
                "write `.chain()` where the stream should go on",
            ),
            Loss::Held | Loss::Swallowed => (
                "this plugin never calls `.chain()`, and nothing comes out of this filter",
                "write `.chain()` instead",
            ),
        };
        out.push(Diagnostic::new(&RULE, message).at(module.span(lost.at)).help(help));
    }
}

//! Filters that get bytes and want messages, and the reverse.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::levels;
use crate::rules::{ModuleView, Scope, rule};
use crate::runtime::Level;

rule! {
    /// A filter for messages stands where only bytes flow, or the reverse.
    ///
    /// ## Why
    /// Filters such as `handleMessageStart` react to messages; where raw bytes flow they never do, without a
    /// word, and `branchMessage` even keeps all bytes for ever. Filters such as `demuxHTTP` and
    /// `decodeHTTPRequest` make messages out of a connection's bytes; inside messages they see the bodies, and
    /// no answer ever comes.
    ///
    /// In the http chains messages flow behind the routing module, so a plugin there has them already.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => console.log(msg.head.path))
    ///   .demuxHTTP().to($ => $.chain())
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => console.log(msg.head.path))
    ///   .chain()
    /// ```
    "pipeline/wrong-level", Warn, since "0.1.0", Scope::Module(run)
}

fn run(view: &ModuleView<'_>, out: &mut Diagnostics) {
    let module = view.module;
    for problem in levels::judge(module).problems {
        let filter = &module.pipeline(problem.pipeline).filters[problem.filter];
        let name = filter.name;
        let (message, help) = match problem.flows {
            Level::Bytes => (
                format!("`{name}` waits for messages, and only raw bytes come here"),
                "write it within `demuxHTTP().to(…)` or behind a decoder".to_owned(),
            ),
            Level::Messages => (
                format!("`{name}` wants the raw bytes of a connection, and messages come here"),
                format!("remove `{name}`; the messages are there already"),
            ),
        };
        out.push(Diagnostic::new(&RULE, message).at(module.span(filter.at)).help(help));
    }
}

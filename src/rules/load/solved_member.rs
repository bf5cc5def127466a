//! Members that a solved file lacks.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A member is read that the file read by `pipy.solve` does not have.
    ///
    /// ## Why
    /// `pipy.solve` gives the value of a file, often an object of functions. A member that this object lacks
    /// is `undefined`, without a word; calling it, or reading on, fails.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// files: [{path: lib/, as: lib/}]
    /// scripts: [{path: plugins/shout.js, priority: 165, chains: [inbound-http]}]
    /// //- /lib/text.js
    /// ({ upper: text => text.toUpperCase() })
    /// //- /plugins/shout.js
    /// (({ uper } = pipy.solve('lib/text.js')) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-name'] = uper('shop')))
    ///   .chain()
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// files: [{path: lib/, as: lib/}]
    /// scripts: [{path: plugins/shout.js, priority: 165, chains: [inbound-http]}]
    /// //- /lib/text.js
    /// ({ upper: text => text.toUpperCase() })
    /// //- /plugins/shout.js
    /// (({ upper } = pipy.solve('lib/text.js')) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-name'] = upper('shop')))
    ///   .chain()
    /// )()
    /// ```
    "load/solved-member", Deny, since "0.1.0", Scope::Stage
}

/// The value of `file` has no member `key`.
pub fn report(span: Span, key: &str, file: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{file}` has no member `{key}`"))
        .at(span)
        .help(format!("write a member that `{file}` has, or add `{key}` to it"))
}

//! Pipelines that another module lacks.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A script uses a pipeline of another module that this module does not have.
    ///
    /// ## Why
    /// `use('f.js', 'name')` runs the pipeline of that name in `f.js`; `use('f.js')` and `chain(['f.js'])`
    /// run its entrance, the one that `.pipeline()` begins without a name. If it is missing, Pipy fails when
    /// the codebase is loaded, and the sidecar does not start.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// files: [{path: lib/, as: lib/}]
    /// scripts: [{path: plugins/a.js, priority: 165, chains: [inbound-http]}]
    /// //- /lib/audit.js
    /// pipy()
    ///   .pipeline('audit')
    ///   .handleMessageStart(msg => console.log(msg.head.path))
    /// //- /plugins/a.js
    /// pipy()
    ///   .pipeline()
    ///   .use('lib/audit.js', 'adit')
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// files: [{path: lib/, as: lib/}]
    /// scripts: [{path: plugins/a.js, priority: 165, chains: [inbound-http]}]
    /// //- /lib/audit.js
    /// pipy()
    ///   .pipeline('audit')
    ///   .handleMessageStart(msg => console.log(msg.head.path))
    /// //- /plugins/a.js
    /// pipy()
    ///   .pipeline()
    ///   .use('lib/audit.js', 'audit')
    ///   .chain()
    /// ```
    "load/missing-pipeline", Deny, since "0.1.0", Scope::Stage
}

/// The file at `path` is no configuration, so it has no pipelines at all.
pub fn not_configuration(span: Span, path: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{path}` is no pipy configuration"))
        .at(span)
        .help("name a file that ends with what `pipy(…)` and its methods return")
}

/// The module at `path` has no entrance pipeline.
pub fn entrance(span: Span, path: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{path}` has no entrance pipeline"))
        .at(span)
        .help(format!("write `.pipeline()` in `{path}`"))
}

/// The module at `path` has no pipeline of this name.
pub fn named(span: Span, path: &str, name: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{path}` has no pipeline `{name}`"))
        .at(span)
        .help(format!("write the name of a pipeline that `{path}` has"))
}

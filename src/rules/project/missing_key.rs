//! A key that an entry of the project file needs is missing.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A key that an entry of the project file needs is missing.
    ///
    /// ## Why
    /// An entry without it says nothing: a script needs its `path`, a further file needs its `path`.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// scripts:
    ///   - name: geo
    ///     priority: 165
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// scripts:
    ///   - path: geo.js
    ///     priority: 165
    ///     chains: [inbound-http]
    /// //- /geo.js
    /// pipy()
    /// .pipeline()
    /// .chain()
    /// ```
    "project/missing-key", Deny fixed, since "0.1.0", Scope::Stage
}

/// The map at `span` has no `key`.
pub fn report(span: Span, key: &str, owner: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("{owner} has no `{key}`")).at(span).help(format!("add `{key}`"))
}

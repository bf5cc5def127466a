//! The mesh configuration is not what a sidecar's `config.json` holds.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The mesh configuration is not what a sidecar's `config.json` holds.
    ///
    /// ## Why
    /// `meshConfig` is the configuration that the mesh's controller wrote for a sidecar: a JSON object.
    /// Chains and plugin configurations are written into its traffic rules, so anything else cannot be
    /// filled in.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// meshConfig: config.json
    /// //- /config.json
    /// []
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// meshConfig: config.json
    /// //- /config.json
    /// {}
    /// ```
    "project/bad-mesh-config", Deny fixed, since "0.1.0", Scope::Stage
}

/// It is something else than an object.
pub fn report(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("the mesh configuration must be an object, not {found}"))
        .at(span)
        .help("give the `config.json` of a sidecar, as the mesh's controller writes it")
}

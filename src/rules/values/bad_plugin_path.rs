//! The `plugin` of a chain entry cannot be a script's path.

use crate::diag::Diagnostic;
use crate::ir::names::BadPath;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The `plugin` of a chain entry cannot be a script's path.
    ///
    /// ## Why
    /// The mesh puts `.js` behind the text and loads the file of that path from the codebase. So
    /// `modules/x.js` loads `modules/x.js.js`, which does not exist, and every sidecar fails to start.
    ///
    /// ## Avoid
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains:
    ///     inbound-tcp:
    ///       - plugin: modules/inbound-tls-termination
    ///         priority: 130
    ///       - plugin: modules/inbound-tcp-routing
    ///         priority: 120
    ///       - plugin: modules/inbound-tcp-load-balancing
    ///         priority: 110
    ///       - plugin: modules/inbound-tcp-default.js
    ///         priority: 100
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /values.yaml
    /// osm:
    ///   pluginChains:
    ///     inbound-tcp:
    ///       - plugin: modules/inbound-tls-termination
    ///         priority: 130
    ///       - plugin: modules/inbound-tcp-routing
    ///         priority: 120
    ///       - plugin: modules/inbound-tcp-load-balancing
    ///         priority: 110
    ///       - plugin: modules/inbound-tcp-default
    ///         priority: 100
    /// ```
    "values/bad-plugin-path", Deny, since "0.1.0", Scope::Stage
}

/// The text ends in `.js`.
pub fn extension(span: Span, plugin: &str) -> Diagnostic {
    let stem = plugin.strip_suffix(".js").unwrap_or(plugin);
    Diagnostic::new(&RULE, format!("the mesh puts `.js` behind `{plugin}`, and loads `{plugin}.js`"))
        .at(span)
        .help(format!("write `{stem}`"))
}

/// The text is no path of a codebase.
pub fn report(span: Span, plugin: &str, why: &BadPath) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{plugin}` cannot be a script of the codebase: {why}"))
        .at(span)
        .help("write `modules/NAME` for a built-in, `plugins/NAME` for a plugin")
}

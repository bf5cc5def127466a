//! A folder holds no file that could be read.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A folder holds no file that could be read.
    ///
    /// ## Why
    /// Folders of resources are walked for `.yaml`, `.yml` and `.json` files. One without any is most
    /// likely another folder than was meant, and the plugins in it would be missing without a word.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// plugins: [plugins/]
    /// //- /plugins/README.md
    /// Plugins come here.
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// plugins: [plugins/]
    /// //- /plugins/a.yaml
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// kind: Plugin
    /// metadata:
    ///   name: audit
    /// spec:
    ///   priority: 165
    ///   pipyscript: |
    ///     pipy()
    ///     .pipeline()
    ///     .handleMessageStart(msg => console.log(msg.head.path))
    ///     .chain()
    /// ---
    /// apiVersion: plugin.flomesh.io/v1alpha1
    /// kind: PluginChain
    /// metadata:
    ///   name: audit
    ///   namespace: shop
    /// spec:
    ///   chains:
    ///     - name: inbound-http
    ///       plugins: [audit]
    ///   selectors:
    ///     podSelector:
    ///       matchLabels:
    ///         app: shop
    /// ```
    "project/empty-folder", Warn, since "0.1.0", Scope::Stage
}

/// The folder `path`, named at `span` or by a flag, has no resource files.
pub fn report(span: Option<Span>, path: &str) -> Diagnostic {
    let message = format!("the folder `{path}` holds no `.yaml`, `.yml` or `.json` file");
    let diagnostic =
        Diagnostic::new(&RULE, message).help("name the folder that holds the resources, or remove it");
    match span {
        Some(span) => diagnostic.at(span),
        None => diagnostic,
    }
}

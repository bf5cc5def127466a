//! Imports that nobody exports.

use super::Importer;
use crate::diag::{Diagnostic, Fix};
use crate::ir::names::{CodePath, Direction};
use crate::rules::{Scope, rule};
use crate::runtime::nearest;

rule! {
    /// A script imports a variable that no script of its sidecar exports.
    ///
    /// ## Why
    /// Pipy binds imports against the scripts that this sidecar loads. One that nobody exports stops it
    /// with `cannot import variable`, and not the chain alone but the whole sidecar. A sidecar without
    /// outbound traffic loads no outbound module, and one without inbound traffic no inbound module, so
    /// a plugin can only rely on the namespaces of the direction that it is mounted in.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({})
    ///   .import({ __service: 'outbound-http-routing' })
    ///   .pipeline()
    ///   .handleMessageStart(msg => msg.head.headers['x-service'] = __service?.name)
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({})
    ///   .import({ __service: 'inbound-http-routing' })
    ///   .pipeline()
    ///   .handleMessageStart(msg => msg.head.headers['x-service'] = __service?.name)
    ///   .chain()
    /// ```
    "chain/import-unresolved", Deny, since "0.1.0", Scope::Stage
}

/// Why nobody exports it.
#[derive(Debug, Clone)]
pub enum Cause<'a> {
    /// Only a script of the other direction does.
    OtherDirection {
        /// That script.
        exporter: &'a CodePath,
        /// The direction that the importer is mounted in.
        direction: Direction,
    },
    /// A script does that this sidecar does not load.
    NotLoaded {
        /// That script.
        exporter: &'a CodePath,
        /// The direction that the importer is mounted in.
        direction: Direction,
    },
    /// No script of the codebase does.
    Unknown {
        /// Namespaces that have a variable of this name.
        elsewhere: Vec<&'a str>,
        /// The variables of this namespace.
        siblings: Vec<&'a str>,
        /// All namespaces.
        namespaces: Vec<&'a str>,
    },
}

/// `importer` has an import that does not bind.
pub fn report(importer: &Importer<'_>, cause: &Cause<'_>) -> Diagnostic {
    let Importer { path, namespace, name, name_span, namespace_span } = *importer;
    let (message, help, span) = match cause {
        Cause::OtherDirection { exporter, direction } => {
            let other = match direction {
                Direction::Inbound => Direction::Outbound,
                Direction::Outbound => Direction::Inbound,
            };
            let (direction, other) = (direction.name(), other.name());
            let message = format!(
                "`{path}` is mounted {direction} and imports `{name}` of `{namespace}`, which a sidecar without {other} traffic does not have"
            );
            let help = format!(
                "import from a namespace of the {direction} chains, or mount the plugin in an {other} chain, where `{exporter}` is loaded"
            );
            (message, Some(help), namespace_span)
        }
        Cause::NotLoaded { exporter, direction } => {
            let message = format!(
                "`{path}` imports `{name}` of `{namespace}`, which `{exporter}` exports, but this sidecar does not load it"
            );
            let help = match exporter.as_str().strip_prefix("plugins/") {
                Some(plugin) => format!(
                    "mount `{}` in an {} chain of the same workloads",
                    plugin.trim_end_matches(".js"),
                    direction.name()
                ),
                None => format!(
                    "mount `{}` in the values, or remove the import",
                    exporter.as_str().trim_end_matches(".js")
                ),
            };
            (message, Some(help), namespace_span)
        }
        Cause::Unknown { elsewhere, siblings, namespaces } => {
            let message = format!("`{path}` imports `{name}` of `{namespace}`, which no script exports");
            let near_name = nearest(name, siblings.iter().copied());
            let near_namespace = nearest(namespace, namespaces.iter().copied());
            // A namespace that exists leaves the variable as the slip.
            if name == "__plugins" {
                // The mesh's published pages list it; no version has it.
                let help = "read `__service?.Plugins` of the routing module, or in tcp chains \
                            `__port?.TcpServiceRouteRules?.Plugins`";
                (message, Some(help.to_owned()), name_span)
            } else if let Some(near) = near_name {
                let help = Some(format!("write `{near}`, which `{namespace}` has"));
                (message, help, name_span)
            } else if let Some(&namespace) = elsewhere.first() {
                (message, Some(format!("write `{name}: '{namespace}'`")), namespace_span)
            } else if let Some(near) = near_namespace.filter(|_| siblings.is_empty()) {
                (message, Some(format!("write `'{near}'`")), namespace_span)
            } else if !siblings.is_empty() {
                let known = siblings.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
                (message, Some(format!("import one of {known}")), name_span)
            } else {
                (message, Some("remove the import".to_owned()), namespace_span)
            }
        }
    };
    let mut found = Diagnostic::new(&RULE, message);
    found.span = span.or(name_span);
    found.help = help;
    let quoted =
        |span: crate::source::Span, text: &str| Fix::suggested(format!("write `{text}`"), span, text);
    match (cause, span) {
        // The name of an import stands in the callbacks too, so only a namespace is mended by one edit.
        (Cause::Unknown { elsewhere, siblings, .. }, Some(span))
            if nearest(name, siblings.iter().copied()).is_none() && !elsewhere.is_empty() =>
        {
            found.fix(quoted(span, &format!("'{}'", elsewhere[0])))
        }
        _ => found,
    }
}

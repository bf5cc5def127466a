//! Filters that do not exist.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::runtime::{APIS, Api};
use crate::source::Span;

rule! {
    /// A method is called on a configuration that no filter and no method has as its name.
    ///
    /// ## Why
    /// Names are matched with their case.
    /// Pipy stops at the call, while it loads the script, with `not a function`, and then runs none of the plugins.
    /// Some filters exist in one Pipy only: `linkAsync` and `produce`, for instance, came after 0.90.
    /// A function that builds a sub-pipeline gets filters only: `pipeline`, `listen`, `task` and `import` are not among them.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessagestart(
    ///   evt => evt.head.headers['x-shop'] = 'open'
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => evt.head.headers['x-shop'] = 'open'
    /// )
    /// .chain()
    /// ```
    "api/unknown-filter", Deny, since "0.1.0", Scope::Stage,
}

/// No Pipy calls a filter `name`, or only another one does. `span` is the name's place.
pub fn report(span: Span, name: &str, api: &Api) -> Diagnostic {
    let message = format!("`{name}` is no filter of Pipy {}", api.version);
    let found = Diagnostic::new(&RULE, message).at(span);
    if let Some(other) = APIS.iter().find(|it| it.filter(name).is_some()) {
        return found.help(format!("build for a target with Pipy {}, or do without it", other.version));
    }
    match api.nearest_filter(name) {
        Some(nearest) => {
            let title = format!("write `{nearest}`");
            found.help(title.clone()).fix(Fix::suggested(title, span, nearest))
        }
        None => found.help("write the name of a filter"),
    }
}

/// The method begins pipelines or speaks of the module, and is called on what a builder function gets.
pub fn in_builder(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{name}` is called within a sub-pipeline"))
        .at(span)
        .help(format!("call `{name}` on what `pipy(…)` returns"))
}

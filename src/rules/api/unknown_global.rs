//! Names that nothing has.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::runtime::{APIS, Api, nearest};
use crate::source::Span;

rule! {
    /// A name is used that is no parameter, no context variable, no import and no global of this Pipy.
    ///
    /// ## Why
    /// Pipy looks a name up when the expression is evaluated and stops there with `unresolved identifier`: at load if it stands at the top level, in an argument or in a builder function, and at each event if it stands in a callback.
    /// Much that JavaScript programs take for granted is missing: `parseInt`, `setTimeout`, `encodeURIComponent`, `Symbol`.
    /// `typeof name` and an assignment to the name fail in the same way.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({
    ///   _port: 0,
    /// })
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => (
    ///     _port = parseInt(evt.head.headers['x-port']),
    ///     evt.head.headers['x-next-port'] = _port + 1
    ///   )
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({
    ///   _port: 0,
    /// })
    ///
    /// .pipeline()
    /// .handleMessageStart(
    ///   evt => (
    ///     _port = Number.parseInt(evt.head.headers['x-port']),
    ///     evt.head.headers['x-next-port'] = _port + 1
    ///   )
    /// )
    /// .chain()
    /// ```
    "api/unknown-global", Deny, since "0.1.0", Scope::Stage,
}

/// Nothing is called `name`. `known` are the names that can be seen there, beside the globals.
pub fn report<'a>(span: Span, name: &str, api: &Api, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    if let Some(absent) = api.absent_global(name) {
        return missing(span, name, absent.instead, api);
    }
    if let Some(other) = APIS.iter().find(|it| it.global(name).is_some()) {
        let help = format!("build for a target with Pipy {}, or do without it", other.version);
        return missing(span, name, &help, api);
    }
    let found = Diagnostic::new(&RULE, format!("nothing is called `{name}`")).at(span);
    let names = known.into_iter().chain(api.globals.iter().map(|it| it.name));
    match nearest(name, names) {
        Some(nearest) => {
            let title = format!("write `{nearest}`");
            found.help(title.clone()).fix(Fix::suggested(title, span, nearest))
        }
        None => found.help(format!("declare `{name}` in `pipy({{…}})`, or import it")),
    }
}

fn missing(span: Span, name: &str, instead: &str, api: &Api) -> Diagnostic {
    let found = Diagnostic::new(&RULE, format!("`{name}` is no part of Pipy {}", api.version)).at(span);
    if instead.is_empty() { found.help("do without it") } else { found.help(instead) }
}

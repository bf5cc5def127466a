//! One variable, two owners.

use crate::diag::Diagnostic;
use crate::ir::names::CodePath;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// Two scripts of one sidecar export the same variable in the same namespace.
    ///
    /// ## Why
    /// Pipy binds the exports of all scripts that it loads before any traffic comes. Where two export
    /// one name in one namespace it stops with `duplicated variable exporting name`, and with it the
    /// whole sidecar. A plugin that replaces a built-in module exports that module's variables; then the
    /// built-in must be disabled in the values.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({})
    ///   .export('inbound-http-routing', { __route: null })
    ///   .pipeline()
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({})
    ///   .export('geo', { __country: null })
    ///   .pipeline()
    ///   .onStart(() => void (__country = 'nowhere'))
    ///   .chain()
    /// ```
    "chain/duplicate-export", Deny, since "0.1.0", Scope::Stage
}

/// `script` exports what `other` exports too. With `replaceable`, the values mount the other.
pub fn report(
    (script, other): (&CodePath, &CodePath),
    (namespace, name): (&str, &str),
    place: Option<Span>,
    other_place: Option<Span>,
    replaceable: bool,
) -> Diagnostic {
    let message = format!("`{script}` exports `{name}` in `{namespace}`, and so does `{other}`");
    let help = match replaceable {
        true => format!(
            "use a namespace of its own, or disable `{}` in the values to replace it",
            other.as_str().trim_end_matches(".js")
        ),
        false => "use a namespace of its own".to_owned(),
    };
    let mut found = Diagnostic::new(&RULE, message).help(help);
    found.span = place;
    match other_place {
        Some(span) => found.label(span, "exported here too"),
        None => found,
    }
}

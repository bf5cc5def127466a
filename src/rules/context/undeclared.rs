//! Context variables that nobody declares.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::runtime::nearest;
use crate::source::Span;

rule! {
    /// A variable is used that is neither declared nor imported.
    ///
    /// ## Why
    /// Pipy has no implicit variables: reading, writing and even `typeof` of an undeclared name fails with
    /// `unresolved identifier`. In a callback it is looked up only when an event comes, so the plugin loads,
    /// and then drops every request that comes to it.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_path = msg.head.path))
    ///   .chain()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-path'] = _path))
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _path: '' })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_path = msg.head.path))
    ///   .chain()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-path'] = _path))
    /// ```
    "context/undeclared", Deny, since "0.1.0", Scope::Stage
}

/// `name` is read (or written); `known` are the names that are declared and imported.
pub fn report(span: Span, name: &str, write: bool, known: &[&str]) -> Diagnostic {
    let verb = if write { "assigned" } else { "read" };
    let message = format!("`{name}` is {verb}, and is neither declared nor imported");
    let finding = Diagnostic::new(&RULE, message).at(span);
    match nearest(name, known.iter().copied()) {
        Some(near) => {
            let title = format!("write `{near}`");
            finding.help(title.clone()).fix(Fix::suggested(title, span, near))
        }
        None if name.starts_with("__") => finding.help(format!("import `{name}` from its namespace")),
        None => finding.help(format!("declare it: `pipy({{ {name}: null }})`")),
    }
}

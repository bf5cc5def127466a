//! Assignments that change nothing.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::runtime::Owner;
use crate::source::Span;

rule! {
    /// A member is assigned that Pipy does not let scripts change.
    ///
    /// ## Why
    /// Pipy ignores the assignment and says nothing: the old value stays.
    /// So it is with the body of a message, the size of data, the fields of a URL and the addresses of a connection; build a new object instead.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessage(
    ///   msg => msg.body = new Data('closed')
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .replaceMessage(
    ///   msg => new Message(msg.head, 'closed')
    /// )
    /// .chain()
    /// ```
    "api/read-only", Warn, since "0.1.0", Scope::Stage,
}

/// Member `name` of `owner` is assigned, and keeps its value. `span` is the name's place.
pub fn report(span: Span, owner: Owner, name: &str) -> Diagnostic {
    let help = match owner {
        Owner::Instance(class) if class.construct.is_some() => format!("make a new `{}`", class.name),
        _ => "remove the assignment".to_owned(),
    };
    Diagnostic::new(&RULE, format!("`{name}` of {owner} cannot be assigned")).at(span).help(help)
}

//! The project file sets the level of a rule that does not exist.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The project file sets the level of a rule that does not exist.
    ///
    /// ## Why
    /// A misspelt rule keeps its level, and what was to be forbidden passes.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// rules:
    ///   chain/equal-priorities: deny
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// rules:
    ///   project/empty-folder: deny
    /// ```
    "project/unknown-rule", Deny, since "0.1.0", Scope::Stage
}

/// No rule or family is called `name`.
pub fn report(span: Span, name: &str, nearest: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::new(&RULE, format!("no rule or family is called `{name}`")).at(span);
    match nearest {
        Some(nearest) => diagnostic.help(format!("write `{nearest}`")),
        None => diagnostic.help("write a rule's id, a family, or `all`"),
    }
}

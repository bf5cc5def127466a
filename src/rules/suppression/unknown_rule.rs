//! A comment that silences a rule which does not exist.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A `pipyc-allow` comment names a rule that does not exist.
    ///
    /// ## Why
    /// The comment silences nothing, so the finding it was written for is still reported.
    /// `pipyc explain` lists all rules; a family such as `context`, or `all`, may be named too.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    /// .pipeline() // pipyc-allow hook/no-such-rule: tried out by hand
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    /// .pipeline()
    ///   .chain()
    /// ```
    "suppression/unknown-rule", Warn, since "0.1.0", Scope::Stage
}

/// The comment names `name`, which stands at `span`; `nearest` is a rule that may be meant.
pub fn report(span: Span, name: &str, nearest: Option<&str>) -> Diagnostic {
    let found = Diagnostic::new(&RULE, format!("no rule or family is called `{name}`")).at(span);
    match nearest {
        Some(nearest) => {
            let title = format!("write `{nearest}`");
            found.help(title.clone()).fix(Fix::suggested(title, span, nearest))
        }
        None => found.help("run `pipyc explain` for a list of all rules"),
    }
}

//! A line ends between the parameters of a function and its `=>`.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A line ends between the parameters of a function and its `=>`.
    ///
    /// ## Why
    /// Pipy 1.5 wants the `=>` on the line on which the parameters end, as JavaScript does, and stops with
    /// `unexpected end of line`. Pipy 0.90 knows no line breaks.
    ///
    /// ## Avoid
    /// ```js target=fsm-1.6
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg
    ///   => msg.head.path = '/'
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js target=fsm-1.6
    /// pipy()
    /// .pipeline()
    /// .handleMessageStart(
    ///   msg =>
    ///   msg.head.path = '/'
    /// )
    /// .chain()
    /// ```
    "dialect/arrow-line-break", Deny, since "0.1.0", Scope::Stage,
}

/// What stands between the parameters and the `=>`; `text` is the whole script's.
pub fn report(blank: Span, text: &str) -> Diagnostic {
    let between = text.get(blank.start as usize..blank.end as usize).unwrap_or_default();
    let found = Diagnostic::new(&RULE, "line break before `=>`")
        .at(blank)
        .help("write the `=>` on the line of the parameters");
    match between.trim().is_empty() {
        true => found.fix(Fix::safe("write it on that line", blank, " ")),
        false => found,
    }
}

//! Signals that tasks wait for.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::runtime::{Api, nearest};
use crate::source::Span;

rule! {
    /// A task waits for a signal that does not exist.
    ///
    /// ## Why
    /// What does not begin with a digit is the name of a signal, in full and in capitals: `SIGHUP`.
    /// Any other word ends the load with `invalid signal name: HUP`.
    /// `SIGUSR1` and `SIGUSR2` are not among the names that Pipy knows.
    ///
    /// ## Avoid
    /// ```js alone
    /// pipy()
    ///
    /// .task('HUP')
    /// .onStart(
    ///   () => new StreamEnd
    /// )
    /// ```
    ///
    /// ## Prefer
    /// ```js alone
    /// pipy()
    ///
    /// .task('SIGHUP')
    /// .onStart(
    ///   () => new StreamEnd
    /// )
    /// ```
    "api/signal-name", Deny, since "0.1.0", Scope::Stage,
}

/// What is wrong with the text as a signal's name; intervals are left to
/// [`task_interval`](super::task_interval).
pub fn check(span: Span, text: &str, api: &Api) -> Option<Diagnostic> {
    let is_interval = text.starts_with(|it: char| it.is_ascii_digit());
    if text.is_empty() || is_interval || api.has_signal(text) {
        return None;
    }
    let found = Diagnostic::new(&RULE, format!("`'{text}'` is no signal that Pipy knows")).at(span);
    let full = format!("SIG{}", text.trim_start_matches("SIG").to_ascii_uppercase());
    let meant = api.signals.iter().copied().find(|it| **it == *full);
    Some(match meant.or_else(|| nearest(text, api.signals.iter().copied())) {
        Some(nearest) => found.help(format!("write `'{nearest}'`")),
        None => found.help("write an interval such as `'10s'`, or a signal such as `'SIGHUP'`"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::DEFAULT_TARGET;
    use crate::source::Sources;

    fn help(text: &str) -> Option<String> {
        let mut sources = Sources::default();
        let span = Span::point(sources.add("a.js", ""), 0);
        check(span, text, DEFAULT_TARGET.api).and_then(|it| it.help)
    }

    #[test]
    fn short_names_are_completed() {
        assert_eq!(help("hup").as_deref(), Some("write `'SIGHUP'`"));
        assert_eq!(help("SIGTREM").as_deref(), Some("write `'SIGTERM'`"));
        assert_eq!(help("SIGHUP"), None);
        assert_eq!(help("10s"), None);
        assert_eq!(help(""), None);
    }
}

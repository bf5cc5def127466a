//! Words that an argument or option does not know.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::runtime::{join_words, nearest};
use crate::source::Span;

rule! {
    /// A string is none of those that the call knows.
    ///
    /// ## Why
    /// An argument of this kind ends the call with `argument #2 has an invalid enum value`, an option with `options.protocol expects one of tcp, udp`.
    /// The algorithm of `compress` and `decompress` is looked at only when traffic comes, and ends the stream with `unknown compression algorithm`.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({
    ///   _text: '',
    /// })
    ///
    /// .pipeline()
    /// .handleMessageBody(
    ///   body => _text = body.toString('utf-8')
    /// )
    /// .handleMessageEnd(
    ///   () => console.log(_text)
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({
    ///   _text: '',
    /// })
    ///
    /// .pipeline()
    /// .handleMessageBody(
    ///   body => _text = body.toString('utf8')
    /// )
    /// .handleMessageEnd(
    ///   () => console.log(_text)
    /// )
    /// .chain()
    /// ```
    "api/enum-value", Deny, since "0.1.0", Scope::Stage,
}

/// The argument `value` of `callee` is none of `values`.
pub fn argument(span: Span, callee: &str, value: &str, values: &'static [&'static str]) -> Diagnostic {
    word(Diagnostic::new(&RULE, format!("`{callee}` knows no `'{value}'`")).at(span), value, values)
}

/// The value of option `key` of `callee` is none of `values`.
pub fn option(
    span: Span,
    callee: &str,
    key: &str,
    value: &str,
    values: &'static [&'static str],
) -> Diagnostic {
    let message = format!("option `{key}` of `{callee}` knows no `'{value}'`");
    word(Diagnostic::new(&RULE, message).at(span), value, values)
}

fn word(found: Diagnostic, value: &str, values: &'static [&'static str]) -> Diagnostic {
    match nearest(value, values.iter().copied()) {
        Some(nearest) => found.help(format!("write `'{nearest}'`")),
        None => {
            let quoted: Vec<_> = values.iter().map(|it| format!("`'{it}'`")).collect();
            found.help(format!("write {}", join_words(&quoted, "or")))
        }
    }
}

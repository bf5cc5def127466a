//! Regular expressions that Pipy cannot read.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A regular expression is none for Pipy.
    ///
    /// ## Why
    /// Pipy knows the regular expressions of ECMAScript 3: groups, `(?:…)`, `(?=…)`, `(?!…)`, classes, lazy and counted repeats.
    /// Lookbehind, named groups and `\\p{…}` came later.
    /// The flags are `g` and `i`.
    /// Anything else ends the call with an error: the load, or the stream whose request came along.
    ///
    /// ## Avoid
    /// ```js
    /// ((
    ///   id = new RegExp('/users/(?<id>[0-9]+'),
    /// ) => pipy({ _user: '' })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_user = (msg.head.path.match(id) || [])[1]))
    ///   .handleMessageStart(msg => void (msg.head.headers['x-user'] = _user || 'none'))
    ///   .chain()
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((
    ///   id = new RegExp('/users/([0-9]+)'),
    /// ) => pipy({ _user: '' })
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (_user = (msg.head.path.match(id) || [])[1]))
    ///   .handleMessageStart(msg => void (msg.head.headers['x-user'] = _user || 'none'))
    ///   .chain()
    /// )()
    /// ```
    "load/bad-regexp", Deny, since "0.1.0", Scope::Stage
}

/// What is wrong with a regular expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// A `(` without its `)`, or the reverse.
    Parenthesis,
    /// A `[` without its `]`, or a range that runs backwards.
    Class,
    /// `(?<…`, or another `(?` that came after ECMAScript 3.
    Group,
    /// A repeat with nothing before it.
    Repeat,
    /// A `{` that is no repeat.
    Count,
    /// A `\` at the end, or without the digits it needs.
    Escape,
    /// `\\2` where there is no second group.
    Reference,
}

/// The pattern at `span` is wrong.
pub fn report(span: Span, flaw: Flaw) -> Diagnostic {
    let (message, help) = match flaw {
        Flaw::Parenthesis => {
            ("a parenthesis without partner in a regular expression", "close it, or write `\\\\(`")
        }
        Flaw::Class => ("a broken `[…]` in a regular expression", "close it, or write `\\\\[`"),
        Flaw::Group => (
            "Pipy knows no such `(?…` in a regular expression",
            "write a plain group, `(?:…)`, `(?=…)` or `(?!…)`",
        ),
        Flaw::Repeat => ("a repeat with nothing to repeat in a regular expression", "write `\\\\` before it"),
        Flaw::Count => ("a broken `{…}` in a regular expression", "write `{1,3}`, or `\\\\{`"),
        Flaw::Escape => (
            "a broken escape in a regular expression",
            "write all its digits, such as `\\\\x2f`, or leave the `\\\\` out",
        ),
        Flaw::Reference => (
            "a reference to a group that is not there, in a regular expression",
            "write the number of a group before it",
        ),
    };
    Diagnostic::new(&RULE, message).at(span).help(help)
}

/// The flags at `span` are not only `g` and `i`.
pub fn flags(span: Span, flags: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("Pipy knows no flags `{}` of regular expressions", flags.escape_debug()))
        .at(span)
        .help("write `g`, `i`, or both")
}

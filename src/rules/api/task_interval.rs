//! Intervals of tasks.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The interval of a task is not what it looks like, or not one that Pipy takes.
    ///
    /// ## Why
    /// Pipy reads a number and the first letter after it, `s`, `m`, `h` or `d`, and nothing more: `'100ms'` is a hundred minutes, `'1min'` is right by chance.
    /// With another letter, as in `'5 s'` or `'5x'`, the task runs again and again without a pause and takes a whole processor.
    /// An interval under 0.01 seconds or over 24 hours ends the load with `task interval out of range`.
    ///
    /// ## Avoid
    /// ```js alone
    /// pipy()
    ///
    /// .task('100ms')
    /// .onStart(
    ///   () => new StreamEnd
    /// )
    /// ```
    ///
    /// ## Prefer
    /// ```js alone
    /// pipy()
    ///
    /// .task('0.1s')
    /// .onStart(
    ///   () => new StreamEnd
    /// )
    /// ```
    "api/task-interval", Deny, since "0.1.0", Scope::Stage,
}

/// What Pipy makes of the text that a task is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// The name of a signal, or none.
    Signal,
    /// A plain interval, in seconds.
    Interval(f64),
    /// An interval, in seconds, with letters behind its unit that Pipy does not read.
    Tail(f64),
    /// A number with a unit that Pipy does not know.
    NoUnit,
}

/// Reads the text as Pipy does.
pub fn read(text: &str) -> Reading {
    if !text.starts_with(|it: char| it.is_ascii_digit()) {
        return Reading::Signal;
    }
    let (number, rest) = split_number(text);
    let mut letters = rest.chars();
    let factor = match letters.next().map(|it| it.to_ascii_lowercase()) {
        None | Some('s') => 1.0,
        Some('m') => 60.0,
        Some('h') => 3600.0,
        Some('d') => 86_400.0,
        Some(_) => return Reading::NoUnit,
    };
    let seconds = number * factor;
    if letters.as_str().is_empty() { Reading::Interval(seconds) } else { Reading::Tail(seconds) }
}

/// The number at the start of a text, and what follows it.
fn split_number(text: &str) -> (f64, &str) {
    let is_part = |it: char| it.is_ascii_digit() || matches!(it, '.' | 'e' | 'E' | '-' | '+');
    let end = text.find(|it| !is_part(it)).unwrap_or(text.len());
    // An exponent may be cut off: in `1e` the letter is no part of the number.
    let ends = (0..=end).rev().filter(|end| text.is_char_boundary(*end)).take(64);
    let number = ends.filter_map(|end| text[..end].parse().ok().map(|number| (number, &text[end..]))).next();
    number.unwrap_or((f64::NAN, text))
}

/// What is wrong with the text as an interval; names of signals are left to
/// [`signal_name`](super::signal_name).
pub fn check(span: Span, text: &str) -> Option<Diagnostic> {
    let (message, help) = match read(text) {
        Reading::Signal => return None,
        Reading::NoUnit => (
            format!("`'{text}'` has no unit that Pipy knows, so the task runs without a pause"),
            "write a number with `s`, `m`, `h` or `d` right behind it".to_owned(),
        ),
        Reading::Interval(seconds) | Reading::Tail(seconds) if !(0.01..=86_400.0).contains(&seconds) => (
            format!("`'{text}'` is {}, out of range", words(seconds)),
            "write `'0.01s'` to `'24h'`".to_owned(),
        ),
        Reading::Interval(_) => return None,
        Reading::Tail(_) if is_spelt_out(text) => return None,
        Reading::Tail(seconds) => {
            let (number, rest) = split_number(text);
            let help = match rest.to_ascii_lowercase().as_str() {
                "ms" => format!("write `'{}s'`", number / 1000.0),
                _ => "write a number with `s`, `m`, `h` or `d` behind it, and no more".to_owned(),
            };
            // It loads, and runs at another pace than was meant.
            let message =
                format!("`'{text}'` is {}: Pipy reads only the first letter of the unit", words(seconds));
            return Some(Diagnostic::new(&RULE, message).at(span).help(help).possible());
        }
    };
    Some(Diagnostic::new(&RULE, message).at(span).help(help))
}

/// True if the unit is a longer word for what its first letter says.
fn is_spelt_out(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "sec", "secs", "second", "seconds", "min", "mins", "minute", "minutes", "hr", "hrs", "hour", "hours",
        "day", "days",
    ];
    WORDS.contains(&split_number(text).1.to_ascii_lowercase().as_str())
}

/// A time in words.
fn words(seconds: f64) -> String {
    let (amount, unit) = match seconds {
        it if it >= 7200.0 => (it / 3600.0, "hour"),
        it if it >= 60.0 => (it / 60.0, "minute"),
        it => (it, "second"),
    };
    let rounded = (amount * 1000.0).round() / 1000.0;
    if rounded == 1.0 { format!("1 {unit}") } else { format!("{rounded} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn message(text: &str) -> Option<String> {
        let mut sources = Sources::default();
        let span = Span::point(sources.add("a.js", ""), 0);
        check(span, text).map(|it| format!("{}; {}", it.message, it.help.unwrap_or_default()))
    }

    #[test]
    fn plain_intervals_pass() {
        for text in ["1", "10s", "5m", "24h", "1d", "0.01s", "1e-2s", "10S", "2min", "30seconds"] {
            assert_eq!(message(text), None, "{text}");
        }
    }

    #[test]
    fn milliseconds_are_minutes() {
        let said = "`'100ms'` is 100 minutes: Pipy reads only the first letter of the unit; write `'0.1s'`";
        assert_eq!(message("100ms").as_deref(), Some(said));
    }

    #[test]
    fn ranges_hold() {
        for text in ["0", "0s", "0.001s", "25h", "2d", "1e300s"] {
            assert!(message(text).is_some_and(|it| it.contains("out of range")), "{text}");
        }
    }

    #[test]
    fn unknown_units_never_pause() {
        for text in ["5x", "5 s", "1e", "5€"] {
            assert!(message(text).is_some_and(|it| it.contains("without a pause")), "{text}");
        }
    }

    #[test]
    fn signals_are_no_intervals() {
        assert_eq!(read("SIGHUP"), Reading::Signal);
        assert_eq!(read(""), Reading::Signal);
    }
}

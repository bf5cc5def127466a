//! Edits that mend what a diagnostic names.

use crate::source::Span;

/// Whether an edit may be applied unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Safety {
    /// The program that Pipy runs stays the same, or was not a program before.
    Safe,
    /// Probably what was meant; a person should look.
    Unsafe,
}

/// One replacement of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The text to go; empty to insert.
    pub span: Span,
    /// The text to come.
    pub text: String,
}

/// Edits that belong together, in one source, not overlapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the edit does, as a command: `remove the \`;\``.
    pub title: String,
    /// In any order.
    pub edits: Vec<Edit>,
    /// Whether it may be applied unseen.
    pub safety: Safety,
}

impl Fix {
    /// A safe replacement of `span` by `text`.
    pub fn safe(title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Fix { title: title.into(), edits: vec![Edit { span, text: text.into() }], safety: Safety::Safe }
    }

    /// A replacement that a person should look at.
    pub fn suggested(title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Fix { safety: Safety::Unsafe, ..Fix::safe(title, span, text) }
    }
}

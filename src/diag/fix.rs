//! Edits that mend what a diagnostic names.

use crate::source::{Sources, Span};

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

impl Edit {
    /// The edit in the file that a person can open; `None` if the text cannot stand there as it is,
    /// because a script in YAML or JSON would need other quoting.
    ///
    /// Whoever writes it should read the file again and compare: a plain YAML scalar has traps that
    /// are not looked for here.
    pub fn in_file(&self, sources: &Sources) -> Option<Edit> {
        let span = sources.locate(self.span);
        if span.source == self.span.source {
            return Some(self.clone());
        }
        let within = |span: Span| sources.get(span.source).text().get(span.start as usize..span.end as usize);
        let (inner, outer) = (within(self.span)?, within(span)?);
        // In a block scalar each line has lost its indentation; any other difference is an escape.
        let alike = inner.lines().map(str::trim_start).eq(outer.lines().map(str::trim_start));
        let file = sources.get(span.source).text();
        let quote = sources.embedded_at(self.span.source).filter(|&at| at > 0);
        let quote = quote.and_then(|at| file.as_bytes().get(at as usize - 1)).copied();
        let fits = !self.text.chars().any(|c| match quote {
            Some(b'"') => c == '"' || c == '\\' || c.is_control(),
            Some(b'\'') => c == '\'' || c.is_control(),
            _ => c.is_control() && c != '\t',
        });
        (alike && fits).then(|| Edit { span, text: self.text.clone() })
    }
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

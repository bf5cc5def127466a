//! What the tool has to say, as values.
//!
//! A [`Diagnostic`] knows its [`Rule`], its place and its words, and nothing of colors, terminals or
//! formats; those live in `report/`. [`Diagnostics`] collects them in any order, from any thread,
//! and [`Levels`] decides at the end what is shown, as what, and in which order.

mod fix;
mod levels;
mod mend;
mod rule;

pub use fix::{Edit, Fix, Safety};
pub use levels::{Levels, Override, Selector, Suppression, UnknownSelector, sort};
pub use mend::{Mended, mend};
pub use rule::{Level, Rule};

use crate::source::Span;

/// How bad a finding is, after levels were applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Fails the run.
    Error,
    /// Worth a look; the bundle is still right.
    Warning,
    /// For information; never changes the exit code.
    Note,
}

impl Severity {
    /// The word that reports print.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// What it is reported as: the rule's own level, or what [`Diagnostic::possible`] and
    /// [`Diagnostic::certain`] made of it, until
    /// [`Levels`] decides otherwise.
    pub severity: Severity,
    /// Says what is wrong: lower case, no full stop.
    pub message: String,
    /// Where; `None` only for what has no place, such as a missing file named by a flag.
    pub span: Option<Span>,
    /// Further places, each with a few words.
    pub labels: Vec<Label>,
    /// What to write instead, as a command.
    pub help: Option<String>,
    /// How the plugin came to stand where it does, for findings that depend on a mount:
    /// `inbound-http ← PluginChain edge-auth ← shop/cart`.
    pub mount: Option<String>,
    /// An edit that mends it.
    pub fix: Option<Fix>,
}

/// A further place of a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there, in a few words.
    pub text: String,
}

impl Diagnostic {
    /// A finding of `rule`, at the rule's own level, without a place yet.
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Diagnostic {
            rule,
            severity: rule.level.severity().unwrap_or(Severity::Warning),
            message: message.into(),
            span: None,
            labels: Vec::new(),
            help: None,
            mount: None,
            fix: None,
        }
    }

    /// Lowers an error to a warning: what is wrong happens on some path only. A level that is asked for
    /// still decides.
    #[must_use]
    pub fn possible(mut self) -> Self {
        if self.severity == Severity::Error {
            self.severity = Severity::Warning;
        }
        self
    }

    /// Raises a warning to an error: what is wrong surely makes something fail. A level that is asked for
    /// still decides.
    #[must_use]
    pub fn certain(mut self) -> Self {
        if self.severity == Severity::Warning {
            self.severity = Severity::Error;
        }
        self
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says how the plugin came to stand where it does.
    #[must_use]
    pub fn mounted(mut self, mount: impl Into<String>) -> Self {
        self.mount = Some(mount.into());
        self
    }

    /// Carries the edit that mends it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// How much may be found in one script before it is enough. Nobody reads on, and ten million findings in
/// ten megabytes of `;` would fill the memory. Chosen by feeling.
const MOST_OF_A_SCRIPT: usize = 10_000;

/// True if a script of which `n` findings are kept gets no further one of this severity. Warnings never
/// take the place of errors.
pub(crate) fn is_enough(n: usize, severity: Severity) -> bool {
    n >= if severity == Severity::Error { 2 * MOST_OF_A_SCRIPT } else { MOST_OF_A_SCRIPT }
}

/// Findings as they come; order and level are settled by [`Levels::settle`].
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// They are about one script, which can have enough of them.
    of_a_script: bool,
}

impl Diagnostics {
    /// None yet, of one script: after some ten thousand, further ones are let go.
    pub fn of_a_script() -> Self {
        Diagnostics { list: Vec::new(), of_a_script: true }
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.of_a_script || !is_enough(self.list.len(), diagnostic.severity) {
            self.list.push(diagnostic);
        }
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        match self.of_a_script {
            true => other.into_iter().for_each(|it| self.push(it)),
            false => self.list.extend(other),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// In the order of arrival.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

//! What a rule is, apart from how it looks for trouble.

use super::Severity;

/// What was asked for: by the rule itself, the project file, a flag, or a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Say nothing.
    Allow,
    /// Report, and succeed.
    Warn,
    /// Report, and fail.
    Deny,
}

impl Level {
    /// What a finding of this level is reported as; `None` for [`Level::Allow`].
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Allow => None,
            Level::Warn => Some(Severity::Warning),
            Level::Deny => Some(Severity::Error),
        }
    }

    /// The word in flags and project files.
    pub fn word(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        }
    }
}

/// A rule's own data, as the `rule!` macro makes it from the doc comment in the rule's file.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// `family/name`, kebab-case; the name reads well after "allow".
    pub id: &'static str,
    /// The level when nobody asks for another.
    pub level: Level,
    /// True if a project cannot be built at all while it is broken; then the level cannot be lowered.
    pub fixed_level: bool,
    /// The version of `pipyc` that brought it.
    pub since: &'static str,
    /// Its page, in Markdown: a summary line, then `## Why`, `## Avoid`, `## Prefer`.
    pub page: &'static str,
    /// The file it is written in, for the test that holds `id` against it.
    pub file: &'static str,
}

impl Rule {
    /// The part before the slash.
    pub fn family(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(family, _)| family)
    }

    /// The first line of the page.
    pub fn summary(&self) -> &'static str {
        self.page.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
    }
}

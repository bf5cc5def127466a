//! From findings to a report: levels, suppressions, order.

use super::{Diagnostic, Diagnostics, Level, Rule};
use crate::source::{Sources, Span};

/// Which rules an override speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// Every rule.
    All,
    /// All rules of a family, such as `chain`.
    Family(Box<str>),
    /// One rule, by its whole id.
    Rule(Box<str>),
}

/// A selector that names no rule and no family.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no rule or family is called `{0}`")]
pub struct UnknownSelector(pub String);

impl Selector {
    /// Reads `all`, a family, or a rule id, and looks it up in `rules`.
    ///
    /// # Errors
    /// If no rule and no family has this name.
    pub fn parse(text: &str, rules: &[&Rule]) -> Result<Self, UnknownSelector> {
        if text == "all" {
            Ok(Selector::All)
        } else if rules.iter().any(|rule| rule.id == text) {
            Ok(Selector::Rule(text.into()))
        } else if rules.iter().any(|rule| rule.family() == text) {
            Ok(Selector::Family(text.into()))
        } else {
            Err(UnknownSelector(text.to_owned()))
        }
    }

    /// True if it speaks of `rule`.
    pub fn matches(&self, rule: &Rule) -> bool {
        match self {
            Selector::All => true,
            Selector::Family(family) => rule.family() == &**family,
            Selector::Rule(id) => rule.id == &**id,
        }
    }

    /// One rule beats a family, a family beats all.
    fn weight(&self) -> u8 {
        match self {
            Selector::All => 0,
            Selector::Family(_) => 1,
            Selector::Rule(_) => 2,
        }
    }
}

/// A wish for another level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Which rules.
    pub selector: Selector,
    /// What they become.
    pub level: Level,
}

/// A comment that silences a rule at its place: `// pipyc-allow RULE: reason`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The comment.
    pub span: Span,
    /// The rule, family or `all`, as written.
    pub selector: Result<Selector, UnknownSelector>,
    /// The bytes it covers, in the comment's source: the comment's own line when code stands before it,
    /// else the next line of code; the whole file when it opens the file and is followed by a blank line.
    pub covers: (u32, u32),
}

/// Everything that was asked about levels.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    /// From the project file first, then from flags; within the same weight the later wins.
    pub overrides: Vec<Override>,
    /// From comments.
    pub suppressions: Vec<Suppression>,
}

impl Levels {
    /// The level of `rule` when no comment speaks.
    pub fn level(&self, rule: &Rule) -> Level {
        if rule.fixed_level {
            return rule.level;
        }
        let asked = self.overrides.iter().filter(|it| it.selector.matches(rule));
        // `max_by_key` takes the last of equals, so a flag beats the project file.
        asked.max_by_key(|it| it.selector.weight()).map_or(rule.level, |it| it.level)
    }

    /// Applies levels and suppressions, and sorts by path, offset and rule, so that threads never
    /// show. Returns what is to be reported, and the suppressions that silenced nothing.
    pub fn settle(&self, found: Diagnostics, sources: &Sources) -> (Vec<Diagnostic>, Vec<&Suppression>) {
        let mut used = vec![false; self.suppressions.len()];
        let mut kept = Vec::with_capacity(found.len());
        for mut diagnostic in found {
            // A note stays one: only warnings and errors have a level to change.
            if diagnostic.severity != super::Severity::Note {
                match self.level(diagnostic.rule).severity() {
                    Some(severity) => diagnostic.severity = severity,
                    None => continue,
                }
            }
            if !self.suppressed(&diagnostic, &mut used) {
                kept.push(diagnostic);
            }
        }
        kept.sort_by_cached_key(|it| {
            let place = it.span.map(|span| {
                let place = sources.place(span);
                (place.path.to_owned(), place.start, place.end)
            });
            (place, it.rule.id, it.message.clone(), it.mount.clone())
        });
        kept.dedup();
        let unused = self.suppressions.iter().zip(used).filter(|(_, used)| !used);
        (kept, unused.map(|(suppression, _)| suppression).collect())
    }

    fn suppressed(&self, diagnostic: &Diagnostic, used: &mut [bool]) -> bool {
        let Some(span) = diagnostic.span else { return false };
        let mut silenced = false;
        for (suppression, used) in self.suppressions.iter().zip(used) {
            let Ok(selector) = &suppression.selector else { continue };
            let (start, end) = suppression.covers;
            let here = suppression.span.source == span.source && (start..end).contains(&span.start);
            if here && selector.matches(diagnostic.rule) && !diagnostic.rule.fixed_level {
                *used = true;
                silenced = true;
            }
        }
        silenced
    }
}

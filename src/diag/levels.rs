//! From findings to a report: levels, suppressions, order.

use super::{Diagnostic, Diagnostics, Level, Rule};
use crate::source::{SourceId, Sources, Span};

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
    /// The bytes it covers, in the comment's source, the end without: the comment's own line when code
    /// stands before it, else the next line of code; the whole file when it opens the file and is
    /// followed by a blank line.
    pub covers: (u32, u32),
    /// Why, as written after the colon; empty if nobody said.
    pub reason: Box<str>,
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
        self.asked(rule).unwrap_or(rule.level)
    }

    /// The level that was asked for.
    fn asked(&self, rule: &Rule) -> Option<Level> {
        if rule.fixed_level {
            return None;
        }
        let asked = self.overrides.iter().filter(|it| it.selector.matches(rule));
        // `max_by_key` takes the last of equals, so a flag beats the project file.
        asked.max_by_key(|it| it.selector.weight()).map(|it| it.level)
    }

    /// Applies levels and suppressions, and sorts by path, offset and rule, so that threads never
    /// show. Returns what is to be reported, and the suppressions that silenced nothing.
    pub fn settle(&self, found: Diagnostics, sources: &Sources) -> (Vec<Diagnostic>, Vec<&Suppression>) {
        let mut silencer = Silencer::new(&self.suppressions);
        let mut kept = Vec::with_capacity(found.len());
        for mut diagnostic in found {
            // Asked first, so that a comment is not called unused because a flag also silences.
            if silencer.silences(&diagnostic, sources) {
                continue;
            }
            // A note stays one: only warnings and errors have a level to change.
            if diagnostic.severity != super::Severity::Note {
                match self.asked(diagnostic.rule) {
                    // Nobody asked, so it stays what it was found to be: what only may happen is a warning.
                    None if diagnostic.rule.level != Level::Allow => {}
                    asked => match asked.and_then(Level::severity) {
                        Some(severity) => diagnostic.severity = severity,
                        None => continue,
                    },
                }
            }
            kept.push(diagnostic);
        }
        sort(&mut kept, sources);
        kept.dedup();
        let used = silencer.used(self.suppressions.len());
        let unused = self.suppressions.iter().zip(used).filter(|(_, used)| !used);
        (kept, unused.map(|(suppression, _)| suppression).collect())
    }
}

/// Sorts by path, place, rule and words. What has no place comes first.
pub fn sort(diagnostics: &mut [Diagnostic], sources: &Sources) {
    diagnostics.sort_by_cached_key(|it| {
        let place = it.span.map(|span| {
            let span = sources.locate(span);
            (sources.get(span.source).path().to_owned(), span.start, span.end)
        });
        (place, it.rule.id, it.message.clone(), it.mount.clone())
    });
}

/// Finds the comments that speak of a finding, without looking at all of them for each.
struct Silencer<'a> {
    /// Sorted by source, and then as [`Wish::key`] says.
    wishes: Vec<Wish<'a>>,
}

/// Comments that say the same of the same bytes.
struct Wish<'a> {
    source: SourceId,
    /// See [`Suppression::covers`].
    covers: (u32, u32),
    selector: &'a Selector,
    /// Indexes of the comments.
    comments: Vec<usize>,
    used: bool,
}

impl<'a> Silencer<'a> {
    fn new(suppressions: &'a [Suppression]) -> Self {
        let mut wishes: Vec<Wish<'a>> = Vec::new();
        let known =
            suppressions.iter().enumerate().filter_map(|(at, it)| Some((at, it, it.selector.as_ref().ok()?)));
        wishes.extend(known.map(|(at, it, selector)| Wish {
            source: it.span.source,
            covers: it.covers,
            selector,
            comments: vec![at],
            used: false,
        }));
        wishes.sort_by(|a, b| (a.source, a.key()).cmp(&(b.source, b.key())));
        wishes.dedup_by(|later, first| {
            let same = later.source == first.source && later.key() == first.key();
            if same {
                first.comments.append(&mut later.comments);
            }
            same
        });
        Silencer { wishes }
    }

    /// True if a comment silences `diagnostic`: one in its own text, or, for a script that stands in
    /// YAML, one in the YAML around it.
    fn silences(&mut self, diagnostic: &Diagnostic, sources: &Sources) -> bool {
        let Some(span) = diagnostic.span.filter(|_| !diagnostic.rule.fixed_level) else { return false };
        if self.wishes.is_empty() {
            return false;
        }
        let outer = sources.locate(span);
        let around = (outer.source != span.source).then_some(outer);
        let mut silenced = false;
        for span in std::iter::once(span).chain(around) {
            silenced |= self.silences_at(span, diagnostic.rule);
        }
        silenced
    }

    fn silences_at(&mut self, span: Span, rule: &Rule) -> bool {
        let end = self.wishes.partition_point(|it| it.source <= span.source);
        let start = self.wishes[..end].partition_point(|it| it.source < span.source);
        let own = &mut self.wishes[start..end];
        let mut silenced = false;
        let mut ask = |wish: &mut Wish<'_>| {
            let (start, end) = wish.covers;
            if (start..end).contains(&span.start) && wish.selector.matches(rule) {
                wish.used = true;
                silenced = true;
            }
        };
        // Those of the whole file come last.
        own.iter_mut().rev().take_while(|it| it.covers.0 == 0).for_each(&mut ask);
        // The others cover lines, so what begins behind the place covers it no more, and neither does
        // anything behind that.
        let first = own.partition_point(|it| it.covers.1 <= span.start);
        let line = own.get(first).map_or(0, |it| it.covers.1);
        let near = own[first..].iter_mut().take_while(|it| it.covers.1 == line || it.covers.0 <= span.start);
        near.for_each(&mut ask);
        silenced
    }

    /// True for each comment that silenced something.
    fn used(&self, n_comments: usize) -> Vec<bool> {
        let mut used = vec![false; n_comments];
        for wish in self.wishes.iter().filter(|it| it.used) {
            wish.comments.iter().for_each(|&at| used[at] = true);
        }
        used
    }
}

impl Wish<'_> {
    /// By the end of what is covered, so that the first that can cover a place is found at once.
    fn key(&self) -> (u32, u32, u8, &str) {
        let name = match self.selector {
            Selector::All => "",
            Selector::Family(name) | Selector::Rule(name) => name,
        };
        (self.covers.1, self.covers.0, self.selector.weight(), name)
    }
}

//! Findings that are known: a file of them, and what of a later run is new against it.
//!
//! A finding is known if the baseline has its rule and [`fingerprint`] in its file, as
//! often as it is found there; or in another file, from which it is gone: then the file was renamed, or the
//! text moved. Nothing depends on lines. The text is sorted, so that two baselines merge like any source.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::fingerprint;
use super::places::{Folder, relative};
use crate::diag::Diagnostic;
use crate::source::Sources;

/// Of the shape of the file.
const VERSION: u32 = 1;

/// Known findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<Key, Entry>,
}

/// What makes a finding the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    /// From the checkout; empty for what has no place; with a `/` before it if it is not in the checkout.
    file: String,
    rule: String,
    fingerprint: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// Of the first one; for people only.
    message: String,
    /// How many there are, at least one.
    count: usize,
}

/// An entry of a baseline that was not found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// The file it was in; empty if it had no place.
    pub file: String,
    /// The rule.
    pub rule: String,
    /// What was wrong.
    pub message: String,
    /// How many of them are gone.
    pub count: usize,
}

/// A run, seen from a baseline.
#[derive(Debug)]
pub struct Compared {
    /// For each finding, whether the baseline has it.
    pub known: Vec<bool>,
    /// What is not found any more, sorted by file and rule.
    pub gone: Vec<Gone>,
    /// The baseline without what is gone.
    pub pruned: Baseline,
    /// The baseline of this run; of what was not looked at, the old entries.
    pub updated: Baseline,
}

/// Why a text is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum BadBaseline {
    /// It has another shape.
    #[error("not a baseline: {0}")]
    Shape(#[from] serde_json::Error),
    /// It was written by a later `pipyc`.
    #[error("a baseline of version {0}; this pipyc reads version {VERSION}")]
    Version(u32),
    /// An entry stands there twice, as after a merge.
    #[error("{rule} with fingerprint {fingerprint} stands there twice for `{file}`")]
    Twice {
        /// Its file.
        file: String,
        /// Its rule.
        rule: String,
        /// Its fingerprint.
        fingerprint: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    version: u32,
    findings: Vec<WireEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireEntry {
    file: Option<String>,
    rule: String,
    fingerprint: String,
    count: std::num::NonZeroUsize,
    message: String,
}

/// The version alone, so that a later shape can be told from a wrong one.
#[derive(Deserialize)]
struct WireVersion {
    version: u32,
}

impl Baseline {
    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// If it is none, or of a later version.
    pub fn parse(text: &[u8]) -> Result<Self, BadBaseline> {
        let WireVersion { version } = serde_json::from_slice(text)?;
        if version != VERSION {
            return Err(BadBaseline::Version(version));
        }
        let wire: Wire = serde_json::from_slice(text)?;
        let mut entries = BTreeMap::new();
        for it in wire.findings {
            let key = Key { file: it.file.unwrap_or_default(), rule: it.rule, fingerprint: it.fingerprint };
            let entry = Entry { message: it.message, count: it.count.get() };
            if entries.insert(key.clone(), entry).is_some() {
                let Key { file, rule, fingerprint } = key;
                return Err(BadBaseline::Twice { file, rule, fingerprint });
            }
        }
        Ok(Baseline { entries })
    }

    /// The text of the baseline.
    pub fn text(&self) -> Vec<u8> {
        let findings = self.entries.iter().map(|(key, entry)| WireEntry {
            file: (!key.file.is_empty()).then(|| key.file.clone()),
            rule: key.rule.clone(),
            fingerprint: key.fingerprint.clone(),
            count: std::num::NonZeroUsize::MIN.saturating_add(entry.count.saturating_sub(1)),
            message: entry.message.clone(),
        });
        crate::bundle::json::pretty(&Wire { version: VERSION, findings: findings.collect() })
    }

    /// How many findings it has.
    pub fn len(&self) -> usize {
        self.entries.values().map(|it| it.count).sum()
    }

    /// True if it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Tells what of a run is known and what is gone. `looked_at` says of a file and a rule whether the run
    /// would have found it: what it did not look for is not gone.
    pub fn compare(
        &self,
        diagnostics: &[Diagnostic],
        sources: &Sources,
        folder: Folder<'_>,
        looked_at: impl Fn(&str, &str) -> bool,
    ) -> Compared {
        let keys: Vec<Key> = diagnostics.iter().map(|it| key(it, sources, folder)).collect();
        let mut left: BTreeMap<&Key, usize> = self.entries.iter().map(|(key, it)| (key, it.count)).collect();
        let mut known: Vec<bool> = keys.iter().map(|key| left.get_mut(key).is_some_and(take)).collect();

        // What is left of files that were looked at is gone, or has moved to another file.
        left.retain(|key, count| *count > 0 && looked_at(&key.file, &key.rule));
        let mut moved: HashMap<(&str, &str), Vec<&Key>> = HashMap::new();
        for &key in left.keys() {
            moved.entry((&key.rule, &key.fingerprint)).or_default().push(key);
        }
        for (key, known) in keys.iter().zip(&mut known).filter(|(_, known)| !**known) {
            let from = moved.get(&(&*key.rule, &*key.fingerprint)).into_iter().flatten();
            *known = from.copied().any(|from| left.get_mut(from).is_some_and(take));
        }
        let gone = left.iter().filter(|(_, count)| **count > 0).map(|(key, &count)| Gone {
            file: key.file.clone(),
            rule: key.rule.clone(),
            message: self.entries.get(*key).map(|it| it.message.clone()).unwrap_or_default(),
            count,
        });
        let gone = gone.collect();

        let found: BTreeSet<&Key> = keys.iter().collect();
        let unseen = self.entries.iter().filter(|(key, _)| !found.contains(key));
        let unseen = unseen.filter(|(key, _)| !looked_at(&key.file, &key.rule));
        let unseen = Baseline { entries: unseen.map(|(key, it)| (key.clone(), it.clone())).collect() };
        let (mut pruned, mut updated) = (unseen.clone(), unseen);
        for ((key, diagnostic), known) in keys.iter().zip(diagnostics).zip(&known) {
            updated.add(key, diagnostic);
            if *known {
                pruned.add(key, diagnostic);
            }
        }
        Compared { known, gone, pruned, updated }
    }

    fn add(&mut self, key: &Key, diagnostic: &Diagnostic) {
        let new = || Entry { message: diagnostic.message.clone(), count: 0 };
        self.entries.entry(key.clone()).or_insert_with(new).count += 1;
    }
}

/// Takes one, if there is one.
fn take(count: &mut usize) -> bool {
    let some = *count > 0;
    *count -= usize::from(some);
    some
}

/// A file as a baseline names it.
pub fn file_name(path: &str, folder: Folder<'_>) -> String {
    let it = relative(path, folder);
    if it.outside { format!("/{}", it.path) } else { it.path }
}

fn key(diagnostic: &Diagnostic, sources: &Sources, folder: Folder<'_>) -> Key {
    let file = diagnostic.span.map(|span| file_name(sources.place(span).path, folder));
    Key {
        file: file.unwrap_or_default(),
        rule: diagnostic.rule.id.to_owned(),
        fingerprint: fingerprint::of(diagnostic, sources),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Level, Rule};
    use crate::source::Span;

    static RULE: Rule =
        Rule { id: "a/b", level: Level::Warn, fixed_level: false, since: "0.1.0", page: "", file: "" };

    /// A finding at every `!` of these files.
    fn run(files: &[(&str, &str)]) -> (Sources, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let mut found = Vec::new();
        for (path, text) in files {
            let id = sources.add(*path, *text);
            let places = text.match_indices('!');
            found.extend(
                places.map(|(at, _)| {
                    Diagnostic::new(&RULE, "loud").at(Span::new(id, at as u32, at as u32 + 1))
                }),
            );
        }
        (sources, found)
    }

    fn compared(baseline: &Baseline, files: &[(&str, &str)], unread: &str) -> Compared {
        let (sources, found) = run(files);
        baseline.compare(&found, &sources, Folder::default(), |file, _| file != unread)
    }

    fn of(files: &[(&str, &str)]) -> Baseline {
        compared(&Baseline::default(), files, "").updated
    }

    #[test]
    fn a_baseline_reads_back_as_it_was_written() {
        let baseline = of(&[("b.js", "x!\nx!\n"), ("a.js", "y!")]);
        assert_eq!(baseline.len(), 3);
        let text = String::from_utf8(baseline.text()).unwrap();
        assert!(text.find("a.js") < text.find("b.js") && text.contains("\"count\": 2"), "{text}");
        assert_eq!(Baseline::parse(text.as_bytes()).unwrap(), baseline);
    }

    #[test]
    fn moved_and_reordered_lines_are_known() {
        let baseline = of(&[("a.js", "x!\ny!\n")]);
        let after = compared(&baseline, &[("a.js", "\n\n  y!\nnew\n x!")], "");
        assert_eq!((after.known, after.gone), (vec![true, true], vec![]));
    }

    #[test]
    fn one_more_of_the_same_is_new() {
        let baseline = of(&[("a.js", "x!\nx!\n")]);
        assert_eq!(compared(&baseline, &[("a.js", "x!\nx!\nx!\n")], "").known, [true, true, false]);
    }

    #[test]
    fn a_renamed_file_keeps_its_findings() {
        let baseline = of(&[("a.js", "x!\nx!\n")]);
        let after = compared(&baseline, &[("b.js", "x!\nx!\nx!\n")], "");
        assert_eq!(after.known, [true, true, false]);
        assert!(after.gone.is_empty());
        assert_eq!(after.pruned, of(&[("b.js", "x!\nx!\n")]));
    }

    #[test]
    fn a_copy_into_another_file_is_new() {
        let baseline = of(&[("a.js", "x!\n")]);
        assert_eq!(compared(&baseline, &[("a.js", "x!\n"), ("b.js", "x!")], "").known, [true, false]);
        // Also if the first file was not looked at.
        let after = compared(&baseline, &[("b.js", "x!")], "a.js");
        assert_eq!((after.known, after.gone), (vec![false], vec![]));
        assert_eq!(after.updated, of(&[("a.js", "x!\n"), ("b.js", "x!")]));
    }

    #[test]
    fn what_is_gone_is_named_counted_and_pruned() {
        let baseline = of(&[("a.js", "x!\nx!\ny!\n")]);
        let after = compared(&baseline, &[("a.js", "x!\nz!\n")], "");
        assert_eq!(after.known, [true, false]);
        let gone: Vec<_> = after.gone.iter().map(|it| (&*it.file, &*it.rule, it.count)).collect();
        assert_eq!(gone, [("a.js", "a/b", 1), ("a.js", "a/b", 1)]);
        assert_eq!(after.pruned, of(&[("a.js", "x!\n")]));
        assert_eq!(after.updated, of(&[("a.js", "x!\nz!\n")]));
    }

    #[test]
    fn other_texts_are_refused() {
        let wrong = |text: &str| Baseline::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(wrong("[]").starts_with("not a baseline: "));
        assert!(wrong("{\"version\": 1, \"findings\": [], \"more\": 1}").contains("unknown field `more`"));
        assert!(wrong("{\"version\": 2, \"entries\": []}").contains("version 2; this pipyc reads version 1"));
        let entry = "{\"file\":\"a\",\"rule\":\"a/b\",\"fingerprint\":\"0\",\"count\":1,\"message\":\"\"}";
        let twice = format!("{{\"version\": 1, \"findings\": [{entry}, {entry}]}}");
        assert!(wrong(&twice).contains("stands there twice"));
        assert!(wrong(&twice.replace("\"count\":1", "\"count\":0")).starts_with("not a baseline"));
    }
}

//! SARIF 2.1.0, for code scanning: one run with the rules that were broken, each with its whole page.
//!
//! Regions are given in lines and columns (characters), in characters and in bytes, of the file that a
//! person can open. URIs count from the checkout; nothing in a log says on which machine it was made.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::fingerprint::{self, Counter};
use super::places::{relative, uri};
use super::{Counts, NOWHERE, Report};
use crate::diag::{Diagnostic, Edit, Fix, Level, Rule, Severity};
use crate::explain;
use crate::rules;
use crate::source::{SourceId, Span};

/// What relative URIs count from.
const ROOT: &str = "SRCROOT";
/// The same for files that are not in the checkout.
const OUTSIDE: &str = "FILESYSTEM";
/// The message of every rule: its words are made where the trouble is seen.
const MESSAGE: &str = "default";

/// Writes the log, and a line break.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let log = Log::new(report);
    let results: Vec<_> = {
        let mut counter = Counter::default();
        report.diagnostics.iter().map(|it| log.result(it, &mut counter)).collect()
    };
    let mut run = json!({
        "tool": { "driver": driver(&log.rules) },
        "invocations": [invocation(report)],
        "columnKind": "unicodeCodePoints",
        "automationDetails": { "id": "pipyc/" },
        "artifacts": log.artifacts(),
        "results": results,
    });
    if !log.files.is_empty() {
        run["originalUriBaseIds"] = log.bases();
    }
    if let Some(repository) = report.repository {
        let mut provenance = json!({ "repositoryUri": repository.uri, "mappedTo": { "uriBaseId": ROOT } });
        if let Some(revision) = repository.revision {
            provenance["revisionId"] = revision.into();
        }
        run["versionControlProvenance"] = json!([provenance]);
    }
    let value = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    serde_json::to_writer_pretty(&mut *out, &value)?;
    writeln!(out)
}

/// A file of a log: whether it is outside the checkout, and its URI.
type Key = (bool, String);

/// The tables of a log that its results point into.
struct Log<'a> {
    report: &'a Report<'a>,
    /// The rules that were broken, sorted by name.
    rules: Vec<&'static Rule>,
    /// Every file, sorted and once.
    files: Vec<(Key, SourceId)>,
}

impl<'a> Log<'a> {
    fn new(report: &'a Report<'a>) -> Self {
        let mut rules: Vec<_> = report.diagnostics.iter().map(|it| it.rule).collect();
        rules.sort_by_key(|it| it.id);
        rules.dedup_by_key(|it| it.id);
        if rules.is_empty() {
            // Some readers want one; this is a rule that no input goes without.
            rules.push(&rules::suppression::unused::RULE);
        }
        let files = report.sources.files().map(|id| {
            let source = report.sources.get(id);
            let it = relative(source.path(), report.folder);
            ((it.outside, uri(&it.path)), id)
        });
        let files = files.collect::<BTreeMap<_, _>>().into_iter().collect();
        Log { report, rules, files }
    }

    fn bases(&self) -> Value {
        let mut bases = Map::new();
        let mut add = |name: &str, what: &str| {
            bases.insert(name.to_owned(), json!({ "description": { "text": what } }));
        };
        add(ROOT, "The folder of the checkout: the project's, or the working folder.");
        if self.files.iter().any(|((outside, _), _)| *outside) {
            add(OUTSIDE, "The root of the file system, for files outside the checkout.");
        }
        Value::Object(bases)
    }

    /// Every file; behind them, as parts of theirs, the scripts in them that something was found in, with
    /// their texts. Files are not repeated here: who knows what else stands in them. The project file is.
    fn artifacts(&self) -> Vec<Value> {
        let sources = self.report.sources;
        let found = self.report.diagnostics.iter().filter_map(|it| Some(it.span?.source));
        let found: BTreeSet<SourceId> = found.collect();
        let scripts: BTreeSet<&str> = found.iter().map(|it| sources.get(*it).path()).collect();
        let known = |path: &str| path.ends_with(".js") && scripts.contains(path);
        let file = |((outside, uri), id): &(Key, SourceId)| {
            let (path, text) = (sources.get(*id).path(), &**sources.get(*id).text());
            let mut artifact = json!({
                "location": { "uri": uri, "uriBaseId": if *outside { OUTSIDE } else { ROOT } },
                "length": text.len(),
                "roles": ["analysisTarget"],
                "encoding": "utf-8",
            });
            if known(path) || path.ends_with(NOWHERE) {
                artifact["contents"] = json!({ "text": text });
            }
            if let Some(language) = language(path) {
                artifact["sourceLanguage"] = language.into();
            }
            artifact
        };
        let embedded = found.iter().filter_map(|&it| {
            let at = sources.embedded_at(it)?;
            let source = sources.get(it);
            let parent = self.artifact(source.path());
            Some(json!({
                "location": { "uri": format!("{}/{at}.js", parent["uri"].as_str().unwrap_or_default()) },
                "parentIndex": parent["index"],
                "offset": at,
                "sourceLanguage": "javascript",
                "contents": { "text": &**source.text() },
            }))
        });
        self.files.iter().map(file).chain(embedded).collect()
    }

    fn artifact(&self, path: &str) -> Value {
        let it = relative(path, self.report.folder);
        let key = (it.outside, uri(&it.path));
        let base = if it.outside { OUTSIDE } else { ROOT };
        let mut location = json!({ "uri": key.1, "uriBaseId": base });
        if let Ok(index) = self.files.binary_search_by(|it| it.0.cmp(&key)) {
            location["index"] = index.into();
        }
        location
    }

    fn physical(&self, span: Span) -> Value {
        let path = self.report.sources.place(span).path;
        json!({ "artifactLocation": self.artifact(path), "region": self.region(span) })
    }

    fn region(&self, span: Span) -> Value {
        let sources = self.report.sources;
        let place = sources.place(span);
        let outer = sources.locate(span);
        let text = sources.get(outer.source).text();
        let at = |offset: u32| text.floor_char_boundary((offset as usize).min(text.len()));
        let (start, end) = (at(outer.start), at(outer.end));
        json!({
            "startLine": place.start.line,
            "startColumn": place.start.column,
            "endLine": place.end.line,
            "endColumn": place.end.column,
            "charOffset": sources.get(outer.source).lines().characters_before(text, start),
            "charLength": text[start..end].chars().count(),
            "byteOffset": start,
            "byteLength": end - start,
            "snippet": { "text": text[start..end] },
        })
    }

    fn result(&self, diagnostic: &Diagnostic, counter: &mut Counter) -> Value {
        let index = self.rules.partition_point(|it| it.id < diagnostic.rule.id);
        let path = diagnostic.span.map(|span| self.report.sources.place(span).path);
        let same = fingerprint::of(diagnostic, self.report.sources);
        let n = counter.next(&same, path.unwrap_or_default());
        let mut text = sentence(&diagnostic.message);
        diagnostic.help.iter().for_each(|it| text.extend([" Help: ", &sentence(it)]));
        text.extend([" Run `pipyc explain ", diagnostic.rule.id, "` for more."]);
        let mut result = json!({
            "ruleId": code(diagnostic.rule),
            "ruleIndex": index,
            "level": level(diagnostic.severity),
            "message": { "id": MESSAGE, "arguments": [diagnostic.message], "text": text },
        });
        let related = self.related(diagnostic);
        // Servers refuse what has no place; it stands at the head of the file where it is mended.
        let place = diagnostic.span.or_else(|| Some(Span::point(self.report.home()?, 0)));
        let place = place.map_or_else(
            || json!({ "artifactLocation": self.artifact(NOWHERE) }),
            |span| {
                let mut place = self.physical(span);
                if let Some(around) = self.context(span) {
                    place["contextRegion"] = around;
                }
                place
            },
        );
        result["locations"] = json!([{ "physicalLocation": place }]);
        if !related.is_empty() {
            result["relatedLocations"] = related.into();
        }
        result["partialFingerprints"] = json!({ "pipyc/v1": format!("{same}:{}", n + 1) });
        if let Some(fix) = diagnostic.fix.as_ref().and_then(|it| self.fix(it)) {
            result["fixes"] = json!([fix]);
        }
        result
    }

    /// What stands round a place: its lines and one more on each side, but of a minified script not more
    /// than the window. `None` if that is the place itself.
    fn context(&self, span: Span) -> Option<Value> {
        const WINDOW: usize = 200;
        let outer = self.report.sources.locate(span);
        let source = self.report.sources.get(outer.source);
        let (text, lines) = (source.text(), source.lines());
        let (start, end) = (outer.start as usize, (outer.end as usize).min(text.len()));
        let first = lines.start(lines.line(outer.start).saturating_sub(1))? as usize;
        let last = lines.start(lines.line(outer.end) + 2).map_or(text.len(), |it| it as usize - 1);
        let first = text.ceil_char_boundary(first.max(start.saturating_sub(WINDOW))).min(start);
        let last = text.floor_char_boundary(last.min(end + WINDOW)).max(end);
        let around = Span::new(outer.source, first as u32, last as u32);
        (around != outer).then(|| self.region(around))
    }

    fn related(&self, diagnostic: &Diagnostic) -> Vec<Value> {
        let labels = diagnostic.labels.iter().map(|label| {
            json!({ "physicalLocation": self.physical(label.span), "message": { "text": sentence(&label.text) } })
        });
        let mount = diagnostic.mount.iter().map(|mount| {
            json!({
                "logicalLocations": [{ "fullyQualifiedName": mount, "kind": "mount" }],
                "message": { "text": sentence(&format!("mounted: {mount}")) },
            })
        });
        let mut all: Vec<Value> = labels.chain(mount).collect();
        for (index, it) in all.iter_mut().enumerate() {
            it["id"] = (index + 1).into();
        }
        all
    }

    fn fix(&self, fix: &Fix) -> Option<Value> {
        let edits: Vec<Edit> =
            fix.edits.iter().map(|it| it.in_file(self.report.sources)).collect::<Option<_>>()?;
        let mut changes: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for edit in &edits {
            let path = self.report.sources.place(edit.span).path;
            let mut replacement = json!({ "deletedRegion": self.region(edit.span) });
            if !edit.text.is_empty() {
                replacement["insertedContent"] = json!({ "text": edit.text });
            }
            changes.entry(path).or_default().push(replacement);
        }
        let changes = changes.into_iter().map(|(path, replacements)| {
            json!({ "artifactLocation": self.artifact(path), "replacements": replacements })
        });
        let changes: Vec<_> = changes.collect();
        Some(json!({ "description": { "text": sentence(&fix.title) }, "artifactChanges": changes }))
    }
}

fn driver(rules: &[&'static Rule]) -> Value {
    let version = env!("CARGO_PKG_VERSION");
    json!({
        "name": "pipyc",
        "fullName": format!("pipyc {version}"),
        "version": version,
        "semanticVersion": version,
        "informationUri": explain::HOME,
        "shortDescription": { "text": env!("CARGO_PKG_DESCRIPTION") },
        "rules": rules.iter().map(|it| descriptor(it)).collect::<Vec<_>>(),
    })
}

/// A rule with all that is known of it.
fn descriptor(rule: &Rule) -> Value {
    let (level, enabled) = match rule.level {
        Level::Deny => ("error", true),
        Level::Warn => ("warning", true),
        Level::Allow => ("warning", false),
    };
    json!({
        "id": code(rule),
        "name": pascal(rule.id),
        "shortDescription": { "text": sentence(rule.summary()) },
        "fullDescription": { "text": sentence(&explain::reason(rule)) },
        "help": { "text": explain::terminal(rule, false, usize::MAX), "markdown": explain::body(rule) },
        "helpUri": explain::page_uri(rule),
        "messageStrings": { MESSAGE: { "text": "Found: '{0}'." } },
        "defaultConfiguration": { "level": level, "enabled": enabled },
        "properties": { "tags": [rule.family()], "rule": rule.id, "since": rule.since },
    })
}

/// A code as SARIF wants it, a few letters and a number: those of the family, and a number made from the
/// rule's name, so that nobody has to hand them out.
pub fn code(rule: &Rule) -> String {
    let letters = rule.family().chars().take(4).map(|it| it.to_ascii_uppercase());
    let hash = Sha256::digest(rule.id);
    let number = u64::from_be_bytes(std::array::from_fn(|at| hash[at])) % 10_000;
    format!("{}{number:04}", letters.collect::<String>())
}

/// `chain/equal-priority` is `ChainEqualPriority`.
fn pascal(id: &str) -> String {
    let words = id.split(['/', '-']).filter_map(|word| {
        let mut letters = word.chars();
        let first = letters.next()?.to_ascii_uppercase();
        Some(std::iter::once(first).chain(letters).collect::<String>())
    });
    words.collect()
}

fn invocation(report: &Report<'_>) -> Value {
    let errors = Counts::of(report.diagnostics).errors;
    match report.failure {
        None => json!({ "executionSuccessful": true, "exitCode": i32::from(errors > 0) }),
        Some(failure) => {
            let help = failure.help.map_or(String::new(), |help| format!(" Help: {}", sentence(help)));
            let text = sentence(failure.message) + &help;
            json!({
                "executionSuccessful": false,
                "exitCode": 2,
                "toolExecutionNotifications": [{ "level": "error", "message": { "text": text } }],
            })
        }
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn language(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1 {
        "js" => Some("javascript"),
        "yaml" | "yml" => Some("yaml"),
        "json" => Some("json"),
        _ => None,
    }
}

/// With a full stop, as SARIF wants it.
fn sentence(text: &str) -> String {
    let text = text.trim_end();
    match text.ends_with(['.', '!', '?']) {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}

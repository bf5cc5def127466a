//! A bundle, or a project, as one HTML page that needs nothing else: no network, no folder beside it.
//!
//! The overview is written here; every other page is drawn by a small script, when it is opened, from the
//! JSON in the page ([`data`]). So chains that many sidecars share stand in it once. The page's policy allows
//! this one style and this one script by their digests and nothing else, so that text from a plugin stays
//! text whatever it says.

mod data;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::{Serde, Value as Shown};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{Counts, count, line};
use crate::bundle::{Bundle, Manifest, Plugin, Role};
use crate::diag::Diagnostic;
use crate::diff::Diff;
use crate::ir::codebase::Interface;
use crate::ir::names::CodePath;
use crate::source::{SourceId, Sources};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the page is about.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The bundle, or what the project would become.
    pub bundle: &'a Bundle,
    /// How each script of the codebase meets the others, where that is known.
    pub interfaces: &'a BTreeMap<CodePath, Interface>,
    /// What was found in the project; `None` for a bundle.
    pub findings: Option<Findings<'a>>,
    /// What is different from an older bundle.
    pub against: Option<&'a Diff<'a>>,
}

/// What was found in a project.
#[derive(Debug, Clone, Copy)]
pub struct Findings<'a> {
    /// The texts that the findings point into.
    pub sources: &'a Sources,
    /// The findings, settled.
    pub diagnostics: &'a [Diagnostic],
    /// The files of the codebase that texts became.
    pub scripts: &'a BTreeMap<SourceId, CodePath>,
}

/// Writes the page.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(subject: Subject<'_>, out: &mut dyn Write) -> io::Result<()> {
    let page = page(subject).map_err(|error| io::Error::other(format!("the template is broken: {error}")))?;
    out.write_all(page.as_bytes())
}

fn page(subject: Subject<'_>) -> Result<String, minijinja::Error> {
    let mut env = Environment::new();
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    let manifest = &subject.bundle.manifest;
    let reaches = Reaches::of(manifest);
    let plugins: Vec<Row> = reaches.farthest().map(|(plugin, reach)| Row::of(plugin, reach)).collect();
    let more = (manifest.plugins.len() > plugins.len()).then_some(manifest.plugins.len());
    let verdict = subject.findings.map(|it| Verdict::of(Counts::of(it.diagnostics)));
    env.render_str(
        PAGE,
        context! {
            name => line(&manifest.name),
            version => manifest.version.to_string(),
            tool => env!("CARGO_PKG_VERSION"),
            lead => lead(manifest, &reaches),
            verdict => Shown::from(Serde(verdict)),
            changed => Shown::from(Serde(subject.against.map(changed))),
            pages => Shown::from(Serde(pages(subject))),
            sidecars => manifest.sidecars.len(),
            plugins => Shown::from(Serde(plugins)),
            more => Shown::from(Serde(more)),
            facts => Shown::from(Serde(facts(manifest))),
            style => STYLE,
            style_hash => hash(STYLE),
            script => SCRIPT,
            script_hash => hash(SCRIPT),
            data => embedded(&data::value(subject)),
        },
    )
}

/// What a policy knows a style or a script by.
fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

/// JSON that can stand inside a `script` element: nothing in it ends the element or begins a comment, and
/// no character of it ends a line of JavaScript. All of these stand in strings only.
fn embedded(value: &Value) -> String {
    let text = value.to_string();
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    for c in text.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

/// A page that is in the navigation.
#[derive(Serialize)]
struct Page {
    id: &'static str,
    title: &'static str,
    count: Option<usize>,
}

fn pages(subject: Subject<'_>) -> Vec<Page> {
    let manifest = &subject.bundle.manifest;
    let page = |id, title, count| Page { id, title, count };
    let scripts = |own: bool| {
        let is_one = |role: Role| match role {
            Role::Plugin => own,
            Role::Script | Role::Module => !own,
            _ => false,
        };
        manifest.files.iter().filter(|it| is_one(it.role)).count()
    };
    let mut pages = vec![
        page("overview", "Overview", None),
        page("sidecars", "Sidecars", Some(manifest.sidecars.len())),
        page("chains", "Chains", Some(manifest.chain_sets.len())),
        page("plugins", "Plugins", Some(scripts(true))),
        page("modules", "Built-in modules", Some(scripts(false))),
        page("configs", "Configurations", Some(manifest.configs.len())),
        page("files", "Files", Some(manifest.files.len())),
    ];
    if let Some(findings) = subject.findings {
        pages.push(page("findings", "Findings", Some(findings.diagnostics.len())));
    }
    if subject.against.is_some() {
        pages.push(page("changes", "Changes", None));
    }
    pages
}

/// How many sidecars each plugin runs in.
struct Reaches<'a> {
    all: Vec<(&'a Plugin, usize)>,
    mounts: usize,
}

/// More plugins than this have a page of their own.
const SHOWN: usize = 12;

impl<'a> Reaches<'a> {
    fn of(manifest: &'a Manifest) -> Self {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for sidecar in &manifest.sidecars {
            *sizes.entry(&sidecar.chain_set).or_default() += 1;
        }
        let mut reaches: BTreeMap<&CodePath, usize> = BTreeMap::new();
        for set in &manifest.chain_sets {
            let modules: BTreeSet<&CodePath> =
                set.chains.iter().flat_map(|(_, links)| links).map(|it| &it.module).collect();
            for module in modules {
                *reaches.entry(module).or_default() += sizes.get(&*set.id).copied().unwrap_or(0);
            }
        }
        let reach = |plugin: &Plugin| reaches.get(&plugin.module).copied().unwrap_or(0);
        let mut all: Vec<_> = manifest.plugins.iter().map(|it| (it, reach(it))).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.name.cmp(&b.0.name)));
        let mounts: BTreeSet<_> = manifest.plugins.iter().flat_map(|it| &it.mounts).collect();
        Reaches { all, mounts: mounts.len() }
    }

    fn farthest(&self) -> impl Iterator<Item = (&'a Plugin, usize)> {
        self.all.iter().copied().take(SHOWN)
    }
}

/// A row of the overview's table.
#[derive(Serialize)]
struct Row {
    name: String,
    link: String,
    priority: String,
    mounts: String,
    reach: usize,
}

impl Row {
    fn of(plugin: &Plugin, reach: usize) -> Self {
        let mounts: Vec<&str> = plugin.mounts.iter().map(|it| it.name()).collect();
        Row {
            name: line(&plugin.name),
            link: fragment(plugin.module.as_str()),
            priority: plugin.priority.to_string(),
            mounts: mounts.join(", "),
            reach,
        }
    }
}

/// A part of a link within the page, as `encodeURIComponent` writes it.
fn fragment(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b'!'
            | b'~'
            | b'*'
            | b'('
            | b')' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The bundle in a sentence.
fn lead(manifest: &Manifest, reaches: &Reaches<'_>) -> String {
    let namespaces: BTreeSet<_> = manifest.sidecars.iter().filter_map(|it| it.namespace.as_ref()).collect();
    let places = match namespaces.len() {
        0 => String::new(),
        n => format!(" in {}", count(n, "namespace")),
    };
    let sidecars = count(manifest.sidecars.len(), "sidecar");
    let sets = match manifest.chain_sets.len() {
        1 => "the same chains".to_owned(),
        n => format!("{} of chains", count(n, "different set")),
    };
    let plugins = match manifest.plugins.len() {
        0 => "without any custom plugin".to_owned(),
        n => format!("with {} at {}", count(n, "custom plugin"), count(reaches.mounts, "mount point")),
    };
    format!("{sidecars}{places} run {sets}, {plugins}.")
}

/// Name, value, and whether the value is code.
type Fact = (&'static str, String, bool);

fn facts(manifest: &Manifest) -> Vec<Fact> {
    let mut facts =
        vec![("Mesh", format!("{}, with Pipy {}", line(&manifest.target), line(&manifest.pipy)), false)];
    facts.push(("Content digest", manifest.digest.to_string(), true));
    facts.push(("Folder", line(&manifest.folder_name()), true));
    facts.extend(manifest.revision.as_ref().map(|it| ("Revision", line(it), true)));
    let size: u64 = manifest.files.iter().map(|it| it.size).sum();
    facts.push((
        "Files",
        format!("{}, {} kB", count(manifest.files.len(), "file"), size.div_ceil(1000)),
        false,
    ));
    if manifest.minified {
        facts.push(("Scripts", "minified".to_owned(), false));
    }
    facts.push(("Made from", count(manifest.inputs.len(), "input"), false));
    facts
}

/// What is different, in a sentence.
fn changed(diff: &Diff<'_>) -> String {
    let old = format!("{} {}", line(&diff.old.name), diff.old.version);
    if diff.is_same() {
        return format!("The same as {old}.");
    }
    let chains: usize = diff.chains.iter().map(|it| it.sidecars.len()).sum();
    let parts = [
        (diff.added.len(), "new sidecar"),
        (diff.removed.len(), "sidecar less"),
        (chains, "sidecar with other chains"),
        (diff.files.len(), "changed file"),
        (diff.resources.len(), "changed configuration"),
    ];
    let words = parts.iter().filter(|it| it.0 > 0).map(|&(n, noun)| match noun.split_once(' ') {
        Some(("sidecar", rest)) => format!("{} {rest}", count(n, "sidecar")),
        _ => count(n, noun),
    });
    let words: Vec<String> = words.collect();
    match words.is_empty() {
        true => format!("Compared with {old}, what runs is the same."),
        false => format!("Compared with {old}: {}.", words.join(", ")),
    }
}

/// How a check ended.
#[derive(Serialize)]
struct Verdict {
    level: &'static str,
    text: String,
}

impl Verdict {
    fn of(counts: Counts) -> Self {
        let Counts { errors, warnings, notes } = counts;
        let parts = [(errors, "error"), (warnings, "warning"), (notes, "note")];
        let parts: Vec<String> =
            parts.iter().filter(|it| it.0 > 0).map(|(n, noun)| count(*n, noun)).collect();
        let level = match (errors, warnings, notes) {
            (0, 0, 0) => "good",
            (0, 0, _) => "note",
            (0, ..) => "warning",
            _ => "error",
        };
        let text = match (parts.is_empty(), errors) {
            (true, _) => "No findings.".to_owned(),
            (false, 0) => format!("{}.", parts.join(", ")),
            (false, _) => format!("{}: no bundle can be built from this.", parts.join(", ")),
        };
        Verdict { level, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::tests::tiny;

    fn html(bundle: &Bundle) -> String {
        page(Subject { bundle, interfaces: &BTreeMap::new(), findings: None, against: None }).unwrap()
    }

    #[test]
    fn text_of_scripts_cannot_end_the_data() {
        let bundle = tiny("1.0.0", "'</script><script>alert(1)</script><!-- \u{2028} &'");
        let page = html(&bundle);
        assert_eq!(page.matches("</script>").count(), 2);
        assert!(!page.contains("<!--") && !page.contains('\u{2028}'));
        assert!(page.contains(r"'\u003c/script\u003e\u003cscript\u003ealert(1)"));
    }

    #[test]
    fn text_outside_the_data_is_escaped() {
        let mut bundle = tiny("1.0.0", "pipy()");
        bundle.manifest.revision = Some("<img src=x onerror=alert(1)>".into());
        let page = html(&bundle);
        assert!(page.contains("<code>&lt;img src=x onerror=alert(1)&gt;</code>"));
        assert!(!page.contains("<img"));
    }

    #[test]
    fn the_policy_allows_what_is_in_the_page_and_nothing_else() {
        let page = html(&tiny("1.0.0", "pipy()"));
        let between = |start: &str, end: &str| page.split(start).nth(1).unwrap().split(end).next().unwrap();
        for (start, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
            let digest = hash(between(start, end));
            assert!(page.contains(&format!("-src 'sha256-{digest}'")), "{start}");
        }
        assert!(page.contains("default-src 'none'"));
        assert!(!page.contains("style=\"") && !page.contains("onclick"));
    }

    #[test]
    fn the_script_makes_no_markup_of_texts() {
        for word in [
            "innerHTML",
            "outerHTML",
            "insertAdjacent",
            "document.write",
            "eval(",
            "Function(",
            "fetch(",
            "import(",
        ] {
            assert!(!SCRIPT.contains(word), "{word}");
        }
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    }

    #[test]
    fn links_are_encoded_as_the_script_does() {
        assert_eq!(fragment("plugins/a b-c_é.js"), "plugins%2Fa%20b-c_%C3%A9.js");
    }
}

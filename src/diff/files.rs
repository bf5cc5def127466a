//! What changed in the files of the codebase: scripts by their programs, JSON by its values.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::text::{self, TextChange};
use super::values::{self, ValueChange};
use super::{ListChange, Pair};
use crate::bundle::{Bundle, Role, json};
use crate::diag::Severity;
use crate::ir::module::Module;
use crate::ir::names::CodePath;
use crate::ir::syntax::Program;
use crate::lower::{self, NoFiles};
use crate::parse;
use crate::runtime::{self, Dialect, Target};
use crate::source::SourceId;

/// A file that only one bundle has, or that is another one.
#[derive(Debug, Clone, PartialEq)]
pub struct FileChange<'a> {
    /// Its path in the bundle.
    pub path: &'a CodePath,
    /// What it is for; in the new bundle, if it is there.
    pub role: Role,
    /// Its size in bytes, before and after; `None` where it is not there.
    pub sizes: Pair<Option<usize>>,
    /// Whether it means the same; `None` for a file that only one bundle has.
    pub meaning: Option<Meaning>,
    /// What is different inside.
    pub inside: Inside,
}

/// Whether two files with different bytes mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// The same program, or the same JSON value: only comments, blanks and the like are different.
    Same,
    /// Something else, or nothing that can be compared.
    Different,
}

impl Meaning {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Meaning::Same => "same",
            Meaning::Different => "different",
        }
    }
}

/// What is different inside a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Inside {
    /// Lines of a text.
    Text(TextChange),
    /// Values of a JSON document.
    Values(Vec<ValueChange>),
    /// It is no text, or only one bundle has it.
    Unknown,
}

/// What a script exports and imports, where that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct InterfaceChange<'a> {
    /// The script in the codebase: `plugins/geo.js`.
    pub path: &'a str,
    /// Exported context variables, as `namespace.variable`.
    pub exports: ListChange<String>,
    /// Imported ones.
    pub imports: ListChange<String>,
}

type Bytes = Option<Arc<[u8]>>;

/// The files of the codebase that are not the same; configurations of the mesh are no part of it.
pub(super) fn changes<'a>(bundles: Pair<&'a Bundle>) -> (Vec<FileChange<'a>>, Vec<InterfaceChange<'a>>) {
    let mut all: BTreeMap<&CodePath, (Role, Pair<Bytes>)> = BTreeMap::new();
    let mut note = |bundle: &'a Bundle, side: fn(&mut Pair<Bytes>) -> &mut Bytes| {
        for file in bundle.manifest.files.iter().filter(|it| !is_configuration(it.role)) {
            let entry = all.entry(&file.path).or_insert((file.role, Pair::default()));
            entry.0 = file.role;
            *side(&mut entry.1) = bundle.files.get(&file.path).cloned();
        }
    };
    note(bundles.old, |it| &mut it.old);
    note(bundles.new, |it| &mut it.new);
    all.retain(|_, (_, bytes)| bytes.old != bytes.new);
    let mut files = Vec::with_capacity(all.len());
    let mut interfaces = Vec::new();
    for (path, (role, bytes)) in all {
        let scripts = is_script(role).then(|| Scripts::of(bundles, &bytes));
        files.push(change(path, role, &bytes, scripts.as_ref()));
        if let Some(scripts) = scripts {
            interfaces.extend(interface(path, &scripts));
        }
    }
    (files, interfaces)
}

fn is_configuration(role: Role) -> bool {
    matches!(role, Role::Config | Role::SidecarConfig | Role::PluginConfigs)
}

fn is_script(role: Role) -> bool {
    matches!(role, Role::Script | Role::Module | Role::Plugin)
}

fn change<'a>(
    path: &'a CodePath,
    role: Role,
    bytes: &Pair<Bytes>,
    scripts: Option<&Pair<Option<Script>>>,
) -> FileChange<'a> {
    let sizes =
        Pair { old: bytes.old.as_ref().map(|it| it.len()), new: bytes.new.as_ref().map(|it| it.len()) };
    let (Some(old), Some(new)) = (&bytes.old, &bytes.new) else {
        return FileChange { path, role, sizes, meaning: None, inside: Inside::Unknown };
    };
    let (meaning, inside) = match scripts {
        Some(Pair { old: Some(a), new: Some(b) }) => {
            let same = parse::same_program(&a.module.program, &b.module.program);
            (if same { Meaning::Same } else { Meaning::Different }, in_text(old, new))
        }
        Some(_) => (Meaning::Different, in_text(old, new)),
        // A source map says where printed text came from; nobody reads it.
        None if role == Role::SourceMap => (Meaning::Different, Inside::Unknown),
        None => match (json::parse_strict(old), json::parse_strict(new)) {
            (Ok(old), Ok(new)) => in_values(&old, &new),
            _ => (Meaning::Different, in_text(old, new)),
        },
    };
    FileChange { path, role, sizes, meaning: Some(meaning), inside }
}

fn in_values(old: &Value, new: &Value) -> (Meaning, Inside) {
    let changes = values::compare(old, new);
    let meaning = if changes.is_empty() { Meaning::Same } else { Meaning::Different };
    (meaning, Inside::Values(changes))
}

fn in_text(old: &[u8], new: &[u8]) -> Inside {
    match (std::str::from_utf8(old), std::str::from_utf8(new)) {
        (Ok(old), Ok(new)) => Inside::Text(text::compare(old, new)),
        _ => Inside::Unknown,
    }
}

/// A script that could be made out.
struct Script {
    module: Module,
}

struct Scripts;

impl Scripts {
    /// The scripts of both bundles, each as the Pipy of its bundle reads it.
    fn of(bundles: Pair<&Bundle>, bytes: &Pair<Bytes>) -> Pair<Option<Script>> {
        let script = |bundle: &Bundle, bytes: &Bytes| {
            let target = runtime::target(&bundle.manifest.target)?;
            Script::of(std::str::from_utf8(bytes.as_deref()?).ok()?, target)
        };
        Pair { old: script(bundles.old, &bytes.old), new: script(bundles.new, &bytes.new) }
    }
}

impl Script {
    fn of(text: &str, target: &'static Target) -> Option<Self> {
        let program = program(text, target.api.dialect)?;
        Some(Script { module: lower::module(program, target, &NoFiles) })
    }

    fn exports(&self) -> Vec<String> {
        let list = self.module.exports.iter();
        sorted(list.map(|it| format!("{}.{}", it.namespace, it.name)))
    }

    fn imports(&self) -> Vec<String> {
        let list = self.module.imports.iter();
        sorted(list.map(|it| format!("{}.{}", it.namespace, it.name)))
    }
}

/// The program of a text that Pipy can parse.
fn program(text: &str, dialect: Dialect) -> Option<Program> {
    let parsed = parse::program(text, SourceId::from_index(0), dialect);
    let broken = parsed.diagnostics.iter().any(|it| it.severity == Severity::Error);
    parsed.program.filter(|_| !broken)
}

fn sorted(list: impl Iterator<Item = String>) -> Vec<String> {
    let mut list: Vec<String> = list.collect();
    list.sort_unstable();
    list.dedup();
    list
}

fn interface<'a>(path: &'a CodePath, scripts: &Pair<Option<Script>>) -> Option<InterfaceChange<'a>> {
    let list = |of: fn(&Script) -> Vec<String>| {
        let old = scripts.old.as_ref().map(of).unwrap_or_default();
        ListChange::of(&old, &scripts.new.as_ref().map(of).unwrap_or_default())
    };
    let (exports, imports) = (list(Script::exports), list(Script::imports));
    let path = path.as_str().strip_prefix("base/").unwrap_or(path.as_str());
    let changed = !exports.is_empty() || !imports.is_empty();
    changed.then_some(InterfaceChange { path, exports, imports })
}

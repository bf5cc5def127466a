//! `pipyc.yaml`. One table says which keys there are, of which type and what for; the parser and the JSON
//! Schema are both made from it.

use semver::Version;
use serde_json::{Map, Value, json};

use super::fields::{Fields, PROJECT, RESOURCE, heading};
use super::plugin;
use super::reader::Reader;
use super::selector::{self, EmptyValues, is_dns_label};
use super::yaml::At;
use crate::diag::{Level, Override, Selector};
use crate::ir::names::{MountPoint, Priority};
use crate::ir::project::LabelSelector;
use crate::rules::{self, project as rule};
use crate::runtime::{DEFAULT_TARGET, TARGETS, Target, nearest, target};
use crate::source::{SourceId, Span};

/// The name that is looked for.
pub const FILE_NAME: &str = "pipyc.yaml";

/// A key of the file, or of a map in it.
struct Key {
    name: &'static str,
    /// What it is for, in one sentence.
    doc: &'static str,
    shape: Shape,
    required: bool,
}

/// What a key holds.
enum Shape {
    /// Any text.
    Text,
    /// A DNS-1123 label.
    Name,
    /// A DNS-1123 subdomain.
    PluginName,
    /// A version of SemVer.
    Version,
    /// The id of a target.
    Target,
    /// A path, from the file's folder.
    Path,
    /// A list of these.
    List(&'static Shape),
    /// A map with these keys.
    Map(&'static [Key]),
    /// The name of a mount point.
    Mount,
    /// A number that a priority can be.
    Priority,
    /// A label selector.
    Selector,
    /// Levels by rule.
    Levels,
}

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, doc, shape, required: false }
}

/// Every key of the file, in the order in which people write them.
static KEYS: &[Key] = &[
    key("name", Shape::Name, "Name of the bundle; `mesh` if left out."),
    key("version", Shape::Version, "Version of the bundle, as in SemVer; `0.0.0` if left out."),
    key("revision", Shape::Text, "A revision of your own, such as a commit; it stands in the manifest."),
    key("target", Shape::Target, "The mesh that the bundle is for."),
    key("values", Shape::List(&Shape::Path), "Helm values of the mesh's chart; the later file wins."),
    key("plugins", Shape::List(&Shape::Path), "Files and folders with plugin resources."),
    key("scripts", Shape::List(&Shape::Map(SCRIPT)), "Bare scripts that are mounted without a resource."),
    key("builtins", Shape::Path, "A folder with another set of built-in scripts, laid out as a codebase."),
    key("files", Shape::List(&Shape::Map(FILE)), "Further files of the codebase."),
    key("workloads", Shape::List(&Shape::Path), "Files and folders with workloads, namespaces and services."),
    key("meshConfig", Shape::Path, "A sidecar's `config.json` to fill in."),
    key("out", Shape::Path, "The folder for bundles."),
    key("rules", Shape::Levels, "Levels of rules and families: `allow`, `warn` or `deny`."),
];

static SCRIPT: &[Key] = &[
    Key { required: true, ..key("path", Shape::Path, "The script.") },
    key("name", Shape::PluginName, "The plugin's name; the file's name without `.js` if left out."),
    key("priority", Shape::Priority, "Its priority; 0 if left out."),
    key("chains", Shape::List(&Shape::Mount), "Where it is mounted."),
    key("podSelector", Shape::Selector, "Which pods it is for; all if left out."),
    key("namespaceSelector", Shape::Selector, "Which namespaces it is for; all if left out."),
];

static FILE: &[Key] = &[
    Key { required: true, ..key("path", Shape::Path, "The file, or a folder of files.") },
    key("as", Shape::Path, "Its path in the codebase; the same if left out."),
];

/// A value with its place.
#[derive(Debug, Clone)]
pub(super) struct Located<T> {
    pub value: T,
    pub span: Span,
}

/// An entry of `scripts`.
#[derive(Debug, Clone)]
pub(super) struct ScriptEntry {
    pub path: Located<String>,
    pub name: Option<Located<String>>,
    pub priority: Option<Located<Priority>>,
    pub chains: Vec<Located<MountPoint>>,
    pub pod_selector: Option<LabelSelector>,
    pub namespace_selector: Option<LabelSelector>,
}

/// An entry of `files`.
#[derive(Debug, Clone)]
pub(super) struct FileEntry {
    pub path: Located<String>,
    pub place: Option<Located<String>>,
}

/// What the file says; paths as written.
#[derive(Debug, Default)]
pub(super) struct ProjectFile {
    pub name: Option<String>,
    pub version: Option<Version>,
    pub revision: Option<String>,
    pub target: Option<&'static Target>,
    pub values: Vec<Located<String>>,
    pub plugins: Vec<Located<String>>,
    pub scripts: Vec<ScriptEntry>,
    pub builtins: Option<Located<String>>,
    pub files: Vec<FileEntry>,
    pub workloads: Vec<Located<String>>,
    pub mesh_config: Option<Located<String>>,
    pub out: Option<String>,
    pub levels: Vec<Override>,
}

/// Reads the file. What is wrong is reported; what is right is returned.
pub(super) fn read(reader: &mut Reader<'_>, source: SourceId) -> ProjectFile {
    let mut file = ProjectFile::default();
    let trees = reader.documents(source);
    for tree in &trees {
        reader.report_shape(tree);
    }
    let Some(tree) = trees.first() else { return file };
    let root = tree.root();
    let mut fields = Fields { words: &PROJECT, out: &mut reader.out };
    if let Some(second) = trees.get(1) {
        let at = heading(second.root());
        fields.out.push(rule::bad_value::report(
            at,
            "the project file has two documents",
            "keep one of them",
        ));
    }
    if root.is_null() || !check_map(root, KEYS, "the project file", &mut fields) {
        return file;
    }
    file.name = texts(root, "name").map(|it| it.value).filter(|name| is_dns_label(name));
    file.version = texts(root, "version").and_then(|it| Version::parse(&it.value).ok());
    file.revision = texts(root, "revision").map(|it| it.value);
    file.target = texts(root, "target").and_then(|it| target(&it.value));
    file.values = list(root, "values");
    file.plugins = list(root, "plugins");
    file.workloads = list(root, "workloads");
    file.builtins = texts(root, "builtins");
    file.mesh_config = texts(root, "meshConfig");
    file.out = texts(root, "out").map(|it| it.value);
    file.scripts = items(root, "scripts").filter_map(|at| script(at, &mut fields)).collect();
    file.files = items(root, "files").filter_map(file_entry).collect();
    file.levels = root.get("rules").map(|at| levels(at, &mut fields)).unwrap_or_default();
    file
}

// The table as a parser. It reports; the values are then taken without a second look.

fn check_map(at: At<'_>, keys: &[Key], owner: &str, fields: &mut Fields<'_>) -> bool {
    if !fields.map(at, owner) {
        return false;
    }
    for (key, value) in at.entries().into_iter().flatten() {
        match keys.iter().find(|known| known.name == key.name) {
            Some(known) if !value.is_null() => check(value, &known.shape, &format!("`{}`", key.name), fields),
            Some(_) => {}
            None => {
                let near = nearest(&key.name, keys.iter().map(|known| known.name));
                fields.out.push(rule::unknown_key::report(key.span, &key.name, owner, near));
            }
        }
    }
    for known in keys.iter().filter(|known| known.required) {
        fields.required(at, known.name, owner);
    }
    true
}

fn check(at: At<'_>, shape: &Shape, what: &str, fields: &mut Fields<'_>) {
    let wrong = |message: String, help: &str| rule::bad_value::report(at.span(), message, help);
    match shape {
        Shape::List(shape) => {
            let items = fields.list(at, what);
            for item in items {
                check(item, shape, &format!("an entry of {what}"), fields);
            }
        }
        Shape::Map(keys) => {
            check_map(at, keys, what, fields);
        }
        Shape::Text | Shape::Path | Shape::PluginName => {
            if let Some("") = fields.text(at, what) {
                fields.out.push(wrong(format!("{what} is empty"), "write it, or remove the key"));
            }
        }
        Shape::Name => {
            if let Some(name) = fields.text(at, what).filter(|name| !is_dns_label(name)) {
                fields.out.push(wrong(
                    format!("`{}` cannot be the name of a bundle", name.escape_debug()),
                    "write up to 63 lower-case letters, digits and `-`",
                ));
            }
        }
        Shape::Version => {
            let text = at.text().filter(|text| Version::parse(text).is_ok());
            if text.is_none() {
                let written = at.written().unwrap_or(at.describe());
                fields.out.push(wrong(
                    format!("`{}` is no version", written.escape_debug()),
                    "write three numbers, as SemVer has them: `1.4.0`",
                ));
            }
        }
        Shape::Target => {
            if let Some(id) = fields.text(at, what).filter(|id| target(id).is_none()) {
                let message = format!("no target is called `{}`", id.escape_debug());
                fields.out.push(wrong(message, &format!("write {}", target_names())));
            }
        }
        // These have readers of their own, which report.
        Shape::Mount | Shape::Priority | Shape::Selector | Shape::Levels => {}
    }
}

/// The ids of all targets, for messages.
pub(super) fn target_names() -> String {
    TARGETS.iter().map(|target| format!("`{}`", target.id)).collect::<Vec<_>>().join(" or ")
}

fn texts(at: At<'_>, key: &str) -> Option<Located<String>> {
    located(at.get(key)?)
}

fn located(at: At<'_>) -> Option<Located<String>> {
    let value = at.text().filter(|text| !text.is_empty())?.to_owned();
    Some(Located { value, span: at.span() })
}

fn items<'t>(at: At<'t>, key: &str) -> impl Iterator<Item = At<'t>> {
    at.get(key).and_then(At::items).into_iter().flatten()
}

fn list(at: At<'_>, key: &str) -> Vec<Located<String>> {
    items(at, key).filter_map(located).collect()
}

fn script(at: At<'_>, fields: &mut Fields<'_>) -> Option<ScriptEntry> {
    let mut of_mesh = Fields { words: &RESOURCE, out: fields.out };
    let priority = at.get("priority").filter(|at| !at.is_null());
    let priority = priority.map(|at| {
        // A priority is held to the strictest target: a script may move between meshes.
        let value = plugin::read_priority(at, DEFAULT_TARGET, &mut of_mesh)?;
        Some(Located { value, span: at.span() })
    });
    let mut chains = Vec::new();
    for at in items(at, "chains") {
        let mount = plugin::mount_point(at, &mut of_mesh);
        chains.extend(mount.map(|value| Located { value, span: at.span() }));
    }
    let mut select = |key: &str| match at.get(key).filter(|at| !at.is_null()) {
        None => Some(None),
        Some(at) => selector::read(at, &format!("`{key}`"), EmptyValues::Optional, &mut of_mesh).map(Some),
    };
    let (pods, namespaces) = (select("podSelector"), select("namespaceSelector"));
    Some(ScriptEntry {
        path: texts(at, "path")?,
        name: texts(at, "name"),
        priority: match priority {
            Some(priority) => Some(priority?),
            None => None,
        },
        chains,
        pod_selector: pods?,
        namespace_selector: namespaces?,
    })
}

fn file_entry(at: At<'_>) -> Option<FileEntry> {
    Some(FileEntry { path: texts(at, "path")?, place: texts(at, "as") })
}

fn levels(at: At<'_>, fields: &mut Fields<'_>) -> Vec<Override> {
    let mut overrides = Vec::new();
    if !fields.map(at, "`rules`") {
        return overrides;
    }
    let known: Vec<_> = rules::all().map(|entry| entry.rule).collect();
    for (key, value) in at.entries().into_iter().flatten() {
        let selector = Selector::parse(&key.name, &known);
        if selector.is_err() {
            let families = known.iter().map(|rule| rule.family());
            let near = nearest(&key.name, known.iter().map(|rule| rule.id).chain(families));
            fields.out.push(rule::unknown_rule::report(key.span, &key.name, near));
        }
        let level = value.text().and_then(level_of);
        if level.is_none() {
            let written = value.written().unwrap_or(value.describe()).escape_debug();
            let message = format!("`{written}` is no level");
            let help = "write `allow`, `warn` or `deny`";
            fields.out.push(rule::bad_value::report(value.span(), message, help));
        }
        if let (Ok(selector), Some(level)) = (selector, level) {
            overrides.push(Override { selector, level });
        }
    }
    overrides
}

fn level_of(word: &str) -> Option<Level> {
    [Level::Allow, Level::Warn, Level::Deny].into_iter().find(|level| level.word() == word)
}

// The table as a schema.

/// The JSON Schema of the file, as it is shipped.
pub fn schema() -> Value {
    let mut schema = map_schema(KEYS);
    let head = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pipyc.yaml",
        "description": "The project file of pipyc, the offline compiler for Pipy service-mesh plugins.",
    });
    if let (Value::Object(schema), Value::Object(mut head)) = (&mut schema, head) {
        head.append(schema);
        return Value::Object(head);
    }
    schema
}

fn map_schema(keys: &[Key]) -> Value {
    let mut properties = Map::new();
    for key in keys {
        let mut schema = shape_schema(&key.shape);
        if let Value::Object(schema) = &mut schema {
            schema.insert("description".to_owned(), key.doc.into());
        }
        properties.insert(key.name.to_owned(), schema);
    }
    let mut schema = json!({"type": "object", "additionalProperties": false, "properties": properties});
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema
}

fn shape_schema(shape: &Shape) -> Value {
    match shape {
        Shape::Text | Shape::Path => json!({"type": "string", "minLength": 1}),
        Shape::Name => {
            json!({"type": "string", "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", "maxLength": 63})
        }
        Shape::PluginName => json!({
            "type": "string",
            "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$",
            "maxLength": 253,
        }),
        Shape::Version => json!({
            "type": "string",
            "pattern": "^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$",
        }),
        Shape::Target => {
            let ids: Vec<&str> = TARGETS.iter().map(|target| target.id).collect();
            json!({"enum": ids, "default": DEFAULT_TARGET.id})
        }
        Shape::List(shape) => json!({"type": "array", "items": shape_schema(shape)}),
        Shape::Map(keys) => map_schema(keys),
        Shape::Mount => json!({"enum": MountPoint::ALL.map(MountPoint::name)}),
        Shape::Priority => json!({"type": "number", "minimum": 0}),
        Shape::Selector => {
            let text = json!({"type": "string"});
            json!({
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "matchLabels": {"type": "object", "additionalProperties": text},
                    "matchExpressions": {"type": "array", "items": {
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["key", "operator"],
                        "properties": {
                            "key": text,
                            "operator": {"enum": ["In", "NotIn", "Exists", "DoesNotExist"]},
                            "values": {"type": "array", "items": text},
                        },
                    }},
                },
            })
        }
        Shape::Levels => {
            let words = [Level::Allow, Level::Warn, Level::Deny].map(Level::word);
            json!({"type": "object", "additionalProperties": {"enum": words}})
        }
    }
}

//! `builtin-plugins/`: the scripts of a mesh, one text a target, and their catalog.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior};
use serde::Deserialize;
use serde_yaml::{Mapping, Value};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::rust::{self, Code};
use crate::targets::Targets;
use crate::yaml;

type Map<T> = BTreeMap<String, T>;

/// The scripts of every target.
pub(crate) struct Builtins {
    /// By target, in the order of their paths.
    rendered: Map<Vec<Rendered>>,
    /// A Rust reference to the scripts of each target, once written.
    written: Map<String>,
}

struct Rendered {
    path: String,
    text: String,
    entry: Entry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalog {
    targets: Map<TargetVars>,
    #[serde(default)]
    scripts: Vec<Mapping>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetVars {
    #[serde(default)]
    vars: Map<Value>,
}

/// What the catalog says of a script for one target.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    purpose: String,
    role: Role,
    targets: Option<Vec<String>>,
    #[serde(default)]
    chains: Map<f32>,
    #[serde(default)]
    default: bool,
    level: Option<Levels>,
    #[serde(default)]
    terminal: Terminal,
    #[serde(default)]
    exports: Map<Map<Export>>,
    #[serde(default)]
    imports: Map<Vec<String>>,
    #[serde(default)]
    solves: Vec<String>,
    #[serde(default)]
    uses: Vec<String>,
    #[serde(default)]
    config: Vec<String>,
    #[serde(default)]
    members: Map<String>,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
enum Role {
    Entry,
    Module,
    Support,
}

#[derive(Deserialize, Debug, Default)]
#[serde(rename_all = "lowercase")]
enum Terminal {
    #[default]
    Never,
    Sometimes,
    Always,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
enum Level {
    Bytes,
    Messages,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Levels {
    r#in: Level,
    out: Option<Level>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Export {
    r#type: String,
    meaning: String,
}

/// Reads the catalog and renders every script for every target that has it.
pub(crate) fn read(folder: &Path, targets: &Targets) -> Result<Builtins, Error> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let file = folder.join("catalog.yaml");
    let catalog: Catalog = yaml::typed(&file, yaml::value(&file)?)?;
    if let Some(id) = targets.targets.keys().find(|id| !catalog.targets.contains_key(*id)) {
        return Err(format!("{}: `targets` lacks `{id}`", file.display()));
    }
    let mut rendered = Map::new();
    let mut known = BTreeSet::new();
    for (id, target) in &catalog.targets {
        let mut scripts = Vec::new();
        for script in &catalog.scripts {
            let entry =
                entry(script, id, &catalog).map_err(|error| format!("{}: {error}", file.display()))?;
            known.insert(entry.path.clone());
            if entry.targets.as_ref().is_none_or(|only| only.contains(id)) {
                let text = text(folder, id, &target.vars, &entry.path)?;
                scripts.push(Rendered { path: entry.path.clone(), text, entry });
            }
        }
        scripts.sort_by(|a, b| a.path.cmp(&b.path));
        if let Some(pair) = scripts.windows(2).find(|pair| pair[0].path == pair[1].path) {
            return Err(format!("{}: `{}` is listed twice", file.display(), pair[0].path));
        }
        rendered.insert(id.clone(), scripts);
    }
    for path in files(folder, Path::new(""))? {
        // An overlay stands in a folder named after its target.
        let inner = catalog.targets.keys().find_map(|id| path.strip_prefix(&format!("{id}/")));
        if !known.contains(inner.unwrap_or(&path)) && !path.starts_with(PARTS) {
            return Err(format!("{}: `{path}` is not listed", file.display()));
        }
    }
    Ok(Builtins { rendered, written: Map::new() })
}

/// The folder of what several scripts have in common and include.
const PARTS: &str = "parts/";

/// The entry of a script for one target: keys under the target's id replace the others, or add to the list
/// of another if they end in `+`.
fn entry(script: &Mapping, id: &str, catalog: &Catalog) -> Result<Entry, Error> {
    let mut map = script.clone();
    let path = map.get("path").and_then(Value::as_str).unwrap_or("a script without `path`").to_owned();
    for target in catalog.targets.keys() {
        let Some(own) = map.remove(target.as_str()) else { continue };
        if target == id {
            let own = own.as_mapping().cloned().ok_or_else(|| format!("`{path}`: `{id}` must be a map"))?;
            merge(&mut map, own);
        }
    }
    let entry: Entry =
        serde_yaml::from_value(Value::Mapping(map)).map_err(|error| format!("`{path}`: {error}"))?;
    let safe = entry.path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    safe.then_some(entry).ok_or_else(|| format!("`{path}` is no path within the codebase"))
}

fn merge(map: &mut Mapping, own: Mapping) {
    for (key, value) in own {
        let longer = key.as_str().and_then(|it| it.strip_suffix('+'));
        match (longer.and_then(|it| map.get_mut(it)), value) {
            (Some(Value::Sequence(list)), Value::Sequence(more)) => list.extend(more),
            (_, value) => drop(map.insert(key, value)),
        }
    }
}

/// The text of a script for one target: its overlay, or the template rendered.
fn text(folder: &Path, id: &str, vars: &Map<Value>, path: &str) -> Result<String, Error> {
    let overlay = folder.join(id).join(path);
    if overlay.is_file() {
        return yaml::text(&overlay);
    }
    let file = folder.join(path);
    let mut parts = Map::new();
    for part in files(folder, Path::new(PARTS))? {
        let text = yaml::text(&folder.join(&part))?;
        parts.insert(part.trim_start_matches(PARTS).to_owned(), text);
    }
    render(path, &yaml::text(&file)?, &parts, id, vars)
        .map_err(|error| format!("{}: {error}", file.display()))
}

fn render(
    name: &str,
    template: &str,
    parts: &Map<String>,
    id: &str,
    vars: &Map<Value>,
) -> Result<String, minijinja::Error> {
    let syntax = SyntaxConfig::builder()
        .block_delimiters("<%", "%>")
        .variable_delimiters("<%=", "%>")
        .comment_delimiters("<%#", "%>")
        .line_statement_prefix("//#")
        .keep_trailing_newline(true)
        .build()?;
    let mut environment = Environment::new();
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    for (name, part) in parts {
        environment.add_template(name, part)?;
    }
    let mut context = vars.clone();
    context.insert("target".to_owned(), Value::String(id.to_owned()));
    environment.render_named_str(name, template, minijinja::value::Serde(context))
}

/// All scripts under the folder, with `/` between the parts of their paths.
fn files(folder: &Path, below: &Path) -> Result<Vec<String>, Error> {
    let here = folder.join(below);
    let fail = |error: std::io::Error| format!("{}: {error}", here.display());
    let mut found = Vec::new();
    for child in std::fs::read_dir(&here).map_err(fail)? {
        let child = child.map_err(fail)?;
        let path: PathBuf = below.join(child.file_name());
        if child.file_type().map_err(fail)?.is_dir() {
            found.extend(files(folder, &path)?);
        } else if path.extension().is_some_and(|extension| extension == "js") {
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            found.push(parts.join("/"));
        }
    }
    found.sort();
    Ok(found)
}

impl Builtins {
    /// Writes the texts as files and the rest as Rust. Must run before [`Builtins::scripts`].
    pub(crate) fn write(&mut self, out: &Path, code: &mut Code) -> Result<(), Error> {
        for (id, scripts) in &self.rendered {
            let mut literals = Vec::new();
            for script in scripts {
                let place = format!("builtins/{id}/{}", script.path);
                yaml::write(&out.join(&place), &script.text)?;
                let catalog = code.shared("CatalogEntry", &script.entry.literal());
                literals.push(format!(
                    "Script {{ path: {:?}, text: include_str!({place:?}), sha256: {:?}, catalog: {catalog} }}",
                    script.path,
                    <[u8; 32]>::from(Sha256::digest(script.text.as_bytes())),
                ));
            }
            self.written.insert(id.clone(), rust::slice(literals));
        }
        Ok(())
    }

    /// The scripts of a target as a Rust slice.
    pub(crate) fn scripts(&self, target: &str) -> &str {
        self.written.get(target).map_or("&[]", String::as_str)
    }
}

impl Entry {
    fn literal(&self) -> String {
        let level = |level: Option<&Level>| rust::option(level.map(|level| format!("Level::{level:?}")));
        let exports = self.exports.iter().flat_map(|(namespace, variables)| {
            variables.iter().map(move |(name, export)| {
                format!(
                    "CatalogExport {{ namespace: {namespace:?}, name: {name:?}, kind: {:?}, meaning: {:?} }}",
                    export.r#type, export.meaning
                )
            })
        });
        let imports: BTreeSet<_> = self
            .imports
            .iter()
            .flat_map(|(namespace, names)| names.iter().map(move |name| (namespace, name)))
            .collect();
        let chains = self.chains.iter().map(|(mount, it)| format!("({mount:?}, {})", rust::float(*it)));
        format!(
            "CatalogEntry {{ purpose: {:?}, role: ScriptRole::{:?}, level_in: {}, level_out: {}, \
             terminal: Terminal::{:?}, exports: {}, imports: {}, solves: {}, uses: {}, config: {}, chains: {}, \
             default: {}, members: {} }}",
            self.purpose,
            self.role,
            level(self.level.as_ref().map(|level| &level.r#in)),
            level(self.level.as_ref().and_then(|level| level.out.as_ref())),
            self.terminal,
            rust::slice(exports),
            rust::slice(imports.iter().map(|pair| format!("{pair:?}"))),
            rust::strings(&self.solves),
            rust::strings(&self.uses),
            rust::strings(&self.config),
            rust::slice(chains),
            self.default,
            rust::slice(self.members.iter().map(|pair| format!("{pair:?}"))),
        )
    }
}

//! Resources of Kubernetes: files, folders and streams of documents go in; plugins, their chains and
//! configurations, and workloads come out. Everything else in the stream passes by, most of it unparsed.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::LoadError;
use super::fields::{Fields, RESOURCE, heading};
use super::mesh::{self, OfMesh};
use super::plugin;
use super::reader::{By, Found, Look, Named, Reader};
use super::selector::{is_dns_label, is_subdomain};
use super::workload::{self, Workloads};
use super::yaml::{self, At, Piece};
use crate::ir::project::{Broken, Plugin, PluginChain, PluginConfig};
use crate::rules::{project as project_rule, resource as rule};
use crate::runtime::{Target, nearest};
use crate::source::{SourceId, Span};
use crate::world;

/// The group of the meshes' plugin resources.
const GROUP: &str = "plugin.flomesh.io";
/// Its one version.
const VERSION: &str = "v1alpha1";
/// How many files are parsed before their trees are read and freed.
const AT_A_TIME: usize = 256;
const KINDS: [&str; 3] = ["Plugin", "PluginChain", "PluginConfig"];

/// What a file is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Plugins, their chains and configurations.
    Plugins,
    /// Workloads, and plugins that happen to stand beside them.
    Workloads,
}

/// Kind, namespace and name.
pub(super) type Identity = (Box<str>, Box<str>, Box<str>);

/// Everything found in resources.
#[derive(Debug, Default)]
pub(super) struct Resources {
    pub plugins: Vec<Plugin>,
    /// With namespace and name, to sort by.
    pub chains: Vec<(Box<str>, Box<str>, PluginChain)>,
    pub configs: Vec<(Box<str>, Box<str>, PluginConfig)>,
    pub workloads: Workloads,
    /// What the mesh itself is told of its chains.
    pub mesh: Option<OfMesh>,
    /// Names in what is wrong.
    pub broken: Broken,
    /// Scripts of plugins whose place in a chain is not known.
    pub unmounted: Vec<SourceId>,
    /// Where each resource stands, by kind, namespace and name.
    pub seen: BTreeMap<Identity, Span>,
}

/// How resources are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct How<'a> {
    pub target: &'static Target,
    /// The namespace of resources that name none.
    pub namespace: &'a str,
    /// Whether kinds that are not read are reported.
    pub report_other: bool,
}

/// A resource's own data.
#[derive(Debug, Clone)]
pub(super) struct Meta<'t> {
    pub kind: &'t str,
    pub name: &'t str,
    pub name_span: Span,
    /// [`How::namespace`] if it has none.
    pub namespace: &'t str,
    /// All of it.
    pub at: At<'t>,
}

/// Reads what the named paths hold, each file once. Folders give their `.yaml`, `.yml` and `.json`
/// files. Returns the `.js` files of the folders.
///
/// # Errors
/// If something cannot be read, or a flag names what is not there.
pub(super) fn load(
    reader: &mut Reader<'_>,
    named: &[(Named, Role)],
    how: How<'_>,
    found: &mut Resources,
) -> Result<Vec<(String, String)>, LoadError> {
    let mut files = Files::default();
    let mut scripts = Vec::new();
    for (named, role) in named {
        match reader.find(named)? {
            Found::Nothing => {}
            Found::File => files.add(File {
                given: named.path.clone(),
                path: named.path.clone(),
                role: *role,
                way: Way::Named,
            }),
            Found::Folder(paths) => {
                let (mut n_files, n_scripts) = (0, scripts.len());
                for path in paths {
                    if is_document(&path) {
                        n_files += 1;
                        files.add(File { given: named.path.clone(), path, role: *role, way: Way::Walked });
                    } else if path.ends_with(".js") {
                        scripts.push((named.path.clone(), path));
                    }
                }
                let has_lone = matches!(named.by, By::Flag("PATH")) && scripts.len() > n_scripts;
                if n_files == 0 && !has_lone {
                    reader.out.push(project_rule::empty_folder::report(named.by.span(), &named.path));
                }
            }
        }
    }
    let ahead: Vec<_> = files.list.iter().map(|file| (&*file.given, &*file.path)).collect();
    reader.read_ahead(&ahead)?;
    let mut sources = Vec::new();
    for file in &files.list {
        sources.extend(reader.text(&file.given, &file.path)?.map(|source| (source, file)));
    }
    for some in sources.chunks(AT_A_TIME) {
        let parsed = world::map(reader.tasks, some, |&(source, file)| {
            reader.parsed(source, |text, piece| look(text, piece, file, how))
        });
        for (documents, (_, file)) in parsed.into_iter().zip(some) {
            for tree in reader.taken(documents) {
                // Of what passes by, nothing is said at all.
                if is_ours(tree.root()) {
                    reader.report_shape(&tree);
                    if !tree.troubles.is_empty() {
                        continue;
                    }
                }
                resource(reader, tree.root(), file.role, how, found);
            }
        }
    }
    Ok(scripts)
}

/// True for the names of files that hold documents.
pub(super) fn is_document(path: &str) -> bool {
    let extension = path.rsplit('/').next().and_then(|name| name.rsplit_once('.'));
    extension
        .is_some_and(|(_, it)| ["yaml", "yml", "json"].iter().any(|known| it.eq_ignore_ascii_case(known)))
}

/// How much of a document must be read. Most of a chart's output passes by unparsed.
fn look(text: &str, piece: Piece, file: &File, how: How<'_>) -> Look {
    let kind = yaml::quick_kind(text, piece);
    let body = || &text[piece.start as usize..piece.end as usize];
    let is_ours = || kind.is_some_and(|kind| KINDS.contains(&kind)) || names_group(text, piece);
    let keep = match (file.role, kind) {
        (Role::Workloads, Some(kind)) => workload::keep(kind),
        _ => None,
    };
    match (file.role, kind) {
        _ if how.report_other || is_ours() => Look::Whole,
        (Role::Workloads, None) => Look::Whole,
        (Role::Workloads, Some(kind)) if mesh::is_one(kind, body()) => Look::Whole,
        (Role::Workloads, Some(kind)) if kind.ends_with("List") => Look::Whole,
        (Role::Workloads, Some(_)) => keep.map_or(Look::Not, Look::Parts),
        // A file that somebody named is meant to be read; in a folder there may be anything.
        (Role::Plugins, None) if file.way == Way::Named => Look::Whole,
        (Role::Plugins, _) => Look::Not,
    }
}

/// True if a document may be one of the plugins' resources, or a list of them.
pub(super) fn names_group(text: &str, piece: Piece) -> bool {
    text[piece.start as usize..piece.end as usize].contains(GROUP)
}

/// True for the one version and the kinds of the plugins' resources.
pub(super) fn is_resource(version: &str, kind: &str) -> bool {
    version.strip_prefix(GROUP).and_then(|it| it.strip_prefix('/')) == Some(VERSION) && KINDS.contains(&kind)
}

/// A file to read.
#[derive(Debug)]
struct File {
    /// The path that led to it.
    given: String,
    path: String,
    role: Role,
    way: Way,
}

/// How a file was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By its own name.
    Named,
    /// In a folder.
    Walked,
}

/// The files to read, each once.
#[derive(Debug, Default)]
struct Files {
    list: Vec<File>,
    known: HashMap<String, usize>,
}

impl Files {
    /// Adds a file. One that is there already is read for both.
    fn add(&mut self, file: File) {
        let plain = file.path.strip_prefix("./").unwrap_or(&file.path).to_owned();
        match self.known.get(&plain).map(|&at| &mut self.list[at]) {
            Some(known) => {
                if file.role == Role::Workloads {
                    known.role = Role::Workloads;
                }
                if file.way == Way::Named {
                    known.way = Way::Named;
                }
            }
            None => {
                self.known.insert(plain, self.list.len());
                self.list.push(file);
            }
        }
    }
}

/// Reads the plugins' resources that stand in values, deep down: charts put out what is given to them, such as
/// in `extraDeploy`.
pub(super) fn in_values(reader: &mut Reader<'_>, root: At<'_>, how: How<'_>, found: &mut Resources) {
    let mut waiting = vec![root];
    // Aliases may name a part many times.
    let mut seen = HashSet::new();
    while let Some(at) = waiting.pop() {
        if !seen.insert(at.range()) {
            continue;
        }
        let version = at.get("apiVersion").and_then(At::text);
        if version.is_some_and(|it| it.split('/').next() == Some(GROUP)) {
            resource(reader, at, Role::Plugins, how, found);
            continue;
        }
        // The last is looked at first.
        let of_list = at.items().into_iter().flatten();
        let of_map = at.entries().into_iter().flatten().map(|(_, value)| value);
        let children: Vec<_> = of_list.chain(of_map).collect();
        waiting.extend(children.into_iter().rev());
    }
}

/// True for a document of the plugins' group, and for lists, which may hold some.
fn is_ours(at: At<'_>) -> bool {
    let text = |key: &str| at.get(key).and_then(At::text).unwrap_or_default();
    let kind = text("kind");
    KINDS.contains(&kind) || kind.ends_with("List") || text("apiVersion").starts_with(GROUP)
}

fn resource(reader: &mut Reader<'_>, at: At<'_>, role: Role, how: How<'_>, found: &mut Resources) {
    let text = |key: &str| at.get(key).and_then(At::text);
    let kind = text("kind");
    let version = text("apiVersion");
    if let Some(items) = at.get("items").filter(|_| kind.is_some_and(|kind| kind.ends_with("List"))) {
        // A list in a list is as deep as the document at most.
        let of = kind.and_then(|kind| kind.strip_suffix("List")).filter(|of| KINDS.contains(of));
        for item in items.items().into_iter().flatten() {
            match of.filter(|_| item.get("kind").is_none()) {
                // The API server leaves the kind of a typed list's items out.
                Some(of) => plugin_resource(reader, item, of, how, found),
                None => resource(reader, item, role, how, found),
            }
        }
        return;
    }
    let is_ours = version.is_some_and(|it| it == GROUP || it.split('/').next() == Some(GROUP));
    let kind_span = at.get("kind").map_or(heading(at), At::span);
    match kind {
        Some(kind) if is_ours => {
            let version_span = at.get("apiVersion").map_or(kind_span, At::span);
            let written = version.unwrap_or_default();
            if written.strip_prefix(GROUP) != Some(&format!("/{VERSION}")) {
                reader.out.push(rule::unknown_version::report(version_span, written));
                note_broken(at, kind, found);
            } else if KINDS.contains(&kind) {
                plugin_resource(reader, at, kind, how, found);
            } else {
                reader.out.push(rule::unknown_kind::report(kind_span, kind, nearest(kind, KINDS)));
            }
        }
        Some(kind) if version.is_none() && KINDS.contains(&kind) => {
            reader.out.push(rule::unknown_version::missing(kind_span, kind));
            note_broken(at, kind, found);
        }
        None if is_ours => {
            let mut fields = Fields { words: &RESOURCE, out: &mut reader.out };
            fields.required(at, "kind", "the resource");
        }
        Some(kind) if role == Role::Workloads && mesh::KINDS.contains(&kind) => {
            mesh::read(reader, at, kind, found);
        }
        Some(kind) if role == Role::Workloads && workload::KINDS.contains(&kind) => {
            workload::read(reader, at, kind, how, found);
        }
        kind => {
            let passes = role == Role::Workloads || at.is_null();
            if how.report_other && !passes {
                reader.out.push(rule::other_kind::report(kind_span, kind));
            }
        }
    }
}

/// Remembers the names in a resource that could not be read, or not all of it.
fn note_broken(at: At<'_>, kind: &str, found: &mut Resources) {
    match kind {
        "Plugin" => {
            let name = at.get("metadata").and_then(|at| at.get("name")).and_then(At::text);
            found.broken.plugins.extend(name.map(Into::into));
        }
        "PluginChain" => {
            let chains = at.get("spec").and_then(|at| at.get("chains")).and_then(At::items);
            for chain in chains.into_iter().flatten() {
                let names = chain.get("plugins").and_then(At::items).into_iter().flatten();
                let names = names.filter_map(At::text);
                found.broken.mounted.extend(names.map(Into::into));
            }
        }
        _ => {}
    }
}

fn plugin_resource(reader: &mut Reader<'_>, at: At<'_>, kind: &str, how: How<'_>, found: &mut Resources) {
    let mut fields = Fields { words: &RESOURCE, out: &mut reader.out };
    fields.only(at, &["apiVersion", "kind", "metadata", "spec", "status"], &format!("a `{kind}`"));
    let Some(meta) = metadata(at, kind, how, reader) else { return };
    let namespace = if kind == "Plugin" { "" } else { meta.namespace };
    if is_twice(reader, &meta, namespace, found) {
        return;
    }
    match kind {
        "Plugin" => match plugin::read_plugin(reader, at, &meta, how) {
            Ok(plugin) => found.plugins.push(plugin),
            Err(script) => {
                found.unmounted.extend(script);
                note_broken(at, kind, found);
            }
        },
        "PluginChain" => {
            let n_before = reader.out.len();
            let chain = plugin::read_chain(reader, at, &meta, how);
            if reader.out.len() > n_before {
                note_broken(at, kind, found);
            }
            if let Some(chain) = chain {
                found.chains.push((meta.namespace.into(), meta.name.into(), chain));
            }
        }
        _ => {
            if let Some(config) = plugin::read_config(reader, at, &meta, how) {
                found.configs.push((meta.namespace.into(), meta.name.into(), config));
            }
        }
    }
}

/// True, and reported, if there is one of this kind and name already.
fn is_twice(reader: &mut Reader<'_>, meta: &Meta<'_>, namespace: &str, found: &mut Resources) -> bool {
    let key = (meta.kind.into(), namespace.into(), meta.name.into());
    match found.seen.entry(key) {
        Entry::Vacant(free) => {
            free.insert(meta.name_span);
            false
        }
        Entry::Occupied(first) => {
            let label = label(meta.kind, namespace, meta.name);
            reader.out.push(rule::duplicate::report(&label, *first.get(), meta.name_span));
            true
        }
    }
}

/// How reports call a resource: `Plugin geo`, `PluginChain shop/geo`.
pub(super) fn label(kind: &str, namespace: &str, name: &str) -> String {
    match namespace {
        "" => format!("{kind} {name}"),
        namespace => format!("{kind} {namespace}/{name}"),
    }
}

/// Name and namespace, checked: they become paths.
pub(super) fn metadata<'t>(
    at: At<'t>,
    kind: &'t str,
    how: How<'t>,
    reader: &mut Reader<'_>,
) -> Option<Meta<'t>> {
    let mut fields = Fields { words: &RESOURCE, out: &mut reader.out };
    let owner = format!("the `{kind}`");
    let metadata = fields.required(at, "metadata", &owner)?;
    if !fields.map(metadata, "`metadata`") {
        return None;
    }
    let name_at = match fields.optional(metadata, "name") {
        // A hook's Job has only the beginning of a name.
        None if !KINDS.contains(&kind) => fields.optional(metadata, "generateName"),
        name => name,
    };
    let name_at = match name_at {
        Some(at) => at,
        None => fields.required(metadata, "name", &format!("the metadata of the `{kind}`"))?,
    };
    let name = fields.text(name_at, "`metadata.name`")?.trim_end_matches('-');
    if !is_subdomain(name) {
        fields.out.push(rule::bad_name::report(name_at.span(), "the name of a resource", name));
        return None;
    }
    let mut namespace = how.namespace;
    if let Some(at) = fields.optional(metadata, "namespace") {
        namespace = fields.text(at, "`metadata.namespace`")?;
        if !is_dns_label(namespace) {
            fields.out.push(rule::bad_name::report(at.span(), "the name of a namespace", namespace));
            return None;
        }
    }
    if kind == "Plugin"
        && let Some((key, _)) = metadata.entry("namespace")
    {
        fields.out.push(rule::namespaced_plugin::report(key.span));
    }
    Some(Meta { kind, name, name_span: name_at.span(), namespace, at: metadata })
}

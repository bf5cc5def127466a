//! Parts of a bundle that are asked for by name: its tree, its sizes, one sidecar, one chain, one plugin.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::super::page::{Page, comma_separated};
use super::super::{Style, line};
use super::number;
use crate::bundle::{Bundle, Chains, Link, MANIFEST, Manifest, Plugin, Role, Sidecar};
use crate::diff::chains::Names;
use crate::emit::tarball::{self, Mtime};
use crate::graph::{Unknown, nearest, workload};
use crate::ir::names::MountPoint;

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// All files as a tree.
    pub tree: bool,
    /// Sizes of all files, before and after compression.
    pub sizes: bool,
    /// The chains of this mount point only.
    pub chain: Option<MountPoint>,
    /// One plugin, and who runs it.
    pub plugin: Option<String>,
    /// One sidecar: its chains and files.
    pub sidecar: Option<String>,
}

impl Parts {
    /// Nothing is asked for by name, so everything is shown.
    pub fn is_empty(&self) -> bool {
        *self == Parts::default()
    }
}

/// A name that is asked for and not there.
///
/// # Errors
/// Then, with the nearest one that is.
pub fn unknown(bundle: &Bundle, parts: &Parts) -> Result<(), Unknown> {
    if parts.sidecar.is_some() {
        sidecars(&bundle.manifest, parts)?;
    }
    if parts.plugin.is_some() {
        plugin(&bundle.manifest, parts)?;
    }
    Ok(())
}

/// The sidecars that are asked for, with their names.
fn sidecars<'a>(manifest: &'a Manifest, parts: &Parts) -> Result<Vec<(String, &'a Sidecar)>, Unknown> {
    let names = Names::of(&[manifest]);
    let all: Vec<(String, &Sidecar)> = manifest.sidecars.iter().map(|it| (names.name(it), it)).collect();
    let Some(name) = &parts.sidecar else { return Ok(all) };
    let labels: Vec<&str> = all.iter().map(|it| &*it.0).collect();
    let found = workload(name, &labels)?;
    Ok(all.into_iter().enumerate().filter(|(at, _)| found.contains(at)).map(|(_, it)| it).collect())
}

fn plugin<'a>(manifest: &'a Manifest, parts: &Parts) -> Result<Option<&'a Plugin>, Unknown> {
    let Some(name) = &parts.plugin else { return Ok(None) };
    let found = manifest.plugins.iter().find(|it| *it.name == **name);
    found.map(Some).ok_or_else(|| Unknown {
        what: "plugin",
        name: name.clone(),
        near: nearest(name, manifest.plugins.iter().map(|it| &*it.name)),
    })
}

/// The links that are asked for of some chains.
fn chosen<'a>(chains: &'a Chains, parts: &Parts) -> Vec<(MountPoint, &'a [Link])> {
    let asked = |it: &(MountPoint, &Vec<Link>)| parts.chain.is_none_or(|mount| it.0 == mount);
    chains.iter().filter(asked).map(|(mount, links)| (mount, &links[..])).collect()
}

/// One file, for `--sizes`.
struct Size<'a> {
    path: &'a str,
    role: &'a str,
    bytes: usize,
    compressed: usize,
}

fn sizes(bundle: &Bundle) -> Vec<Size<'_>> {
    let roles: BTreeMap<&str, Role> =
        bundle.manifest.files.iter().map(|it| (it.path.as_str(), it.role)).collect();
    let size = |(path, bytes): (&'_ str, &std::sync::Arc<[u8]>)| {
        let role =
            roles.get(path).map_or(if path == MANIFEST { "manifest" } else { "unlisted" }, |it| it.word());
        (role, bytes.len(), tarball::compressed(bytes))
    };
    let entries = bundle.entries();
    entries
        .map(|(path, bytes)| {
            let (role, bytes, compressed) = size((path, bytes));
            Size { path, role, bytes, compressed }
        })
        .collect()
}

/// The files of each role together, in the order of their roles' words.
fn by_role<'a>(sizes: &[Size<'a>]) -> BTreeMap<&'a str, (usize, usize, usize)> {
    let mut out: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for it in sizes {
        let (files, bytes, compressed) = out.entry(it.role).or_default();
        *files += 1;
        *bytes += it.bytes;
        *compressed += it.compressed;
    }
    out
}

/// The size of the archive; `None` if no archive can hold the bundle.
fn archive(bundle: &Bundle) -> Option<usize> {
    tarball::bytes(bundle, Mtime::default()).ok().map(|it| it.len())
}

/// A folder, or a file with its size.
#[derive(Default)]
struct Node<'a> {
    children: BTreeMap<&'a str, Node<'a>>,
    bytes: Option<usize>,
}

fn tree(bundle: &Bundle) -> Node<'_> {
    let mut root = Node::default();
    for (path, bytes) in bundle.entries() {
        let mut node = &mut root;
        for part in path.split('/') {
            node = node.children.entry(part).or_default();
        }
        node.bytes = Some(bytes.len());
    }
    root
}

/// Writes the parts that are asked for, for people.
///
/// # Errors
/// If `out` cannot be written to.
pub fn parts_human(bundle: &Bundle, parts: &Parts, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let manifest = &bundle.manifest;
    let mut page = Page::new(out, style);
    page.words("", [manifest.folder_name()])?;
    if parts.tree {
        branches(&tree(bundle), "", &mut page)?;
    }
    if parts.sizes {
        size_table(bundle, &mut page)?;
    }
    if let Ok(Some(it)) = plugin(manifest, parts) {
        plugin_page(manifest, it, parts, &mut page)?;
    } else if parts.sidecar.is_some() || parts.chain.is_some() {
        for (name, sidecar) in sidecars(manifest, parts).unwrap_or_default() {
            sidecar_page(manifest, &name, sidecar, parts, &mut page)?;
        }
    }
    Ok(())
}

fn branches(node: &Node<'_>, indent: &str, page: &mut Page<'_>) -> io::Result<()> {
    let n = node.children.len();
    for (at, (name, child)) in node.children.iter().enumerate() {
        let (branch, below) = if at + 1 == n { ("└── ", "    ") } else { ("├── ", "│   ") };
        let size = child.bytes.map(|it| format!("({})", number(it)));
        let slash = if child.bytes.is_some() { "" } else { "/" };
        page.words(&format!("{indent}{branch}"), std::iter::once(format!("{name}{slash}")).chain(size))?;
        branches(child, &format!("{indent}{below}"), page)?;
    }
    Ok(())
}

fn size_table(bundle: &Bundle, page: &mut Page<'_>) -> io::Result<()> {
    let sizes = sizes(bundle);
    page.section("Sizes", "in bytes, as they are and compressed by themselves")?;
    let figures =
        |bytes: usize, compressed: usize| format!("{:>12}  {:>12}  ", number(bytes), number(compressed));
    for it in &sizes {
        page.words(&figures(it.bytes, it.compressed), [it.path.to_owned()])?;
    }
    page.section("By role", "")?;
    for (role, (files, bytes, compressed)) in by_role(&sizes) {
        let what = super::super::count(files, role_noun(role));
        page.words(&figures(bytes, compressed), what.split(' ').map(str::to_owned))?;
    }
    let total = sizes.iter().fold((0, 0), |sum, it| (sum.0 + it.bytes, sum.1 + it.compressed));
    page.words(&figures(total.0, total.1), ["together".to_owned()])?;
    match archive(bundle) {
        Some(size) => page.words(&format!("{:>12}  {:>12}  ", "", number(size)), ["the archive".to_owned()]),
        None => Ok(()),
    }
}

/// A role's word as a noun that has a plural with `s`.
fn role_noun(role: &str) -> &str {
    match role {
        "data" => "data file",
        "plugin-configs" => "plugin configuration",
        "sidecar-config" => "sidecar configuration",
        "config" => "base configuration",
        "source-map" => "source map",
        "unlisted" => "unlisted file",
        role => role,
    }
}

fn sidecar_page(
    manifest: &Manifest,
    name: &str,
    sidecar: &Sidecar,
    parts: &Parts,
    page: &mut Page<'_>,
) -> io::Result<()> {
    page.section_of("Sidecar", [name.to_owned()])?;
    let facts = [
        ("kind", sidecar.kind.as_deref().map(str::to_owned)),
        ("chains", Some(sidecar.chain_set.to_string())),
        ("config", Some(sidecar.config.to_string())),
        ("plugins", sidecar.plugin_configs.as_ref().map(ToString::to_string)),
    ];
    for (word, value) in facts {
        if let Some(value) = value.filter(|_| parts.sidecar.is_some()) {
            page.words(&format!("  {word:8}  "), [value])?;
        }
    }
    let Some(chains) = manifest.chain_set(&sidecar.chain_set) else { return Ok(()) };
    for (mount, links) in chosen(chains, parts) {
        link_table(mount, links, page)?;
    }
    Ok(())
}

fn link_table(mount: MountPoint, links: &[Link], page: &mut Page<'_>) -> io::Result<()> {
    page.line(&format!("  {mount}"))?;
    let width = links.iter().map(|it| it.priority.to_string().width()).max().unwrap_or(0);
    let widest = links.iter().map(|it| line(it.module.as_str()).width()).max().unwrap_or(0);
    // Where there is room, what mounts the links stands in a column.
    let widest = if widest + width + 32 <= page.style.width { widest } else { 0 };
    for link in links {
        let module = line(link.module.as_str());
        let from = std::iter::once(link.origin.word().to_owned())
            .chain(link.mounted_by.iter().map(ToString::to_string));
        let priority = link.priority.to_string();
        let gap = widest.saturating_sub(module.width());
        let first = format!("    {priority:>width$}  {}{:gap$}  ", page.colored(&module, link.origin), "");
        page.words_after(&first, width + module.width() + gap + 8, comma_separated(from))?;
    }
    Ok(())
}

/// Where a plugin stands: (mount point, place, how many links there are, sidecars).
fn places(
    manifest: &Manifest,
    plugin: &Plugin,
    parts: &Parts,
) -> Vec<(MountPoint, usize, usize, Vec<String>)> {
    let mut out: BTreeMap<(MountPoint, usize, usize), Vec<String>> = BTreeMap::new();
    for (name, sidecar) in sidecars(manifest, parts).unwrap_or_default() {
        let Some(chains) = manifest.chain_set(&sidecar.chain_set) else { continue };
        for (mount, links) in chosen(chains, parts) {
            let places = links.iter().enumerate().filter(|(_, it)| it.module == plugin.module);
            for (at, _) in places {
                out.entry((mount, at + 1, links.len())).or_default().push(name.clone());
            }
        }
    }
    out.into_iter().map(|((mount, at, of), names)| (mount, at, of, names)).collect()
}

fn variables(list: &[crate::bundle::Variable]) -> Vec<String> {
    list.iter().map(|it| format!("{}.{}", it.namespace, it.name)).collect()
}

fn plugin_page(manifest: &Manifest, plugin: &Plugin, parts: &Parts, page: &mut Page<'_>) -> io::Result<()> {
    page.section_of("Plugin", [plugin.name.to_string()])?;
    let file = format!("base/{}", plugin.module);
    let entry = manifest.files.iter().find(|it| it.path.as_str() == file);
    page.words("  file      ", [file])?;
    if let Some(entry) = entry {
        page.words("  bytes     ", [number(entry.size)])?;
        page.words("  sha256    ", [entry.sha256.to_string()])?;
    }
    page.words("  priority  ", [plugin.priority.to_string()])?;
    let lists = [
        ("imports", variables(&plugin.imports)),
        ("exports", variables(&plugin.exports)),
        ("files", plugin.files.iter().map(ToString::to_string).collect()),
    ];
    for (word, list) in lists {
        if !list.is_empty() {
            page.words(&format!("  {word:8}  "), comma_separated(list))?;
        }
    }
    for config in manifest.configs.iter().filter(|it| it.plugin == plugin.name) {
        let services = comma_separated(config.services.iter().map(ToString::to_string));
        let words = [config.resource.to_string(), "for".to_owned()].into_iter().chain(services);
        page.words("  config    ", words)?;
    }
    for (mount, at, of, names) in places(manifest, plugin, parts) {
        page.words(&format!("  {mount}, place {at} of {of}: "), comma_separated(names))?;
    }
    Ok(())
}

/// Writes the parts that are asked for as one JSON object; `docs/inspect.md` describes it.
///
/// # Errors
/// If `out` cannot be written to.
pub fn parts_json(bundle: &Bundle, parts: &Parts, out: &mut dyn Write) -> io::Result<()> {
    let manifest = &bundle.manifest;
    let mut value = Map::new();
    value.insert("version".to_owned(), 1.into());
    value.insert("folder".to_owned(), manifest.folder_name().into());
    if parts.tree {
        value.insert("tree".to_owned(), node_json(&tree(bundle)));
    }
    if parts.sizes {
        let sizes = sizes(bundle);
        let files = sizes.iter().map(
            |it| json!({"path": it.path, "role": it.role, "bytes": it.bytes, "compressed": it.compressed}),
        );
        let files: Vec<Value> = files.collect();
        let roles = by_role(&sizes);
        let roles = roles.into_iter().map(|(role, (files, bytes, compressed))| {
            json!({"role": role, "files": files, "bytes": bytes, "compressed": compressed})
        });
        let total = json!({
            "files": sizes.len(),
            "bytes": sizes.iter().map(|it| it.bytes).sum::<usize>(),
            "compressed": sizes.iter().map(|it| it.compressed).sum::<usize>(),
            "archive": archive(bundle),
        });
        let roles: Vec<Value> = roles.collect();
        value.insert("sizes".to_owned(), json!({"files": files, "roles": roles, "total": total}));
    }
    if let Ok(Some(plugin)) = plugin(manifest, parts) {
        let places = places(manifest, plugin, parts).into_iter().map(|(mount, place, of, sidecars)| {
            json!({"chain": mount, "place": place, "of": of, "sidecars": sidecars})
        });
        let places: Vec<Value> = places.collect();
        let configs: Vec<_> = manifest.configs.iter().filter(|it| it.plugin == plugin.name).collect();
        let file = format!("base/{}", plugin.module);
        let file = manifest.files.iter().find(|it| it.path.as_str() == file);
        let shown = json!({"plugin": plugin, "file": file, "configs": configs, "places": places});
        value.insert("plugin".to_owned(), shown);
    } else if parts.sidecar.is_some() || parts.chain.is_some() {
        let sidecars = sidecars(manifest, parts).unwrap_or_default();
        let shown = sidecars.into_iter().map(|(name, sidecar)| {
            let chains =
                manifest.chain_set(&sidecar.chain_set).map(|it| chosen(it, parts)).unwrap_or_default();
            let chains: Map<String, Value> =
                chains.into_iter().map(|(mount, links)| (mount.name().to_owned(), json!(links))).collect();
            json!({"name": name, "sidecar": sidecar, "chains": chains})
        });
        let shown: Vec<Value> = shown.collect();
        value.insert("sidecars".to_owned(), shown.into());
    }
    serde_json::to_writer_pretty(&mut *out, &value)?;
    writeln!(out)
}

/// A folder as an object of what is in it; a file as its size.
fn node_json(node: &Node<'_>) -> Value {
    match node.bytes {
        Some(bytes) => bytes.into(),
        None => node.children.iter().map(|(name, child)| ((*name).to_owned(), node_json(child))).collect(),
    }
}

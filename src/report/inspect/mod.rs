//! What is in a bundle: for people as text, for programs as JSON, and single files as they are.

mod views;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use super::page::{Page, comma_separated};
use super::{Style, count, line, lines};
use crate::bundle::{Bundle, Chains, FileEntry, Link, Manifest, Plugin, Role, Variable};
use crate::ir::names::CodePath;

pub use views::{Parts, parts_human, parts_json, unknown};

/// Where the bytes of a file go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// A program: the bytes as they are.
    Pipe,
    /// A person: text, with nothing that a terminal would obey.
    Terminal,
}

/// Writes one file of the bundle: `path` as in the bundle, or as in the codebase, without `base/`.
/// Returns false if there is no such file.
///
/// # Errors
/// If `out` cannot be written to.
pub fn show(bundle: &Bundle, path: &str, to: Destination, out: &mut dyn Write) -> io::Result<bool> {
    let Some(bytes) = bundle.file(path).or_else(|| bundle.file(&format!("base/{path}"))) else {
        return Ok(false);
    };
    match to {
        Destination::Pipe => out.write_all(bytes)?,
        Destination::Terminal => out.write_all(lines(&String::from_utf8_lossy(bytes)).as_bytes())?,
    }
    Ok(true)
}

/// The file of the bundle whose path is nearest to `path`, for a hint.
pub fn nearest<'a>(bundle: &'a Bundle, path: &str) -> Option<&'a str> {
    let distance = |it: &str| strsim::damerau_levenshtein(it, path);
    let paths = bundle.entries().map(|(path, _)| path);
    let near = paths.filter(|it| it.ends_with(path) || distance(it) <= path.len() / 3);
    near.min_by_key(|it| distance(it))
}

/// What `pipyc inspect --format json` prints. Fields stand in the order of their keys.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Inspection<'a> {
    /// The name of the bundle's folder.
    folder: String,
    /// The manifest, as in `manifest.json`.
    manifest: &'a Manifest,
    /// How many files of each role there are, in the order of the format's page; those of which there are none left out.
    roles: Vec<Total>,
    /// All files together, `manifest.json` among them.
    total: Total,
    /// Of this object: 1.
    version: u32,
}

/// Some files together.
#[derive(Debug, Serialize)]
struct Total {
    /// Their size in bytes, before compression.
    bytes: u64,
    /// How many there are.
    files: usize,
    /// Their role; absent where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
}

fn totals(manifest: &Manifest) -> Vec<Total> {
    let total = |role| {
        let files: Vec<&FileEntry> = manifest.files.iter().filter(|it| it.role == role).collect();
        Total { bytes: files.iter().map(|it| it.size).sum(), files: files.len(), role: Some(role) }
    };
    Role::ALL.into_iter().map(total).filter(|it| it.files > 0).collect()
}

fn total(bundle: &Bundle) -> Total {
    let sizes = bundle.entries().map(|(_, bytes)| bytes.len() as u64);
    Total { bytes: sizes.sum(), files: bundle.files.len() + 1, role: None }
}

/// Writes the bundle as one JSON object.
///
/// # Errors
/// If `out` cannot be written to.
pub fn json(bundle: &Bundle, out: &mut dyn Write) -> io::Result<()> {
    let manifest = &bundle.manifest;
    let inspection = Inspection {
        folder: manifest.folder_name(),
        manifest,
        roles: totals(manifest),
        total: total(bundle),
        version: 1,
    };
    serde_json::to_writer_pretty(&mut *out, &inspection)?;
    writeln!(out)
}

/// Writes the bundle for people.
///
/// # Errors
/// If `out` cannot be written to.
pub fn human(bundle: &Bundle, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(out, style);
    let manifest = &bundle.manifest;
    head(manifest, &mut page)?;
    sizes(bundle, &mut page)?;
    sidecars(manifest, &mut page)?;
    plugins(manifest, &mut page)?;
    configs(manifest, &mut page)
}

fn head(manifest: &Manifest, page: &mut Page<'_>) -> io::Result<()> {
    let title = format!("{} {}", manifest.name, manifest.version);
    let about = format!("for {} (Pipy {})", manifest.target, manifest.pipy);
    page.heading(&title, about.split(' ').map(str::to_owned))?;
    let mut facts = vec![("digest", manifest.digest.to_string())];
    facts.extend(manifest.revision.as_ref().map(|it| ("revision", it.to_string())));
    let minified = if manifest.minified { ", minified" } else { "" };
    facts.push(("made by", format!("pipyc {}{minified}", manifest.tool_version)));
    facts.push(("from", count(manifest.inputs.len(), "input")));
    for (name, value) in facts {
        page.words(&format!("  {name:8}  "), [value])?;
    }
    Ok(())
}

fn sizes(bundle: &Bundle, page: &mut Page<'_>) -> io::Result<()> {
    page.section("Files", &format!("{:>27}  {:>12}", "number", "bytes"))?;
    let row = |name: &str, total: &Total| {
        format!("  {name:22}  {:>7}  {:>12}", number(total.files), number(total.bytes))
    };
    for total in totals(&bundle.manifest) {
        page.line(&row(total.role.map_or("", plural), &total))?;
    }
    let manifest = Total { bytes: bundle.manifest_json.len() as u64, files: 1, role: None };
    page.line(&row("manifest", &manifest))?;
    page.line(&row("together", &total(bundle)))
}

fn plural(role: Role) -> &'static str {
    match role {
        Role::Script => "scripts",
        Role::Module => "modules",
        Role::Plugin => "plugins",
        Role::Config => "configuration",
        Role::Data => "data",
        Role::SidecarConfig => "sidecar configurations",
        Role::PluginConfigs => "plugin configurations",
        Role::SourceMap => "source maps",
    }
}

/// `1,234`.
fn number(n: impl TryInto<usize>) -> String {
    let text = count(n.try_into().unwrap_or(usize::MAX), "");
    text.trim_end_matches('s').trim_end().to_owned()
}

/// Each different set of chains once, with the sidecars that have it.
fn sidecars(manifest: &Manifest, page: &mut Page<'_>) -> io::Result<()> {
    let mut by_set: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for (at, sidecar) in manifest.sidecars.iter().enumerate() {
        // The kind only where it is needed: sidecars of one name stand next to each other.
        let name = sidecar.name();
        let near = [at.wrapping_sub(1), at + 1].map(|it| manifest.sidecars.get(it));
        let shared = near.into_iter().flatten().any(|it| it.name() == name);
        let shown = match &sidecar.kind {
            Some(kind) if shared => format!("{name} ({kind})"),
            _ => name,
        };
        let names = by_set.entry(&sidecar.chain_set).or_default();
        if names.is_empty() {
            order.push(&sidecar.chain_set);
        }
        names.push(shown);
    }
    for id in order {
        let names = by_set.remove(id).unwrap_or_default();
        let title = if names.len() == 1 { "Sidecar" } else { "Sidecars" };
        page.section(title, &format!("with chains {id}"))?;
        page.words("  ", comma_separated(names))?;
        if let Some(chains) = manifest.chain_set(id) {
            chain_table(chains, page)?;
        }
    }
    Ok(())
}

fn chain_table(chains: &Chains, page: &mut Page<'_>) -> io::Result<()> {
    let links = || chains.iter().flat_map(|(_, links)| links);
    let text = |link: &Link| link.priority.to_string();
    let n_priority = links().map(|it| text(it).width()).max().unwrap_or(0);
    let n_module = links().map(|it| it.module.as_str().width()).max().unwrap_or(0);
    // Where a link comes from stands beside it, unless that would leave it too little room.
    let beside = page.style.width.saturating_sub(n_priority + n_module + 8) >= 24;
    for (mount, links) in chains.iter() {
        let empty = if links.is_empty() { " (empty)" } else { "" };
        page.line(&format!("  {mount}{empty}"))?;
        for link in links {
            let origin = link.origin.word().to_owned();
            let from = std::iter::once(origin).chain(link.mounted_by.iter().map(ToString::to_string));
            let module = line(link.module.as_str());
            let priority = format!("    {:>n_priority$}  ", text(link));
            let shown = page.colored(&module, link.origin);
            if beside {
                let gap = n_module.saturating_sub(module.width()) + 2;
                let indent = n_priority + n_module + 8;
                page.words_after(&format!("{priority}{shown}{:gap$}", ""), indent, comma_separated(from))?;
            } else {
                page.raw(&format!("{priority}{shown}"))?;
                page.words(&" ".repeat(n_priority + 8), comma_separated(from))?;
            }
        }
    }
    Ok(())
}

fn plugins(manifest: &Manifest, page: &mut Page<'_>) -> io::Result<()> {
    if manifest.plugins.is_empty() {
        return Ok(());
    }
    page.section("Plugins", "")?;
    for plugin in &manifest.plugins {
        let Plugin { name, priority, module, mounts, .. } = plugin;
        let mut facts = vec![format!("priority {priority}")];
        facts.extend(size_of(manifest, module).map(|it| format!("{} bytes", number(it))));
        facts.extend(mounts.iter().map(ToString::to_string));
        page.words(&format!("  {name}: "), comma_separated(facts))?;
        let variable = |it: &Variable| format!("{}.{}", it.namespace, it.name);
        page.listed("imports", plugin.imports.iter().map(variable))?;
        page.listed("exports", plugin.exports.iter().map(variable))?;
        page.listed("files", plugin.files.iter().map(ToString::to_string))?;
    }
    Ok(())
}

/// The size of a file of the codebase.
fn size_of(manifest: &Manifest, module: &CodePath) -> Option<u64> {
    let path = format!("base/{module}");
    let at = manifest.files.binary_search_by(|it| it.path.as_str().cmp(&path)).ok()?;
    Some(manifest.files[at].size)
}

fn configs(manifest: &Manifest, page: &mut Page<'_>) -> io::Result<()> {
    if manifest.configs.is_empty() {
        return Ok(());
    }
    page.section("Plugin configurations", "")?;
    for config in &manifest.configs {
        let words = format!("{} for {}", config.resource, config.plugin);
        page.words("  ", words.split(' ').map(str::to_owned))?;
        page.listed("services", config.services.iter().map(ToString::to_string))?;
    }
    Ok(())
}

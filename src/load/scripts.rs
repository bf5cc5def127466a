//! What comes from plain files: bare scripts, lone scripts, further files of the codebase, another set of
//! built-in scripts, a mesh configuration.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::LoadError;
use super::kube::{self, Resources};
use super::project_file::{Located, ScriptEntry};
use super::reader::{By, Found, Named, Reader};
use super::selector::is_subdomain;
use crate::diag::Diagnostic;
use crate::ir::names::{CodePath, MountPoint, Priority};
use crate::ir::project::{
    CodeFile, LabelSelector, Labels, MeshConfig, Metadata, Mount, Plugin, PluginChain, Workload,
};
use crate::rules::{project as rule, resource as resource_rule};
use crate::source::{SourceId, Span};

/// A bare script: an entry of `scripts`, or a `--script`.
pub(super) struct Bare {
    pub named: Named,
    pub name: Option<(String, Option<Span>)>,
    pub priority: Option<(Priority, Option<Span>)>,
    pub chains: Vec<(MountPoint, Option<Span>)>,
    pub pod_selector: Option<LabelSelector>,
    pub namespace_selector: Option<LabelSelector>,
}

impl Bare {
    /// An entry of the project file.
    pub(super) fn of(entry: &ScriptEntry, reader: &Reader<'_>) -> Bare {
        let with_span = |it: &Located<Priority>| (it.value, Some(it.span));
        Bare {
            named: Named { path: reader.of_root(&entry.path.value), by: By::Key(entry.path.span) },
            name: entry.name.as_ref().map(|it| (it.value.clone(), Some(it.span))),
            priority: entry.priority.as_ref().map(with_span),
            chains: entry.chains.iter().map(|it| (it.value, Some(it.span))).collect(),
            pod_selector: entry.pod_selector.clone(),
            namespace_selector: entry.namespace_selector.clone(),
        }
    }

    /// A `--script PATH[,key=value]…`.
    ///
    /// # Errors
    /// If it cannot be understood; the error names the flag.
    pub(super) fn parse(text: &str) -> Result<Bare, LoadError> {
        let wrong = |reason: String| LoadError::Flag { flag: "--script", text: text.to_owned(), reason };
        let mut parts = text.split(',');
        let path = parts.next().filter(|path| !path.is_empty()).ok_or_else(|| wrong("has no path".into()))?;
        let mut bare = Bare {
            named: Named { path: path.to_owned(), by: By::Flag("--script") },
            name: None,
            priority: None,
            chains: Vec::new(),
            pod_selector: None,
            namespace_selector: None,
        };
        for part in parts {
            let (key, value) = part.split_once('=').ok_or_else(|| wrong(format!("`{part}` has no `=`")))?;
            match key {
                "name" => bare.name = Some((value.to_owned(), None)),
                "priority" => bare.priority = Some((priority(value).map_err(wrong)?, None)),
                "chain" => bare.chains.push((mount(value).map_err(wrong)?, None)),
                "pod" | "namespace" => {
                    let (label, value) = value
                        .split_once('=')
                        .ok_or_else(|| wrong(format!("`{part}` needs `LABEL=VALUE`")))?;
                    let selector =
                        if key == "pod" { &mut bare.pod_selector } else { &mut bare.namespace_selector };
                    let labels = &mut selector.get_or_insert_default().match_labels;
                    labels.insert(label.into(), value.into());
                }
                _ => {
                    let known = "`name`, `priority`, `chain`, `pod` and `namespace`";
                    return Err(wrong(format!("`{key}` means nothing; there are {known}")));
                }
            }
        }
        Ok(bare)
    }
}

/// A priority given by a flag.
pub(super) fn priority(text: &str) -> Result<Priority, String> {
    let value = text.parse().ok().filter(|value: &f64| *value >= 0.0).and_then(Priority::new);
    value.ok_or_else(|| format!("`{text}` is no priority; write a number from 0 up"))
}

/// A mount point given by a flag.
pub(super) fn mount(text: &str) -> Result<MountPoint, String> {
    let names = MountPoint::ALL.map(|mount| format!("`{mount}`")).join(", ");
    MountPoint::parse(text).ok_or_else(|| format!("no chain is called `{text}`; there are {names}"))
}

/// Reads a bare script and mounts it.
///
/// # Errors
/// If it cannot be read.
pub(super) fn bare(reader: &mut Reader<'_>, bare: &Bare, found: &mut Resources) -> Result<(), LoadError> {
    let Some(script) = script(reader, &bare.named)? else { return Ok(()) };
    let entry = bare.named.by.span().unwrap_or(Span::point(script, 0));
    let (name, span) = match &bare.name {
        Some((name, span)) => (name.as_str(), span.unwrap_or(entry)),
        None => (stem(&bare.named.path), entry),
    };
    if !is_subdomain(name) {
        let diagnostic = resource_rule::bad_name::report(span, "the name of a plugin", name);
        reader.out.push(match bare.name {
            Some(_) => diagnostic,
            None => diagnostic.help("give the script another `name`"),
        });
        return Ok(());
    }
    let key = ("Plugin".into(), "".into(), name.into());
    if let Some(&first) = found.seen.get(&key) {
        let label = kube::label("Plugin", "", name);
        reader.out.push(resource_rule::duplicate::report(&label, first, span));
        return Ok(());
    }
    found.seen.insert(key, span);
    found.plugins.push(Plugin {
        name: name.into(),
        metadata: Metadata::default(),
        span,
        script,
        priority: bare.priority.map_or(Priority::ZERO, |(priority, _)| priority),
        // A flag has no place; the script's beginning stands for it.
        priority_span: bare.priority.map(|(_, at)| at.unwrap_or(span)),
        bare: true,
    });
    let mounts: Vec<Mount> = bare
        .chains
        .iter()
        .map(|&(mount, at)| Mount { mount, plugin: name.into(), span: at.unwrap_or(span) })
        .collect();
    if !mounts.is_empty() {
        let chain = PluginChain {
            label: format!("scripts entry {name}").into(),
            name: name.into(),
            metadata: Metadata::default(),
            span,
            mounts,
            namespace_selector: bare.namespace_selector.clone(),
            pod_selector: bare.pod_selector.clone(),
        };
        found.chains.push(("".into(), name.into(), chain));
    }
    Ok(())
}

/// The text of a script file that was named.
fn script(reader: &mut Reader<'_>, named: &Named) -> Result<Option<SourceId>, LoadError> {
    match reader.find(named)? {
        Found::File => reader.text(&named.path, &named.path),
        Found::Folder(_) => {
            needed(reader, named, "a file")?;
            Ok(None)
        }
        Found::Nothing => Ok(None),
    }
}

/// Says that something else was needed at a path.
fn needed(reader: &mut Reader<'_>, named: &Named, what: &str) -> Result<(), LoadError> {
    match named.by {
        By::Flag(flag) => {
            let reason = format!("is not {what}");
            Err(LoadError::Flag { flag, text: named.path.clone(), reason })
        }
        By::Key(span) => {
            reader.out.push(rule::missing_path::report(span, &named.path, Some(what)));
            Ok(())
        }
    }
}

/// The file's name without `.js`.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".js").unwrap_or(name)
}

/// Where lone scripts are mounted, if they are.
pub(super) struct LoneMount {
    pub mounts: Vec<MountPoint>,
    pub priority: Option<Priority>,
}

/// Mounts lone scripts, each by itself in the default chains: with more than one, each gets a workload of
/// its own.
pub(super) fn mount_alone(scripts: &[(String, SourceId)], alone: &LoneMount, found: &mut Resources) {
    /// The label that tells the workloads of lone scripts apart.
    const LABEL: &str = "pipyc.script";
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    for (path, script) in scripts {
        let name = usable_name(stem(path));
        let n_before = taken.entry(name.clone()).or_default();
        *n_before += 1;
        let name = if *n_before == 1 { name } else { format!("{name}-{n_before}") };
        let span = Span::point(*script, 0);
        let labels: Labels = [(LABEL.into(), name.as_str().into())].into();
        let selector = LabelSelector { match_labels: labels.clone(), expressions: Vec::new() };
        let chains: Vec<&str> = alone.mounts.iter().map(|mount| mount.name()).collect();
        let mount = |&mount: &MountPoint| Mount { mount, plugin: name.as_str().into(), span };
        let chain = PluginChain {
            label: format!("--chain {}", chains.join(" --chain ")).into(),
            name: name.as_str().into(),
            metadata: Metadata::default(),
            span,
            mounts: alone.mounts.iter().map(mount).collect(),
            namespace_selector: None,
            pod_selector: (scripts.len() > 1).then_some(selector),
        };
        found.chains.push(("".into(), name.as_str().into(), chain));
        if scripts.len() > 1 {
            found.workloads.workloads.push(Workload {
                kind: "Script".into(),
                namespace: "default".into(),
                name: name.as_str().into(),
                labels,
                span,
            });
        }
        found.plugins.push(Plugin {
            name: name.into(),
            metadata: Metadata::default(),
            span,
            script: *script,
            priority: alone.priority.unwrap_or(Priority::BEFORE_BALANCING),
            // The flag has no place; the script's beginning stands for it.
            priority_span: alone.priority.map(|_| span),
            bare: true,
        });
    }
}

/// A legal plugin name that looks like `stem`.
fn usable_name(stem: &str) -> String {
    let lower = stem.to_ascii_lowercase();
    let name: String = lower.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let name: String = name.trim_matches('-').chars().take(50).collect();
    let name = name.trim_end_matches('-');
    if name.is_empty() { "script".to_owned() } else { name.to_owned() }
}

/// Collects the files of a codebase, one at each path.
#[derive(Default)]
pub(super) struct Files {
    /// With the file that each came from.
    by_path: BTreeMap<CodePath, (String, CodeFile)>,
}

impl Files {
    /// Adds the file or folder `named`, as `place` in the codebase.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn add(
        &mut self,
        reader: &mut Reader<'_>,
        named: &Named,
        place: &str,
    ) -> Result<(), LoadError> {
        match reader.find(named)? {
            Found::Nothing => Ok(()),
            Found::File => self.add_file(reader, named, &named.path, place),
            Found::Folder(paths) => {
                let folder = named.path.trim_end_matches('/');
                let place = place.trim_end_matches('/');
                for path in paths {
                    let below = path.strip_prefix(folder).unwrap_or(&path).trim_start_matches('/');
                    let place = match place {
                        "" | "." => below.to_owned(),
                        place => format!("{place}/{below}"),
                    };
                    self.add_file(reader, named, &path, &place)?;
                }
                Ok(())
            }
        }
    }

    fn add_file(
        &mut self,
        reader: &mut Reader<'_>,
        named: &Named,
        path: &str,
        place: &str,
    ) -> Result<(), LoadError> {
        let report = |reader: &mut Reader<'_>, diagnostic: Diagnostic| reader.out.push(diagnostic);
        let place = match (CodePath::new(place), named.by) {
            (Ok(place), _) => place,
            (Err(why), By::Flag(flag)) => {
                let reason = format!("`{place}` cannot be a file of the codebase: {why}");
                return Err(LoadError::Flag { flag, text: named.path.clone(), reason });
            }
            (Err(why), By::Key(span)) => {
                report(reader, rule::bad_file_path::report(span, place, &why));
                return Ok(());
            }
        };
        if let Some((by, _)) = self.by_path.get(&place) {
            if by != path {
                let diagnostic = rule::file_clash::report(named.by.span(), place.as_str(), path, by);
                report(reader, diagnostic);
            }
            return Ok(());
        }
        let (bytes, source): (Arc<[u8]>, _) = if path.ends_with(".js") {
            // A script that is no text was reported, and is nothing that Pipy could run.
            let Some(source) = reader.text(&named.path, path)? else { return Ok(()) };
            (reader.text_of(source).as_bytes().into(), Some(source))
        } else {
            (reader.bytes(&named.path, path)?.into(), None)
        };
        let file = CodeFile { path: place.clone(), bytes, source };
        self.by_path.insert(place, (path.to_owned(), file));
        Ok(())
    }

    /// The files, sorted by path.
    pub(super) fn into_files(self) -> Vec<CodeFile> {
        self.by_path.into_values().map(|(_, file)| file).collect()
    }
}

/// The files of a `builtins` folder.
///
/// # Errors
/// If it cannot be read.
pub(super) fn builtins(reader: &mut Reader<'_>, named: &Named) -> Result<Option<Vec<CodeFile>>, LoadError> {
    match reader.find(named)? {
        Found::Nothing => Ok(None),
        Found::File => {
            needed(reader, named, "a folder")?;
            Ok(None)
        }
        Found::Folder(_) => {
            let mut files = Files::default();
            files.add(reader, named, "")?;
            Ok(Some(files.into_files()))
        }
    }
}

/// A sidecar's `config.json`.
///
/// # Errors
/// If it cannot be read.
pub(super) fn mesh_config(reader: &mut Reader<'_>, named: &Named) -> Result<Option<MeshConfig>, LoadError> {
    let Some(source) = script(reader, named)? else { return Ok(None) };
    let n_before = reader.out.len();
    let trees = reader.documents(source);
    let Some(tree) = trees.first() else {
        if reader.out.len() == n_before {
            reader.out.push(rule::bad_mesh_config::report(Span::point(source, 0), "nothing"));
        }
        return Ok(None);
    };
    reader.report_shape(tree);
    let root = tree.root();
    if !root.is_map() {
        reader.out.push(rule::bad_mesh_config::report(root.span(), root.describe()));
        return Ok(None);
    }
    Ok(Some(MeshConfig { value: Arc::new(root.to_json()), span: root.span() }))
}

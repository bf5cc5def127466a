//! A difference for programs: one object, which `schema/diff.schema.json` describes.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::bundle::{Link, Manifest};
use crate::diff::chains::{ChainsChange, LinkChange, Way};
use crate::diff::configs::{ConfigChange, ResourceChange};
use crate::diff::files::{FileChange, Inside, InterfaceChange, Meaning};
use crate::diff::text::{Hunk, Line, Tag};
use crate::diff::values::{Became, ValueChange};
use crate::diff::{Diff, ListChange, PluginChange};

/// Writes a difference as one JSON object.
///
/// # Errors
/// If `out` cannot be written to.
pub fn json(diff: &Diff<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &to_value(diff))?;
    writeln!(out)
}

/// The object.
pub(in crate::report) fn to_value(diff: &Diff<'_>) -> Value {
    let bump = diff.bump();
    json!({
        "version": 1,
        "same": diff.is_same(),
        "old": bundle(diff.old),
        "new": bundle(diff.new),
        "bump": {
            "size": bump.size.word(),
            "reasons": bump.reasons,
            "least": bump.least.to_string(),
            "enough": bump.enough,
        },
        "sidecars": {"added": diff.added, "removed": diff.removed},
        "chains": list(&diff.chains, chains),
        "plugins": list(&diff.plugins, plugin),
        "interfaces": list(&diff.interfaces, interface),
        "files": list(&diff.files, file),
        "configs": list(&diff.configs, config),
        "resources": list(&diff.resources, resource),
    })
}

fn list<T>(items: &[T], one: impl Fn(&T) -> Value) -> Value {
    items.iter().map(one).collect()
}

fn bundle(manifest: &Manifest) -> Value {
    json!({
        "folder": manifest.folder_name(),
        "name": manifest.name,
        "version": manifest.version.to_string(),
        "digest": manifest.digest.to_string(),
        "target": manifest.target,
        "pipy": manifest.pipy,
        "minified": manifest.minified,
        "revision": manifest.revision,
    })
}

/// `added`, `removed` or `changed`.
fn change(old: bool, new: bool) -> &'static str {
    match (old, new) {
        (false, _) => "added",
        (true, false) => "removed",
        (true, true) => "changed",
    }
}

fn chains(it: &ChainsChange<'_>) -> Value {
    json!({"sidecars": it.sidecars, "links": list(&it.links, link)})
}

fn link(it: &LinkChange<'_>) -> Value {
    json!({
        "chain": it.mount.name(),
        "module": it.module.as_str(),
        "change": it.became.word(),
        "way": it.way.map(Way::word),
        "old": it.old.map(side),
        "new": it.new.map(side),
    })
}

fn side(it: &Link) -> Value {
    json!({"priority": it.priority, "origin": it.origin.word(), "mountedBy": it.mounted_by})
}

fn plugin(it: &PluginChange<'_>) -> Value {
    let names = |change: &ListChange<_>| {
        let names =
            |list: &[crate::ir::names::MountPoint]| list.iter().map(|it| it.name()).collect::<Vec<_>>();
        json!({"added": names(&change.added), "removed": names(&change.removed)})
    };
    json!({
        "name": it.name,
        "change": change(it.old.is_some(), it.new.is_some()),
        "oldPriority": it.old.map(|it| it.priority),
        "newPriority": it.new.map(|it| it.priority),
        "mounts": names(&it.mounts),
        "files": {"added": it.files.added, "removed": it.files.removed},
        "gained": it.reach.gained,
        "lost": it.reach.lost,
    })
}

fn interface(it: &InterfaceChange<'_>) -> Value {
    json!({"path": it.path, "exports": texts(&it.exports), "imports": texts(&it.imports)})
}

fn texts(it: &ListChange<String>) -> Value {
    json!({"added": it.added, "removed": it.removed})
}

fn file(it: &FileChange<'_>) -> Value {
    let text = match &it.inside {
        Inside::Text(text) => json!({
            "added": text.added,
            "removed": text.removed,
            "tooLarge": text.too_large,
            "hunks": list(&text.hunks, hunk),
        }),
        Inside::Values(_) | Inside::Unknown => Value::Null,
    };
    let values = match &it.inside {
        Inside::Values(changes) => list(changes, value),
        Inside::Text(_) | Inside::Unknown => Value::Null,
    };
    json!({
        "path": it.path.as_str(),
        "role": it.role.word(),
        "change": change(it.sizes.old.is_some(), it.sizes.new.is_some()),
        "meaning": it.meaning.map(Meaning::word),
        "oldSize": it.sizes.old,
        "newSize": it.sizes.new,
        "text": text,
        "values": values,
    })
}

fn hunk(it: &Hunk) -> Value {
    json!({
        "oldStart": it.old.start + 1,
        "oldLines": it.old.len(),
        "newStart": it.new.start + 1,
        "newLines": it.new.len(),
        "lines": list(&it.lines, line),
    })
}

fn line(it: &Line) -> Value {
    let tag = match it.tag {
        Tag::Same => "same",
        Tag::Removed => "removed",
        Tag::Added => "added",
    };
    // Programs count characters, as in findings.
    let column = |byte: usize| it.text[..byte].chars().count() + 1;
    let highlight = |range: &std::ops::Range<usize>| json!({"column": column(range.start), "endColumn": column(range.end)});
    json!({"tag": tag, "text": it.text, "highlights": list(&it.highlights, highlight), "ended": !it.unended})
}

fn config(it: &ConfigChange) -> Value {
    json!({"file": it.file.name(), "sidecars": it.sidecars, "values": list(&it.changes, value)})
}

fn value(it: &ValueChange) -> Value {
    let (change, old, new) = match &it.became {
        Became::Added(new) => ("added", &Value::Null, new),
        Became::Removed(old) => ("removed", old, &Value::Null),
        Became::Changed(old, new) => ("changed", old, new),
    };
    json!({"pointer": it.path.pointer(), "path": it.path.to_string(), "change": change, "old": old, "new": new})
}

fn resource(it: &ResourceChange<'_>) -> Value {
    json!({
        "resource": it.resource,
        "plugin": it.plugin,
        "change": change(it.sides.old.is_some(), it.sides.new.is_some()),
        "content": it.content,
        "services": texts(&it.services),
    })
}

//! What a stream of documents says of the mesh itself: its `MeshConfig`, or the preset that the mesh makes
//! one from. Either has in its `spec` what values have under the mesh's key, so it is read as values.

use super::kube::Resources;
use super::reader::Reader;
use super::values::Item;
use super::yaml::At;
use crate::source::Span;

/// The kinds that are read.
pub(super) const KINDS: [&str; 2] = ["MeshConfig", "ConfigMap"];

/// The name of the preset, and the beginning of the key that it stands under.
const PRESET: &str = "preset-mesh-config";

/// What the mesh is told.
#[derive(Debug)]
pub(super) struct OfMesh {
    rank: Rank,
    pub span: Span,
    /// As values have it under the mesh's key.
    pub spec: Item,
}

/// The mesh looks at the preset only where there is no `MeshConfig`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Preset,
    Resource,
}

/// True if a document of this kind must be read.
pub(super) fn is_one(kind: &str, body: &str) -> bool {
    kind == "MeshConfig" || kind == "ConfigMap" && body.contains(PRESET)
}

/// Reads one document of a kind of [`KINDS`].
pub(super) fn read(reader: &mut Reader<'_>, at: At<'_>, kind: &str, found: &mut Resources) {
    match kind {
        "MeshConfig" => {
            let group = at.get("apiVersion").and_then(At::text).and_then(|it| it.split('/').next());
            let is_mesh = group.is_some_and(|it| it.starts_with("config.") && it.ends_with("mesh.io"));
            if let Some((key, spec)) = at.entry("spec").filter(|_| is_mesh) {
                keep(OfMesh { rank: Rank::Resource, span: key.span, spec: Item::of(spec) }, found);
            }
        }
        _ => preset(reader, at, found),
    }
}

fn preset(reader: &mut Reader<'_>, at: At<'_>, found: &mut Resources) {
    let name = at.get("metadata").and_then(|at| at.get("name")).and_then(At::text);
    if name != Some(PRESET) {
        return;
    }
    let entries = at.get("data").and_then(At::entries).into_iter().flatten();
    for (key, value) in entries.filter(|(key, _)| key.name.starts_with(PRESET)) {
        let Some(text) = value.text() else { continue };
        let source = reader.embed(value, text);
        for tree in reader.documents(source) {
            reader.report_shape(&tree);
            let spec = Item::of(tree.root());
            keep(OfMesh { rank: Rank::Preset, span: key.span, spec }, found);
        }
    }
}

/// Of several, the one that the mesh goes by: of its resources the first, else the first preset.
fn keep(new: OfMesh, found: &mut Resources) {
    if found.mesh.as_ref().is_none_or(|it| it.rank < new.rank) {
        found.mesh = Some(new);
    }
}

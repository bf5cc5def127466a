//! The graph for programs: one object, which `schema/graph.schema.json` describes.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Chain, Graph, Link, Script, Variable, level_word, terminal_word};

/// Writes the graph as one JSON object.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    let chains: Vec<Value> = graph.chains.iter().map(|it| chain(graph, it)).collect();
    let sidecars = graph.sidecars.iter().map(|it| json!({"name": it.name, "chains": it.chains}));
    let value = json!({
        "version": 1,
        "title": graph.title,
        "target": graph.target,
        "scripts": graph.scripts.iter().map(script).collect::<Vec<_>>(),
        "variables": graph.variables.iter().map(|it| variable(graph, it)).collect::<Vec<_>>(),
        "chains": chains,
        "sidecars": sidecars.collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &value)?;
    writeln!(out)
}

fn script(it: &Script) -> Value {
    let own = it.context.iter().map(|it| json!({"name": it.name, "set": it.set, "read": it.read}));
    json!({
        "path": it.path,
        "name": it.name(),
        "kind": it.kind.word(),
        "levelIn": it.level_in.map(level_word),
        "levelOut": it.level_out.map(level_word),
        "terminal": terminal_word(it.terminal),
        "context": own.collect::<Vec<_>>(),
        "files": it.files,
        "broken": it.broken,
    })
}

fn paths<'a>(graph: &'a Graph, list: &[usize]) -> Vec<&'a str> {
    list.iter().map(|&it| graph.scripts[it].path.as_str()).collect()
}

fn variable(graph: &Graph, it: &Variable) -> Value {
    json!({
        "namespace": it.namespace,
        "name": it.name,
        "exportedBy": paths(graph, &it.exported_by),
        "importedBy": paths(graph, &it.imported_by),
        "setBy": paths(graph, &it.set_by),
        "readBy": paths(graph, &it.read_by),
    })
}

fn chain(graph: &Graph, it: &Chain) -> Value {
    let link = |it: &Link| {
        json!({
            "module": graph.scripts[it.script].path,
            "priority": it.priority,
            "origin": it.origin,
            "mountedBy": it.mounted_by,
            "level": level_word(it.level),
            "unreached": it.unreached,
        })
    };
    let sidecars: Vec<&str> = it.sidecars.iter().map(|&it| &*graph.sidecars[it].name).collect();
    json!({"chain": it.mount, "sidecars": sidecars, "links": it.links.iter().map(link).collect::<Vec<_>>()})
}

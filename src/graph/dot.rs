//! The graph in the language of Graphviz.

use std::io::{self, Write};

use super::{Graph, Kind};
use crate::shown::{cut, visible};

/// Longer names are cut.
const MAX_NAME: usize = 80;

/// Writes the graph as a `digraph`: a cluster for each chain, plugins to their links, chains to their
/// workloads, and shared variables from who exports to who imports them.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph pipyc {{")?;
    writeln!(out, "  graph [rankdir=LR, compound=true, label={}];", quoted(&graph.title))?;
    writeln!(out, "  node [shape=box, fontname=\"monospace\", fontsize=10];")?;
    writeln!(out, "  edge [fontname=\"monospace\", fontsize=9];")?;
    for (at, chain) in graph.chains.iter().enumerate() {
        writeln!(out, "  subgraph cluster_{at} {{")?;
        writeln!(out, "    label={};", quoted(chain.mount.name()))?;
        for (link_at, link) in chain.links.iter().enumerate() {
            let script = &graph.scripts[link.script];
            let style = match (link.unreached, script.kind) {
                (true, _) => ", style=dotted",
                (_, Kind::Plugin) => ", penwidth=2, color=\"#0a7ea4\"",
                _ => "",
            };
            let text = format!("{} {}", link.priority, script.name());
            writeln!(out, "    l{at}_{link_at} [label={}{style}];", quoted(&text))?;
        }
        for next in 1..chain.links.len() {
            writeln!(out, "    l{at}_{} -> l{at}_{next} [weight=10];", next - 1)?;
        }
        writeln!(out, "  }}")?;
    }
    for (at, sidecar) in graph.sidecars.iter().enumerate() {
        writeln!(out, "  w{at} [shape=oval, label={}];", quoted(&sidecar.name))?;
        for &chain in &sidecar.chains {
            // An edge needs a node; `ltail` lets it begin at the border of the cluster.
            if !graph.chains[chain].links.is_empty() {
                writeln!(out, "  l{chain}_0 -> w{at} [ltail=cluster_{chain}];")?;
            }
        }
    }
    for (at, script) in graph.drawn_scripts() {
        let style = if script.kind == Kind::Plugin { ", penwidth=2, color=\"#0a7ea4\"" } else { "" };
        writeln!(out, "  s{at} [shape=component, label={}{style}];", quoted(script.name()))?;
    }
    for (script, chain, link) in graph.plugin_links() {
        writeln!(out, "  s{script} -> l{chain}_{link} [style=dashed];")?;
    }
    for (at, variable) in graph.variables.iter().enumerate() {
        writeln!(out, "  v{at} [shape=hexagon, style=dashed, label={}];", quoted(&variable.full_name()))?;
        for share in variable.shares() {
            let (script, words) = (share.script, quoted(&share.words()));
            match share.exports {
                true => writeln!(out, "  s{script} -> v{at} [label={words}];")?,
                false => writeln!(out, "  v{at} -> s{script} [label={words}];")?,
            }
        }
    }
    writeln!(out, "}}")
}

/// A quoted string, in which nothing is an escape.
fn quoted(text: &str) -> String {
    let text: String = cut(text, MAX_NAME).chars().map(visible).collect();
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    #[test]
    fn labels_cannot_end_their_quotes() {
        assert_eq!(super::quoted("a\"b\\"), "\"a\\\"b\\\\\"");
        assert_eq!(super::quoted("a\nb"), "\"a␊b\"");
    }
}

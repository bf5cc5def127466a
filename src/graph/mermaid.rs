//! The graph as a Mermaid flowchart, for Markdown that draws it.

use std::io::{self, Write};

use super::{Graph, Kind};
use crate::shown::{cut, visible};

/// Longer names are cut.
const MAX_NAME: usize = 80;

/// Writes the graph as a Mermaid flowchart: a subgraph for each chain, plugins to their links, chains to
/// their workloads, and shared variables from who exports to who imports them.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "%% {}", label(&graph.title))?;
    writeln!(out, "flowchart LR")?;
    writeln!(out, "  classDef plugin stroke:#0a7ea4,stroke-width:2px")?;
    writeln!(out, "  classDef variable stroke-dasharray:4 3")?;
    writeln!(out, "  classDef unreached opacity:0.5")?;
    for (at, chain) in graph.chains.iter().enumerate() {
        writeln!(out, "  subgraph c{at} [\"{}\"]", label(chain.mount.name()))?;
        writeln!(out, "    direction TB")?;
        for (link_at, link) in chain.links.iter().enumerate() {
            let script = &graph.scripts[link.script];
            let class = match (link.unreached, script.kind) {
                (true, _) => ":::unreached",
                (_, Kind::Plugin) => ":::plugin",
                _ => "",
            };
            writeln!(out, "    l{at}_{link_at}[\"{} {}\"]{class}", link.priority, label(script.name()))?;
        }
        for next in 1..chain.links.len() {
            writeln!(out, "    l{at}_{} --> l{at}_{next}", next - 1)?;
        }
        writeln!(out, "  end")?;
    }
    for (at, sidecar) in graph.sidecars.iter().enumerate() {
        writeln!(out, "  w{at}([\"{}\"])", label(&sidecar.name))?;
        for chain in &sidecar.chains {
            writeln!(out, "  c{chain} --> w{at}")?;
        }
    }
    for (at, script) in graph.drawn_scripts() {
        let class = if script.kind == Kind::Plugin { ":::plugin" } else { "" };
        writeln!(out, "  s{at}[[\"{}\"]]{class}", label(script.name()))?;
    }
    for (script, chain, link) in graph.plugin_links() {
        writeln!(out, "  s{script} -.-> l{chain}_{link}")?;
    }
    for (at, variable) in graph.variables.iter().enumerate() {
        writeln!(out, "  v{at}{{{{\"{}\"}}}}:::variable", label(&variable.full_name()))?;
        for share in variable.shares() {
            let (script, words) = (share.script, share.words());
            match share.exports {
                true => writeln!(out, "  s{script} -- \"{words}\" --> v{at}")?,
                false => writeln!(out, "  v{at} -- \"{words}\" --> s{script}")?,
            }
        }
    }
    Ok(())
}

/// A text for a quoted label: whatever Mermaid or HTML could read as more than text becomes an entity.
fn label(text: &str) -> String {
    let mut out = String::new();
    for c in cut(text, MAX_NAME).chars().map(visible) {
        match c {
            c if c.is_alphanumeric() || " -_./:,()@…+".contains(c) => out.push(c),
            c => out += &format!("#{};", u32::from(c)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn labels_cannot_end_their_quotes() {
        assert_eq!(super::label("a\"]; click x <b>"), "a#34;#93;#59; click x #60;b#62;");
        assert_eq!(super::label("a\nb`"), "a#9226;b#96;");
    }
}

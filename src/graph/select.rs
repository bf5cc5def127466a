//! What of a graph is asked for.

use std::collections::BTreeSet;

use super::{Graph, Kind, read};
use crate::ir::names::MountPoint;

/// What is asked for; all of it where nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// A sidecar: `shop/cart`, or `cart` if one namespace alone has it.
    pub workload: Option<String>,
    /// A plugin by name, or a built-in by its path.
    pub plugin: Option<String>,
    /// A mount point.
    pub chain: Option<MountPoint>,
}

/// Something that was asked for and is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no {what} is called `{name}`")]
pub struct Unknown {
    /// `workload` or `plugin`.
    pub what: &'static str,
    /// The name that was given.
    pub name: String,
    /// The nearest name that is there.
    pub near: Option<String>,
}

/// The name nearest to `name`, if one is near enough to be what was meant.
pub fn nearest<'a>(name: &str, all: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let last = |it: &str| it.rsplit('/').next().unwrap_or(it).to_owned();
    let distance = |it: &str| {
        strsim::damerau_levenshtein(it, name).min(strsim::damerau_levenshtein(&last(it), &last(name)) + 1)
    };
    let near = all.into_iter().map(|it| (distance(it), it)).min();
    near.filter(|(distance, _)| *distance <= name.chars().count().div_ceil(3)).map(|(_, it)| it.to_owned())
}

/// Leaves out what is not asked for.
pub(super) fn selected(graph: Graph, selection: &Selection) -> Result<Graph, Unknown> {
    let sidecars = match &selection.workload {
        None => (0..graph.sidecars.len()).collect(),
        Some(name) => workloads(&graph, name)?,
    };
    let focus = selection.plugin.as_deref().map(|name| plugin(&graph, name)).transpose()?;
    let chains: BTreeSet<usize> = graph
        .chains
        .iter()
        .enumerate()
        .filter(|(_, it)| {
            selection.chain.is_none_or(|mount| it.mount == mount)
                && it.sidecars.iter().any(|it| sidecars.contains(it))
                && focus.is_none_or(|focus| it.links.iter().any(|it| it.script == focus))
        })
        .map(|(at, _)| at)
        .collect();
    let linked: BTreeSet<usize> =
        chains.iter().flat_map(|&it| &graph.chains[it].links).map(|it| it.script).chain(focus).collect();
    let everything = *selection == Selection::default();
    let scripts: BTreeSet<usize> = match everything {
        true => (0..graph.scripts.len()).collect(),
        false => {
            let mut scripts = linked.clone();
            // What stands in the chains may take variables from the scripts that begin them.
            let of_linked = graph.variables.iter().filter(|it| match focus {
                Some(focus) => it.scripts().contains(&focus),
                None => it.imported_by.iter().any(|it| linked.contains(it)),
            });
            scripts.extend(of_linked.flat_map(|it| it.exported_by.iter().copied()));
            scripts.extend(focus.map(|focus| read::needed(&graph, &[focus].into())).unwrap_or_default());
            scripts
        }
    };
    let of_focus = |scripts: &[usize]| focus.is_none_or(|focus| scripts.contains(&focus));
    Ok(cut(graph, &scripts, &chains, &sidecars, focus, of_focus))
}

fn workloads(graph: &Graph, name: &str) -> Result<BTreeSet<usize>, Unknown> {
    let names: Vec<&str> = graph.sidecars.iter().map(|it| &*it.name).collect();
    workload(name, &names).map(|found| found.into_iter().collect())
}

/// The places in `names` of the workloads that are called so: `shop/cart`, which also finds
/// `shop/cart (Deployment)`; or `cart`, in whichever namespaces.
///
/// # Errors
/// If there is none.
pub fn workload(name: &str, names: &[&str]) -> Result<Vec<usize>, Unknown> {
    let whole = |it: &str| it == name || it.strip_prefix(name).is_some_and(|rest| rest.starts_with(" ("));
    let last = |it: &str| it.split_once('/').is_some_and(|(_, last)| whole(last));
    let all = |is: &dyn Fn(&str) -> bool| (0..names.len()).filter(|&at| is(names[at])).collect::<Vec<_>>();
    let found = Some(all(&whole)).filter(|it| !it.is_empty()).unwrap_or_else(|| all(&last));
    match found.is_empty() {
        false => Ok(found),
        true => Err(Unknown {
            what: "workload",
            name: name.to_owned(),
            near: nearest(name, names.iter().copied()),
        }),
    }
}

fn plugin(graph: &Graph, name: &str) -> Result<usize, Unknown> {
    let scripts = || graph.scripts.iter().enumerate();
    let by_name = scripts().find(|(_, it)| it.kind == Kind::Plugin && it.name() == name);
    let by_path = || {
        let path = name.strip_suffix(".js").unwrap_or(name);
        scripts().find(|(_, it)| it.path.as_str().strip_suffix(".js") == Some(path) || it.name() == path)
    };
    by_name.or_else(by_path).map(|(at, _)| at).ok_or_else(|| Unknown {
        what: "plugin",
        name: name.to_owned(),
        near: nearest(name, graph.scripts.iter().map(super::Script::name)),
    })
}

/// The graph with these scripts, chains and sidecars only, and what they share.
fn cut(
    graph: Graph,
    scripts: &BTreeSet<usize>,
    chains: &BTreeSet<usize>,
    sidecars: &BTreeSet<usize>,
    focus: Option<usize>,
    of_focus: impl Fn(&[usize]) -> bool,
) -> Graph {
    let place = |kept: &BTreeSet<usize>, at: usize| kept.iter().position(|&it| it == at);
    // A sidecar of which no chain is left says nothing.
    let full = |at: &&usize| graph.sidecars[**at].chains.iter().any(|it| chains.contains(it));
    let sidecars: BTreeSet<usize> = sidecars.iter().filter(full).copied().collect();
    let maps = |kept: &BTreeSet<usize>| -> std::collections::BTreeMap<usize, usize> {
        kept.iter().copied().zip(0..).collect()
    };
    let (script_map, chain_map, sidecar_map) = (maps(scripts), maps(chains), maps(&sidecars));
    let renumber = |list: &[usize], map: &std::collections::BTreeMap<usize, usize>| {
        list.iter().filter_map(|it| map.get(it).copied()).collect::<Vec<_>>()
    };
    let mut out = Graph { focus: focus.and_then(|it| place(scripts, it)), ..graph };
    out.variables.retain(|it| of_focus(&it.scripts()));
    for it in &mut out.variables {
        for list in [&mut it.exported_by, &mut it.imported_by, &mut it.set_by, &mut it.read_by] {
            *list = renumber(list, &script_map);
        }
    }
    out.variables.retain(|it| !it.scripts().is_empty());
    out.chains = chains.iter().filter_map(|&it| out.chains.get(it).cloned()).collect();
    for chain in &mut out.chains {
        chain.sidecars = renumber(&chain.sidecars, &sidecar_map);
        chain.links.iter_mut().for_each(|it| it.script = script_map.get(&it.script).copied().unwrap_or(0));
    }
    out.sidecars = sidecars.iter().filter_map(|&it| out.sidecars.get(it).cloned()).collect();
    for sidecar in &mut out.sidecars {
        sidecar.chains = renumber(&sidecar.chains, &chain_map);
    }
    out.scripts = scripts.iter().filter_map(|&it| out.scripts.get(it).cloned()).collect();
    out
}

//! Where files stand in a bundle.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::chain::Resolved;
use crate::ir::names::CodePath;
use crate::ir::project::Project;

/// A file of the codebase.
pub(super) fn in_base(path: &str) -> Option<CodePath> {
    CodePath::new(&format!("base/{path}")).ok()
}

/// The source map of a script of the codebase.
pub(super) fn source_map(path: &str) -> Option<CodePath> {
    CodePath::new(&format!("source-maps/{path}.map")).ok()
}

/// The configuration of a sidecar.
pub(super) fn config(folder: &str) -> Option<CodePath> {
    CodePath::new(&format!("{folder}/config.json")).ok()
}

/// The plugin configurations of a sidecar.
pub(super) fn plugin_configs(folder: &str) -> Option<CodePath> {
    CodePath::new(&format!("{folder}/plugin-configs.json")).ok()
}

/// The folder of each sidecar: `sidecars/NAMESPACE/WORKLOAD`. Where workloads of several kinds share
/// a name, each has its kind behind it.
pub(super) fn folders(project: &Project, resolved: &Resolved) -> Vec<String> {
    let workloads =
        || resolved.sidecars.iter().map(|it| it.workload.map(|at| &project.workloads[at as usize]));
    let mut count: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for it in workloads().flatten() {
        *count.entry((&it.namespace, &it.name)).or_default() += 1;
    }
    let mut taken = BTreeSet::new();
    let folder = |workload: Option<&crate::ir::project::Workload>| {
        let wanted = match workload {
            None => "sidecars/default".to_owned(),
            Some(it) => {
                let (namespace, name) = (safe(&it.namespace), safe(&it.name));
                match count.get(&(&*it.namespace, &*it.name)) {
                    Some(1) => format!("sidecars/{namespace}/{name}"),
                    _ => format!("sidecars/{namespace}/{name}.{}", safe(&it.kind.to_ascii_lowercase())),
                }
            }
        };
        // Names that are made safe, or that end in another's kind, may meet.
        let numbered = (2_u32..).map(|number| format!("{wanted}.{number}"));
        let free = std::iter::once(wanted.clone()).chain(numbered).find(|it| !taken.contains(it));
        let folder = free.unwrap_or(wanted);
        taken.insert(folder.clone());
        folder
    };
    workloads().map(folder).collect()
}

/// A name as one part of a path. Names of resources were checked when they were read, so that this
/// changes nothing but what a `World` of another make lets through.
fn safe(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_') { c } else { '-' };
    let text: String = name.chars().map(plain).take(200).collect();
    match text.trim_matches('.') {
        "" => "_".to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_no_file_names_are_made_so() {
        assert_eq!(safe("cart"), "cart");
        assert_eq!(safe("../../etc"), "..-..-etc");
        assert_eq!(safe(".."), "_");
        assert!(CodePath::new(&format!("sidecars/{}/x", safe("a/b\\c:d"))).is_ok());
    }
}

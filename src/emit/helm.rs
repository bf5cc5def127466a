//! Project → what Helm needs: values of the mesh's chart, and text that may stand among its templates.

use serde_json::{Map, Value, json};

use super::kube::number;
use crate::ir::names::MountPoint;
use crate::ir::project::{BuiltinLink, Project};

/// The values of the mesh's chart that this project needs: its four built-in chains in full, since Helm
/// replaces lists, and plugins turned on where there are some.
pub fn overlay(project: &Project) -> Value {
    let entry = |it: &BuiltinLink| {
        // FSM's definition of its `MeshConfig` wants `disable` in every entry.
        json!({ "plugin": it.plugin, "priority": number(it.priority), "disable": it.disabled })
    };
    let chains = MountPoint::ALL.into_iter().map(|mount| {
        let entries = project.builtin_chains.iter().filter(|it| it.mount == mount).map(entry);
        (mount.name().to_owned(), Value::Array(entries.collect()))
    });
    let chains: Map<String, Value> = chains.collect();
    let mut ours = Map::new();
    if !project.plugins.is_empty() {
        ours.insert("featureFlags".to_owned(), json!({ "enablePluginPolicy": true }));
    }
    ours.insert("pluginChains".to_owned(), Value::Object(chains));
    let mut root = Map::new();
    root.insert(project.target.values_key.to_owned(), Value::Object(ours));
    Value::Object(root)
}

/// What `kubectl apply -k` reads in a folder of these files.
pub fn kustomization(files: &[&str]) -> Value {
    json!({
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": files,
    })
}

/// A text that, as a Helm template, renders to itself.
pub fn escaped(text: &str) -> String {
    text.replace("{{", "{{ \"{{\" }}")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn every_opening_is_escaped_once() {
        assert_eq!(escaped("a {{b}} {{{ c"), "a {{ \"{{\" }}b}} {{ \"{{\" }}{ c");
        assert_eq!(escaped("{ {"), "{ {");
    }
}

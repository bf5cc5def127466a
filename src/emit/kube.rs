//! Project → the resources of Kubernetes that make a cluster run it: every `Plugin`, `PluginChain` and
//! `PluginConfig`, as the meshes' resource definitions want them. Reading them back as a project gives the
//! same bundle.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use serde_json::{Map, Value, json};

use crate::bundle::{Bundle, Digest};
use crate::ir::names::{MountPoint, Priority};
use crate::ir::project::{
    LabelOperator, LabelSelector, Labels, Metadata, Plugin, PluginChain, PluginConfig, Project,
};

/// The version that the meshes' resources have.
const API_VERSION: &str = "plugin.flomesh.io/v1alpha1";

/// What `kubectl` writes for itself, and would take for its own again.
const KUBECTL: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// One resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Its kind.
    pub kind: &'static str,
    /// Its namespace, if it names one.
    pub namespace: Option<Box<str>>,
    /// Its name.
    pub name: Box<str>,
    /// All of it; keys in the order in which they are written.
    pub value: Value,
}

impl Resource {
    /// A name for its file that no other resource has: a namespace has no dot.
    pub fn file_name(&self) -> String {
        let kind = self.kind.to_ascii_lowercase();
        match &self.namespace {
            Some(namespace) => format!("{kind}.{namespace}.{}.yaml", self.name),
            None => format!("{kind}.{}.yaml", self.name),
        }
    }
}

/// What every resource says of where it comes from.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Name of the bundle.
    pub name: Box<str>,
    /// Version of the bundle.
    pub version: Version,
    /// A revision that the user gave.
    pub revision: Option<Box<str>>,
    /// The bundle's content digest.
    pub digest: Digest,
}

impl Stamp {
    /// What a bundle says of itself.
    pub fn of(bundle: &Bundle) -> Self {
        let it = &bundle.manifest;
        Stamp {
            name: it.name.clone(),
            version: it.version.clone(),
            revision: it.revision.clone(),
            digest: it.digest,
        }
    }

    fn labels(&self) -> [(&'static str, String); 3] {
        [
            ("app.kubernetes.io/managed-by", "pipyc".to_owned()),
            ("app.kubernetes.io/part-of", self.name.to_string()),
            ("app.kubernetes.io/version", label_value(&self.version.to_string())),
        ]
    }

    fn annotations(&self) -> Vec<(&'static str, String)> {
        let revision = self.revision.as_ref().map(|it| ("pipyc/revision", it.to_string()));
        let digest = ("pipyc/digest", format!("sha256:{}", self.digest));
        [digest].into_iter().chain(revision).chain([("pipyc/version", self.version.to_string())]).collect()
    }

    /// Name, namespace, labels and annotations, ours over those of `own`.
    pub(super) fn metadata(&self, name: &str, own: &Metadata) -> Value {
        let mut out = Map::new();
        out.insert("name".to_owned(), name.into());
        if let Some(namespace) = &own.namespace {
            out.insert("namespace".to_owned(), (&**namespace).into());
        }
        out.insert("labels".to_owned(), merged(&own.labels, self.labels()));
        out.insert("annotations".to_owned(), merged(&own.annotations, self.annotations()));
        Value::Object(out)
    }
}

fn merged(own: &Labels, ours: impl IntoIterator<Item = (&'static str, String)>) -> Value {
    let kept = own.iter().filter(|(key, _)| &***key != KUBECTL);
    let mut all: BTreeMap<String, String> =
        kept.map(|(key, value)| (key.to_string(), value.to_string())).collect();
    all.extend(ours.into_iter().map(|(key, value)| (key.to_owned(), value)));
    Value::Object(all.into_iter().map(|(key, value)| (key, value.into())).collect())
}

/// A version as the value of a label: up to 63 characters, and a `+` is none that it may have.
fn label_value(version: &str) -> String {
    let text: String = version.replace('+', "_").chars().take(63).collect();
    text.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned()
}

/// The plugins' resources, in the order in which they are written: plugins, chains, configurations, each
/// by namespace and name. `script` gives a plugin's text; what names no namespace gets `namespace`.
pub fn resources<'a>(
    project: &'a Project,
    stamp: &Stamp,
    namespace: Option<&str>,
    script: impl Fn(&'a Plugin) -> Cow<'a, str>,
) -> Vec<Resource> {
    let mut out: Vec<Resource> = project.plugins.iter().map(|it| plugin(it, &script(it), stamp)).collect();
    let in_namespace = |own: &Metadata| {
        let namespace = own.namespace.clone().or_else(|| namespace.map(Into::into));
        Metadata { namespace, ..own.clone() }
    };
    let mut chains = Vec::new();
    let mut taken = BTreeSet::new();
    // A resource's name is its own; the chain of a bare script is free to have another.
    let is_bare = |chain: &PluginChain| !chain.label.starts_with("PluginChain ");
    for bare in [false, true] {
        for chain in project.plugin_chains.iter().filter(|it| is_bare(it) == bare) {
            let metadata = in_namespace(&chain.metadata);
            let place = metadata.namespace.clone().unwrap_or_else(|| "default".into());
            let numbered = (2_u32..).map(|number| format!("{}-{number}", chain.name).into());
            let name = std::iter::once(chain.name.clone()).chain(numbered);
            let name = name.into_iter().find(|it| taken.insert((place.clone(), it.clone())));
            let name = name.unwrap_or_else(|| chain.name.clone());
            chains.push(plugin_chain(chain, &name, metadata, stamp));
        }
    }
    chains.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    out.append(&mut chains);
    let configs = project.plugin_configs.iter();
    let mut configs: Vec<Resource> =
        configs.map(|it| plugin_config(it, in_namespace(&it.metadata), stamp)).collect();
    configs.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    out.append(&mut configs);
    out
}

/// `spec` last, and in it last what is one line: whoever trims the document then trims no script.
fn plugin(plugin: &Plugin, script: &str, stamp: &Stamp) -> Resource {
    // A `Plugin` is of the whole cluster.
    let metadata = Metadata { namespace: None, ..plugin.metadata.clone() };
    let value = json!({
        "apiVersion": API_VERSION,
        "kind": "Plugin",
        "metadata": stamp.metadata(&plugin.name, &metadata),
        // A priority that was left out is 0 to the mesh.
        "spec": { "pipyscript": script, "priority": number(plugin.priority) },
    });
    Resource { kind: "Plugin", namespace: None, name: plugin.name.clone(), value }
}

fn plugin_chain(chain: &PluginChain, name: &str, metadata: Metadata, stamp: &Stamp) -> Resource {
    let chains: Vec<Value> = MountPoint::ALL
        .into_iter()
        .filter_map(|mount| {
            let plugins: Vec<&str> =
                chain.mounts.iter().filter(|it| it.mount == mount).map(|it| &*it.plugin).collect();
            (!plugins.is_empty()).then(|| json!({ "name": mount.name(), "plugins": plugins }))
        })
        .collect();
    let mut selectors = Map::new();
    for (key, selector) in
        [("namespaceSelector", &chain.namespace_selector), ("podSelector", &chain.pod_selector)]
    {
        if let Some(selector) = selector {
            selectors.insert(key.to_owned(), label_selector(selector));
        }
    }
    let value = json!({
        "apiVersion": API_VERSION,
        "kind": "PluginChain",
        "metadata": stamp.metadata(name, &metadata),
        "spec": { "chains": chains, "selectors": selectors },
    });
    Resource { kind: "PluginChain", namespace: metadata.namespace, name: name.into(), value }
}

fn label_selector(selector: &LabelSelector) -> Value {
    let mut out = Map::new();
    if !selector.match_labels.is_empty() {
        out.insert("matchLabels".to_owned(), merged(&selector.match_labels, []));
    }
    let expression = |it: &crate::ir::project::LabelExpression| {
        let (operator, values): (_, &[Box<str>]) = match &it.operator {
            LabelOperator::In(values) => ("In", values),
            LabelOperator::NotIn(values) => ("NotIn", values),
            // osm-edge's definition wants the values even where there are none.
            LabelOperator::Exists => ("Exists", &[]),
            LabelOperator::DoesNotExist => ("DoesNotExist", &[]),
        };
        json!({ "key": it.key, "operator": operator, "values": values })
    };
    if !selector.expressions.is_empty() {
        let expressions: Vec<Value> = selector.expressions.iter().map(expression).collect();
        out.insert("matchExpressions".to_owned(), expressions.into());
    }
    Value::Object(out)
}

fn plugin_config(config: &PluginConfig, metadata: Metadata, stamp: &Stamp) -> Resource {
    let destination = |it: &crate::ir::project::Destination| json!({ "kind": "Service", "name": it.name, "namespace": it.namespace });
    let destinations: Vec<Value> = config.destinations.iter().map(destination).collect();
    let value = json!({
        "apiVersion": API_VERSION,
        "kind": "PluginConfig",
        "metadata": stamp.metadata(&config.name, &metadata),
        "spec": { "config": &*config.config, "destinationRefs": destinations, "plugin": config.plugin },
    });
    Resource { kind: "PluginConfig", namespace: metadata.namespace, name: config.name.clone(), value }
}

/// A priority as people write it; read back, it is the same 32 bits.
pub(super) fn number(priority: Priority) -> Value {
    let text = priority.to_string();
    let whole = text.parse::<i64>().map(Value::from);
    whole.unwrap_or_else(|_| text.parse::<f64>().map_or(Value::Null, Value::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_becomes_a_label() {
        assert_eq!(label_value("1.4.0"), "1.4.0");
        assert_eq!(label_value("1.4.0-rc.1+build.5"), "1.4.0-rc.1_build.5");
        assert_eq!(label_value(&format!("1.0.0-{}", "a.".repeat(50))).len(), 63);
        assert_eq!(label_value(&format!("1.0.0-b{}", "a.".repeat(50))).len(), 62);
    }

    #[test]
    fn a_priority_keeps_its_32_bits() {
        for text in ["0", "115", "115.1", "16777216", "3.4e38", "1e-40"] {
            let priority = Priority::new(text.parse().unwrap()).unwrap();
            let back = number(priority).as_f64().and_then(Priority::new);
            assert_eq!(back, Some(priority), "{text}");
        }
        assert_eq!(number(Priority::new(115.1).unwrap()).to_string(), "115.1");
    }
}

//! Workloads: what of the cluster decides which sidecar gets which plugins. Read liberally, since other
//! tools check them; only what would change a match is looked at.

use std::collections::BTreeMap;

use super::fields::{Fields, RESOURCE};
use super::kube::{self, How, Identity, Meta, Resources};
use super::reader::Reader;
use super::yaml::{At, Keep, Typed};
use crate::ir::project::{Labels, Namespace, Service, ServicePort, Workload};
use crate::rules::resource as rule;

/// The kinds that are read.
pub(super) const KINDS: [&str; 9] =
    ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Namespace", "Service"];

static METADATA: &[Keep] =
    &[Keep::all("name"), Keep::all("generateName"), Keep::all("namespace"), Keep::all("labels")];
static TEMPLATE: &[Keep] =
    &[Keep { key: "template", below: &[Keep { key: "metadata", below: &[Keep::all("labels")] }] }];

static JOB_TEMPLATE: &[Keep] =
    &[Keep { key: "jobTemplate", below: &[Keep { key: "spec", below: TEMPLATE }] }];

// What of each kind is read.
const API_VERSION: Keep = Keep::all("apiVersion");
const KIND: Keep = Keep::all("kind");
const META: Keep = Keep { key: "metadata", below: METADATA };
static HEAD: &[Keep] = &[API_VERSION, KIND, META];
static WITH_TEMPLATE: &[Keep] = &[API_VERSION, KIND, META, Keep { key: "spec", below: TEMPLATE }];
static WITH_JOB: &[Keep] = &[API_VERSION, KIND, META, Keep { key: "spec", below: JOB_TEMPLATE }];
static WITH_SPEC: &[Keep] = &[API_VERSION, KIND, META, Keep::all("spec")];
/// What of a kind is read; `None` if it is none of [`KINDS`].
pub(super) fn keep(kind: &str) -> Option<&'static [Keep]> {
    match kind {
        "Pod" | "Namespace" => Some(HEAD),
        "Service" => Some(WITH_SPEC),
        "CronJob" => Some(WITH_JOB),
        kind if KINDS.contains(&kind) => Some(WITH_TEMPLATE),
        _ => None,
    }
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Workloads {
    pub workloads: Vec<Workload>,
    /// Where each stands in the list, by kind, namespace and name.
    index: BTreeMap<Identity, usize>,
    pub namespaces: BTreeMap<Box<str>, Namespace>,
    pub services: BTreeMap<(Box<str>, Box<str>), Service>,
}

/// Reads one document of a kind of [`KINDS`].
pub(super) fn read(reader: &mut Reader<'_>, at: At<'_>, kind: &str, how: How<'_>, found: &mut Resources) {
    let Some(meta) = kube::metadata(at, kind, how, reader) else { return };
    let namespace = if kind == "Namespace" { "" } else { meta.namespace };
    let mut fields = Fields { words: &RESOURCE, out: &mut reader.out };
    let is_new = match kind {
        "Namespace" => {
            let mut labels = labels(at.get("metadata").and_then(|at| at.get("labels")), "label", &mut fields);
            labels.insert("kubernetes.io/metadata.name".into(), meta.name.into());
            let read = Namespace { labels, span: meta.name_span };
            let known = found.workloads.namespaces.entry(meta.name.into());
            let kept = known.or_insert_with(|| read.clone());
            kept.labels == read.labels
        }
        "Service" => {
            let read = service(at, &meta, &mut fields);
            let key = (meta.namespace.into(), meta.name.into());
            let kept = found.workloads.services.entry(key).or_insert_with(|| read.clone());
            kept.selector == read.selector && kept.ports == read.ports
        }
        kind => {
            let template = match kind {
                "Pod" => Some(at),
                "CronJob" => path(at, &["spec", "jobTemplate", "spec", "template"]),
                _ => path(at, &["spec", "template"]),
            };
            let read = Workload {
                kind: kind.into(),
                namespace: meta.namespace.into(),
                name: meta.name.into(),
                labels: labels(
                    template.and_then(|at| path(at, &["metadata", "labels"])),
                    "label",
                    &mut fields,
                ),
                span: meta.name_span,
            };
            let key = (kind.into(), namespace.into(), meta.name.into());
            let all = &mut found.workloads;
            match all.index.get(&key) {
                Some(&at) => all.workloads[at].labels == read.labels,
                None => {
                    all.index.insert(key, all.workloads.len());
                    all.workloads.push(read);
                    true
                }
            }
        }
    };
    // The same document twice changes nothing: charts and folders overlap.
    let key = (kind.into(), namespace.into(), meta.name.into());
    let first = *found.seen.entry(key).or_insert(meta.name_span);
    if !is_new {
        let label = kube::label(kind, namespace, meta.name);
        reader.out.push(rule::duplicate::report(&label, first, meta.name_span));
    }
}

fn path<'t>(at: At<'t>, keys: &[&str]) -> Option<At<'t>> {
    keys.iter().try_fold(at, |at, key| at.get(key))
}

/// Labels, or annotations; one that is no string is reported, since the API server refuses it.
pub(super) fn labels(at: Option<At<'_>>, what: &str, fields: &mut Fields<'_>) -> Labels {
    let mut labels = Labels::new();
    for (key, value) in at.and_then(At::entries).into_iter().flatten() {
        if value.is_null() {
            labels.insert(key.name.into(), "".into());
        } else if let Some(text) = fields.text(value, &format!("the {what} `{}`", key.name)) {
            labels.insert(key.name.into(), text.into());
        }
    }
    labels
}

fn service(at: At<'_>, meta: &Meta<'_>, fields: &mut Fields<'_>) -> Service {
    let ports = path(at, &["spec", "ports"]).and_then(At::items).into_iter().flatten();
    let ports = ports.filter_map(|at| {
        let Typed::Int(port) = at.get("port")?.typed() else { return None };
        let text = |key: &str| at.get(key).and_then(At::text);
        let protocol = protocol(text("appProtocol"), text("name"));
        Some(ServicePort { port: u16::try_from(port).ok()?, protocol: protocol.into() })
    });
    Service {
        ports: ports.collect(),
        selector: labels(path(at, &["spec", "selector"]), "label", fields),
        span: meta.name_span,
    }
}

/// What the mesh takes a port's traffic for: `appProtocol`, else the beginning of the port's name, else
/// HTTP.
fn protocol(app: Option<&str>, name: Option<&str>) -> String {
    const KNOWN: [&str; 5] = ["tcp-server-first", "https", "http", "grpc", "tcp"];
    if let Some(app) = app {
        return app.to_ascii_lowercase();
    }
    let name = name.unwrap_or_default();
    let begins = |known: &&&str| {
        name.strip_prefix(**known).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    KNOWN.iter().find(begins).map_or("http", |known| known).to_owned()
}

#[cfg(test)]
mod tests {
    use super::protocol;

    #[test]
    fn a_port_speaks_what_its_name_begins_with() {
        assert_eq!(protocol(None, Some("grpc-web")), "grpc");
        assert_eq!(protocol(None, Some("tcp-server-first-db")), "tcp-server-first");
        assert_eq!(protocol(None, Some("https")), "https");
        assert_eq!(protocol(None, Some("web")), "http");
        assert_eq!(protocol(Some("TCP"), Some("http")), "tcp");
        assert_eq!(protocol(None, None), "http");
    }
}

//! `Plugin`, `PluginChain` and `PluginConfig`, as their definitions in the target's cluster have them.

use std::sync::Arc;

use super::fields::{Fields, RESOURCE, heading};
use super::kube::{How, Meta, label};
use super::reader::Reader;
use super::selector::{self, EmptyValues};
use super::workload::labels;
use super::yaml::At;
use crate::diag::Diagnostics;
use crate::ir::names::{MountPoint, Priority};
use crate::ir::project::{Destination, LabelSelector, Metadata, Mount, Plugin, PluginChain, PluginConfig};
use crate::rules::{resource as rule, selector as selector_rule};
use crate::runtime::{Target, nearest};
use crate::source::{SourceId, Span};

/// A `Plugin`.
///
/// # Errors
/// If it cannot be mounted, with its script if that can be looked at.
pub(super) fn read_plugin(
    reader: &mut Reader<'_>,
    at: At<'_>,
    meta: &Meta<'_>,
    how: How<'_>,
) -> Result<Plugin, Option<SourceId>> {
    let mut fields = Fields { words: &RESOURCE, out: &mut reader.out };
    let metadata = read_metadata(meta, &mut fields);
    let spec = spec(at, meta, &["pipyscript", "priority", "matches"], &mut fields).ok_or(None)?;
    let written = fields.optional(spec, "priority");
    let priority = written.map(|at| read_priority(at, how.target, &mut fields));
    let script = fields.required(spec, "pipyscript", "the `spec` of the `Plugin`").ok_or(None)?;
    let text = fields.text(script, "`spec.pipyscript`").ok_or(None)?;
    if text.trim().is_empty() {
        reader.out.push(rule::empty_script::report(script.span()));
        return Err(None);
    }
    let script = reader.embed(script, text);
    Ok(Plugin {
        name: meta.name.into(),
        metadata,
        span: meta.name_span,
        script,
        // With a priority that is none, nobody knows where in a chain it stands.
        priority: priority.unwrap_or(Some(Priority::ZERO)).ok_or(Some(script))?,
        priority_span: written.map(At::span),
        bare: false,
    })
}

/// A number that the mesh takes for a priority; any other is reported.
pub(super) fn read_priority(at: At<'_>, target: &Target, fields: &mut Fields<'_>) -> Option<Priority> {
    let value = fields.number(at, "`priority`")?;
    let priority = Priority::new(value);
    let written = at.written().unwrap_or_default();
    if value < 0.0 && target.strict_resources {
        fields.out.push(rule::bad_priority::negative(at.span(), written));
        return None;
    }
    if priority.is_none() {
        fields.out.push(rule::bad_priority::too_large(at.span(), written));
    }
    priority
}

/// A `PluginChain`; `None` if its selectors are wrong: then it would be refused, or match nothing.
pub(super) fn read_chain(
    reader: &mut Reader<'_>,
    at: At<'_>,
    meta: &Meta<'_>,
    how: How<'_>,
) -> Option<PluginChain> {
    const OWNER: &str = "the `spec` of the `PluginChain`";
    let out = &mut reader.out;
    let mut fields = Fields { words: &RESOURCE, out };
    let metadata = read_metadata(meta, &mut fields);
    let spec = spec(at, meta, &["chains", "selectors", "matches"], &mut fields)?;
    let label = label(meta.kind, meta.namespace, meta.name);
    let mut mounts = Vec::new();
    let n_before = fields.out.len();
    let chains = fields.required(spec, "chains", OWNER);
    for chain in chains.map(|at| fields.list(at, "`spec.chains`")).unwrap_or_default() {
        read_mounts(chain, &mut mounts, &mut fields);
    }
    if let Some(chains) = chains.filter(|_| mounts.is_empty() && fields.out.len() == n_before) {
        fields.out.push(rule::mounts_nothing::report(heading(chains), &label));
    }
    let selectors = fields.required(spec, "selectors", OWNER)?;
    let empty = match how.target.strict_resources {
        true => EmptyValues::Written,
        false => EmptyValues::Optional,
    };
    let (namespace_selector, pod_selector) = read_selectors(selectors, empty, &mut fields)?;
    let is_all = |selector: &Option<LabelSelector>| {
        selector.as_ref().is_none_or(|it| it.match_labels.is_empty() && it.expressions.is_empty())
    };
    if is_all(&namespace_selector) && is_all(&pod_selector) {
        fields.out.push(selector_rule::matches_everything::report(heading(selectors), &label));
    }
    let (label, name, span) = (label.into(), meta.name.into(), meta.name_span);
    Some(PluginChain { label, name, metadata, span, mounts, namespace_selector, pod_selector })
}

fn read_mounts(at: At<'_>, mounts: &mut Vec<Mount>, fields: &mut Fields<'_>) {
    const OWNER: &str = "an entry of `spec.chains`";
    if !fields.map(at, OWNER) {
        return;
    }
    fields.only(at, &["name", "plugins"], OWNER);
    let name = fields.required(at, "name", OWNER);
    let plugins = fields.required(at, "plugins", OWNER);
    let mount = name.and_then(|at| mount_point(at, fields));
    for plugin in plugins.map(|at| fields.list(at, "`plugins`")).unwrap_or_default() {
        let name = fields.text(plugin, "the name of a plugin");
        if let (Some(mount), Some(name)) = (mount, name) {
            mounts.push(Mount { mount, plugin: name.into(), span: plugin.span() });
        }
    }
}

/// The mount point of this name; any other is reported.
pub(super) fn mount_point(at: At<'_>, fields: &mut Fields<'_>) -> Option<MountPoint> {
    let name = fields.text(at, "the name of a mount point")?;
    let mount = MountPoint::parse(name);
    if mount.is_none() {
        let near = nearest(name, MountPoint::ALL.map(MountPoint::name));
        fields.out.push(rule::unknown_chain::report(at.span(), name, near));
    }
    mount
}

type Selectors = (Option<LabelSelector>, Option<LabelSelector>);

fn read_selectors(at: At<'_>, empty: EmptyValues, fields: &mut Fields<'_>) -> Option<Selectors> {
    const OWNER: &str = "`spec.selectors`";
    if !fields.map(at, OWNER) {
        return None;
    }
    fields.only(at, &["podSelector", "namespaceSelector"], OWNER);
    let mut read = |key: &str| match fields.optional(at, key) {
        // An absent selector matches everything.
        None => Some(None),
        Some(at) => selector::read(at, &format!("the `{key}`"), empty, fields).map(Some),
    };
    let (namespaces, pods) = (read("namespaceSelector"), read("podSelector"));
    Some((namespaces?, pods?))
}

/// A `PluginConfig`; `None` without a plugin or a configuration.
pub(super) fn read_config(
    reader: &mut Reader<'_>,
    at: At<'_>,
    meta: &Meta<'_>,
    _: How<'_>,
) -> Option<PluginConfig> {
    const OWNER: &str = "the `spec` of the `PluginConfig`";
    let mut fields = Fields { words: &RESOURCE, out: &mut reader.out };
    let metadata = read_metadata(meta, &mut fields);
    let spec = spec(at, meta, &["plugin", "destinationRefs", "config", "matches"], &mut fields)?;
    let plugin = fields.required(spec, "plugin", OWNER);
    let name = plugin.and_then(|at| fields.text(at, "`spec.plugin`"));
    let mut destinations = Vec::new();
    let refs = fields.required(spec, "destinationRefs", OWNER);
    for at in refs.map(|at| fields.list(at, "`spec.destinationRefs`")).unwrap_or_default() {
        destinations.extend(read_destination(at, &mut fields));
    }
    let config = fields.required(spec, "config", OWNER)?;
    if !fields.map(config, "`spec.config`") {
        return None;
    }
    Some(PluginConfig {
        label: label(meta.kind, meta.namespace, meta.name).into(),
        name: meta.name.into(),
        metadata,
        span: meta.name_span,
        plugin: name?.into(),
        plugin_span: plugin?.span(),
        destinations,
        config: Arc::new(config.to_json()),
    })
}

fn read_destination(at: At<'_>, fields: &mut Fields<'_>) -> Option<Destination> {
    const OWNER: &str = "an entry of `spec.destinationRefs`";
    if !fields.map(at, OWNER) {
        return None;
    }
    fields.only(at, &["kind", "name", "namespace"], OWNER);
    let mut text = |key: &str| {
        let at = fields.required(at, key, OWNER)?;
        Some((at.span(), fields.text(at, &format!("`{key}`"))?))
    };
    let (kind, name, namespace) = (text("kind"), text("name"), text("namespace"));
    if let Some((span, kind)) = kind.filter(|&(_, kind)| kind != "Service") {
        fields.out.push(rule::bad_destination::report(span, kind));
        return None;
    }
    let ((span, name), (_, namespace)) = (name?, namespace?);
    kind.map(|_| Destination { namespace: namespace.into(), name: name.into(), span })
}

/// What is kept of a resource's own data: what whoever wrote it may count on.
fn read_metadata(meta: &Meta<'_>, fields: &mut Fields<'_>) -> Metadata {
    let mut read = |key: &str| labels(meta.at.get(key), key.trim_end_matches('s'), fields);
    let (labels, annotations) = (read("labels"), read("annotations"));
    let namespace = meta.at.get("namespace").and_then(At::text).map(Into::into);
    Metadata { namespace, labels, annotations }
}

/// The `spec`, with its unknown keys reported.
fn spec<'t>(at: At<'t>, meta: &Meta<'_>, keys: &[&str], fields: &mut Fields<'_>) -> Option<At<'t>> {
    let spec = fields.required(at, "spec", &format!("the `{}`", meta.kind))?;
    let owner = format!("the `spec` of a `{}`", meta.kind);
    if !fields.map(spec, "`spec`") {
        return None;
    }
    fields.only(spec, keys, &owner);
    if let Some((key, _)) = spec.entry("matches") {
        ignored_matches(key.span, fields.out);
    }
    Some(spec)
}

fn ignored_matches(span: Span, out: &mut Diagnostics) {
    out.push(rule::ignored_matches::report(span));
}

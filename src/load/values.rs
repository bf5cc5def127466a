//! Helm values: files and flags go in, the built-in chains come out.
//!
//! Merging is Helm's: maps deep, anything else replaced, the later wins; then the flags, by kind in
//! Helm's order (`--set-json`, `--set`, `--set-string`, `--set-file`); then the target's defaults where
//! nothing is said, while a `null` takes a default away. Where a workload file holds what the mesh itself is
//! told (see `mesh`), that stands below the first file. Every value keeps its place; the text of a flag
//! is a source too, so a diagnostic can point into it.

use std::collections::BTreeMap;

use super::LoadError;
use super::fields::heading;
use super::kube::{self, How, Resources};
use super::mesh::OfMesh;
use super::raw::{Set, SetKind};
use super::reader::{By, Found, Named, Reader};
use super::set::{self, Assignment, Given, Parsed, Step, Word};
use super::yaml::{At, Typed};
use crate::diag::Diagnostics;
use crate::ir::names::{CodePath, MountPoint, Priority};
use crate::ir::project::BuiltinLink;
use crate::rules::values as rule;
use crate::runtime::{TARGETS, Target, nearest};
use crate::source::{SourceId, Span};

/// What the values say.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// The built-in chains.
    pub links: Vec<BuiltinLink>,
    /// Where each list that is not the default stands.
    pub places: BTreeMap<MountPoint, Span>,
    /// Where plugins are turned off, if they are.
    pub policy_off: Option<Span>,
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    data: Data,
    span: Span,
}

#[derive(Debug, Clone, PartialEq)]
enum Data {
    Null,
    Bool(bool),
    Number(f64, Box<str>),
    Text(Box<str>),
    List(Vec<Item>),
    /// Each key with its place.
    Map(BTreeMap<Box<str>, (Span, Item)>),
}

/// Reads the files, applies the flags, and takes the chains out. Resources of plugins that stand in the files
/// join the others.
///
/// # Errors
/// If a file that a flag names cannot be read, or a flag cannot be understood.
pub(super) fn load(
    reader: &mut Reader<'_>,
    files: &[Named],
    sets: &[Set],
    how: How<'_>,
    resources: &mut Resources,
) -> Result<Values, LoadError> {
    let target = how.target;
    let mut root = BTreeMap::new();
    if let Some(OfMesh { span, spec, .. }) = resources.mesh.take() {
        root.insert(target.values_key.into(), (span, spec));
    }
    for named in files {
        match reader.find(named)? {
            Found::File => {}
            Found::Nothing => continue,
            Found::Folder(_) => {
                not_a_file(reader, named)?;
                continue;
            }
        }
        let Some(source) = reader.text(&named.path, &named.path)? else { continue };
        // Helm reads the first document of a file and does not look at the others.
        let mut documents = reader.documents(source).into_iter();
        let first = documents.next();
        if let Some(second) = documents.next() {
            reader.out.push(rule::further_document::report(heading(second.root())));
        }
        if let Some(tree) = first {
            reader.report_shape(&tree);
            let at = tree.root();
            if at.is_map() {
                merge_root(&mut root, at);
                kube::in_values(reader, at, how, resources);
            } else if !at.is_null() {
                let diagnostic = rule::wrong_type::report(at.span(), "a values file", "a map", at.describe());
                reader.out.push(diagnostic);
            }
        }
    }
    let mut sets: Vec<&Set> = sets.iter().collect();
    sets.sort_by_key(|set| set.kind); // Stable: within a kind the order is the user's.
    for set in sets {
        apply(reader, &mut root, set)?;
    }
    Ok(take(&root, target, &mut reader.out))
}

fn not_a_file(reader: &mut Reader<'_>, named: &Named) -> Result<(), LoadError> {
    match named.by {
        By::Flag(flag) => {
            let reason = "is a folder; a file is needed".to_owned();
            Err(LoadError::Flag { flag, text: named.path.clone(), reason })
        }
        By::Key(span) => {
            let needed = Some("a file");
            reader.out.push(crate::rules::project::missing_path::report(span, &named.path, needed));
            Ok(())
        }
    }
}

/// Keys of other charts are never looked at, so they are not even copied.
fn is_ours(key: &str) -> bool {
    TARGETS.iter().any(|target| target.values_key == key)
}

type Root = BTreeMap<Box<str>, (Span, Item)>;

fn merge_root(root: &mut Root, over: At<'_>) {
    for (key, value) in over.entries().into_iter().flatten() {
        if is_ours(&key.name) {
            merge_into(root, key.name.into(), key.span, Item::of(value));
        }
    }
}

fn merge_into(map: &mut BTreeMap<Box<str>, (Span, Item)>, key: Box<str>, span: Span, over: Item) {
    match (map.get_mut(&key), over) {
        (Some((_, Item { data: Data::Map(below), .. })), Item { data: Data::Map(over), .. }) => {
            for (key, (span, item)) in over {
                merge_into(below, key, span, item);
            }
        }
        (_, over) => {
            map.insert(key, (span, over));
        }
    }
}

impl Item {
    pub(super) fn of(at: At<'_>) -> Item {
        let data = if let Some(items) = at.items() {
            Data::List(items.map(Item::of).collect())
        } else if let Some(entries) = at.entries() {
            Data::Map(entries.map(|(key, value)| (key.name.into(), (key.span, Item::of(value)))).collect())
        } else {
            let text = at.written().unwrap_or_default();
            match at.typed() {
                Typed::Null => Data::Null,
                Typed::Bool(value) => Data::Bool(value),
                Typed::Int(value) => Data::Number(value as f64, text.into()),
                Typed::Float(value) => Data::Number(value, text.into()),
                Typed::Text => Data::Text(text.into()),
            }
        };
        Item { data, span: at.span() }
    }

    fn describe(&self) -> &'static str {
        match self.data {
            Data::Null => "nothing",
            Data::Bool(_) => "a boolean",
            Data::Number(..) => "a number",
            Data::Text(_) => "a string",
            Data::List(_) => "a list",
            Data::Map(_) => "a map",
        }
    }

    fn get(&self, key: &str) -> Option<&(Span, Item)> {
        match &self.data {
            Data::Map(map) => map.get(key),
            _ => None,
        }
    }

    /// Where to point at it: a list or a map is pointed at by its first line's key elsewhere.
    fn is_null(&self) -> bool {
        self.data == Data::Null
    }
}

// Flags.

fn apply(reader: &mut Reader<'_>, root: &mut Root, set: &Set) -> Result<(), LoadError> {
    let source = reader.sources.add(set.kind.flag(), set.text.as_str());
    match set::parse(source, &set.text, set.kind)? {
        Parsed::Object(tree) => merge_root(root, tree.root()),
        Parsed::Assignments(assignments) => {
            for assignment in assignments {
                let value = value_of(reader, source, set.kind, &assignment)?;
                let wrong = |reason: String| LoadError::Flag {
                    flag: set.kind.flag(),
                    text: set.text.clone(),
                    reason,
                };
                assign(root, source, &assignment, value).map_err(wrong)?;
            }
        }
    }
    Ok(())
}

fn value_of(
    reader: &mut Reader<'_>,
    source: SourceId,
    kind: SetKind,
    assignment: &Assignment,
) -> Result<Item, LoadError> {
    let span = Span::new(source, assignment.at.0, assignment.at.1);
    let mut one = |word: &Word| -> Result<Item, LoadError> {
        let data = match kind {
            SetKind::Infer => inferred(&word.text),
            SetKind::Text | SetKind::Json => Data::Text(word.text.as_str().into()),
            SetKind::File => {
                let named = Named { path: word.text.clone(), by: By::Flag(kind.flag()) };
                reader.find(&named)?;
                let bytes = reader.bytes(&word.text, &word.text)?;
                Data::Text(String::from_utf8_lossy(&bytes).into())
            }
        };
        Ok(Item { data, span: Span::new(source, word.at.0, word.at.1) })
    };
    Ok(match &assignment.value {
        Given::Word(word) => one(word)?,
        Given::List(words) => {
            let items: Result<Vec<Item>, LoadError> = words.iter().map(one).collect();
            Item { data: Data::List(items?), span }
        }
        Given::Json(Some(tree)) => Item::of(tree.root()),
        Given::Json(None) => Item { data: Data::Null, span },
    })
}

/// What `--set` makes of a word. A number with a fraction stays text, as in Helm.
fn inferred(text: &str) -> Data {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("true") || is("false") {
        Data::Bool(is("true"))
    } else if is("null") {
        Data::Null
    } else if text == "0" {
        Data::Number(0.0, text.into())
    } else if text.starts_with('0') {
        Data::Text(text.into())
    } else {
        match text.parse::<i64>() {
            Ok(value) => Data::Number(value as f64, text.into()),
            Err(_) => Data::Text(text.into()),
        }
    }
}

/// Puts a value at its path, making maps and lists on the way.
fn assign(root: &mut Root, source: SourceId, assignment: &Assignment, value: Item) -> Result<(), String> {
    let span = Span::new(source, assignment.key_at.0, assignment.key_at.1);
    let Some((Step::Key(first), rest)) = assignment.path.split_first() else { return Ok(()) };
    if !is_ours(first) {
        return Ok(());
    }
    let null = || Item { data: Data::Null, span };
    // Helm makes lists and maps where there is nothing yet, but refuses to below a null that is written.
    let mut written = root.contains_key(first.as_str());
    let entry = root.entry(first.as_str().into()).or_insert_with(|| (span, null()));
    let mut at = &mut entry.1;
    let mut name = first.clone();
    for (n_step, step) in rest.iter().enumerate() {
        let after_index = n_step > 0 && matches!(rest[n_step - 1], Step::Index(_));
        match step {
            Step::Key(key) => {
                // Helm makes a map of whatever a list held there, and refuses to elsewhere.
                if (at.is_null() && !written) || (after_index && !matches!(at.data, Data::Map(_))) {
                    *at = Item { data: Data::Map(BTreeMap::new()), span };
                }
                let found = at.describe();
                let Data::Map(map) = &mut at.data else {
                    return Err(format!("`{name}` is {found}, not a map"));
                };
                written = map.contains_key(key.as_str());
                let entry = map.entry(key.as_str().into()).or_insert_with(|| (span, null()));
                entry.0 = span;
                at = &mut entry.1;
                name = format!("{name}.{key}");
            }
            Step::Index(index) => {
                if at.is_null() && !written {
                    *at = Item { data: Data::List(Vec::new()), span };
                }
                let found = at.describe();
                let Data::List(list) = &mut at.data else {
                    return Err(format!("`{name}` is {found}, not a list"));
                };
                if list.len() <= *index {
                    list.resize_with(index + 1, null);
                }
                written = false;
                at = &mut list[*index];
                name = format!("{name}[{index}]");
            }
        }
    }
    *at = value;
    Ok(())
}

// The chains.

fn take(root: &Root, target: &'static Target, out: &mut Diagnostics) -> Values {
    let key = target.values_key;
    let ours = root.get(key);
    let chains = ours.and_then(|(_, item)| item.get("pluginChains"));
    if chains.is_none() {
        other_mesh(root, target, out);
    }
    let mut values = Values::default();
    // `osm:` with nothing below it takes all the chart's defaults away, and Helm's templates fail.
    if let Some((span, item)) = ours.filter(|(_, item)| !matches!(item.data, Data::Map(_))) {
        out.push(rule::wrong_type::report(*span, &format!("`{key}`"), "a map", item.describe()));
    }
    let flags = ours.and_then(|(_, item)| item.get("featureFlags"));
    let policy = flags.and_then(|(_, item)| item.get("enablePluginPolicy"));
    values.policy_off = policy.filter(|(_, item)| item.data == Data::Bool(false)).map(|(_, item)| item.span);
    match chains {
        None => {}
        Some((_, Item { data: Data::Map(map), .. })) => {
            for (name, (span, _)) in map.iter().filter(|(name, _)| MountPoint::parse(name).is_none()) {
                let near = nearest(name, MountPoint::ALL.map(MountPoint::name));
                out.push(rule::unknown_chain::report(*span, name, near));
            }
        }
        // A null takes all defaults away.
        Some((span, Item { data: Data::Null, .. })) => {
            values.places = MountPoint::ALL.into_iter().map(|mount| (mount, *span)).collect();
        }
        Some((span, item)) => {
            let what = format!("`{key}.pluginChains`");
            out.push(rule::wrong_type::report(*span, &what, "a map", item.describe()));
        }
    }
    for mount in MountPoint::ALL {
        if values.places.contains_key(&mount) {
            continue;
        }
        match chains.and_then(|(_, item)| item.get(mount.name())) {
            Some((span, Item { data: Data::Null, .. })) => {
                values.places.insert(mount, *span);
            }
            Some((span, Item { data: Data::List(entries), .. })) => {
                values.places.insert(mount, *span);
                take_chain(&mut values.links, mount, entries, target, out);
            }
            Some((span, item)) => {
                let what = format!("the chain `{mount}`");
                out.push(rule::wrong_type::report(*span, &what, "a list", item.describe()));
                values.links.extend(defaults(target, mount));
            }
            None => values.links.extend(defaults(target, mount)),
        }
    }
    values
}

fn other_mesh(root: &Root, target: &Target, out: &mut Diagnostics) {
    for (key, (_, item)) in root.iter().filter(|(key, _)| ***key != *target.values_key) {
        if let Some((span, _)) = item.get("pluginChains") {
            out.push(rule::other_mesh::report(*span, key, target));
        }
    }
}

/// The chain that the target's chart has when the values say nothing.
pub(super) fn defaults(target: &'static Target, mount: MountPoint) -> impl Iterator<Item = BuiltinLink> {
    let links = target.links.iter().filter(move |link| link.mount == mount.name());
    links.map(move |link| BuiltinLink {
        mount,
        plugin: link.plugin.into(),
        priority: Priority::new(f64::from(link.priority)).unwrap_or(Priority::ZERO),
        disabled: false,
        span: None,
    })
}

fn take_chain(
    links: &mut Vec<BuiltinLink>,
    mount: MountPoint,
    entries: &[Item],
    target: &'static Target,
    out: &mut Diagnostics,
) {
    let mut seen: BTreeMap<Box<str>, Span> = BTreeMap::new();
    for entry in entries {
        let Some(link) = take_entry(mount, entry, target, out) else { continue };
        let span = link.span.unwrap_or(entry.span);
        match seen.get(&link.plugin) {
            Some(&first) => out.push(rule::duplicate_entry::report(&link.plugin, mount, first, span)),
            None => {
                seen.insert(link.plugin.clone(), span);
                links.push(link);
            }
        }
    }
}

/// One entry. What is wrong with its priority does not take it out of the chain, so that one slip is one
/// diagnostic.
fn take_entry(
    mount: MountPoint,
    entry: &Item,
    target: &'static Target,
    out: &mut Diagnostics,
) -> Option<BuiltinLink> {
    const KEYS: [&str; 3] = ["plugin", "priority", "disable"];
    let owner = format!("an entry of `{mount}`");
    let Data::Map(map) = &entry.data else {
        out.push(rule::wrong_type::report(entry.span, &owner, "a map", entry.describe()));
        return None;
    };
    for (key, (span, _)) in map.iter().filter(|(key, _)| !KEYS.contains(&&***key)) {
        out.push(rule::unknown_key::report(*span, key, &owner, nearest(key, KEYS)));
    }
    let heading = map.values().map(|(span, _)| *span).min_by_key(|span| span.start).unwrap_or(entry.span);
    let mut missing = |key: &str| out.push(rule::missing_key::report(heading, key, &owner));
    if !map.contains_key("plugin") {
        missing("plugin");
    }
    if !map.contains_key("priority") {
        missing("priority");
    }
    let plugin = map.get("plugin").and_then(|(_, item)| take_plugin(item, out));
    let disabled = match map.get("disable") {
        None => false,
        Some((_, Item { data: Data::Bool(value), .. })) => *value,
        Some((_, item)) => {
            out.push(rule::wrong_type::report(item.span, "`disable`", "a boolean", item.describe()));
            false
        }
    };
    let priority = map.get("priority").and_then(|(_, item)| take_priority(item, out));
    let (plugin, span) = plugin?;
    let usual = || defaults(target, mount).find(|it| it.plugin == plugin).map(|it| it.priority);
    let priority = priority.or_else(usual).unwrap_or(Priority::ZERO);
    Some(BuiltinLink { mount, plugin, priority, disabled, span: Some(span) })
}

fn take_plugin(item: &Item, out: &mut Diagnostics) -> Option<(Box<str>, Span)> {
    let Data::Text(text) = &item.data else {
        out.push(rule::wrong_type::report(item.span, "`plugin`", "a string", item.describe()));
        return None;
    };
    if let Some(stem) = text.strip_suffix(".js") {
        out.push(rule::bad_plugin_path::extension(item.span, text));
        return CodePath::new(text).ok().map(|_| (stem.into(), item.span));
    }
    match CodePath::new(&format!("{text}.js")) {
        Ok(_) if !text.is_empty() => Some((text.clone(), item.span)),
        Ok(_) => {
            out.push(rule::bad_plugin_path::report(item.span, text, &crate::ir::names::BadPath::Empty));
            None
        }
        Err(why) => {
            out.push(rule::bad_plugin_path::report(item.span, text, &why));
            None
        }
    }
}

fn take_priority(item: &Item, out: &mut Diagnostics) -> Option<Priority> {
    let Data::Number(value, written) = &item.data else {
        out.push(rule::wrong_type::report(item.span, "`priority`", "a number", item.describe()));
        let Data::Text(text) = &item.data else { return None };
        return text.parse().ok().and_then(Priority::new);
    };
    let priority = Priority::new(*value);
    if *value < 0.0 {
        out.push(rule::bad_priority::negative(item.span, written));
    } else if priority.is_none() {
        out.push(rule::bad_priority::too_large(item.span, written));
    }
    priority
}

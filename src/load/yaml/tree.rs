//! A document as a table of nodes, and a cursor to walk it.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Number, Value};

use super::typing::{self, Typed};
use super::{Trouble, place};
use crate::source::{Embedding, SourceId, Span};

/// Index of a node in its tree.
pub(super) type NodeId = u32;

/// A document. Aliases share the node of their anchor, so a place is always where the text stands.
#[derive(Debug)]
pub(crate) struct Tree {
    /// The file.
    pub source: SourceId,
    /// Keys that stand twice in one map; the later one counts.
    pub duplicates: Vec<Duplicate>,
    /// What was passed over, such as a map that is used as a key.
    pub troubles: Vec<Trouble>,
    /// How many bytes the aliases repeat.
    pub repeated: u64,
    pub(super) root: NodeId,
    pub(super) nodes: Vec<Node>,
}

/// A key that stands twice in one map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Duplicate {
    /// The key.
    pub key: Box<str>,
    /// Where it stands first.
    pub first: (u32, u32),
    /// Where it stands again.
    pub second: (u32, u32),
}

#[derive(Debug)]
pub(super) struct Node {
    /// First byte; of a block scalar, of its first line of content or of its header.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    pub kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Scalar { text: Box<str>, style: Style, tag: Tag },
    List(Vec<NodeId>),
    Map(Vec<(NodeId, NodeId)>),
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
    Json,
}

/// What a tag says of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// Nothing that changes its type.
    None,
    /// `!!str`, `!!binary`: text.
    Text,
    /// `!!int`, `!!float`, `!!bool`, `!!null`: typed even where it is quoted.
    Plain,
}

impl Tree {
    /// The document's value.
    pub(crate) fn root(&self) -> At<'_> {
        At { tree: self, id: self.root }
    }
}

/// A value of a tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'t> {
    tree: &'t Tree,
    id: NodeId,
}

/// A key of a map.
#[derive(Debug, Clone)]
pub(crate) struct Key<'t> {
    /// Its name. A key that is no string is one as Kubernetes writes it: `true`, `16`.
    pub name: Cow<'t, str>,
    /// Where it stands.
    pub span: Span,
}

impl<'t> At<'t> {
    /// The node `id` of `tree`.
    pub(super) fn new(tree: &'t Tree, id: NodeId) -> Self {
        At { tree, id }
    }

    fn node(self) -> &'t Node {
        &self.tree.nodes[self.id as usize]
    }

    /// Where it stands, in bytes of the file.
    pub(crate) fn range(self) -> (u32, u32) {
        (self.node().start, self.node().end)
    }

    /// Where it stands.
    pub(crate) fn span(self) -> Span {
        Span::new(self.tree.source, self.node().start, self.node().end)
    }

    /// What it is, for messages: `a list`.
    pub(crate) fn describe(self) -> &'static str {
        match &self.node().kind {
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
            Kind::Scalar { .. } => match self.typed() {
                Typed::Null => "nothing",
                Typed::Bool(_) => "a boolean",
                Typed::Int(_) | Typed::Float(_) => "a number",
                Typed::Text => "a string",
            },
        }
    }

    /// The scalar's type; lists and maps are [`Typed::Text`] for want of one.
    pub(crate) fn typed(self) -> Typed {
        match &self.node().kind {
            Kind::Scalar { text, style: Style::Plain, tag: Tag::None } => typing::plain(text),
            Kind::Scalar { text, tag: Tag::Plain, .. } => typing::plain(text),
            Kind::Scalar { .. } | Kind::List(_) | Kind::Map(_) => Typed::Text,
        }
    }

    /// True for `null`, `~` or nothing.
    pub(crate) fn is_null(self) -> bool {
        self.typed() == Typed::Null
    }

    /// The string, if it is one.
    pub(crate) fn text(self) -> Option<&'t str> {
        match &self.node().kind {
            Kind::Scalar { text, .. } if self.typed() == Typed::Text => Some(text),
            _ => None,
        }
    }

    /// A scalar's text, whatever its type.
    pub(crate) fn written(self) -> Option<&'t str> {
        match &self.node().kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub(crate) fn items(self) -> Option<impl ExactSizeIterator<Item = At<'t>>> {
        match &self.node().kind {
            Kind::List(items) => Some(items.iter().map(move |&id| At { tree: self.tree, id })),
            _ => None,
        }
    }

    /// The entries, if it is a map, in the order of the text; of a key that stands twice, both.
    pub(crate) fn entries(self) -> Option<impl DoubleEndedIterator<Item = (Key<'t>, At<'t>)>> {
        match &self.node().kind {
            Kind::Map(entries) => Some(entries.iter().map(move |&(key, id)| {
                let key = At { tree: self.tree, id: key };
                (Key { name: key.key_name(), span: key.span() }, At { tree: self.tree, id })
            })),
            _ => None,
        }
    }

    /// True for a map.
    pub(crate) fn is_map(self) -> bool {
        matches!(self.node().kind, Kind::Map(_))
    }

    /// True for a list.
    pub(crate) fn is_list(self) -> bool {
        matches!(self.node().kind, Kind::List(_))
    }

    /// The value of a key; `None` too if it is no map.
    pub(crate) fn get(self, name: &str) -> Option<At<'t>> {
        self.entry(name).map(|(_, value)| value)
    }

    /// The value of a key with the key; of a key that stands twice, the later.
    pub(crate) fn entry(self, name: &str) -> Option<(Key<'t>, At<'t>)> {
        self.entries()?.rev().find(|(key, _)| key.name == name)
    }

    /// A scalar as Kubernetes names a key.
    pub(super) fn key_name(self) -> Cow<'t, str> {
        let text = self.written().unwrap_or_default();
        match self.typed() {
            Typed::Bool(value) => Cow::Borrowed(if value { "true" } else { "false" }),
            Typed::Int(value) => Cow::Owned(value.to_string()),
            Typed::Null if !text.is_empty() => Cow::Borrowed("null"),
            Typed::Null | Typed::Float(_) | Typed::Text => Cow::Borrowed(text),
        }
    }

    /// The value as JSON, keys in the order of the text. As deep as the tree, which is limited.
    pub(crate) fn to_json(self) -> Value {
        match &self.node().kind {
            Kind::List(items) => {
                Value::Array(items.iter().map(|&id| At { tree: self.tree, id }.to_json()).collect())
            }
            Kind::Map(entries) => {
                let mut map = Map::with_capacity(entries.len());
                for &(key, id) in entries {
                    let name = At { tree: self.tree, id: key }.key_name().into_owned();
                    // A key that stands twice takes the later place.
                    map.shift_remove(&name);
                    map.insert(name, At { tree: self.tree, id }.to_json());
                }
                Value::Object(map)
            }
            Kind::Scalar { text, .. } => match self.typed() {
                Typed::Null => Value::Null,
                Typed::Bool(value) => Value::Bool(value),
                Typed::Int(value) => match (i64::try_from(value), u64::try_from(value)) {
                    (Ok(value), _) => Value::from(value),
                    (_, Ok(value)) => Value::from(value),
                    _ => Value::from(value as f64),
                },
                // JSON has no infinity; its text stays.
                Typed::Float(value) => {
                    Number::from_f64(value).map_or_else(|| Value::from(&**text), Value::Number)
                }
                Typed::Text => Value::from(&**text),
            },
        }
    }

    /// Works out how the string's characters stand in the file. `file` is the file's text, `text` the
    /// string's. If the two cannot be brought together, all of it maps to where the scalar begins.
    pub(crate) fn embedding(
        self,
        file: Arc<str>,
        text: Arc<str>,
    ) -> impl FnOnce() -> Embedding + Send + 'static {
        let (parent, (start, node_end)) = (self.tree.source, self.range());
        let style = match &self.node().kind {
            Kind::Scalar { style, .. } => Some(*style),
            Kind::List(_) | Kind::Map(_) => None,
        };
        move || {
            let segments = style.and_then(|style| place::segments(&file, start, style, &text));
            let segments = segments.filter(|it| !it.is_empty()).unwrap_or_else(|| vec![(0, start)]);
            // The node ends before trailing blanks; those of a block scalar are part of the text.
            let last = segments.last().map_or(0, |&(inner, outer)| outer + (text.len() as u32 - inner));
            let end = last.min(file.len() as u32).max(node_end);
            Embedding { parent, segments, end }
        }
    }
}

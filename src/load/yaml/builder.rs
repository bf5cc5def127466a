//! Builds a [`Tree`] from the bottom up, and watches the limits while it does.

use std::collections::{HashMap, HashSet};

use super::tree::{At, Duplicate, Kind, Node, NodeId, Style, Tag, Tree};
use super::{MAX_DEPTH, Trouble, TroubleKind};
use crate::source::SourceId;

/// How many entries `<<` may copy in one document. Chosen by feeling.
const MAX_MERGED: usize = 1 << 20;

/// Makes the nodes of one tree.
pub(super) struct Builder {
    tree: Tree,
    /// Of each node: bytes it stands for with its aliases written out, and depth below it.
    sizes: Vec<(u64, u16)>,
    open: Vec<Open>,
    merged: usize,
    /// Bytes of all nodes, each counted once.
    own: u64,
}

/// A list or map that is not closed yet.
struct Open {
    id: NodeId,
    /// Values of a list; keys and values by turns of a map.
    children: Vec<NodeId>,
    /// One past the last byte seen inside.
    end: u32,
    is_map: bool,
}

/// A node costs a few bytes beside its text, so that empty lists count too.
const NODE: u64 = 8;

impl Builder {
    pub(super) fn new(source: SourceId) -> Self {
        let tree = Tree {
            source,
            duplicates: Vec::new(),
            troubles: Vec::new(),
            repeated: 0,
            root: 0,
            nodes: Vec::new(),
        };
        Builder { tree, sizes: Vec::new(), open: Vec::new(), merged: 0, own: 0 }
    }

    /// Adds a scalar.
    pub(super) fn scalar(&mut self, range: (u32, u32), text: Box<str>, style: Style, tag: Tag) -> NodeId {
        let size = NODE + text.len() as u64;
        let id = self.push(range, Kind::Scalar { text, style, tag });
        self.own += size;
        self.sizes[id as usize] = (size, 1);
        self.attach(id, range.1);
        id
    }

    /// Opens a list or a map.
    pub(super) fn open(&mut self, start: u32, is_map: bool) -> Result<NodeId, Trouble> {
        if self.open.len() >= usize::from(MAX_DEPTH) {
            return Err(too_deep((start, start)));
        }
        let id = self.push((start, start), Kind::List(Vec::new()));
        self.open.push(Open { id, children: Vec::new(), end: start, is_map });
        Ok(id)
    }

    /// Closes the innermost list or map; `end` is where its bracket ends, if it has one.
    pub(super) fn close(&mut self, end: Option<u32>) -> Result<(), Trouble> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let start = self.tree.nodes[open.id as usize].start;
        let range = (start, end.unwrap_or(open.end).max(start));
        let (mut size, mut depth) = (NODE, 0);
        for &child in &open.children {
            let (child_size, child_depth) = self.sizes[child as usize];
            size = size.saturating_add(child_size);
            depth = depth.max(child_depth);
        }
        if depth >= MAX_DEPTH {
            return Err(too_deep(range));
        }
        self.own += NODE;
        self.sizes[open.id as usize] = (size, depth + 1);
        let kind = match open.is_map {
            true => Kind::Map(self.entries(&open.children)?),
            false => Kind::List(open.children),
        };
        self.tree.nodes[open.id as usize] = Node { start: range.0, end: range.1, kind };
        self.attach(open.id, range.1);
        Ok(())
    }

    /// Uses a node again. `at` is where the alias stands.
    pub(super) fn alias(&mut self, target: NodeId, at: (u32, u32)) -> Result<(), Trouble> {
        if self.open.iter().any(|open| open.id == target) {
            let message = "an anchor holds itself".to_owned();
            return Err(Trouble { kind: TroubleKind::Limit, at, message });
        }
        self.attach(target, at.1);
        Ok(())
    }

    /// Ends the document.
    pub(super) fn finish(mut self, root: NodeId) -> Tree {
        self.tree.root = root;
        let all = self.sizes.get(root as usize).map_or(0, |it| it.0);
        self.tree.repeated = all.saturating_sub(self.own);
        self.tree
    }

    fn push(&mut self, (start, end): (u32, u32), kind: Kind) -> NodeId {
        let id = self.tree.nodes.len() as NodeId;
        self.tree.nodes.push(Node { start, end: end.max(start), kind });
        self.sizes.push((NODE, 1));
        id
    }

    fn attach(&mut self, child: NodeId, end: u32) {
        if let Some(open) = self.open.last_mut() {
            open.children.push(child);
            open.end = open.end.max(end);
        }
    }

    /// Pairs keys with values, resolves `<<`, and notes what stands twice.
    fn entries(&mut self, children: &[NodeId]) -> Result<Vec<(NodeId, NodeId)>, Trouble> {
        let mut entries: Vec<(NodeId, NodeId)> = Vec::with_capacity(children.len() / 2);
        let mut merges = Vec::new();
        for pair in children.chunks_exact(2) {
            let (key, value) = (pair[0], pair[1]);
            match &self.tree.nodes[key as usize].kind {
                Kind::Scalar { text, style: Style::Plain, tag: Tag::None } if &**text == "<<" => {
                    merges.push((key, value));
                }
                Kind::Scalar { .. } => entries.push((key, value)),
                Kind::List(_) | Kind::Map(_) => {
                    let node = &self.tree.nodes[key as usize];
                    self.tree.troubles.push(Trouble {
                        kind: TroubleKind::Syntax,
                        at: (node.start, node.end),
                        message: "a key must be a string".to_owned(),
                    });
                }
            }
        }
        let twice = if entries.len() <= 8 { self.few_twice(&entries) } else { self.many_twice(&entries) };
        for (first, second) in twice {
            let range = |id: NodeId| At::range(self.at(id));
            let key = self.at(second).key_name().into();
            let duplicate = Duplicate { key, first: range(first), second: range(second) };
            self.tree.duplicates.push(duplicate);
        }
        if !merges.is_empty() {
            let names = entries.iter().map(|&(key, _)| self.at(key).key_name().into_owned());
            let mut names: HashSet<String> = names.collect();
            for (key, value) in merges {
                self.merge(&mut entries, &mut names, key, value)?;
            }
        }
        Ok(entries)
    }

    fn few_twice(&self, entries: &[(NodeId, NodeId)]) -> Vec<(NodeId, NodeId)> {
        let mut twice = Vec::new();
        for (at, &(key, _)) in entries.iter().enumerate() {
            let name = self.at(key).key_name();
            if let Some(&(first, _)) = entries[..at].iter().find(|it| self.at(it.0).key_name() == name) {
                twice.push((first, key));
            }
        }
        twice
    }

    fn many_twice(&self, entries: &[(NodeId, NodeId)]) -> Vec<(NodeId, NodeId)> {
        let mut seen = HashMap::with_capacity(entries.len());
        let mut twice = Vec::new();
        for &(key, _) in entries {
            if let Some(&first) = seen.get(&self.at(key).key_name()) {
                twice.push((first, key));
            } else {
                seen.insert(self.at(key).key_name(), key);
            }
        }
        twice
    }

    /// Adds the entries of a merged map, or of a list of them, that are not there yet.
    fn merge(
        &mut self,
        entries: &mut Vec<(NodeId, NodeId)>,
        names: &mut HashSet<String>,
        key: NodeId,
        value: NodeId,
    ) -> Result<(), Trouble> {
        let maps = match &self.tree.nodes[value as usize].kind {
            Kind::Map(_) => vec![value],
            Kind::List(items) => items.clone(),
            Kind::Scalar { .. } => Vec::new(),
        };
        let is_map = |&id: &NodeId| matches!(self.tree.nodes[id as usize].kind, Kind::Map(_));
        let range = self.at(key).range();
        if maps.is_empty() || !maps.iter().all(is_map) {
            let message = "`<<` must be a map, or a list of maps".to_owned();
            self.tree.troubles.push(Trouble { kind: TroubleKind::Syntax, at: range, message });
            return Ok(());
        }
        for map in maps {
            let Kind::Map(more) = &self.tree.nodes[map as usize].kind else { continue };
            self.merged += more.len();
            if self.merged > MAX_MERGED {
                let message = format!("`<<` copies more than {MAX_MERGED} entries");
                return Err(Trouble { kind: TroubleKind::Limit, at: range, message });
            }
            for &(key, value) in more {
                if names.insert(self.at(key).key_name().into_owned()) {
                    entries.push((key, value));
                }
            }
        }
        Ok(())
    }

    fn at(&self, id: NodeId) -> At<'_> {
        At::new(&self.tree, id)
    }
}

fn too_deep(at: (u32, u32)) -> Trouble {
    let message = format!("the document is more than {MAX_DEPTH} levels deep");
    Trouble { kind: TroubleKind::Limit, at, message }
}

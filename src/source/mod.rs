//! The texts of a compilation, and places in them.
//!
//! A [`Span`] is three numbers. [`Sources`] turns it into a file, a line and a column. A script that
//! stands inside a YAML or JSON file is a source of its own, *embedded* in that file: its spans count
//! bytes of the decoded script, and [`Sources::locate`] maps them through to the file that a person
//! can open. Nothing here reads a file.

mod lines;
mod span;

use std::sync::{Arc, LazyLock, OnceLock};

pub use lines::{LineColumn, Lines};
pub use span::{SourceId, Span};

/// One text: a file, or a script inside one.
#[derive(Debug)]
pub struct Source {
    path: Box<str>,
    text: Arc<str>,
    origin: Option<Origin>,
    lines: OnceLock<Lines>,
}

impl Source {
    /// The path as reports print it; of an embedded script, the path of its file.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text. Of an embedded script, the decoded script.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The table of lines, made at the first call.
    pub fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(&self.text))
    }
}

/// Worked out when a report first asks: most runs have nothing to say of most scripts.
type Origin = LazyLock<Embedding, Box<dyn FnOnce() -> Embedding + Send>>;

/// How an embedded text's bytes stand in the text around it.
#[derive(Debug, Clone)]
pub struct Embedding {
    /// The text around it.
    pub parent: SourceId,
    /// Pairs of (byte in the embedded text, byte in the parent), ascending in both. Between two
    /// pairs both count alike; an escape, a removed indentation or a folded line begins a new pair.
    pub segments: Vec<(u32, u32)>,
    /// One past the last byte of the scalar in the parent.
    pub end: u32,
}

impl Embedding {
    /// The parent's byte for byte `offset` of the embedded text.
    fn map(&self, offset: u32) -> u32 {
        let next = self.segments.partition_point(|&(inner, _)| inner <= offset);
        let limit = self.segments.get(next).map_or(self.end, |&(_, outer)| outer);
        match next.checked_sub(1).and_then(|at| self.segments.get(at)) {
            Some(&(inner, outer)) => (outer + (offset - inner)).min(limit.max(outer)),
            None => self.segments.first().map_or(self.end, |&(_, outer)| outer),
        }
    }
}

/// All texts of a compilation.
#[derive(Debug, Default)]
pub struct Sources {
    table: Vec<Source>,
}

impl Sources {
    /// Adds a file. `path` is what reports print.
    pub fn add(&mut self, path: impl Into<Box<str>>, text: impl Into<Arc<str>>) -> SourceId {
        self.push(Source { path: path.into(), text: text.into(), origin: None, lines: OnceLock::new() })
    }

    /// Adds a text that was decoded from a scalar of another one.
    pub fn embed(&mut self, text: impl Into<Arc<str>>, origin: Embedding) -> SourceId {
        self.embed_later(text, origin.parent, || origin)
    }

    /// Adds a text that was decoded from a scalar of `parent`; how it stands there is worked out when a
    /// report asks for it.
    pub fn embed_later(
        &mut self,
        text: impl Into<Arc<str>>,
        parent: SourceId,
        origin: impl FnOnce() -> Embedding + Send + 'static,
    ) -> SourceId {
        let path = self.get(parent).path.clone();
        let origin: Origin = LazyLock::new(Box::new(origin));
        self.push(Source { path, text: text.into(), origin: Some(origin), lines: OnceLock::new() })
    }

    /// The source with this id.
    ///
    /// # Panics
    /// If the id comes from another table: a fault of ours, not of the input.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.table[id.index()]
    }

    /// Every file, in the order they were added; not the scripts inside them.
    pub fn files(&self) -> impl Iterator<Item = SourceId> {
        let files = self.table.iter().enumerate().filter(|(_, it)| it.origin.is_none());
        files.map(|(index, _)| SourceId::from_index(index))
    }

    /// The span in the outermost file, which a person can open.
    pub fn locate(&self, span: Span) -> Span {
        let mut span = span;
        while let Some(origin) = &self.get(span.source).origin {
            let start = origin.map(span.start);
            // The end of a span is mapped through its last byte, so that it never swallows the
            // indentation or the escape that follows it.
            let end = match span.end > span.start {
                true => self.past(origin, span.end - 1),
                false => start,
            };
            span = Span::new(origin.parent, start, end.max(start));
        }
        span
    }

    /// The byte after a byte of an embedded text, in the text around it. If an escape stands for it, all of
    /// the escape.
    fn past(&self, origin: &Embedding, last: u32) -> u32 {
        let outer = origin.map(last);
        let next = origin.segments.binary_search_by_key(&(last + 1), |&(inner, _)| inner);
        let Some(&(_, next)) = next.ok().and_then(|at| origin.segments.get(at)) else { return outer + 1 };
        let text = self.get(origin.parent).text.as_bytes();
        let broken = text.get(outer as usize..next as usize).is_none_or(|it| it.contains(&b'\n'));
        if broken { outer + 1 } else { next }
    }

    /// Of an embedded script, the byte of its file at which it begins; the byte before it is the
    /// quote of a quoted scalar. `None` for a file.
    pub fn embedded_at(&self, id: SourceId) -> Option<u32> {
        let origin = self.get(id).origin.as_ref()?;
        origin.segments.first().map(|&(_, outer)| outer)
    }

    /// File, first and last place of a span, as reports print them.
    pub fn place(&self, span: Span) -> Place<'_> {
        let span = self.locate(span);
        let source = self.get(span.source);
        Place {
            path: &source.path,
            start: LineColumn::of(&source.text, source.lines(), span.start),
            end: LineColumn::of(&source.text, source.lines(), span.end),
        }
    }

    fn push(&mut self, source: Source) -> SourceId {
        let id = SourceId::from_index(self.table.len());
        self.table.push(source);
        id
    }
}

/// A span as people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<'a> {
    /// Path of the file.
    pub path: &'a str,
    /// Where it begins.
    pub start: LineColumn,
    /// Where it ends; equal to `start` for a place between two characters.
    pub end: LineColumn,
}

//! Where a configuration stands: which pipelines the next filter is added to, and what is still open.

use foldhash::{HashMap, HashSet};

use super::Lower;
use super::scope::Phase;
use super::value::{Text, Value};
use crate::ir::module::{ContextVar, Export, Import, Pipeline, PipelineId, PipelineKind};
use crate::ir::syntax::Range;

/// One `pipy(…)`.
#[derive(Debug)]
pub(super) struct Config<'p> {
    pub(super) context: Vec<ContextVar>,
    /// The own variables and exports: (initial value, exported).
    pub(super) initial: HashMap<Text<'p>, (Value<'p>, bool)>,
    pub(super) imports: Vec<Import>,
    pub(super) imported: HashSet<Text<'p>>,
    pub(super) exports: Vec<Export>,
    pub(super) pipelines: Vec<Pipeline>,
}

/// A filter's place: its pipeline, its index there.
pub(super) type Spot = (PipelineId, u32);

/// What `pipy(…)` returned, or what a builder function got.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cursor {
    pub(super) config: u32,
    /// The configuration itself, which has all methods, rather than what a builder function gets.
    pub(super) full: bool,
    /// The pipelines that the next filter is added to: more than one only after alternatives of a static
    /// branch that each began their own.
    pub(super) current: Vec<PipelineId>,
    /// Filters that wait for their `.to(…)`.
    pub(super) pending: Vec<Spot>,
    pub(super) entrance: Option<Range>,
    pub(super) started: Option<Range>,
    pub(super) ended: Option<Range>,
    pub(super) filtered: bool,
}

impl Cursor {
    pub(super) fn new(config: u32, full: bool) -> Self {
        Cursor {
            config,
            full,
            current: Vec::new(),
            pending: Vec::new(),
            entrance: None,
            started: None,
            ended: None,
            filtered: false,
        }
    }

    /// After two paths of which it is not known which was taken: what holds on either may hold, what is an
    /// error only if it holds is kept only if it holds on both.
    fn merge(&mut self, other: &Cursor) {
        for it in &other.current {
            if !self.current.contains(it) {
                self.current.push(*it);
            }
        }
        for it in &other.pending {
            if !self.pending.contains(it) {
                self.pending.push(*it);
            }
        }
        self.entrance = self.entrance.and(other.entrance);
        self.started = self.started.and(other.started);
        self.ended = self.ended.and(other.ended);
        self.filtered &= other.filtered;
    }
}

/// Above this many cursors paths are no longer told apart.
const MANY: usize = 64;

impl<'p> Lower<'p> {
    /// The state of all cursors, to try several paths from it.
    pub(super) fn paths(&self) -> Option<Vec<Cursor>> {
        let worth = self.phase == Phase::Load && !self.cursors.is_empty() && self.cursors.len() <= MANY;
        worth.then(|| self.cursors.clone())
    }

    /// Ends a path: keeps what it did in `merged`, and goes back to where the paths part.
    pub(super) fn switch_path(&mut self, start: &Option<Vec<Cursor>>, merged: &mut Option<Vec<Cursor>>) {
        let Some(start) = start else { return };
        let done = self.cursors[..start.len().min(self.cursors.len())].to_vec();
        for (cursor, it) in self.cursors.iter_mut().zip(start) {
            cursor.clone_from(it);
        }
        match merged {
            None => *merged = Some(done),
            Some(merged) => merged.iter_mut().zip(&done).for_each(|(it, other)| it.merge(other)),
        }
    }

    /// After the last path: everything that the paths did.
    pub(super) fn merge_paths(&mut self, merged: Option<Vec<Cursor>>) {
        for (cursor, it) in self.cursors.iter_mut().zip(merged.into_iter().flatten()) {
            cursor.merge(&it);
        }
    }

    /// Begins a pipeline.
    pub(super) fn add_pipeline(&mut self, config: u32, kind: PipelineKind, at: Range) -> PipelineId {
        let config = &mut self.configs[config as usize];
        config.pipelines.push(Pipeline {
            kind,
            at,
            on_start: None,
            on_end: None,
            filters: Vec::new(),
            conditional: self.doubt > 0,
        });
        PipelineId(config.pipelines.len() as u32 - 1)
    }
}

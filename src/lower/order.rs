//! The order in which filters run: what a context variable is before the filter that sets it.

use super::Lower;
use super::value::Value;
use crate::ir::module::{PipelineId, PipelineKind};
use crate::ir::syntax::{ExprId, Range};
use crate::rules::context::early_read;
use crate::runtime::{Acts, Form, Framing};

/// A script with more filters, or more writes of one variable, is not looked at. Chosen by feeling.
const MANY: usize = 64;

impl<'p> Lower<'p> {
    /// The value of an own variable that begins as nothing, if every filter that sets it comes later: nothing,
    /// for that reason.
    ///
    /// Only the module's entrance is looked at, whose context nobody has seen before. A write counts as that of
    /// the filter in whose arguments it stands; one that stands elsewhere may have happened.
    pub(super) fn unset(&mut self, name: &str, id: ExprId) -> Option<Value<'p>> {
        let (Some(pipeline), Some(own)) = (self.site.pipeline, self.site.filter) else { return None };
        let config = &self.configs[self.config? as usize];
        let filters = match config.pipelines.get(pipeline.0 as usize) {
            Some(it) if it.kind == PipelineKind::Entrance && it.filters.len() <= MANY => &it.filters,
            _ => return None,
        };
        let reader = filters.get(own as usize).filter(|_| self.site.sure)?;
        let writes = self.assigned.writes(name);
        if writes.is_empty() || writes.len() > MANY {
            return None;
        }
        let holds = |args: &[ExprId], at: Range| {
            let ranges = args.iter().map(|it| self.program.exprs[it.0 as usize].1);
            ranges.into_iter().any(|it| it.start <= at.start && at.end <= it.end)
        };
        let mut first: Option<usize> = None;
        for &(_, write) in writes {
            let index = filters.iter().position(|it| holds(&it.args, write))?;
            // A later filter may see an earlier event.
            if index <= own as usize || turn(filters[index].api.acts_on) < turn(reader.api.acts_on) {
                return None;
            }
            first = Some(first.map_or(index, |it| it.min(index)));
        }
        let setter = &filters[first?];
        let span = self.program.range(self.program.exprs[id.0 as usize].1);
        let finding = early_read::report(span, name, self.program.range(setter.at), setter.name);
        Some(self.missing(finding))
    }

    /// True where what the rest of the chain answers comes by: behind the module's own `chain()`.
    pub(super) fn sees_responses(&self) -> bool {
        let (Some(PipelineId(pipeline)), Some(filter)) = (self.site.pipeline, self.site.filter) else {
            return false;
        };
        let Some(config) = self.config.map(|it| &self.configs[it as usize]) else { return false };
        let Some(pipeline) = config.pipelines.get(pipeline as usize) else { return false };
        if pipeline.kind != PipelineKind::Entrance || pipeline.filters.len() > MANY {
            return false;
        }
        let mut before = pipeline.filters.iter().take(filter as usize).rev();
        let chain = before.find(|it| it.api.output != Framing::Same);
        chain.is_some_and(|it| it.api.form == Form::Chain && !it.conditional)
    }

    /// True where requests come by that the mesh has handed to the module: in its entrance, before anything that
    /// answers them.
    pub(super) fn sees_requests(&self) -> bool {
        let (Some(PipelineId(pipeline)), Some(filter)) = (self.site.pipeline, self.site.filter) else {
            return false;
        };
        let Some(config) = self.config.map(|it| &self.configs[it as usize]) else { return false };
        let Some(pipeline) = config.pipelines.get(pipeline as usize) else { return false };
        let passes = |it: &crate::ir::module::Filter| it.api.output == Framing::Same;
        pipeline.kind == PipelineKind::Entrance
            && pipeline.filters.len() <= MANY
            && pipeline.filters.iter().take(filter as usize).all(passes)
    }
}

/// Which of the events of a stream a filter waits for: a later one for a greater number.
fn turn(acts: &[Acts]) -> u8 {
    let turns = acts.iter().map(|it| match it {
        Acts::FirstEvent | Acts::MessageStart => 0,
        Acts::Data => 1,
        Acts::MessageBody | Acts::WholeMessage | Acts::MessageEnd => 2,
        Acts::StreamEnd => 3,
    });
    turns.min().unwrap_or(0)
}

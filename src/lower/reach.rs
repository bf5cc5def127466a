//! Which callbacks every stream runs.

use std::collections::BTreeMap;

use crate::ir::module::{Gives, Pipeline, PipelineId, PipelineKind, SubTarget};
use crate::runtime::{Acts, Form, Framing};

/// What is surely run of a configuration's pipelines.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// By pipeline: how many of its filters are surely reached; `None` if it is not surely run itself.
    until: Vec<Option<u32>>,
    /// By pipeline, by filter: every stream has what the filter reacts to.
    fires: Vec<Vec<bool>>,
}

impl Reach {
    /// Follows the pipelines that a stream surely runs, from those that begin with one.
    pub(super) fn of(pipelines: &[Pipeline]) -> Self {
        let fires = pipelines.iter().map(|it| it.filters.iter().map(|it| fires(it.api.acts_on)).collect());
        let mut out = Reach { until: vec![None; pipelines.len()], fires: fires.collect() };
        let mut names = BTreeMap::new();
        let mut queue = Vec::new();
        for (at, pipeline) in pipelines.iter().enumerate() {
            match &pipeline.kind {
                PipelineKind::Named(name) => drop(names.insert(&**name, PipelineId(at as u32))),
                PipelineKind::Entrance | PipelineKind::Listen | PipelineKind::Task
                    if !pipeline.conditional =>
                {
                    queue.push(PipelineId(at as u32));
                }
                _ => {}
            }
        }
        while let Some(next) = queue.pop() {
            if out.until[next.0 as usize].is_some() {
                continue;
            }
            let filters = &pipelines[next.0 as usize].filters;
            let mut until = filters.len() as u32;
            for (index, filter) in filters.iter().enumerate() {
                if filter.conditional {
                    continue;
                }
                let alternatives = matches!(filter.api.form, Form::Branch | Form::DynamicBranch);
                for sub in filter.subs.iter().filter(|_| !alternatives) {
                    match &sub.target {
                        SubTarget::Pipeline(id) => queue.push(*id),
                        SubTarget::Named(name, _) => queue.extend(names.get(&**name)),
                        SubTarget::Unknown => {}
                    }
                }
                // After a filter that may keep everything back nothing is sure.
                if filter.api.output == Framing::None || filter.gives == Gives::Nothing || alternatives {
                    until = index as u32 + 1;
                    break;
                }
            }
            out.until[next.0 as usize] = Some(until);
        }
        out
    }

    /// Whether every stream runs a callback of this filter (or of the pipeline itself).
    pub(super) fn sure(&self, pipeline: PipelineId, filter: Option<u32>, taker: &str) -> bool {
        let Some(until) = self.until.get(pipeline.0 as usize).copied().flatten() else { return false };
        match filter {
            None => taker == "onStart",
            // A second condition is asked only if the first fails; options are not always needed.
            Some(_) if taker == "options" => false,
            Some(index) => {
                index < until && self.fires[pipeline.0 as usize].get(index as usize) == Some(&true)
            }
        }
    }
}

/// True if every stream of messages has what a filter reacts to. A request may have no body, a stream no end.
fn fires(acts: &[Acts]) -> bool {
    !acts.iter().any(|it| matches!(it, Acts::Data | Acts::StreamEnd))
}

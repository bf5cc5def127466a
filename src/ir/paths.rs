//! Where a stream that enters a module can end up: in the next module, in an answer, or nowhere.

use std::collections::BTreeMap;

use super::module::{Gives, Module, PipelineId, PipelineKind, SubTarget};
use super::syntax::Range;
use crate::runtime::{Acts, Form, Framing};

/// The ends of all paths through a module's entrance pipeline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paths {
    /// Some path goes on with the next module (or with modules it names).
    pub chains: bool,
    /// Some path gives an answer, or hands the stream to another peer.
    pub answers: bool,
    /// Paths on which the stream is lost or turned round: where each ends.
    pub lost: Vec<Lost>,
    /// Some path is not known.
    pub open: bool,
}

/// A path that neither goes on nor answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// The last filter of the path, or the start of its pipeline.
    pub at: Range,
    /// What becomes of the stream.
    pub how: Loss,
    /// The pipeline it ends in is one of several alternatives.
    pub alternative: bool,
}

/// What becomes of a stream that neither goes on nor is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// It comes back as if it were the answer.
    Echoed,
    /// Nothing comes out of the filter.
    Swallowed,
    /// It waits for the only condition of a branch.
    Held,
}

/// Follows all paths from the entrance pipeline. Every pipeline is followed once, so the time is linear.
pub fn paths(module: &Module) -> Paths {
    let mut names = BTreeMap::new();
    for (at, pipeline) in module.pipelines.iter().enumerate() {
        if let PipelineKind::Named(name) = &pipeline.kind {
            names.insert(&**name, PipelineId(at as u32));
        }
    }
    let mut walk = Walk {
        module,
        names,
        ends: vec![None; module.pipelines.len()],
        following: vec![false; module.pipelines.len()],
        out: Paths::default(),
    };
    let entrances = module.pipelines.iter().enumerate().filter(|(_, it)| it.kind == PipelineKind::Entrance);
    for (at, pipeline) in entrances {
        let falls = walk.follow(PipelineId(at as u32), false, 0);
        if falls.through {
            let at = falls.at.unwrap_or(pipeline.at);
            if falls.answered {
                walk.out.answers = true;
            } else {
                walk.out.lost.push(Lost { at, how: Loss::Echoed, alternative: falls.alternative });
            }
        }
    }
    walk.out.lost.sort_unstable();
    walk.out.lost.dedup();
    walk.out
}

/// What comes out at a pipeline's end of the stream that entered it.
#[derive(Debug, Clone, Copy, Default)]
struct Falls {
    /// On some path it reaches the end without having met the next module.
    through: bool,
    /// On all such paths an answer was put in its place.
    answered: bool,
    /// The last filter of such a path without an answer.
    at: Option<Range>,
    /// That path is one of several alternatives.
    alternative: bool,
}

struct Walk<'a> {
    module: &'a Module,
    names: BTreeMap<&'a str, PipelineId>,
    ends: Vec<Option<Falls>>,
    following: Vec<bool>,
    out: Paths,
}

/// Pipelines within pipelines, followed this deep. Chosen by feeling.
const DEPTH: u32 = 100;

impl Walk<'_> {
    fn follow(&mut self, id: PipelineId, alternative: bool, depth: u32) -> Falls {
        if let Some(falls) = self.ends[id.0 as usize] {
            self.out.open |= self.following[id.0 as usize];
            return falls;
        }
        if depth > DEPTH {
            self.out.open = true;
            return Falls::default();
        }
        // A circle of pipelines never ends; while it is followed, nothing falls through.
        self.ends[id.0 as usize] = Some(Falls::default());
        self.following[id.0 as usize] = true;
        let falls = self.follow_filters(id, alternative, depth);
        self.following[id.0 as usize] = false;
        self.ends[id.0 as usize] = Some(falls);
        falls
    }

    fn follow_filters(&mut self, id: PipelineId, alternative: bool, depth: u32) -> Falls {
        let pipeline = self.module.pipeline(id);
        let mut falls = Falls { through: true, answered: false, at: Some(pipeline.at), alternative };
        for filter in &pipeline.filters {
            let api = filter.api;
            let before = falls;
            match api.form {
                Form::Chain if filter.modules.as_deref().is_some_and(<[_]>::is_empty) => {
                    self.out.chains = true;
                    falls.through = false;
                }
                // Modules of its own choice take the stream.
                Form::Chain | Form::Use => {
                    self.out.answers = true;
                    falls.through = false;
                }
                Form::Branch | Form::DynamicBranch => {
                    // What meets no condition is kept, and asked again at the next event. With several
                    // conditions one may be bound to hold in the end.
                    if let [sub] = &*filter.subs
                        && sub.condition.is_some()
                    {
                        self.out.lost.push(Lost { at: filter.at, how: Loss::Held, alternative: false });
                    }
                    falls = self.alternatives(&filter.subs, depth, before);
                }
                _ if filter.gives == Gives::Nothing && swallows(filter.api.acts_on) => {
                    self.lose(filter.at, falls.alternative);
                    falls.through = false;
                }
                _ if api.output == Framing::None => {
                    self.lose(filter.at, falls.alternative);
                    falls.through = false;
                }
                _ if api.sub.is_some_and(|it| it.returns == Framing::Discarded) => {}
                _ if !filter.subs.is_empty() => falls = self.alternatives(&filter.subs, depth, before),
                _ if api.terminal => {
                    self.out.answers = true;
                    falls.through = false;
                }
                _ if filter.name.starts_with("replace") => falls.answered = true,
                _ => {}
            }
            if falls.through && !falls.answered && !matches!(api.form, Form::Branch | Form::DynamicBranch) {
                falls.at = Some(filter.at);
            }
            if filter.conditional {
                falls.through |= before.through;
                falls.answered &= before.answered;
            }
            if !falls.through {
                break;
            }
        }
        falls
    }

    /// The paths of a filter's pipelines, joined.
    fn alternatives(&mut self, subs: &[super::module::Sub], depth: u32, before: Falls) -> Falls {
        let several = subs.len() > 1;
        let mut out =
            Falls { through: false, answered: true, at: before.at, alternative: before.alternative };
        for sub in subs {
            let target = match &sub.target {
                SubTarget::Pipeline(id) => Some(*id),
                SubTarget::Named(name, _) => self.names.get(&**name).copied(),
                SubTarget::Unknown => None,
            };
            let Some(target) = target else {
                self.out.open = true;
                continue;
            };
            let falls = self.follow(target, several || before.alternative, depth + 1);
            if falls.through {
                out.through = true;
                if !falls.answered && !before.answered {
                    out.answered = false;
                    out.at = falls.at;
                    out.alternative = falls.alternative;
                }
            }
        }
        out
    }

    fn lose(&mut self, at: Range, alternative: bool) {
        self.out.lost.push(Lost { at, how: Loss::Swallowed, alternative });
    }
}

/// True if all of a message goes with what is swallowed, or nothing is left that the rest belongs to.
fn swallows(acts: &[Acts]) -> bool {
    acts.iter().any(|it| matches!(it, Acts::WholeMessage | Acts::FirstEvent | Acts::MessageStart))
}

//! What flows where: raw bytes or messages, at each filter, given what enters the module.
//!
//! The same module may be right at one place of a chain and wrong at another, so this is worked out per
//! mount. It is a pure function of the pipelines; what is not known flows as "either".

use std::ops::BitOr;
use std::sync::OnceLock;

use super::module::{Filter, Gives, Module, PipelineId, PipelineKind};
use crate::runtime::{Form, Framing, Level};

/// What may flow: a set of bytes and messages. Of the empty set nothing comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flow(u8);

impl Flow {
    /// Nothing.
    pub const NOTHING: Flow = Flow(0);
    /// Raw bytes, for sure.
    pub const BYTES: Flow = Flow(1);
    /// Messages, for sure.
    pub const MESSAGES: Flow = Flow(2);
    /// One of both, or both.
    pub const EITHER: Flow = Flow(3);

    /// The only level that flows, if there is just one.
    pub fn level(self) -> Option<Level> {
        match self {
            Flow::BYTES => Some(Level::Bytes),
            Flow::MESSAGES => Some(Level::Messages),
            _ => None,
        }
    }
}

impl From<Option<Level>> for Flow {
    fn from(level: Option<Level>) -> Self {
        match level {
            Some(Level::Bytes) => Flow::BYTES,
            Some(Level::Messages) => Flow::MESSAGES,
            None => Flow::EITHER,
        }
    }
}

impl BitOr for Flow {
    type Output = Flow;

    fn bitor(self, other: Flow) -> Flow {
        Flow(self.0 | other.0)
    }
}

/// What flows in a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    /// Pipeline after pipeline: what enters it, what comes to each filter, what leaves the last one.
    flows: Box<[Flow]>,
    /// By pipeline: where its flows begin.
    starts: Box<[u32]>,
    /// What the module's own `chain()` passes on to the next module of the chain, of what entered it.
    pub chained: Flow,
}

impl Levels {
    fn nothing(module: &Module) -> Self {
        let mut next = 0;
        let starts = module.pipelines.iter().map(|it| {
            let start = next;
            next += it.filters.len() as u32 + 2;
            start
        });
        let starts = starts.collect();
        let flows = vec![Flow::NOTHING; next as usize].into();
        Levels { flows, starts, chained: Flow::NOTHING }
    }

    fn start(&self, pipeline: PipelineId) -> usize {
        self.starts[pipeline.0 as usize] as usize
    }

    /// What comes to a filter.
    pub fn input(&self, pipeline: PipelineId, filter: usize) -> Flow {
        self.flows[self.start(pipeline) + 1 + filter]
    }

    /// What leaves a pipeline's last filter.
    fn exit(&self, pipeline: PipelineId) -> Flow {
        let end = self.starts.get(pipeline.0 as usize + 1).map_or(self.flows.len(), |it| *it as usize);
        self.flows[end - 1]
    }

    /// Adds to a flow; true if it has grown.
    fn grow(&mut self, at: usize, flow: Flow) -> bool {
        let known = &mut self.flows[at];
        let before = std::mem::replace(known, *known | flow);
        before != *known
    }
}

/// What flows in a module, for each of what may enter it; worked out when it is first asked for.
#[derive(Debug, Clone, Default)]
pub struct Known([OnceLock<Levels>; 4]);

/// What flows, when `entrance` enters the module's entrance pipeline.
pub fn levels(module: &Module, entrance: Flow) -> &Levels {
    module.levels.0[entrance.0 as usize].get_or_init(|| work_out(module, entrance))
}

/// Flows only ever grow, and a pipeline is looked at again only when what enters it has grown, which can
/// happen twice; so the time is linear in the number of filters.
fn work_out(module: &Module, entrance: Flow) -> Levels {
    let mut users = Vec::new();
    for (at, pipeline) in module.pipelines.iter().enumerate() {
        for sub in pipeline.filters.iter().flat_map(|it| &it.subs) {
            users.extend(module.target(&sub.target).map(|it| (it, PipelineId(at as u32))));
        }
    }
    users.sort_unstable();
    let mut walk = Walk {
        module,
        users,
        queue: Vec::new(),
        queued: vec![false; module.pipelines.len()],
        out: Levels::nothing(module),
    };
    if let Some(id) = module.entrance() {
        walk.enter(id, entrance);
        walk.run();
    }
    // What comes in elsewhere, by a port or a task, is passed on to nobody's next module.
    let chained = walk.out.chained;
    for (at, pipeline) in module.pipelines.iter().enumerate() {
        let flow = match pipeline.kind {
            PipelineKind::Listen => Flow::BYTES,
            // What `onStart` gives is not looked at.
            PipelineKind::Task | PipelineKind::Watch | PipelineKind::Exit | PipelineKind::Admin => {
                Flow::EITHER
            }
            PipelineKind::Entrance | PipelineKind::Named(_) | PipelineKind::Inline => continue,
        };
        walk.enter(PipelineId(at as u32), flow);
    }
    walk.run();
    walk.out.chained = chained;
    walk.out
}

struct Walk<'a> {
    module: &'a Module,
    /// Sorted: a pipeline, and one whose filters run it.
    users: Vec<(PipelineId, PipelineId)>,
    queue: Vec<PipelineId>,
    queued: Vec<bool>,
    out: Levels,
}

impl Walk<'_> {
    fn enter(&mut self, id: PipelineId, flow: Flow) {
        if self.out.grow(self.out.start(id), flow) {
            self.push(id);
        }
    }

    /// Follows whatever has grown until nothing does.
    fn run(&mut self) {
        while let Some(next) = self.queue.pop() {
            self.queued[next.0 as usize] = false;
            self.follow(next);
        }
    }

    fn push(&mut self, id: PipelineId) {
        if !std::mem::replace(&mut self.queued[id.0 as usize], true) {
            self.queue.push(id);
        }
    }

    fn follow(&mut self, id: PipelineId) {
        let module = self.module;
        let start = self.out.start(id);
        let mut flow = self.out.flows[start];
        let mut at = start + 1;
        for filter in &module.pipeline(id).filters {
            self.out.grow(at, flow);
            let out = self.through(filter, flow);
            flow = if filter.conditional { flow | out } else { out };
            at += 1;
        }
        if self.out.grow(at, flow) {
            let first = self.users.partition_point(|(used, _)| *used < id);
            let mut next = first;
            while let Some(&(used, user)) = self.users.get(next)
                && used == id
            {
                self.push(user);
                next += 1;
            }
        }
    }

    /// What a filter gives on.
    fn through(&mut self, filter: &Filter, flow: Flow) -> Flow {
        if flow == Flow::NOTHING && !filter.api.terminal {
            return Flow::NOTHING;
        }
        let gets = match filter.api.sub {
            // A multiplexer encodes messages, and leaves their marks around the bytes.
            Some(sub) if sub.gets == Framing::Data && filter.api.input == Framing::Message => Flow::EITHER,
            Some(sub) => framing(sub.gets, flow),
            None => flow,
        };
        let mut back = Flow::NOTHING;
        for sub in &filter.subs {
            match self.module.target(&sub.target) {
                Some(id) => {
                    self.enter(id, gets);
                    back = back | self.out.exit(id);
                }
                None => back = Flow::EITHER,
            }
        }
        match filter.api.form {
            Form::Chain => {
                match filter.modules.as_deref() {
                    Some([]) => self.out.chained = self.out.chained | flow,
                    _ => return if filter.modules.is_none() { Flow::EITHER } else { flow },
                }
                // A chain gives back at the level at which it takes: replies to requests, bytes to bytes.
                flow
            }
            Form::Use => Flow::EITHER,
            Form::Branch | Form::DynamicBranch => match filter.subs.is_empty() {
                true => Flow::EITHER,
                false => back,
            },
            Form::Repeat => flow,
            Form::Plain if filter.gives == Gives::Nothing => swallowed(filter, flow),
            Form::Plain => match (filter.api.output, filter.gives) {
                // What a replay, a loop or a link gives on comes from its pipeline.
                (Framing::Any, _) if !filter.subs.is_empty() => back,
                (Framing::Any, Gives::Messages) => Flow::MESSAGES,
                (Framing::Any, Gives::Bytes) => Flow::BYTES,
                (Framing::Any, Gives::Same | Gives::Nothing) => flow,
                (Framing::Any, Gives::Unknown) => Flow::EITHER,
                // Bytes that still have their messages around them are both.
                (_, _) if filter.api.keeps_framing => Flow::EITHER,
                (output, _) => framing(output, flow),
            },
        }
    }
}

/// What is left when a filter swallows what it acts on.
fn swallowed(filter: &Filter, flow: Flow) -> Flow {
    use crate::runtime::Acts;
    let messages = filter.api.acts_on.iter().any(|it| matches!(it, Acts::WholeMessage));
    match messages {
        true => Flow(flow.0 & Flow::BYTES.0),
        false => flow,
    }
}

fn framing(framing: Framing, flow: Flow) -> Flow {
    match framing {
        Framing::Data => Flow::BYTES,
        Framing::Message => Flow::MESSAGES,
        Framing::Same | Framing::Any => flow,
        Framing::MessageThenData => Flow::EITHER,
        Framing::None | Framing::Discarded => Flow::NOTHING,
    }
}

/// A filter that surely gets what it cannot work with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// Its pipeline.
    pub pipeline: PipelineId,
    /// Its index there.
    pub filter: usize,
    /// What comes to it.
    pub flows: Level,
}

/// The filters that surely get what they cannot work with, when `entrance` enters.
pub fn problems(module: &Module, entrance: Flow) -> Vec<Problem> {
    let levels = levels(module, entrance);
    let mut out = Vec::new();
    for (at, pipeline) in module.pipelines.iter().enumerate() {
        let pipeline_id = PipelineId(at as u32);
        for (index, filter) in pipeline.filters.iter().enumerate() {
            let flows = levels.input(pipeline_id, index).level();
            if let (Some(flows), Some(wants)) = (flows, wants(filter))
                && flows != wants
            {
                out.push(Problem { pipeline: pipeline_id, filter: index, flows });
            }
        }
    }
    out
}

/// What a filter must get to do anything; `None` if it takes both.
fn wants(filter: &Filter) -> Option<Level> {
    use crate::runtime::Acts;
    let on_messages = |it: &Acts| {
        matches!(it, Acts::MessageStart | Acts::MessageEnd | Acts::WholeMessage | Acts::MessageBody)
    };
    match filter.api.input {
        Framing::Data => Some(Level::Bytes),
        Framing::Message => Some(Level::Messages),
        _ if !filter.api.acts_on.is_empty() && filter.api.acts_on.iter().all(on_messages) => {
            Some(Level::Messages)
        }
        _ => None,
    }
}

/// At which level a module can be mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The only level at which it can work; `None` if both will do, or none.
    pub wants: Option<Level>,
    /// What is wrong wherever it is mounted.
    pub problems: Vec<Problem>,
}

/// Tries a module at both levels.
pub fn judge(module: &Module) -> Judgement {
    let anyway = problems(module, Flow::EITHER);
    if module.entrance().is_none() {
        return Judgement { wants: None, problems: anyway };
    }
    let bytes = problems(module, Flow::BYTES);
    let messages = problems(module, Flow::MESSAGES);
    let only = |all: &[Problem]| all.len() > anyway.len();
    match (only(&bytes), only(&messages)) {
        (true, true) => {
            // It contradicts itself: what it works with first is what it is meant for.
            let first = bytes.iter().chain(&messages).find(|it| !anyway.contains(it));
            let meant = match first.map(|it| it.flows) {
                Some(Level::Bytes) if comes_first(&bytes, &messages) => messages,
                _ => bytes,
            };
            Judgement { wants: None, problems: meant }
        }
        (true, false) => Judgement { wants: Some(Level::Messages), problems: anyway },
        (false, true) => Judgement { wants: Some(Level::Bytes), problems: anyway },
        (false, false) => Judgement { wants: None, problems: anyway },
    }
}

/// True if the first problem of one list stands before that of the other.
fn comes_first(one: &[Problem], other: &[Problem]) -> bool {
    let key = |it: &Problem| (it.pipeline, it.filter);
    one.iter().map(key).min() <= other.iter().map(key).min()
}

//! How a script meets the others, derived from the script itself: for plugins, and for built-in
//! scripts that come without a catalog.

use std::collections::BTreeSet;

use crate::ir::codebase::Interface;
use crate::ir::module::{Filter, Module, PipelineId, PipelineKind, Sub, SubTarget};
use crate::ir::names::CodePath;
use crate::runtime::{Acts, Form, Framing, Level, ScriptRole, Terminal};

/// The interface of a lowered script.
pub(super) fn derive(module: &Module, role: ScriptRole) -> Interface {
    let pair = |namespace: &str, name: &str| (Box::from(namespace), Box::from(name));
    let exports: BTreeSet<_> = module.exports.iter().map(|it| pair(&it.namespace, &it.name)).collect();
    let imports: BTreeSet<_> = module.imports.iter().map(|it| pair(&it.namespace, &it.name)).collect();
    let files: BTreeSet<CodePath> =
        module.files.iter().filter_map(|it| CodePath::from_script(&it.path).ok()).collect();
    let flow = match role {
        ScriptRole::Module => module.entrance().map(|entrance| Flow::of(module, entrance)),
        ScriptRole::Entry | ScriptRole::Support => None,
    };
    Interface {
        role,
        exports: exports.into_iter().collect(),
        imports: imports.into_iter().collect(),
        files: files.into_iter().collect(),
        level_in: flow.as_ref().and_then(|it| it.level_in),
        level_out: flow.as_ref().and_then(|it| it.level_out),
        terminal: flow.map_or(Terminal::Never, |it| it.terminal),
    }
}

/// What can be said of a script's entrance without knowing the chain.
struct Flow {
    level_in: Option<Level>,
    level_out: Option<Level>,
    terminal: Terminal,
}

impl Flow {
    fn of(module: &Module, entrance: PipelineId) -> Self {
        let bytes = Run::of(module, entrance, Level::Bytes);
        let messages = Run::of(module, entrance, Level::Messages);
        // What fits one level only expects it; what fits both, or neither, says nothing.
        let level_in = match (bytes.fits, messages.fits) {
            (true, false) => Some(Level::Bytes),
            (false, true) => Some(Level::Messages),
            _ => None,
        };
        let (start, run) = match level_in {
            Some(Level::Messages) => (Level::Messages, &messages),
            _ => (Level::Bytes, &bytes),
        };
        let level_out = match &run.chained[..] {
            [Some(level)] if *level != start && level_in.is_some() => Some(*level),
            _ => None,
        };
        let continues = continuing(module);
        let terminal = match (bytes.chained.is_empty(), continues[entrance.0 as usize]) {
            (true, _) => Terminal::Always,
            (false, true) => Terminal::Never,
            (false, false) => Terminal::Sometimes,
        };
        Flow { level_in, level_out, terminal }
    }
}

/// The filters that are met when a stream of one level enters.
struct Run {
    /// No filter was met that never fires, or breaks the stream, at the level that reaches it.
    fits: bool,
    /// The different levels at which `chain()` was met; `None` where it is not known.
    chained: Vec<Option<Level>>,
}

impl Run {
    fn of(module: &Module, entrance: PipelineId, start: Level) -> Self {
        let mut run = Run { fits: true, chained: Vec::new() };
        let mut seen = BTreeSet::from([(entrance, Some(start as u8))]);
        let mut waiting = vec![(entrance, Some(start))];
        while let Some((pipeline, level)) = waiting.pop() {
            let mut level = level;
            for filter in &module.pipeline(pipeline).filters {
                run.meet(filter, level);
                for sub in subs(module, filter) {
                    let inner = filter.api.sub.map_or(level, |it| framed(it.gets, level));
                    if seen.insert((sub, inner.map(|it| it as u8))) {
                        waiting.push((sub, inner));
                    }
                }
                level = after(filter, level);
            }
        }
        run
    }

    fn meet(&mut self, filter: &Filter, level: Option<Level>) {
        if continues_chain(filter) && !self.chained.contains(&level) {
            self.chained.push(level);
        }
        let on_messages =
            !filter.api.acts_on.is_empty() && filter.api.acts_on.iter().all(|it| of_messages(*it));
        let misfits = match level {
            Some(Level::Bytes) => on_messages || filter.api.input == Framing::Message,
            Some(Level::Messages) => filter.api.input == Framing::Data,
            None => false,
        };
        self.fits &= !misfits;
    }
}

/// What flows behind a filter, given what flows before it.
fn after(filter: &Filter, level: Option<Level>) -> Option<Level> {
    if filter.api.keeps_framing {
        return None;
    }
    match filter.api.form {
        // What comes back from another pipeline depends on that pipeline.
        Form::Plain if matches!(filter.name, "link" | "loop") => None,
        Form::Plain => framed(filter.api.output, level),
        // The answer has the shape of the question.
        Form::Chain => level,
        Form::Repeat => level,
        Form::Branch | Form::DynamicBranch | Form::Use => None,
    }
}

fn framed(framing: Framing, level: Option<Level>) -> Option<Level> {
    match framing {
        Framing::Data => Some(Level::Bytes),
        Framing::Message => Some(Level::Messages),
        Framing::Same | Framing::Any => level,
        Framing::MessageThenData | Framing::None | Framing::Discarded => None,
    }
}

fn of_messages(acts: Acts) -> bool {
    matches!(acts, Acts::MessageStart | Acts::MessageEnd | Acts::WholeMessage | Acts::MessageBody)
}

/// `chain()` alone goes on; `chain([…])` begins a chain of its own.
fn continues_chain(filter: &Filter) -> bool {
    filter.api.form == Form::Chain && filter.args.is_empty()
}

fn subs<'a>(module: &'a Module, filter: &'a Filter) -> impl Iterator<Item = PipelineId> + 'a {
    filter.subs.iter().filter_map(|it| target(module, it))
}

fn target(module: &Module, sub: &Sub) -> Option<PipelineId> {
    match &sub.target {
        SubTarget::Pipeline(id) => Some(*id),
        SubTarget::Named(name, _) => module.named(name),
        SubTarget::Unknown => None,
    }
}

/// For each pipeline, whether all that enters it comes to `chain()`: some filter of it does, in every
/// alternative that it has. Pipelines may name each other in any order, so this is repeated until
/// nothing new is found; in sensible scripts that is after two or three rounds.
fn continuing(module: &Module) -> Vec<bool> {
    let mut found = vec![false; module.pipelines.len()];
    let mut rounds = 16;
    let mut changed = true;
    while changed && rounds > 0 {
        changed = false;
        rounds -= 1;
        for (at, pipeline) in module.pipelines.iter().enumerate().rev() {
            if !found[at] && pipeline.kind != PipelineKind::Task {
                let goes_on = pipeline.filters.iter().any(|it| goes_on(module, it, &found));
                found[at] = goes_on;
                changed |= goes_on;
            }
        }
    }
    found
}

fn goes_on(module: &Module, filter: &Filter, found: &[bool]) -> bool {
    if continues_chain(filter) {
        return true;
    }
    // What a copy of the stream comes to is thrown away.
    let discarded = filter.api.sub.is_some_and(|it| it.returns == Framing::Discarded);
    let all = |sub: &Sub| target(module, sub).is_some_and(|it| found[it.0 as usize]);
    !discarded && !filter.conditional && !filter.subs.is_empty() && filter.subs.iter().all(all)
}

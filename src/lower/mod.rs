//! Stage 3: `Program → Module`. What a script is to the chains, found by following its top level as the
//! target's Pipy does when it loads the script, and then every function that runs when events come.
//!
//! Enters: a [`Program`], the target's tables, and what is known of other files. Leaves: a [`Module`] with
//! its pipelines, variables, files, and findings. Nothing is guessed: what is not known without running the
//! script is [`Value::Unknown`](value::Value), which absorbs whatever is done with it; where that leaves a
//! question unanswered, [`Module::open`] counts it. Time and depth are bounded whatever the script does.
//!
//! - [`eval`], [`names`], [`member`], [`call`], [`operators`], [`statements`]: the language.
//! - [`arguments`], [`constants`], [`crypto`], [`regexp`], [`builtins`]: calls of the runtime, by its tables.
//! - [`head`], [`guards`]: what an HTTP message has, and what is missing at times.
//! - [`configure`], [`filters`], [`modules`], [`cursor`]: `pipy(…)` and its methods, which build the pipelines.
//! - [`callbacks`], [`reach`], [`order`]: what runs when events come, which of it surely does, and in which order.

mod arguments;
mod assigned;
mod builtins;
mod call;
mod callbacks;
mod configure;
mod constants;
mod crypto;
mod cursor;
mod eval;
mod files;
mod filters;
mod guards;
mod head;
mod member;
mod modules;
mod names;
mod operators;
mod order;
mod proven;
mod reach;
mod regexp;
mod scope;
mod statements;
mod value;

use std::collections::{BTreeMap, VecDeque};

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

pub use files::{FileMap, Files, Found, NoFiles, ScriptFacts};

use crate::diag::{Diagnostic, Severity, is_enough};
use crate::ir::module::{Access, FileUse, HeadWrite, Module, ModuleValue, Open};
use crate::ir::syntax::{Expr, ExprId, FunctionId, Program, Range, Root};
use crate::rules::{api, context, load};
use crate::runtime::{Api, Dialect, Target};
use crate::source::Span;
use proven::Proven;
use scope::{Frame, Heap, Phase};
use value::{FrameId, ObjectId, Text, Value};

/// Follows a script.
pub fn module(program: Program, target: &'static Target, files: &dyn Files) -> Module {
    let done = {
        let mut lower = Lower::new(&program, target.api, files);
        lower.run();
        lower.finish()
    };
    Module {
        program,
        value: done.value,
        context: done.context,
        imports: done.imports,
        exports: done.exports,
        pipelines: done.pipelines,
        files: done.files,
        accesses: done.accesses,
        head_writes: done.head_writes,
        findings: done.findings,
        open: done.open,
        names: Default::default(),
        levels: Default::default(),
    }
}

/// A [`Module`] without its program.
struct Done {
    value: ModuleValue,
    context: Vec<crate::ir::module::ContextVar>,
    imports: Vec<crate::ir::module::Import>,
    exports: Vec<crate::ir::module::Export>,
    pipelines: Vec<crate::ir::module::Pipeline>,
    files: Vec<FileUse>,
    accesses: Vec<Access>,
    head_writes: Vec<HeadWrite>,
    findings: Vec<Diagnostic>,
    open: Vec<Open>,
}

/// A name that means nothing where it stands.
struct Unresolved<'p> {
    name: &'p str,
    at: Range,
    phase: Phase,
    sure: bool,
    write: bool,
}

type Literal<'p> = (&'static str, Value<'p>, &'static [crate::runtime::Type], Span, callbacks::Site, u32);

/// The evaluation of one script.
struct Lower<'p> {
    program: &'p Program,
    api: &'static Api,
    files: &'p dyn Files,
    assigned: assigned::Assigned<'p>,
    heads: head::Heads<'p>,
    /// Some array is changed, some member written whose name is not known, anywhere in the script.
    arrays_change: bool,
    members_change: bool,
    heap: Heap<'p>,
    /// Objects that came from a solved file.
    solved: HashMap<ObjectId, Text<'p>>,

    // Where the evaluation stands.
    phase: Phase,
    frame: FrameId,
    function: Option<FunctionId>,
    calls: Vec<call::Active<'p>>,
    returned: Vec<Option<Value<'p>>>,
    /// How many tests of unknown outcome lead here.
    doubt: u32,
    /// How many of them are choices between alternatives that are all meant.
    sides: u32,
    /// What is followed by `||` or `??`, so that it may be missing.
    fallback: Option<ExprId>,
    /// How many handlers would catch an error here.
    caught: u32,
    /// What the running callback has set own variables to, as far as known.
    written: HashMap<&'p str, Value<'p>>,
    /// Within functions that are called later, or not at all.
    detached: u32,
    /// Names that a test has shown not to be null.
    proven: Proven<'p>,
    site: callbacks::Site,
    depth: u32,
    /// What chains of members, calls and operators have still to go through, the inner ones last.
    links: Vec<ExprId>,
    /// What is left of the steps that the script may take.
    steps: u32,

    // What it has made.
    configs: Vec<cursor::Config<'p>>,
    cursors: Vec<cursor::Cursor>,
    waiting: VecDeque<callbacks::Waiting<'p>>,
    literals: Vec<Literal<'p>>,
    /// The first closure of each function.
    closures: Vec<(FunctionId, FrameId)>,
    made: Vec<bool>,
    visited: Vec<bool>,
    /// The value of the last expression statement, and where it stands.
    last: Option<(Value<'p>, Option<ExprId>)>,
    /// The script surely throws before its end.
    stopped: bool,
    /// A configuration that a later expression statement replaced.
    discarded: Option<(ExprId, ExprId)>,
    /// The configuration that the script's value is.
    config: Option<u32>,

    // What it has found.
    findings: BTreeMap<(u32, u32, &'static str), Diagnostic>,
    /// Why something is undefined; becomes an error when something fails by it.
    causes: Vec<Diagnostic>,
    unresolved: Vec<Unresolved<'p>>,
    files_used: Vec<FileUse>,
    accesses: Vec<Access>,
    head_writes: Vec<HeadWrite>,
    accessed: HashSet<(u32, bool, Option<crate::ir::module::PipelineId>, Option<u32>)>,
    shared_reads: Vec<(&'p str, Option<FunctionId>)>,
    shared_writes: Vec<(&'p str, ExprId, Option<FunctionId>)>,
    open: BTreeMap<(u32, &'static str), Range>,
    /// How many more missing files are compared with those that exist.
    suggestions: u32,
}

impl<'p> Lower<'p> {
    fn new(program: &'p Program, api: &'static Api, files: &'p dyn Files) -> Self {
        let mut heap = Heap::default();
        let frame = heap.add_frame(Frame::new(None, Phase::Load, 0));
        let assigned = assigned::Assigned::of(program);
        // Enough for any script that people write, and linear in its size for the rest.
        let steps = 100_000 + 16 * u32::try_from(program.exprs.len()).unwrap_or(u32::MAX / 32);
        Lower {
            program,
            api,
            files,
            arrays_change: assigned.arrays_change(),
            members_change: assigned.any_member(),
            assigned,
            heads: head::Heads::default(),
            heap,
            solved: HashMap::new(),
            phase: Phase::Load,
            frame,
            function: None,
            calls: Vec::new(),
            returned: Vec::new(),
            doubt: 0,
            sides: 0,
            fallback: None,
            caught: 0,
            written: HashMap::new(),
            detached: 0,
            proven: Proven::default(),
            site: callbacks::Site { sure: true, ..callbacks::Site::default() },
            depth: 0,
            links: Vec::new(),
            steps,
            configs: Vec::new(),
            cursors: Vec::new(),
            waiting: VecDeque::new(),
            literals: Vec::new(),
            closures: Vec::new(),
            made: vec![false; program.functions.len()],
            visited: vec![false; program.functions.len()],
            last: None,
            stopped: false,
            discarded: None,
            config: None,
            findings: BTreeMap::new(),
            causes: Vec::new(),
            unresolved: Vec::new(),
            files_used: Vec::new(),
            accesses: Vec::new(),
            head_writes: Vec::new(),
            accessed: HashSet::new(),
            shared_reads: Vec::new(),
            shared_writes: Vec::new(),
            open: BTreeMap::new(),
            suggestions: 20,
        }
    }

    fn run(&mut self) {
        let program = self.program;
        match &program.root {
            Root::Expression(expr) => self.run_expression(*expr),
            Root::Statements(list) => self.run_script(list),
            Root::Empty => {}
        }
        if let Some((Value::Configurator(id), _)) = self.last {
            self.end_pending(id);
            self.config = self.cursors.get(id.0 as usize).map(|it| it.config);
        }
        self.walk_callbacks_of(self.config);
    }

    /// A script of one expression; of a comma list, only the last part is its value.
    fn run_expression(&mut self, expr: ExprId) {
        let mut inner = expr;
        while let Expr::Paren(it) = self.program.expr(inner) {
            inner = *it;
        }
        let Expr::Sequence(parts) = self.program.expr(inner) else {
            let value = self.eval(expr);
            self.last = Some((value, Some(expr)));
            return;
        };
        for &part in parts {
            let value = self.eval(part);
            if let Some((before @ Value::Configurator(_), Some(at))) = &self.last
                && value != *before
            {
                self.discarded = Some((*at, part));
            }
            self.last = Some((value, Some(part)));
        }
    }

    fn finish(mut self) -> Done {
        self.word_unresolved();
        self.word_shared();
        let value = match &self.last {
            Some((Value::Configurator(_), _)) => ModuleValue::Configuration,
            _ if self.stopped => ModuleValue::Unknown,
            Some((value, _)) if value.is_unknown() => ModuleValue::Unknown,
            Some((value, _)) => ModuleValue::Value(self.shape(value)),
            None if self.program.root == Root::Empty || self.api.dialect == Dialect::Statements => {
                ModuleValue::Value(crate::ir::module::Shape::Nothing)
            }
            None => ModuleValue::Unknown,
        };
        self.word_discarded();
        let config = self.config.map(|it| self.configs.swap_remove(it as usize));
        let (context, imports, exports, pipelines) =
            config.map(|it| (it.context, it.imports, it.exports, it.pipelines)).unwrap_or_default();
        let mut accesses = self.accesses;
        accesses.sort_by_key(|it| (it.at.start, it.write, it.pipeline, it.filter));
        let mut head_writes = self.head_writes;
        head_writes.sort_unstable();
        head_writes.dedup();
        let mut files = self.files_used;
        files.sort_by_key(|it| (it.at.start, it.kind));
        files.dedup();
        let open = self.open.into_iter().map(|((_, kind), at)| Open { kind, at });
        Done {
            value,
            context,
            imports,
            exports,
            pipelines,
            files,
            accesses,
            head_writes,
            findings: self.findings.into_values().collect(),
            open: open.collect(),
        }
    }

    /// True if every load (or every stream) comes here.
    fn sure(&self) -> bool {
        self.doubt <= self.sides && self.caught == 0 && (self.phase == Phase::Load || self.site.sure)
    }

    /// A finding: an error if it surely happens, else a warning.
    fn found(&mut self, finding: Diagnostic) {
        let finding = if self.sure() { finding } else { finding.possible() };
        self.keep(finding);
    }

    /// A finding that is a warning anyway.
    fn found_possible(&mut self, finding: Diagnostic) {
        self.keep(finding.possible());
    }

    /// The same place may be walked several times; the worst counts.
    fn keep(&mut self, finding: Diagnostic) {
        if self.caught > 0 {
            return;
        }
        let at = finding.span.map_or((0, 0), |it| (it.start, it.end));
        let key = (at.0, at.1, finding.rule.id);
        let is_enough = is_enough(self.findings.len(), finding.severity);
        match self.findings.get_mut(&key) {
            Some(old) if old.severity == Severity::Error || finding.severity != Severity::Error => {}
            Some(old) => *old = finding,
            None if is_enough => {}
            None => drop(self.findings.insert(key, finding)),
        }
    }

    /// A value that is undefined because of a finding.
    fn lost(&mut self, finding: Diagnostic) -> Value<'p> {
        self.keep(finding.clone().possible());
        self.causes.push(finding);
        Value::Lost(self.causes.len() as u32 - 1)
    }

    /// A value that is undefined for a reason, which is a finding only if something fails by it.
    fn missing(&mut self, cause: Diagnostic) -> Value<'p> {
        self.causes.push(cause);
        Value::Lost(self.causes.len() as u32 - 1)
    }

    /// Something fails because of a value: if that has a cause, the cause is what is wrong.
    fn blame(&mut self, value: &Value<'p>) -> bool {
        let Value::Lost(cause) = value else { return false };
        let finding = self.causes[*cause as usize].clone();
        self.found(finding.certain());
        true
    }

    /// The next link of the chain whose links stand in `links` from `base` on.
    fn next_link(&mut self, base: usize) -> Option<ExprId> {
        if self.links.len() > base { self.links.pop() } else { None }
    }

    /// A place that depends on values.
    fn open_at(&mut self, kind: &'static str, at: Range) {
        self.open.insert((at.start, kind), at);
    }

    /// Writes to a variable of the whole module while an event is handled.
    fn shared_write(&mut self, name: &'p str, target: ExprId, at: ExprId) {
        if self.is_per_request(at) {
            self.shared_writes.push((name, target, self.function));
        }
    }

    /// True for a plain assignment of something that was worked out from a callback's parameters or from
    /// context variables. Counters, clocks and caches are not.
    fn is_per_request(&self, at: ExprId) -> bool {
        let Expr::Assign { op: None, value, .. } = self.program.expr(at) else { return false };
        let mut stack = vec![*value];
        while let Some(id) = stack.pop() {
            match self.program.expr(id) {
                Expr::Name(name) => match self.heap.look_up(self.frame, name) {
                    Some((frame, _)) if self.heap.frame(frame).phase == Phase::Event => return true,
                    Some(_) => {}
                    None if self.is_variable(name) => return true,
                    None => {}
                },
                // What a function gives of it may be anything.
                Expr::Member { object, .. } => stack.push(*object),
                Expr::Index { object, index, .. } => stack.extend([*object, *index]),
                Expr::Paren(inner) => stack.push(*inner),
                Expr::Binary { left, right, .. } => stack.extend([*left, *right]),
                Expr::Conditional { yes, no, .. } => stack.extend([*yes, *no]),
                Expr::Template { exprs, .. } => stack.extend(exprs),
                _ => {}
            }
        }
        false
    }

    /// Words the names that mean nothing, now that all declarations are known.
    fn word_unresolved(&mut self) {
        // Of a script that is a function which nobody calls, no variable is known.
        if let Some((Value::Closure(..), _)) = &self.last {
            self.unresolved.retain(|it| it.phase == Phase::Load);
        }
        let config = self.config.map(|it| &self.configs[it as usize]);
        let mut names: Vec<&str> = Vec::new();
        if let Some(config) = config {
            names.extend(config.initial.keys().chain(&config.imported).map(|it| &**it));
            names.sort_unstable();
        }
        let mut findings = Vec::new();
        for it in &self.unresolved {
            let span = self.program.range(it.at);
            let declared = config.is_some_and(|config| {
                config.initial.contains_key(it.name) || config.imported.contains(it.name)
            }) || self.api.context_builtin(it.name).is_some();
            let finding = match it.phase {
                Phase::Load if declared => context::used_at_load::report(span, it.name),
                _ if it.name.starts_with('_') => context::undeclared::report(span, it.name, it.write, &names),
                _ => api::unknown_global::report(span, it.name, self.api, names.iter().copied()),
            };
            findings.push(if it.sure { finding } else { finding.possible() });
        }
        findings.into_iter().for_each(|it| self.keep(it));
    }

    fn word_discarded(&mut self) {
        if let Some((before, after)) = self.discarded {
            let (before, after) = (self.program.span(before), self.program.span(after));
            self.keep(load::discarded_configuration::report(after, before));
        }
    }

    /// Words the writes of per-request values to variables that all requests share.
    fn word_shared(&mut self) {
        let reads: HashSet<(&str, Option<FunctionId>)> = self.shared_reads.iter().copied().collect();
        let mut findings = Vec::new();
        for &(name, target, function) in &self.shared_writes {
            if reads.iter().any(|(read, other)| *read == name && *other != function) {
                let span = self.program.span(target);
                findings.push(crate::rules::hook::shared_variable::report(span, name));
            }
        }
        findings.into_iter().for_each(|it| self.keep(it.possible()));
    }
}

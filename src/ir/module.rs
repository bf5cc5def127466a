//! What a script is to the chains: the result of following its top level as Pipy would at load.

use std::sync::OnceLock;

use super::levels;
use super::syntax::{ExprId, FunctionId, Program, Range};
use crate::diag::Diagnostic;
use crate::runtime;
use crate::source::Span;

/// Index of a pipeline in [`Module::pipelines`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PipelineId(pub u32);

/// A lowered script.
#[derive(Debug, Clone)]
pub struct Module {
    /// The program it was lowered from.
    pub program: Program,
    /// What the script's value is.
    pub value: ModuleValue,
    /// The variables of `pipy({…})`, in order.
    pub context: Vec<ContextVar>,
    /// `.import({…})`, in order.
    pub imports: Vec<Import>,
    /// `.export('ns', {…})`, in order.
    pub exports: Vec<Export>,
    /// All pipelines, inline ones included, in the order in which Pipy makes them.
    pub pipelines: Vec<Pipeline>,
    /// Other files of the codebase that it needs.
    pub files: Vec<FileUse>,
    /// Every read and write of a context variable or import in a callback, in order of text.
    pub accesses: Vec<Access>,
    /// Every write to the head of a message that came by, or to its headers.
    pub head_writes: Vec<HeadWrite>,
    /// What Pipy would object to, or take and get wrong, found while the script was followed; worded by
    /// the rules. Rules that look at a whole module are not among them.
    pub findings: Vec<Diagnostic>,
    /// Places that depend on values and were left open.
    pub open: Vec<Open>,
    /// Which pipelines have names, for whoever has asked; see [`Module::named`].
    pub names: Names,
    /// What flows in it, for whoever has asked; see [`levels::levels`].
    pub levels: levels::Known,
}

/// The pipelines with names, sorted by these; worked out when a name is first looked up.
#[derive(Debug, Clone, Default)]
pub struct Names(OnceLock<Vec<PipelineId>>);

/// What a script's value is.
#[derive(Debug, Clone, PartialEq)]
pub enum ModuleValue {
    /// A pipy configuration.
    Configuration,
    /// Anything else, such as what `pipy.solve` reads; with its members where they are known.
    Value(Shape),
    /// It cannot be told: the script has errors, or its value depends on what is not known.
    Unknown,
}

/// What is known of a value without running the script.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Nothing.
    Any,
    /// An object with exactly these members, in order.
    Object(Vec<(Box<str>, Shape)>),
    /// An object with at least these members.
    OpenObject(Vec<(Box<str>, Shape)>),
    /// A function.
    Function,
    /// A number, string, boolean, array, or a class of the runtime by name.
    Type(Box<str>),
    /// `null` or `undefined`.
    Nothing,
}

/// A variable of the module's own prototype.
#[derive(Debug, Clone, PartialEq)]
pub struct ContextVar {
    /// Its name.
    pub name: Box<str>,
    /// Where it is declared.
    pub at: Range,
    /// Its initial value, as far as known.
    pub initial: Shape,
}

/// A variable of another module.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// The namespace.
    pub namespace: Box<str>,
    /// The variable, in both modules.
    pub name: Box<str>,
    /// Where the name stands.
    pub at: Range,
    /// Where the namespace stands.
    pub namespace_at: Range,
}

/// A variable that other modules may import.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// The namespace.
    pub namespace: Box<str>,
    /// The variable.
    pub name: Box<str>,
    /// Where the name stands.
    pub at: Range,
    /// Its initial value, as far as known.
    pub initial: Shape,
}

/// Which pipeline it is.
#[derive(Debug, Clone, PartialEq)]
pub enum PipelineKind {
    /// `.pipeline()`: what a chain runs.
    Entrance,
    /// `.pipeline('name')`.
    Named(Box<str>),
    /// `.listen(…)`.
    Listen,
    /// `.task(…)`.
    Task,
    /// `.watch(…)`.
    Watch,
    /// `.exit(…)`.
    Exit,
    /// `.admin(…)`.
    Admin,
    /// Built by a function given to a filter or to `.to(…)`.
    Inline,
}

impl PipelineKind {
    /// The name, if it has one.
    pub fn name(&self) -> Option<&str> {
        match self {
            PipelineKind::Named(name) => Some(name),
            _ => None,
        }
    }
}

/// A row of filters.
#[derive(Debug, Clone, PartialEq)]
pub struct Pipeline {
    /// Which it is.
    pub kind: PipelineKind,
    /// The method's name in the call that begins it; of an inline one, its builder function.
    pub at: Range,
    /// The argument of `onStart`.
    pub on_start: Option<ExprId>,
    /// The argument of `onEnd`.
    pub on_end: Option<ExprId>,
    /// In the order in which events meet them.
    pub filters: Vec<Filter>,
    /// True if only some loads have it.
    pub conditional: bool,
}

/// One filter of a pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// The method's name, which is in the runtime's table.
    pub name: &'static str,
    /// What the table says of it.
    pub api: &'static runtime::Filter,
    /// Where the method's name stands.
    pub at: Range,
    /// The opening bracket of the call: the place Pipy names.
    pub open: u32,
    /// The call's arguments.
    pub args: Vec<ExprId>,
    /// The pipelines it runs, in order of the arguments, `.to(…)` last. For `branch` and its kin one
    /// for each alternative.
    pub subs: Vec<Sub>,
    /// For `chain([...])`, `use(...)`: the modules, where they are known.
    pub modules: Option<Vec<Box<str>>>,
    /// What a filter that replaces things puts in their place.
    pub gives: Gives,
    /// What the messages that it puts out share with those that came in.
    pub shares: Shares,
    /// True for a filter of a static `branch` alternative, which only some loads have.
    pub conditional: bool,
}

/// What a filter that replaces things (`replaceMessage`…) puts in their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Things of the same kind.
    Same,
    /// Whole messages.
    Messages,
    /// Raw bytes.
    Bytes,
    /// Nothing: they are swallowed.
    Nothing,
    /// It is not known, or the filter replaces nothing.
    Unknown,
}

/// What a message shares with another, so that a write to one is seen in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shares {
    /// Nothing.
    Nothing,
    /// The headers, though the head around them is its own.
    Headers,
    /// The whole head.
    Head,
}

/// A pipeline that a filter runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Sub {
    /// The condition of a dynamic branch; `None` for its default, and for other filters.
    pub condition: Option<ExprId>,
    /// Which pipeline.
    pub target: SubTarget,
}

/// Which pipeline a filter runs.
#[derive(Debug, Clone, PartialEq)]
pub enum SubTarget {
    /// One of this module's.
    Pipeline(PipelineId),
    /// One of this module's by name, at this place. Whether it exists is for a rule to say.
    Named(Box<str>, Range),
    /// Not known statically.
    Unknown,
}

/// How a script names another file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FileUseKind {
    /// `pipy.solve('f')`.
    Solve,
    /// `.use('f', …)`.
    Use,
    /// `.chain(['f', …])`.
    Chain,
    /// `pipy.load('f')`.
    Load,
    /// `import … from './f'` (1.5).
    Import,
}

/// Another file that a script needs.
#[derive(Debug, Clone, PartialEq)]
pub struct FileUse {
    /// How.
    pub kind: FileUseKind,
    /// The path as written.
    pub path: Box<str>,
    /// Where the path stands.
    pub at: Range,
    /// For `use`: the pipeline that is asked for; `None` for the entrance.
    pub pipeline: Option<Box<str>>,
    /// False where it is only reached by an event, or under a condition that is not known.
    pub at_load: bool,
}

/// A read or write of a context variable or an import.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// The variable.
    pub name: Box<str>,
    /// Where.
    pub at: Range,
    /// Written (also by `+=`, `++`) rather than read.
    pub write: bool,
    /// The function that holds it, outermost callback first found.
    pub callback: Option<FunctionId>,
    /// The pipeline whose filter (or `onStart`, `onEnd`) has the callback.
    pub pipeline: Option<PipelineId>,
    /// Index of that filter in the pipeline; `None` for `onStart` and `onEnd`.
    pub filter: Option<u32>,
    /// Guarded by `?.`, `&&`, `?:` or `??` where it is read.
    pub guarded: bool,
}

/// A write to the head of a message that came by; a `delete` is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeadWrite {
    /// Where.
    pub at: Range,
    /// The pipeline whose filter has the callback.
    pub pipeline: PipelineId,
    /// Index of that filter in the pipeline.
    pub filter: u32,
    /// What a message must share with another for that one to see it.
    pub part: Shares,
}

/// A place that depends on values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// What was not known, in one or two words: `file name`, `callback`. `docs/limits.md` has them all.
    pub kind: &'static str,
    /// Where.
    pub at: Range,
}

impl Module {
    /// The pipeline with this id.
    pub fn pipeline(&self, id: PipelineId) -> &Pipeline {
        &self.pipelines[id.0 as usize]
    }

    /// The pipeline that a chain runs.
    pub fn entrance(&self) -> Option<PipelineId> {
        let at = self.pipelines.iter().position(|it| it.kind == PipelineKind::Entrance)?;
        Some(PipelineId(at as u32))
    }

    /// For each pipeline, whether a filter of this module runs it.
    pub fn used(&self) -> Vec<bool> {
        let mut used = vec![false; self.pipelines.len()];
        for sub in self.pipelines.iter().flat_map(|it| &it.filters).flat_map(|it| &it.subs) {
            if let Some(target) = self.target(&sub.target) {
                used[target.0 as usize] = true;
            }
        }
        used
    }

    /// The span of a range of its text.
    pub fn span(&self, range: Range) -> Span {
        self.program.range(range)
    }

    /// The pipeline of this name; of two, the later, as in Pipy.
    pub fn named(&self, name: &str) -> Option<PipelineId> {
        let name_of = |id: PipelineId| self.pipeline(id).kind.name();
        let sorted = self.names.0.get_or_init(|| {
            let all = (0..self.pipelines.len() as u32).map(PipelineId);
            let mut ids: Vec<_> = all.filter(|&id| name_of(id).is_some()).collect();
            ids.sort_by_key(|&id| (name_of(id), id));
            ids
        });
        let end = sorted.partition_point(|&id| name_of(id) <= Some(name));
        let last = *sorted.get(end.checked_sub(1)?)?;
        (name_of(last) == Some(name)).then_some(last)
    }

    /// The pipeline that a filter runs; `None` if it cannot be told, or does not exist.
    pub fn target(&self, target: &SubTarget) -> Option<PipelineId> {
        match target {
            SubTarget::Pipeline(id) => Some(*id),
            SubTarget::Named(name, _) => self.named(name),
            SubTarget::Unknown => None,
        }
    }
}

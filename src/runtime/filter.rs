//! Filters, and the other methods of a configuration.

use super::types::{Arg, Opt, Type};

/// A filter of a pipeline.
#[derive(Debug, PartialEq, Eq)]
pub struct Filter {
    /// The method's name.
    pub name: &'static str,
    /// How its arguments are to be read.
    pub form: Form,
    /// The forms of a call; empty for the branch family, see `form`.
    pub overloads: &'static [&'static [Arg]],
    /// How it comes to its sub-pipeline.
    pub sub_pipeline: SubPipeline,
    /// What it wants.
    pub input: Framing,
    /// What it gives on.
    pub output: Framing,
    /// True if the bytes it gives on still have their messages around them.
    pub keeps_framing: bool,
    /// What becomes of the heads of messages.
    pub heads: Heads,
    /// What it reacts to, of all that comes by; empty if to everything.
    pub acts_on: &'static [Acts],
    /// How its sub-pipeline runs, if it has one.
    pub sub: Option<Sub>,
    /// True if what leaves it is not the stream that came in but a reply or another stream.
    pub terminal: bool,
    /// The functions it takes, sorted by the name of their argument.
    pub callbacks: &'static [Callback],
    /// Keys of its options, sorted.
    pub options: &'static [Opt],
    /// What Pipy says when the script is loaded, without the general messages on arguments.
    pub load_errors: &'static [&'static str],
    /// What Pipy says when traffic comes.
    pub runtime_errors: &'static [&'static str],
    /// What the rest does not say; may be empty.
    pub note: &'static str,
}

/// How the arguments of a filter are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// As its overloads say.
    Plain,
    /// Pairs of a condition and a pipeline, at least one. Static (a choice made at load, between builders)
    /// if no odd place holds a function.
    Branch,
    /// The same, never static.
    DynamicBranch,
    /// `repeat`: runs a builder again and again on the same configurator.
    Repeat,
    /// `chain`: the next module of the chain, or the modules it names.
    Chain,
    /// `use`: pipelines of other modules.
    Use,
}

/// How a filter comes to its sub-pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubPipeline {
    /// It has none.
    None,
    /// By the `.to(…)` that must follow.
    To,
    /// By its first argument, or else by the `.to(…)` that must follow.
    ToOrInline,
    /// By its arguments.
    Inline,
}

/// How events are framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Framing {
    /// Bytes: `Data` and `StreamEnd`, no messages.
    Data,
    /// Messages: `MessageStart`, `Data`…, `MessageEnd`.
    Message,
    /// Whatever comes.
    Any,
    /// As it came in.
    Same,
    /// One message, then bytes.
    MessageThenData,
    /// Nothing but a `StreamEnd`.
    None,
    /// Dropped.
    Discarded,
}

/// What becomes of the heads of the messages that come to a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Heads {
    /// The very same objects go on, or into its sub-pipeline, in the same turn.
    Kept,
    /// So, and the filter itself writes to them.
    Written,
    /// What goes on has heads of its own, or goes on later.
    Own,
}

/// What a filter reacts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Acts {
    /// The start of a message.
    MessageStart,
    /// Bytes, within messages or without.
    Data,
    /// The end of a message.
    MessageEnd,
    /// The end of the stream.
    StreamEnd,
    /// Whatever comes first.
    FirstEvent,
    /// A message, once all of it has come.
    WholeMessage,
    /// The body of a message, once all of it has come.
    MessageBody,
}

/// How a sub-pipeline runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sub {
    /// What it gets.
    pub gets: Framing,
    /// What it has to return.
    pub returns: Framing,
    /// Whose context variables it sees.
    pub context: Context,
}

/// Whose context variables a sub-pipeline sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// The same ones.
    Shared,
    /// A copy of its own.
    Cloned,
}

/// A function that a filter takes.
#[derive(Debug, PartialEq, Eq)]
pub struct Callback {
    /// The argument, as its overloads name it; `state` and `condition` for those within an object or a pair.
    pub argument: &'static str,
    /// What it is called with.
    pub args: &'static [Arg],
    /// What it has to return; empty if that is ignored.
    pub returns: &'static [Type],
    /// What the types do not say; may be empty.
    pub note: &'static str,
}

/// A method of a configuration that is no filter: `listen`, `import`, `onStart`, `to`.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// The method's name.
    pub name: &'static str,
    /// The forms of a call.
    pub overloads: &'static [&'static [Arg]],
    /// True if the filters after it are those of a new pipeline.
    pub begins_pipeline: bool,
    /// The functions it takes.
    pub callbacks: &'static [Callback],
    /// Keys of its options, sorted.
    pub options: &'static [Opt],
    /// What Pipy says when the script is loaded, without the general messages on arguments.
    pub load_errors: &'static [&'static str],
    /// What Pipy says when traffic comes.
    pub runtime_errors: &'static [&'static str],
    /// What the rest does not say; may be empty.
    pub note: &'static str,
}

impl Filter {
    /// What it says of this callback.
    pub fn callback(&self, argument: &str) -> Option<&'static Callback> {
        super::class::by_name(self.callbacks, argument, |it| it.argument)
    }

    /// True if a `.to(…)` may follow.
    pub fn is_joint(&self) -> bool {
        matches!(self.sub_pipeline, SubPipeline::To | SubPipeline::ToOrInline)
    }
}

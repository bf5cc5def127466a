//! Heads of messages that are written within a `fork`.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::module::{Filter, HeadWrite, Module, PipelineId, Shares};
use crate::ir::syntax::{Expr, Range};
use crate::rules::{ModuleView, Scope, rule};
use crate::runtime::{Framing, Heads};

rule! {
    /// A pipeline that `fork` runs writes to the head of a message.
    ///
    /// ## Why
    /// Every `fork` copies the events of a stream, and the copies have the head of the original: the same object,
    /// with the same headers, in all forms of `fork`. The copy comes first, so a header that is set in there, or a
    /// path that is rewritten for a mirror, is what the original request goes on with. `compressHTTP` and
    /// `decompressHTTP` change headers as well.
    ///
    /// A message that is made anew has a head of its own. `{ ...msg.head }` alone is not enough for headers: they
    /// are an object within it.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .fork().to($ => $
    ///     .handleMessageStart(msg => void (msg.head.headers['x-mirror'] = 'yes'))
    ///     .muxHTTP(() => 'mirror').to($ => $.connect('127.0.0.1:9000'))
    ///   )
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .fork().to($ => $
    ///     .replaceMessageStart(
    ///       msg => new MessageStart({ ...msg.head, headers: { ...msg.head.headers, 'x-mirror': 'yes' } })
    ///     )
    ///     .muxHTTP(() => 'mirror').to($ => $.connect('127.0.0.1:9000'))
    ///   )
    ///   .chain()
    /// ```
    "context/fork-head", Warn, since "0.1.0", Scope::Module(run)
}

/// The help: what makes a head of its own.
const COPY: &str = "write `.replaceMessageStart(msg => new MessageStart({ ...msg.head, headers: { ...msg.head.headers } }))` \
     before it in the fork";

/// Pipelines that lie deeper in each other are not looked into. Chosen by feeling.
const DEPTH: u32 = 100;

fn run(view: &ModuleView<'_>, out: &mut Diagnostics) {
    let module = view.module;
    if !module.pipelines.iter().flat_map(|it| &it.filters).any(copies) {
        return;
    }
    let mut walk = Walk { module, depth: 0, shared: BTreeMap::new(), exits: BTreeMap::new() };
    for pipeline in &module.pipelines {
        for (index, filter) in pipeline.filters.iter().enumerate() {
            // An original that is replaced whatever it is has nothing to lose.
            if copies(filter) && !pipeline.filters.get(index + 1).is_some_and(|it| forgets(module, it)) {
                walk.targets(filter, Shares::Head, filter.at);
            }
        }
    }
    // Once for each fork: one copy at its beginning is the remedy for all.
    let mut said = BTreeSet::new();
    let mut findings: Vec<(Range, Range, Option<&'static str>)> = Vec::new();
    for (&(id, index), &(shares, fork)) in &walk.shared {
        let filter = &module.pipeline(id).filters[index];
        if filter.api.heads == Heads::Written {
            findings.push((fork, filter.at, Some(filter.name)));
        }
        let own = |it: &&HeadWrite| it.pipeline == id && it.filter as usize == index;
        for write in module.head_writes.iter().filter(own).filter(|it| it.part <= shares) {
            findings.push((fork, write.at, None));
        }
    }
    findings.sort_unstable_by_key(|it| (it.1, it.0));
    for (fork, at, filter) in findings {
        if said.insert(fork) {
            let message = match filter {
                Some(name) => {
                    format!("`{name}` changes headers within a `fork`, and the original message has them too")
                }
                None => "the head is written within a `fork`, and the original message has the same one"
                    .to_owned(),
            };
            out.push(
                Diagnostic::new(&RULE, message)
                    .at(module.span(at))
                    .label(module.span(fork), "the fork")
                    .help(COPY),
            );
        }
    }
}

/// True for a filter that runs its pipeline beside the stream.
fn copies(filter: &Filter) -> bool {
    filter.api.sub.is_some_and(|it| it.returns == Framing::Discarded)
}

/// True for a filter that puts something in place of each message without a look at it.
fn forgets(module: &Module, filter: &Filter) -> bool {
    let replaces = matches!(filter.name, "replaceMessage" | "replaceMessageStart");
    replaces
        && match filter.args.first().map(|it| module.program.expr(*it)) {
            Some(Expr::Function(it)) => module.program.function(*it).params.is_empty(),
            Some(Expr::New { .. } | Expr::Null | Expr::Undefined) | None => true,
            Some(_) => false,
        }
}

/// Follows what the copies of a fork share with the original.
struct Walk<'a> {
    module: &'a Module,
    depth: u32,
    /// By filter: what the messages that come to it share with an original, and which fork made them.
    shared: BTreeMap<(PipelineId, usize), (Shares, Range)>,
    /// By pipeline and what enters it: what leaves it.
    exits: BTreeMap<(PipelineId, Shares), Shares>,
}

impl Walk<'_> {
    /// What comes back from the pipelines that a filter runs.
    fn targets(&mut self, filter: &Filter, shares: Shares, fork: Range) -> Shares {
        let mut back = Shares::Nothing;
        for sub in &filter.subs {
            let target = self.module.target(&sub.target);
            back = back.max(target.map_or(Shares::Nothing, |it| self.pipeline(it, shares, fork)));
        }
        back
    }

    /// What the messages that leave a pipeline share, if those that enter it share this much.
    fn pipeline(&mut self, id: PipelineId, shares: Shares, fork: Range) -> Shares {
        if let Some(known) = self.exits.get(&(id, shares)) {
            return *known;
        }
        if self.depth == DEPTH {
            return Shares::Nothing;
        }
        self.depth += 1;
        // A pipeline that comes back to itself adds nothing.
        self.exits.insert((id, shares), Shares::Nothing);
        let module = self.module;
        let mut flows = shares;
        for (index, filter) in module.pipeline(id).filters.iter().enumerate() {
            if flows == Shares::Nothing {
                break;
            }
            let before = self.shared.entry((id, index)).or_insert((flows, fork));
            before.0 = before.0.max(flows);
            flows = match filter.api.heads {
                Heads::Own => flows.min(filter.shares),
                _ if filter.api.sub.is_none() => flows,
                _ if copies(filter) => {
                    self.targets(filter, flows, filter.at);
                    flows
                }
                // Of other modules nothing is known.
                _ => self.targets(filter, flows, fork),
            };
        }
        self.depth -= 1;
        self.exits.insert((id, shares), flows);
        flows
    }
}

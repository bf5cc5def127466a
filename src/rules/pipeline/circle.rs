//! Pipelines that run each other in a circle.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::module::{Module, Pipeline, PipelineId, PipelineKind, SubTarget};
use crate::rules::{ModuleView, Scope, rule};

rule! {
    /// Pipelines run each other in a circle.
    ///
    /// ## Why
    /// Pipy checks the graph of a script's pipelines when it is loaded, and fails with `recursive pipeline`.
    /// A circle that nothing outside leads to passes this check, and never runs. Use `loop` where events
    /// should go round.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .link('a')
    ///   .pipeline('a')
    ///   .link('b')
    ///   .pipeline('b')
    ///   .link('a')
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .link('a')
    ///   .pipeline('a')
    ///   .link('b')
    ///   .pipeline('b')
    ///   .chain()
    /// ```
    "pipeline/circle", Deny, since "0.1.0", Scope::Module(run)
}

fn run(view: &ModuleView<'_>, out: &mut Diagnostics) {
    let module = view.module;
    // What stands within a pipeline comes after it; only a name can lead back.
    let mut subs = module.pipelines.iter().flat_map(|it| &it.filters).flat_map(|it| &it.subs);
    if !subs.any(|it| matches!(it.target, SubTarget::Named(..))) {
        return;
    }
    let mut walk = Walk { module, state: vec![State::New; module.pipelines.len()] };
    // What nothing else runs comes first, as in Pipy; what is new after that stands in circles only.
    let used = module.used();
    let is_root = |at: usize, it: &Pipeline| {
        !used[at] || !matches!(it.kind, PipelineKind::Named(_) | PipelineKind::Inline)
    };
    for (at, pipeline) in module.pipelines.iter().enumerate() {
        if is_root(at, pipeline) {
            walk.follow(PipelineId(at as u32), true, out);
        }
    }
    for at in 0..module.pipelines.len() {
        walk.follow(PipelineId(at as u32), false, out);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

struct Walk<'a> {
    module: &'a Module,
    state: Vec<State>,
}

impl Walk<'_> {
    /// Looks for circles from a pipeline on, without recursion.
    fn follow(&mut self, start: PipelineId, reachable: bool, out: &mut Diagnostics) {
        if self.state[start.0 as usize] != State::New {
            return;
        }
        self.state[start.0 as usize] = State::Open;
        let mut stack = vec![(start, self.targets(start))];
        while let Some((id, targets)) = stack.last_mut() {
            let Some((next, at)) = targets.pop() else {
                self.state[id.0 as usize] = State::Done;
                stack.pop();
                continue;
            };
            match self.state[next.0 as usize] {
                State::Done => {}
                State::Open => {
                    let name = self.module.pipeline(next).kind.name().unwrap_or_default();
                    let finding = Diagnostic::new(&RULE, format!("pipeline `{name}` leads back to itself"))
                        .at(self.module.span(at))
                        .label(self.module.span(self.module.pipeline(next).at), "it begins here")
                        .help("go on with another pipeline, or use `loop`");
                    out.push(if reachable { finding } else { finding.possible() });
                }
                State::New => {
                    self.state[next.0 as usize] = State::Open;
                    let targets = self.targets(next);
                    stack.push((next, targets));
                }
            }
        }
    }

    /// The pipelines that one runs, the last first, with the places where it names them.
    fn targets(&self, id: PipelineId) -> Vec<(PipelineId, crate::ir::syntax::Range)> {
        let filters = &self.module.pipeline(id).filters;
        let subs = filters.iter().flat_map(|filter| filter.subs.iter().map(move |sub| (filter, sub)));
        let mut out: Vec<_> = subs
            .filter_map(|(filter, sub)| {
                let at = if let SubTarget::Named(_, at) = &sub.target { *at } else { filter.at };
                Some((self.module.target(&sub.target)?, at))
            })
            .collect();
        out.reverse();
        out
    }
}

//! What runs when events come: the functions that filters were given, walked with their parameters typed.

use super::Lower;
use super::reach::Reach;
use super::scope::Phase;
use super::value::{FrameId, Type, Value};
use crate::ir::module::{Gives, PipelineId, Shares};
use crate::ir::syntax::{BinaryOp, Body, Expr, ExprId, FunctionId, Range};
use crate::rules::{api, hook, pipeline};
use crate::runtime::{self, Callback, Dialect};
use crate::source::Span;

/// Where a callback runs.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Site {
    pub(super) pipeline: Option<PipelineId>,
    pub(super) filter: Option<u32>,
    pub(super) callback: Option<FunctionId>,
    /// Every stream runs it.
    pub(super) sure: bool,
}

/// A function that the runtime calls when events come.
#[derive(Debug, Clone)]
pub(super) struct Waiting<'p> {
    function: FunctionId,
    frame: FrameId,
    args: Vec<Value<'p>>,
    /// What it has to return; empty if that is ignored.
    returns: &'static [runtime::Type],
    /// What it was given to.
    taker: &'static str,
    /// It is asked only if another said no.
    pub(super) at_times: bool,
    /// The configuration it belongs to; `None` for what no filter has.
    config: Option<u32>,
    pipeline: Option<PipelineId>,
    filter: Option<u32>,
}

impl<'p> Lower<'p> {
    /// An argument of a filter (or of `onStart`…) that is a function, or stands for what one would return.
    #[expect(clippy::too_many_arguments, reason = "a callback is known by all of these")]
    pub(super) fn event_argument(
        &mut self,
        taker: &'static str,
        value: Value<'p>,
        callback: Option<&'static Callback>,
        expr: Option<ExprId>,
        config: u32,
        pipeline: Option<PipelineId>,
        filter: Option<u32>,
    ) {
        let returns = callback.map_or(&[][..], |it| it.returns);
        match value {
            Value::Closure(function, frame) => {
                let args = callback.map_or(&[][..], |it| it.args);
                let count = self.program.function(function).params.len();
                let mut args: Vec<Value<'p>> = args.iter().map(|it| given(self.of_types(it.types))).collect();
                // Without an entry in the tables nothing is known of the parameters.
                if callback.is_none() {
                    args.resize(count, Value::Unknown);
                }
                self.waiting.push_back(Waiting {
                    function,
                    frame,
                    args,
                    returns,
                    taker,
                    at_times: false,
                    config: Some(config),
                    pipeline,
                    filter,
                });
            }
            value if value.is_unknown() => {
                if let Some(expr) = expr {
                    self.open_at("callback", self.program.exprs[expr.0 as usize].1);
                }
            }
            // What is given instead of a function must be what the function would return.
            value if !returns.is_empty() && !value.is_nullish() => {
                if let Some(expr) = expr {
                    let span = self.program.span(expr);
                    let site = Site { pipeline, filter, callback: None, sure: true };
                    self.literals.push((taker, value, returns, span, site, config));
                }
            }
            value if value == Value::Null && taker == "onStart" => {
                if let Some(expr) = expr {
                    let span = self.program.span(expr);
                    self.found(api::null_callback::report(span, taker, 1));
                }
            }
            _ => {}
        }
    }

    /// A function that was given to something else, such as a cache, while the script was loaded.
    pub(super) fn later(&mut self, function: FunctionId, frame: FrameId) {
        let count = self.program.function(function).params.len();
        self.waiting.push_back(Waiting {
            function,
            frame,
            args: vec![Value::Unknown; count],
            returns: &[],
            taker: "",
            at_times: false,
            config: None,
            pipeline: None,
            filter: None,
        });
    }

    /// Walks all that runs when events come. `config` is what the script's value is.
    pub(super) fn walk_callbacks_of(&mut self, config: Option<u32>) {
        self.phase = Phase::Event;
        self.config = config;
        self.doubt = 0;
        let reach = config.map(|it| Reach::of(&self.configs[it as usize].pipelines)).unwrap_or_default();
        self.check_literals(&reach);
        while let Some(it) = self.waiting.pop_front() {
            if it.config.is_some() && it.config != config {
                self.visited[it.function.0 as usize] = true;
                continue;
            }
            self.walk(it, &reach);
        }
        // Functions that nobody was seen to call: stored somewhere, or dead.
        self.site = Site::default();
        let mut next = 0;
        while let Some(&(function, frame)) = self.closures.get(next) {
            next += 1;
            if !self.visited[function.0 as usize] {
                self.site.callback = Some(function);
                self.call_unknown_args(function, frame);
            }
            while let Some(it) = self.waiting.pop_front() {
                self.walk(it, &reach);
            }
        }
    }

    fn walk(&mut self, mut it: Waiting<'p>, reach: &Reach) {
        self.site = Site {
            pipeline: it.pipeline,
            filter: it.filter,
            callback: Some(it.function),
            sure: !it.at_times
                && it.pipeline.is_some_and(|pipeline| reach.sure(pipeline, it.filter, it.taker)),
        };
        let body = self.body_expr(it.function);
        self.written.clear();
        let result = self.call_closure(it.function, it.frame, std::mem::take(&mut it.args), body);
        self.written.clear();
        self.note_gives(it.taker, &result);
        self.check_result(&it, &result);
    }

    fn check_literals(&mut self, reach: &Reach) {
        for (taker, value, returns, span, site, config) in std::mem::take(&mut self.literals) {
            if Some(config) != self.config {
                continue;
            }
            self.site = site;
            self.site.sure = site.pipeline.is_some_and(|it| reach.sure(it, site.filter, taker));
            // `insert` compares classes exactly.
            self.note_gives(taker, &value);
            self.check_target(taker, &value, span);
            if let ("insert", Value::Instance(class)) = (taker, &value)
                && class.is_a("Event")
                && class.name != "Event"
            {
                self.found(api::argument_type::lone_event(span, class.name));
                continue;
            }
            if self.surely_wrong(&value, returns) {
                let got = self.describe(&value);
                let expected = without_nothing(returns);
                let finding = hook::callback_result::literal(span, taker, &got, &expected);
                // 1.5 looks at what it is given for the start when the script is loaded.
                let at_load = taker == "onStart" && self.api.dialect == Dialect::Statements;
                self.keep(if at_load { finding.certain() } else { finding.possible() });
            }
        }
    }

    /// Notes what a filter that replaces things puts in their place.
    fn note_gives(&mut self, taker: &str, value: &Value<'p>) {
        if !taker.starts_with("replace") {
            return;
        }
        let gives = self.gives(taker, value);
        let Site { pipeline: Some(pipeline), filter: Some(filter), .. } = self.site else { return };
        let Some(config) = self.config else { return };
        let filters = &mut self.configs[config as usize].pipelines[pipeline.0 as usize].filters;
        if let Some(filter) = filters.get_mut(filter as usize) {
            filter.gives = gives;
            if let Value::Given(_, shares) = value {
                filter.shares = *shares;
            }
        }
    }

    fn gives(&self, taker: &str, value: &Value<'p>) -> Gives {
        match value {
            Value::Undefined | Value::Null => Gives::Nothing,
            // A call without `new` gives nothing, though it was meant to.
            Value::Lost(_) => Gives::Unknown,
            Value::Instance(class) | Value::Given(class, _) | Value::Data(class, _) => {
                match (class.name, taker) {
                    ("Message", _) => Gives::Messages,
                    ("MessageStart", "replaceMessageStart") | ("MessageEnd", "replaceMessageEnd") => {
                        Gives::Same
                    }
                    ("Data", "replaceData" | "replaceMessageBody") => Gives::Same,
                    ("StreamEnd", "replaceStreamEnd") => Gives::Same,
                    ("Data", "replaceMessage") => Gives::Bytes,
                    _ => Gives::Unknown,
                }
            }
            Value::Object(id) if self.known_array(*id) => {
                let members = self.heap.object(*id).values();
                if members.is_empty() {
                    return Gives::Nothing;
                }
                let message = |it: &Value<'_>| matches!(it, Value::Instance(class) | Value::Given(class, _) if class.name == "Message");
                if members.iter().any(message) { Gives::Messages } else { Gives::Unknown }
            }
            _ => Gives::Unknown,
        }
    }

    /// True if a value is surely none of what is wanted.
    fn surely_wrong(&self, value: &Value<'p>, returns: &[runtime::Type]) -> bool {
        if returns.is_empty() || returns.contains(&runtime::Type::Any) {
            return false;
        }
        if *value == Value::Null {
            return !returns.iter().any(|it| matches!(it, runtime::Type::Null | runtime::Type::Undefined));
        }
        if let Value::Object(id) = value {
            let object = self.heap.object(*id);
            if object.array
                && returns.iter().any(|it| matches!(it, runtime::Type::Array | runtime::Type::ArrayOf(_)))
            {
                let events = returns.iter().any(|it| matches!(it, runtime::Type::Class("Event" | "Message")));
                // An array of events: an element that is none spoils it.
                return events
                    && self.known_array(*id)
                    && object.values().iter().any(|it| self.surely_wrong(it, returns) && !it.is_nullish());
            }
            if !object.array && self.phase == Phase::Event && object.open {
                // An object literal is never an event.
                return !returns.contains(&runtime::Type::Object);
            }
        }
        returns.iter().all(|it| self.fits(value, *it) == Some(false))
    }

    fn check_result(&mut self, it: &Waiting<'p>, result: &Value<'p>) {
        let body = match &self.program.function(it.function).body {
            Body::Expression(body) => *body,
            Body::Block(_) => {
                if self.surely_wrong(result, it.returns) && !self.blame(result) {
                    let span = self.program.range(self.program.function(it.function).range);
                    self.result_finding(it, result, span);
                }
                return;
            }
        };
        let last = self.last_value(body);
        let span = self.program.span(last);
        if self.surely_wrong(result, it.returns) {
            if !self.blame(result) {
                self.result_finding(it, result, span);
            }
        } else if let ("connect", Value::Str(_)) = (it.taker, result) {
            self.check_target(it.taker, result, span);
        } else if let Value::Optional(inner) = result
            && self.surely_wrong(inner, it.returns)
        {
            // Nothing is lost as long as it is not there.
            self.in_doubt(|this| this.result_finding(it, inner, span));
        } else if it.taker == "wait" && result.truth() == Some(false) {
            // Asked again at each event, and always answered the same.
            self.in_doubt(|this| this.result_finding(it, result, span));
        } else if it.taker == "link" {
            self.check_link(result, self.program.exprs[last.0 as usize].1);
        } else if it.taker == "onStart" && result.is_unknown() && self.is_assignment(last) {
            self.found_possible(hook::start_value::assignment(span));
        }
    }

    /// A `link` whose function always gives the same name, or none at all.
    fn check_link(&mut self, result: &Value<'p>, range: Range) {
        let span = self.program.range(range);
        let Some(config) = self.config.map(|it| &self.configs[it as usize]) else { return };
        match result {
            Value::Lost(_) => drop(self.blame(result)),
            Value::Undefined | Value::Null => {
                let (got, wanted) = (self.describe(result), "the name of a pipeline");
                self.found_possible(hook::callback_result::report(span, "link", &got, wanted));
            }
            Value::Str(name) => {
                let names: Vec<&str> = config.pipelines.iter().filter_map(|it| it.kind.name()).collect();
                // A pipeline whose name is not known may have any.
                if !names.contains(&&**name) && !names.contains(&"") {
                    let finding = pipeline::unknown_name::report(span, name, names);
                    self.found(finding);
                }
            }
            _ => self.open_at("pipeline name", range),
        }
    }

    /// The target of a `connect` that is written out.
    fn check_target(&mut self, taker: &str, value: &Value<'p>, span: Span) {
        if let ("connect", Value::Str(text)) = (taker, value)
            && let Some(finding) = api::connect_target::check(span, text)
        {
            self.found(finding);
        }
    }

    fn result_finding(&mut self, it: &Waiting<'p>, result: &Value<'p>, span: crate::source::Span) {
        let got = self.describe(result);
        let finding = match it.taker {
            "onStart" => hook::start_value::report(span, &got),
            taker => {
                let words = if result.is_nullish() {
                    runtime::words(it.returns)
                } else {
                    without_nothing(it.returns)
                };
                hook::callback_result::report(span, taker, &got, &words)
            }
        };
        // 1.5 goes on with whatever is true, without waiting for anything.
        match it.taker == "wait" && self.api.dialect == Dialect::Statements && result.truth() == Some(true) {
            true => self.found_possible(finding),
            false => self.found(finding),
        }
    }

    /// The expression whose value a function returns: the last of a comma list, within brackets.
    fn last_value(&self, mut id: ExprId) -> ExprId {
        loop {
            match self.program.expr(id) {
                Expr::Paren(inner) => id = *inner,
                Expr::Sequence(list) => match list.last() {
                    Some(&last) => id = last,
                    None => return id,
                },
                _ => return id,
            }
        }
    }

    fn is_assignment(&self, id: ExprId) -> bool {
        match self.program.expr(id) {
            Expr::Assign { .. } | Expr::Update { .. } => true,
            Expr::Binary { op: BinaryOp::And, right, .. } => {
                matches!(self.program.expr(self.last_value(*right)), Expr::Assign { .. })
            }
            _ => false,
        }
    }

    /// The type of a value for the language's own classes, used where an event's class is meant.
    pub(super) fn is_plain(&self, value: &Value<'p>) -> bool {
        matches!(value.plain_type(), Some(Type::Boolean | Type::Number | Type::String))
    }
}

/// A message that a callback gets is the one that came by.
fn given(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Instance(class) if matches!(class.name, "Message" | "MessageStart") => {
            Value::Given(class, Shares::Head)
        }
        other => other,
    }
}

/// The types in words, without `null` and `undefined`.
fn without_nothing(types: &[runtime::Type]) -> String {
    let types: Vec<runtime::Type> = types
        .iter()
        .filter(|it| !matches!(it, runtime::Type::Null | runtime::Type::Undefined))
        .copied()
        .collect();
    runtime::words(&types)
}

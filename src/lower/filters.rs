//! Filters: what they are called with, and the pipelines they run.

use super::Lower;
use super::arguments::Label;
use super::call::Args;
use super::cursor::{Cursor, Spot};
use super::value::{CursorId, FrameId, Value};
use crate::ir::module::{self, Gives, PipelineId, PipelineKind, Shares, Sub, SubTarget};
use crate::ir::syntax::{Expr, ExprId, FunctionId, Range};
use crate::rules::{api, pipeline};
use crate::runtime::{Acts, Filter, Form, Heads, Role, SubPipeline, Type};

impl<'p> Lower<'p> {
    /// A filter that still waits for its `.to(…)` has waited in vain.
    pub(super) fn settle_pending(&mut self, id: CursorId, next: Range) {
        let cursor = &mut self.cursors[id.0 as usize];
        let config = cursor.config;
        let pending = std::mem::take(&mut cursor.pending);
        if let Some(&spot) = pending.first() {
            self.missing_to(config, spot, Some(next));
        }
    }

    fn missing_to(&mut self, config: u32, (pipeline, index): Spot, next: Option<Range>) {
        let filter = &self.configs[config as usize].pipelines[pipeline.0 as usize].filters[index as usize];
        let span = self.program.range(filter.at);
        let next = next.map(|it| self.program.range(it));
        let conditional = filter.conditional;
        let finding = pipeline::missing_to::report(span, filter.name, next);
        match conditional {
            true => self.found_possible(finding),
            false => self.found(finding),
        }
    }

    /// The last filter of a builder or of the module waits for its `.to(…)`.
    pub(super) fn end_pending(&mut self, id: CursorId) {
        let Some(cursor) = self.cursors.get_mut(id.0 as usize) else { return };
        let config = cursor.config;
        let pending = std::mem::take(&mut cursor.pending);
        if let Some(&spot) = pending.first() {
            self.missing_to(config, spot, None);
        }
    }

    /// `.NAME(…)` where NAME is a filter.
    pub(super) fn filter(
        &mut self,
        id: CursorId,
        filter: &'static Filter,
        place: Range,
        args: &Args<'p>,
        at: ExprId,
    ) {
        self.settle_pending(id, place);
        match filter.form {
            Form::Repeat => return self.repeat(id, filter, args, at),
            Form::Branch | Form::DynamicBranch if args.values.len() < 2 && !args.open => {
                let span = self.callee_span(at);
                self.found(api::argument_count::report(span, filter.name, 2, args.values.len()));
                self.add_filter(id, filter, place, args, at);
                return;
            }
            Form::Branch if !self.is_dynamic(args) => return self.static_branch(id, filter, args, at),
            _ => {}
        }
        let spots = self.add_filter(id, filter, place, args, at);
        let Some(&spot) = spots.first() else { return };
        let config = self.cursors[id.0 as usize].config;
        let subs = match filter.form {
            Form::Branch | Form::DynamicBranch => self.dynamic_branch(config, filter, args, at, spot),
            Form::Chain => self.chain(config, filter, args, at, &spots),
            Form::Use => self.use_modules(config, filter, args, at, &spots),
            Form::Plain | Form::Repeat => self.plain(id, filter, args, at, &spots),
        };
        self.attach(config, &spots, &subs);
    }

    fn attach(&mut self, config: u32, spots: &[Spot], subs: &[Sub]) {
        for &(pipeline, index) in spots {
            let pipeline = &mut self.configs[config as usize].pipelines[pipeline.0 as usize];
            pipeline.filters[index as usize].subs.extend_from_slice(subs);
        }
    }

    fn add_filter(
        &mut self,
        id: CursorId,
        filter: &'static Filter,
        place: Range,
        args: &Args<'p>,
        at: ExprId,
    ) -> Vec<Spot> {
        if self.cursors[id.0 as usize].current.is_empty() {
            let span = self.program.range(place);
            self.found(pipeline::outside_pipeline::report(span, filter.name));
            // So that what follows is judged for itself, and this is said once.
            let config = self.cursors[id.0 as usize].config;
            let orphan = self.add_pipeline(config, PipelineKind::Inline, place);
            self.cursors[id.0 as usize].current = vec![orphan];
        }
        let open = match self.program.expr(at) {
            Expr::Call { open, .. } => *open,
            _ => place.end,
        };
        let cursor = &mut self.cursors[id.0 as usize];
        cursor.filtered = true;
        let config = &mut self.configs[cursor.config as usize];
        let mut spots = Vec::new();
        for &pipeline in &cursor.current {
            let filters = &mut config.pipelines[pipeline.0 as usize].filters;
            spots.push((pipeline, filters.len() as u32));
            filters.push(module::Filter {
                name: filter.name,
                api: filter,
                at: place,
                open,
                args: args.exprs.clone(),
                subs: Vec::new(),
                modules: None,
                gives: Gives::Unknown,
                shares: if filter.heads == Heads::Own { Shares::Nothing } else { Shares::Head },
                conditional: self.doubt > 0,
            });
        }
        spots
    }

    /// `.to(…)`.
    pub(super) fn to(&mut self, id: CursorId, place: Range, args: &Args<'p>, at: ExprId) {
        let pending = std::mem::take(&mut self.cursors[id.0 as usize].pending);
        let config = self.cursors[id.0 as usize].config;
        if pending.is_empty() {
            let span = self.program.range(place);
            let last = self.last_filter(id);
            self.found(pipeline::stray_to::report(span, last));
        }
        let expr = args.exprs.first().copied();
        let target = match args.get(0) {
            Value::Str(name) => self.named(&name, expr, place),
            Value::Closure(function, frame) => {
                SubTarget::Pipeline(self.build(config, function, frame, place, Vec::new()))
            }
            value if value.is_unknown() => SubTarget::Unknown,
            value => {
                if !self.blame(&value) {
                    let span = expr.map_or_else(|| self.callee_span(at), |it| self.program.span(it));
                    let got = self.describe(&value);
                    self.found(api::argument_type::report(span, "to", 1, Self::NAME_OR_FUNCTION, &got));
                }
                SubTarget::Unknown
            }
        };
        self.attach(config, &pending, &[Sub { condition: None, target }]);
    }

    fn last_filter(&self, id: CursorId) -> Option<&'static str> {
        let cursor = &self.cursors[id.0 as usize];
        let pipeline = cursor.current.last()?;
        let pipeline = &self.configs[cursor.config as usize].pipelines[pipeline.0 as usize];
        pipeline.filters.last().map(|it| it.name)
    }

    fn named(&mut self, name: &str, expr: Option<ExprId>, place: Range) -> SubTarget {
        let at = expr.map_or(place, |it| self.program.exprs[it.0 as usize].1);
        if name.is_empty() {
            let span = self.program.range(at);
            self.found(pipeline::empty_name::report(span));
            return SubTarget::Unknown;
        }
        SubTarget::Named(name.into(), at)
    }

    /// Runs a builder function on a pipeline of its own.
    fn build(
        &mut self,
        config: u32,
        function: FunctionId,
        frame: FrameId,
        place: Range,
        more: Vec<Value<'p>>,
    ) -> PipelineId {
        let at = self.program.function(function).range;
        let pipeline = self.add_pipeline(config, PipelineKind::Inline, at);
        let mut cursor = Cursor::new(config, false);
        cursor.current = vec![pipeline];
        self.cursors.push(cursor);
        let id = CursorId(self.cursors.len() as u32 - 1);
        let mut args = vec![Value::Configurator(id)];
        args.extend(more);
        let body = self.body_expr(function);
        self.call_closure(function, frame, args, body);
        let _ = place;
        self.end_pending(id);
        self.cursors.truncate(id.0 as usize);
        pipeline
    }

    /// True if an argument in an odd place is a function.
    fn is_dynamic(&self, args: &Args<'p>) -> bool {
        args.values.iter().step_by(2).any(|it| matches!(it, Value::Closure(..) | Value::Native(..)))
    }

    /// A choice that is made while the script is loaded.
    fn static_branch(&mut self, id: CursorId, filter: &'static Filter, args: &Args<'p>, at: ExprId) {
        for (index, value) in args.values.iter().enumerate().skip(1).step_by(2) {
            self.expect_function(filter.name, index, value, args, at, Self::FUNCTION);
        }
        let paths = self.paths();
        let doubt = self.doubt;
        let mut merged = None;
        for (pair, test) in args.values.iter().enumerate().step_by(2) {
            let builder = args.get(pair + 1);
            let truth = test.truth();
            if truth == Some(false) {
                if let Value::Closure(function, _) = builder {
                    self.visited[function.0 as usize] = true;
                }
                continue;
            }
            if truth.is_none() {
                if let Some(expr) = args.exprs.get(pair) {
                    self.open_at("condition", self.program.exprs[expr.0 as usize].1);
                }
                // Pipy builds an alternative only where its condition holds.
                self.doubt += 1;
            }
            if let Value::Closure(function, frame) = builder {
                let body = self.body_expr(function);
                self.call_closure(function, frame, vec![Value::Configurator(id)], body);
            }
            if truth == Some(true) {
                break;
            }
            self.switch_path(&paths, &mut merged);
        }
        self.doubt = doubt;
        self.merge_paths(merged);
    }

    fn repeat(&mut self, id: CursorId, filter: &'static Filter, args: &Args<'p>, at: ExprId) {
        if self.choose(Label::Name(filter.name), filter.overloads, args, at, true).is_none() {
            return;
        }
        let Value::Closure(function, frame) = args.get(1) else { return };
        let body = self.body_expr(function);
        let cursor = Value::Configurator(id);
        match args.get(0) {
            Value::Number(count) if (0.0..=32.0).contains(&count) => {
                for index in 0..count as u32 {
                    let args = vec![cursor.clone(), Value::Number(f64::from(index))];
                    self.call_closure(function, frame, args, body);
                }
            }
            Value::Object(list) if self.known_array(list) && self.heap.object(list).values().len() <= 32 => {
                let elements: Vec<Value<'p>> = self.heap.object(list).values().to_vec();
                for (index, element) in elements.into_iter().enumerate() {
                    let args = vec![cursor.clone(), element, Value::Number(index as f64)];
                    self.call_closure(function, frame, args, body);
                }
            }
            _ => {
                self.sides += 1;
                let args = vec![cursor, Value::Unknown, Value::Unknown];
                self.in_doubt(|this| this.call_closure(function, frame, args, body));
                self.sides -= 1;
            }
        }
    }

    /// What a filter takes where it takes a callback.
    const FUNCTION: &'static str = "a function";
    /// What it takes where a pipeline may also be named.
    const NAME_OR_FUNCTION: &'static str = "a string or a function";

    /// Reports an argument that is surely not what is `expected`; true if it may be.
    fn expect_function(
        &mut self,
        label: &str,
        index: usize,
        value: &Value<'p>,
        args: &Args<'p>,
        at: ExprId,
        expected: &str,
    ) -> bool {
        let string = expected == Self::NAME_OR_FUNCTION;
        let right = match value {
            Value::Str(_) if string => Some(true),
            Value::Some(super::value::Type::String) if string => Some(true),
            other => other.callable(),
        };
        if right == Some(false) && !self.blame(value) {
            let span =
                args.exprs.get(index).map_or_else(|| self.callee_span(at), |it| self.program.span(*it));
            let got = self.describe(value);
            self.found(api::argument_type::report(span, label, index + 1, expected, &got));
        }
        right != Some(false)
    }

    fn dynamic_branch(
        &mut self,
        config: u32,
        filter: &'static Filter,
        args: &Args<'p>,
        at: ExprId,
        spot: Spot,
    ) -> Vec<Sub> {
        let mut subs = Vec::new();
        let count = args.values.len();
        let callback = filter.callback("condition");
        for index in 0..count {
            let value = args.get(index);
            let expr = args.exprs.get(index).copied();
            let is_default = index % 2 == 0 && index + 1 == count;
            if index % 2 == 0 && !is_default {
                if self.expect_function(filter.name, index, &value, args, at, Self::FUNCTION) {
                    self.event_argument(
                        filter.name,
                        value,
                        callback,
                        expr,
                        config,
                        Some(spot.0),
                        Some(spot.1),
                    );
                    // A second condition is asked only if the first fails.
                    if let Some(waiting) = self.waiting.back_mut().filter(|_| index > 0) {
                        waiting.at_times = true;
                    }
                }
                continue;
            }
            let condition = if is_default { None } else { args.exprs.get(index - 1).copied() };
            self.expect_function(filter.name, index, &value, args, at, Self::NAME_OR_FUNCTION);
            let place = expr.map_or(Range::default(), |it| self.program.exprs[it.0 as usize].1);
            let target = match value {
                Value::Str(name) => self.named(&name, expr, place),
                Value::Closure(function, frame) => {
                    SubTarget::Pipeline(self.build(config, function, frame, place, Vec::new()))
                }
                _ => SubTarget::Unknown,
            };
            subs.push(Sub { condition, target });
        }
        subs
    }

    /// A filter whose arguments are as its forms say.
    fn plain(
        &mut self,
        id: CursorId,
        filter: &'static Filter,
        args: &Args<'p>,
        at: ExprId,
        spots: &[Spot],
    ) -> Vec<Sub> {
        let config = self.cursors[id.0 as usize].config;
        let spot = spots[0];
        let mut subs = Vec::new();
        let chosen = self.choose(Label::Name(filter.name), filter.overloads, args, at, true);
        let mut inline = false;
        for (index, arg) in chosen.unwrap_or_default().iter().enumerate() {
            if index >= args.values.len() {
                break;
            }
            let value = args.get(index);
            let expr = args.exprs.get(index).copied();
            match (arg.role, value) {
                (Role::Layout, Value::Str(name)) => {
                    inline = true;
                    let target = self.named(&name, expr, Range::default());
                    subs.push(Sub { condition: None, target });
                }
                (Role::Layout, _) => {
                    inline = true;
                    subs.push(Sub { condition: None, target: SubTarget::Unknown });
                }
                (Role::Builder, Value::Closure(function, frame)) => {
                    let place = self.program.function(function).range;
                    let built = self.build(config, function, frame, place, Vec::new());
                    subs.push(Sub { condition: None, target: SubTarget::Pipeline(built) });
                }
                (_, Value::Closure(..)) if arg.name == "options" => {
                    let callback = filter.callback("options");
                    self.event_argument(
                        filter.name,
                        args.get(index),
                        callback,
                        expr,
                        config,
                        Some(spot.0),
                        Some(spot.1),
                    );
                }
                (_, value) if arg.name == "options" => {
                    self.check_options(Label::Name(filter.name), filter.options, expr, false);
                    self.option_callbacks(&value, config, spot);
                }
                (_, value) => {
                    if value == Value::Null && *arg.types == [Type::Function] && !arg.optional {
                        let span = expr.map_or_else(|| self.callee_span(at), |it| self.program.span(it));
                        let finding = api::null_callback::report(span, filter.name, index + 1);
                        // A request may have no body, a stream no end.
                        match filter.acts_on.iter().any(|it| matches!(it, Acts::Data | Acts::StreamEnd)) {
                            true => self.found_possible(finding),
                            false => self.found(finding),
                        }
                    }
                    let callback = filter.callback(arg.name);
                    let (pipeline, filter_index) = (Some(spot.0), Some(spot.1));
                    self.event_argument(filter.name, value, callback, expr, config, pipeline, filter_index);
                }
            }
        }
        if filter.sub_pipeline == SubPipeline::Inline && subs.is_empty() {
            subs.push(Sub { condition: None, target: SubTarget::Unknown });
        }
        if filter.is_joint() && !inline && chosen.is_some() {
            self.cursors[id.0 as usize].pending = spots.to_vec();
        }
        // `replaceMessage()` and its kin swallow what they act on.
        let replaces = filter.name.starts_with("replace") && args.get(0).is_nullish() && !args.open;
        if replaces {
            for &(pipeline, index) in spots {
                let pipeline = &mut self.configs[config as usize].pipelines[pipeline.0 as usize];
                pipeline.filters[index as usize].gives = Gives::Nothing;
            }
        }
        subs
    }

    /// Functions among the options of a filter.
    fn option_callbacks(&mut self, options: &Value<'p>, config: u32, spot: Spot) {
        let Value::Object(id) = options else { return };
        let members: Vec<Value<'p>> = self.heap.object(*id).values().to_vec();
        for value in members {
            if let Value::Closure(..) = value {
                self.event_argument("options", value, None, None, config, Some(spot.0), Some(spot.1));
            }
        }
    }
}

//! `pipy(…)` and the methods of what it returns, but for the filters.

use foldhash::{HashMap, HashMapExt};

use super::Lower;
use super::arguments::Label;
use super::call::Args;
use super::cursor::{Config, Cursor};
use super::value::{CursorId, Text, Type, Value};
use crate::ir::module::{ContextVar, Export, Import, PipelineKind, Shape};
use crate::ir::syntax::{Expr, ExprId, Property, Range};
use crate::rules::{api, context, pipeline};
use crate::runtime::Step;

impl<'p> Lower<'p> {
    /// `pipy(…)`.
    pub(super) fn call_pipy(&mut self, args: &Args<'p>, at: ExprId) -> Value<'p> {
        let Some(signature) = self.api.pipy() else { return Value::Unknown };
        if !self.check_arguments(Label::Name("pipy"), signature, args, at) {
            return Value::Unknown;
        }
        let value = match args.get(0) {
            Value::Closure(function, frame) => {
                let value = self.call_closure(function, frame, Vec::new(), at);
                let nothing = matches!(value, Value::Undefined | Value::Lost(_)) || self.is_plain(&value);
                if nothing && !self.blame(&value) {
                    let span =
                        args.exprs.first().map_or_else(|| self.callee_span(at), |it| self.program.span(*it));
                    let help = "return an object with the context variables";
                    self.found(api::refused_value::report(
                        span,
                        "pipy",
                        "a function that returns no object",
                        help,
                    ));
                }
                value
            }
            other => other,
        };
        if self.phase == super::scope::Phase::Event {
            return Value::Unknown;
        }
        let mut config = Config {
            context: Vec::new(),
            initial: Default::default(),
            imports: Vec::new(),
            imported: Default::default(),
            exports: Vec::new(),
            pipelines: Vec::new(),
        };
        let variables = self.variables(&value, args.exprs.first().copied());
        config.initial.reserve(variables.len());
        config.context.reserve(variables.len());
        for (key, place, value) in variables {
            let initial = self.shape(&value);
            config.context.push(ContextVar { name: (&*key).into(), at: place, initial });
            config.initial.insert(key, (value, false));
        }
        self.configs.push(config);
        self.cursors.push(Cursor::new(self.configs.len() as u32 - 1, true));
        Value::Configurator(CursorId(self.cursors.len() as u32 - 1))
    }

    /// The variables of an object: name, place, value; duplicates included where it is written out.
    fn variables(&mut self, value: &Value<'p>, expr: Option<ExprId>) -> Vec<(Text<'p>, Range, Value<'p>)> {
        let at = expr.map_or(Range::default(), |it| self.program.exprs[it.0 as usize].1);
        let Value::Object(id) = value else {
            if matches!(value, Value::Unknown | Value::Some(_)) {
                self.open_at("variable list", at);
            }
            return Vec::new();
        };
        let object = self.heap.object(*id);
        // Pipy finds no names in an array.
        if object.array {
            return Vec::new();
        }
        if object.open {
            self.open_at("variable list", at);
        }
        let object = self.heap.object(*id);
        let literal = expr.and_then(|it| self.object_literal(it));
        let Some(properties) = literal else {
            return object.members().map(|(key, it)| (key, at, it.clone())).collect();
        };
        let mut out = Vec::with_capacity(properties.len());
        let mut written = vec![false; object.values().len()];
        for property in properties {
            let (key, place) = match property {
                Property::Field { key, at, .. } => (key, *at),
                Property::Shorthand { key, value } => (key, self.program.exprs[value.0 as usize].1),
                Property::Computed { .. } | Property::Spread(_) => continue,
            };
            let member = object.find(key);
            if let Some(member) = member {
                written[member] = true;
            }
            let value = member.map_or(Value::Unknown, |it| object.values()[it].clone());
            out.push((Text::from(&**key), place, value));
        }
        let rest = object.members().zip(written).filter(|(_, written)| !written);
        out.extend(rest.map(|((key, value), _)| (key, at, value.clone())));
        out
    }

    /// The object literal that an expression is, looking through brackets.
    fn object_literal(&self, mut id: ExprId) -> Option<&'p [Property]> {
        loop {
            match self.program.expr(id) {
                Expr::Paren(inner) => id = *inner,
                Expr::Object(properties) => return Some(properties),
                _ => return None,
            }
        }
    }

    /// A method of a configuration or of what a builder function gets.
    pub(super) fn configure(
        &mut self,
        id: CursorId,
        name: &str,
        member: ExprId,
        args: &Args<'p>,
        at: ExprId,
    ) -> Value<'p> {
        let same = Value::Configurator(id);
        // A builder's configurator that was kept until after its function has ended.
        let Some(cursor) = self.cursors.get(id.0 as usize) else { return Value::Unknown };
        if self.phase == super::scope::Phase::Event {
            return Value::Unknown;
        }
        let full = cursor.full;
        let place = self.member_range(member);
        if let Some(filter) = self.api.filter(name) {
            self.filter(id, filter, place, args, at);
            return same;
        }
        let step = self.api.configuration_step(name);
        match step.filter(|_| full || self.api.builder_step(name).is_some()) {
            Some(step) => self.step(id, step, place, args, at),
            None => {
                let span = self.program.range(place);
                let finding = match step {
                    Some(_) => api::unknown_filter::in_builder(span, name),
                    None => api::unknown_filter::report(span, name, self.api),
                };
                self.found(finding);
                // What follows is judged as if it were a filter that passes everything on.
                self.settle_pending(id, place);
            }
        }
        same
    }

    fn step(&mut self, id: CursorId, step: &'static Step, place: Range, args: &Args<'p>, at: ExprId) {
        if step.name == "to" {
            return self.to(id, place, args, at);
        }
        if step.begins_pipeline {
            self.settle_pending(id, place);
        }
        // `pipeline(undefined)` is not the same as `pipeline()`.
        let chosen = self.choose(Label::Name(step.name), step.overloads, args, at, true);
        if let Some(form) = chosen {
            for (index, arg) in form.iter().enumerate() {
                if arg.name == "options" {
                    self.check_options(
                        Label::Name(step.name),
                        step.options,
                        args.exprs.get(index).copied(),
                        false,
                    );
                }
            }
        }
        match step.name {
            "import" => self.import(id, args, at),
            "export" => self.export(id, args, at),
            "pipeline" => self.begin_pipeline(id, place, args),
            "listen" => {
                self.check_listen(args);
                self.begin(id, PipelineKind::Listen, place);
            }
            "task" => {
                self.check_task(args);
                self.begin(id, PipelineKind::Task, place);
                self.start_callback(id, step, args);
            }
            "watch" => self.begin(id, PipelineKind::Watch, place),
            "exit" => {
                self.begin(id, PipelineKind::Exit, place);
                self.start_callback(id, step, args);
            }
            "admin" => {
                self.check_admin(args);
                self.begin(id, PipelineKind::Admin, place);
            }
            "onStart" => self.on_start(id, step, place, args, chosen.is_some()),
            "onEnd" => self.on_end(id, step, place, args),
            _ => {}
        }
    }

    fn import(&mut self, id: CursorId, args: &Args<'p>, at: ExprId) {
        let list = args.get(0);
        if list == Value::Null {
            let span = self.callee_span(at);
            self.found(context::import_shape::null_list(span, "import"));
        }
        let expr = args.exprs.first().copied();
        for (name, place, value) in self.variables(&list, expr) {
            let span = self.program.range(place);
            let namespace = match &value {
                Value::Str(namespace) => namespace.clone(),
                it if it.is_unknown() || *it == Value::Some(Type::String) => {
                    self.open_at("namespace", place);
                    "".into()
                }
                other => {
                    if !self.blame(other) {
                        self.found(context::import_shape::not_a_namespace(span, &name));
                    }
                    // It was meant to be imported, so its use is no second mistake.
                    let config = self.cursors[id.0 as usize].config;
                    self.configs[config as usize].imported.insert(name);
                    continue;
                }
            };
            if name.is_empty() || (namespace.is_empty() && value == Value::str("")) {
                self.found(context::import_shape::empty(span, name.is_empty()));
                continue;
            }
            let namespace_at = self.field_value(expr, &name).unwrap_or(place);
            let config = self.cursors[id.0 as usize].config;
            let config = &mut self.configs[config as usize];
            config.imported.insert(name.clone());
            config.imports.push(Import {
                namespace: (&*namespace).into(),
                name: (&*name).into(),
                at: place,
                namespace_at,
            });
        }
    }

    /// Where the value of a key stands in an object literal.
    fn field_value(&self, expr: Option<ExprId>, name: &str) -> Option<Range> {
        let properties = self.object_literal(expr?)?;
        properties.iter().rev().find_map(|it| match it {
            Property::Field { key, value, .. } if **key == *name => {
                Some(self.program.exprs[value.0 as usize].1)
            }
            _ => None,
        })
    }

    fn export(&mut self, id: CursorId, args: &Args<'p>, at: ExprId) {
        let namespace = match args.get(0) {
            Value::Str(it) if it.is_empty() => {
                let span =
                    args.exprs.first().map_or_else(|| self.callee_span(at), |it| self.program.span(*it));
                return self.found(context::import_shape::empty(span, false));
            }
            Value::Str(it) => it,
            other => {
                if other.is_unknown() || other == Value::Some(Type::String) {
                    self.open_at("namespace", self.program.exprs[at.0 as usize].1);
                }
                "".into()
            }
        };
        let list = args.get(1);
        if list == Value::Null {
            let span = self.callee_span(at);
            self.found(context::import_shape::null_list(span, "export"));
        }
        let mut names: HashMap<Text<'p>, Range> = HashMap::new();
        for (name, place, value) in self.variables(&list, args.exprs.get(1).copied()) {
            if name.is_empty() {
                let span = self.program.range(place);
                self.found(context::import_shape::empty(span, true));
                continue;
            }
            // In one object the later of two wins, which Pipy does not notice.
            if let Some(first) = names.insert(name.clone(), place) {
                let (span, first) = (self.program.range(place), self.program.range(first));
                self.found_possible(context::duplicate_variable::twice(span, &name, first));
                continue;
            }
            let initial = self.shape(&value);
            let config = self.cursors[id.0 as usize].config;
            let config = &mut self.configs[config as usize];
            config.initial.insert(name.clone(), (value, true));
            config.exports.push(Export {
                namespace: (&*namespace).into(),
                name: (&*name).into(),
                at: place,
                initial,
            });
        }
    }

    fn begin_pipeline(&mut self, id: CursorId, place: Range, args: &Args<'p>) {
        let span = self.program.range(place);
        if args.values.is_empty() && !args.open {
            if let Some(first) = self.cursors[id.0 as usize].entrance {
                let first = self.program.range(first);
                self.found(pipeline::two_entrances::report(span, first));
            }
            self.cursors[id.0 as usize].entrance = Some(place);
            return self.begin(id, PipelineKind::Entrance, place);
        }
        let kind = match args.get(0) {
            Value::Str(name) => {
                if name.is_empty() {
                    self.found(pipeline::empty_name::report(span));
                }
                PipelineKind::Named((&*name).into())
            }
            _ => {
                self.open_at("pipeline name", place);
                PipelineKind::Named("".into())
            }
        };
        self.begin(id, kind, place);
    }

    fn begin(&mut self, id: CursorId, kind: PipelineKind, place: Range) {
        let config = self.cursors[id.0 as usize].config;
        let pipeline = self.add_pipeline(config, kind, place);
        let cursor = &mut self.cursors[id.0 as usize];
        cursor.current = vec![pipeline];
        cursor.started = None;
        cursor.ended = None;
        cursor.filtered = false;
    }

    fn on_start(&mut self, id: CursorId, step: &'static Step, place: Range, args: &Args<'p>, fits: bool) {
        if !self.may_start(id, "onStart", place) {
            return;
        }
        let cursor = &mut self.cursors[id.0 as usize];
        cursor.started = Some(place);
        let (config, current) = (cursor.config, cursor.current.clone());
        for pipeline in &current {
            let pipeline = &mut self.configs[config as usize].pipelines[pipeline.0 as usize];
            pipeline.on_start = args.exprs.first().copied();
        }
        if fits {
            self.start_callback(id, step, args);
        }
    }

    /// The function (or events) that a pipeline starts with.
    fn start_callback(&mut self, id: CursorId, step: &'static Step, args: &Args<'p>) {
        let cursor = &self.cursors[id.0 as usize];
        let (config, pipeline) = (cursor.config, cursor.current.first().copied());
        let Some((index, value)) =
            args.values.iter().enumerate().rfind(|(_, it)| !matches!(it, Value::Str(_)))
        else {
            return;
        };
        let callback = step.callbacks.first();
        let expr = args.exprs.get(index).copied();
        self.event_argument(step.name, value.clone(), callback, expr, config, pipeline, None);
    }

    fn on_end(&mut self, id: CursorId, step: &'static Step, place: Range, args: &Args<'p>) {
        if !self.may_start(id, "onEnd", place) {
            return;
        }
        let cursor = &mut self.cursors[id.0 as usize];
        cursor.ended = Some(place);
        let (config, current) = (cursor.config, cursor.current.clone());
        for pipeline in &current {
            let pipeline = &mut self.configs[config as usize].pipelines[pipeline.0 as usize];
            pipeline.on_end = args.exprs.first().copied();
        }
        let callback = step.callbacks.first();
        let expr = args.exprs.first().copied();
        self.event_argument(step.name, args.get(0), callback, expr, config, current.first().copied(), None);
    }

    /// Whether `onStart` or `onEnd` may stand here.
    fn may_start(&mut self, id: CursorId, name: &'static str, place: Range) -> bool {
        let span = self.program.range(place);
        let cursor = &self.cursors[id.0 as usize];
        let before = if name == "onStart" { cursor.started } else { cursor.ended };
        if cursor.current.is_empty() {
            self.found(pipeline::outside_pipeline::report(span, name));
            return false;
        }
        if cursor.filtered {
            self.found(pipeline::late_start::report(span, name));
            return false;
        }
        if let Some(first) = before {
            let first = self.program.range(first);
            self.found(pipeline::second_start::report(span, first, name));
            return false;
        }
        true
    }

    fn check_task(&mut self, args: &Args<'p>) {
        let (Value::Str(text), Some(&expr)) = (args.get(0), args.exprs.first()) else { return };
        let span = self.program.span(expr);
        let finding =
            api::signal_name::check(span, &text, self.api).or_else(|| api::task_interval::check(span, &text));
        if let Some(finding) = finding {
            self.found(finding);
        }
    }

    fn check_admin(&mut self, args: &Args<'p>) {
        let (Value::Str(path), Some(&expr)) = (args.get(0), args.exprs.first()) else { return };
        if !path.starts_with("/admin/") {
            let span = self.program.span(expr);
            let help = "let the path begin with `/admin/`";
            self.found(api::refused_value::report(span, "admin", "a path that is not under `/admin/`", help));
        }
    }

    fn check_listen(&mut self, args: &Args<'p>) {
        let Some(&expr) = args.exprs.first() else { return };
        let span = self.program.span(expr);
        let finding = match args.get(0) {
            Value::Str(text) => api::listen_address::check(span, &text),
            Value::Number(port) => api::listen_address::check_port(span, port),
            _ => None,
        };
        if let Some(finding) = finding {
            self.found(finding);
        }
    }

    /// What is known of a value, for other modules.
    pub(super) fn shape(&self, value: &Value<'p>) -> Shape {
        self.shape_within(value, 8)
    }

    fn shape_within(&self, value: &Value<'p>, depth: u32) -> Shape {
        match value {
            it if it.is_unknown() => Shape::Any,
            it if it.is_nullish() => Shape::Nothing,
            Value::Object(id) if depth > 0 && !self.heap.object(*id).array => {
                let object = self.heap.object(*id);
                let members = object.members();
                let members =
                    members.map(|(key, it)| ((&*key).into(), self.shape_within(it, depth - 1))).collect();
                if object.open { Shape::OpenObject(members) } else { Shape::Object(members) }
            }
            Value::Object(id) if self.heap.object(*id).array => Shape::Type("Array".into()),
            Value::Object(_) => Shape::OpenObject(Vec::new()),
            Value::Closure(..) | Value::Native(..) => Shape::Function,
            Value::Instance(class) => Shape::Type(class.name.into()),
            other => match self.class_of(other) {
                Some(class) if other.plain_type() == Some(Type::Function) => {
                    let _ = class;
                    Shape::Function
                }
                Some(class) => Shape::Type(class.name.into()),
                None => Shape::Any,
            },
        }
    }
}

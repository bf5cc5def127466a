//! Calls: of the script's own functions, of the runtime's, and what cannot be called.

use super::Lower;
use super::arguments::Label;
use super::scope::{Frame, Phase};
use super::value::{FrameId, Text, Type, Value};
use crate::ir::syntax::{Body, Expr, ExprId, FunctionId, Item};
use crate::rules::{api, load};
use crate::runtime::{BareCall, Class, MemberKind, Signature};

/// Pipy's own limit of nested calls.
const CALLS: usize = 100;

/// What is called.
#[derive(Debug, Clone)]
pub(super) struct Callee<'p> {
    pub(super) value: Value<'p>,
    pub(super) receiver: Option<Value<'p>>,
    pub(super) name: Option<Text<'p>>,
}

/// Arguments of a call.
#[derive(Debug, Default, Clone)]
pub(super) struct Args<'p> {
    /// The expressions; empty when the runtime makes the call.
    pub(super) exprs: Vec<ExprId>,
    pub(super) values: Vec<Value<'p>>,
    /// There may be more.
    pub(super) open: bool,
}

impl<'p> Args<'p> {
    pub(super) fn get(&self, index: usize) -> Value<'p> {
        match self.values.get(index) {
            Some(value) => value.clone(),
            None if self.open => Value::Unknown,
            None => Value::Undefined,
        }
    }
}

/// A call of one of the script's functions that has not returned.
#[derive(Debug, Clone)]
pub(super) struct Active<'p> {
    function: FunctionId,
    doubt: u32,
    args: Vec<Value<'p>>,
}

impl<'p> Lower<'p> {
    /// A function value, with the names that are seen where it stands.
    pub(super) fn close(&mut self, function: FunctionId) -> Value<'p> {
        if !std::mem::replace(&mut self.made[function.0 as usize], true) {
            self.closures.push((function, self.frame));
        }
        Value::Closure(function, self.frame)
    }

    /// Calls `object.name(…)`, which the tables or a configuration decide.
    pub(super) fn call_member(
        &mut self,
        object: &Value<'p>,
        name: &str,
        member: ExprId,
        args: &Args<'p>,
        at: ExprId,
        optional: bool,
    ) -> Value<'p> {
        if let Value::Configurator(cursor) = object {
            return self.configure(*cursor, name, member, args, at);
        }
        let range = self.member_range(member);
        match self.find_member(object, name) {
            Some((found, owner)) => match found.kind {
                MemberKind::Method(signature) => {
                    self.call_native(signature, owner, name, Some(object), args, at)
                }
                MemberKind::Class(class) => self.call_bare(class, args, at),
                MemberKind::Object(it) => match it.call {
                    Some(signature) => self.call_native(signature, owner, name, Some(object), args, at),
                    None => self.not_callable(at, &format!("`{name}`")),
                },
                MemberKind::Value(_) => match self.member(object, name, range).callable() {
                    Some(false) => self.not_callable(at, &format!("`{name}`")),
                    _ => self.call_unknown(args, at),
                },
            },
            None if self.assigned.exact_member(name) => self.call_unknown(args, at),
            None if optional => {
                self.walk_escaped(args);
                Value::Undefined
            }
            None => {
                if let Some(owner) = self.owner(object) {
                    let span = self.program.range(range);
                    self.found(api::no_method(span, owner, name));
                }
                self.walk_escaped(args);
                Value::Unknown
            }
        }
    }

    /// True if a call of a member is for [`Lower::call_member`].
    pub(super) fn wants_member(&self, object: &Value<'p>, name: &str) -> bool {
        match object {
            Value::Configurator(_)
            | Value::Instance(_)
            | Value::Given(..)
            | Value::Data(..)
            | Value::Class(_)
            | Value::Namespace(..)
            | Value::Str(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Closure(..) => true,
            Value::Native(..) | Value::Head(_) | Value::Headers(_) | Value::Environment => false,
            Value::Some(it) => *it != Type::Object,
            Value::Object(id) => {
                let object = self.heap.object(*id);
                object.get(name).is_none()
                    && (object.array
                        || !(object.open || self.assigned.member(name) || self.solved.contains_key(id))
                            && self.api.class("Object").is_some_and(|it| it.member(name).is_some()))
            }
            _ => false,
        }
    }

    /// Calls a value.
    pub(super) fn call_value(&mut self, callee: &Callee<'p>, args: Args<'p>, at: ExprId) -> Value<'p> {
        match &callee.value {
            Value::Closure(function, frame) => {
                let (function, frame) = (*function, *frame);
                self.call_closure(function, frame, args.values, at)
            }
            Value::Native(member, owner) => match member.signature() {
                Some(signature) => {
                    let receiver = callee.receiver.as_ref();
                    self.call_native(signature, owner, member.name, receiver, &args, at)
                }
                None => Value::Unknown,
            },
            Value::Class(class) => self.call_bare(class, &args, at),
            Value::Namespace(_, "pipy") => self.call_pipy(&args, at),
            Value::Namespace(object, name) => match object.call {
                Some(signature) => self.call_native(signature, "", name, None, &args, at),
                None => self.not_callable(at, &format!("`{name}`")),
            },
            Value::Unknown | Value::Method | Value::Some(Type::Function | Type::Object) => {
                self.call_unknown(&args, at)
            }
            Value::Optional(inner) => {
                let callee = Callee { value: (**inner).clone(), ..callee.clone() };
                self.call_value(&callee, args, at)
            }
            other => {
                if !self.blame(other) {
                    let what = self.words_for(callee, at);
                    self.not_callable(at, &what);
                }
                self.walk_escaped(&args);
                Value::Unknown
            }
        }
    }

    /// What is called, in words for a message.
    fn words_for(&self, callee: &Callee<'p>, at: ExprId) -> String {
        if let Some(name) = &callee.name {
            return format!("`{name}`");
        }
        let Expr::Call { callee: expr, .. } = self.program.expr(at) else { return "this".into() };
        match self.program.expr(*expr) {
            Expr::Name(name) => format!("`{name}`"),
            _ => "this".into(),
        }
    }

    fn not_callable(&mut self, at: ExprId, what: &str) -> Value<'p> {
        let span = self.callee_span(at);
        self.found(api::not_function::report(span, what));
        Value::Unknown
    }

    /// Where the callee of a call stands.
    pub(super) fn callee_span(&self, at: ExprId) -> crate::source::Span {
        match self.program.expr(at) {
            Expr::Call { callee, .. } | Expr::New { callee, .. } => match self.program.expr(*callee) {
                Expr::Member { name, .. } => self.program.range(*name),
                _ => self.program.span(*callee),
            },
            _ => self.program.span(at),
        }
    }

    /// Something is called that is not known: functions given to it may be called, objects changed.
    fn call_unknown(&mut self, args: &Args<'p>, at: ExprId) -> Value<'p> {
        if self.phase == Phase::Load {
            self.open_at("called value", self.program.exprs[at.0 as usize].1);
        }
        self.written.clear();
        for value in &args.values {
            if let Value::Object(id) = value {
                self.heap.object_mut(*id).forget();
            }
        }
        self.walk_escaped(args);
        Value::Unknown
    }

    /// Functions among the arguments may be called later, with anything. Those that nobody calls are
    /// walked at the end, so nothing is to be done at load.
    fn walk_escaped(&mut self, args: &Args<'p>) {
        if self.phase == Phase::Load {
            return;
        }
        for value in &args.values {
            if let Value::Closure(function, frame) = value {
                let (function, frame) = (*function, *frame);
                self.in_doubt(|this| this.call_unknown_args(function, frame));
            }
        }
    }

    /// Calls a function of the script with arguments of which nothing is known.
    pub(super) fn call_unknown_args(&mut self, function: FunctionId, frame: FrameId) -> Value<'p> {
        let count = self.program.function(function).params.len();
        let at = self.body_expr(function);
        self.detached += 1;
        let result = self.call_closure(function, frame, vec![Value::Unknown; count], at);
        self.detached -= 1;
        result
    }

    /// Some expression inside a function, for places.
    pub(super) fn body_expr(&self, function: FunctionId) -> ExprId {
        match &self.program.function(function).body {
            Body::Expression(body) => *body,
            Body::Block(_) => ExprId(0),
        }
    }

    /// Calls a function of the script.
    pub(super) fn call_closure(
        &mut self,
        id: FunctionId,
        frame: FrameId,
        args: Vec<Value<'p>>,
        at: ExprId,
    ) -> Value<'p> {
        self.visited[id.0 as usize] = true;
        if let Some(active) = self.calls.iter().rev().find(|it| it.function == id) {
            // Once is enough where it depends on what is not known whether it is called at all.
            if active.doubt < self.doubt {
                return Value::Unknown;
            }
            if active.args == args || self.calls.len() >= CALLS {
                let span = self.callee_span(at);
                self.found(load::endless_recursion::report(span));
                return Value::Unknown;
            }
        }
        if self.calls.len() >= CALLS || self.steps == 0 {
            return Value::Unknown;
        }
        let function = self.program.function(id);
        self.calls.push(Active { function: id, doubt: self.doubt, args: args.clone() });
        let new = self.heap.add_frame(Frame::new(Some(frame), self.phase, self.doubt));
        let outer_frame = std::mem::replace(&mut self.frame, new);
        let outer_function = self.function.replace(id);
        let proven = std::mem::take(&mut self.proven);
        // A default may use any parameter, also a later one, which is undefined until it is set.
        for param in &function.params {
            if let crate::ir::syntax::Pattern::Name(name, _) = &param.pattern {
                self.heap.frame_mut(new).declare(name, Value::Undefined);
            }
        }
        let mut args = args.into_iter();
        for param in &function.params {
            let value = args.next().unwrap_or(Value::Undefined);
            let value = match (param.default, &value) {
                (Some(default), Value::Undefined) => self.eval(default),
                (Some(default), it) if it.is_unknown() => {
                    self.in_doubt(|this| this.eval(default));
                    Value::Unknown
                }
                _ => value,
            };
            self.bind(&param.pattern, &value);
        }
        let result = match &function.body {
            Body::Expression(body) => self.eval(*body),
            Body::Block(block) => self.run_body(block),
        };
        self.proven = proven;
        self.frame = outer_frame;
        self.function = outer_function;
        self.calls.pop();
        result
    }

    /// Calls a function of the runtime.
    pub(super) fn call_native(
        &mut self,
        signature: &'static Signature,
        owner: &'static str,
        name: &str,
        receiver: Option<&Value<'p>>,
        args: &Args<'p>,
        at: ExprId,
    ) -> Value<'p> {
        let label = if owner.is_empty() { Label::Name(name) } else { Label::Member(owner, name) };
        if !self.check_arguments(label, signature, args, at) {
            self.walk_escaped(args);
            return Value::Unknown;
        }
        if let Some(value) = self.builtin(owner, name, receiver, args, at) {
            return value;
        }
        // Of all that call a function at once, only `invoke` catches what it throws.
        let catches = owner.is_empty() && name == "invoke";
        self.walk_callbacks(owner, args, catches);
        if signature.returns.is_empty() {
            return Value::Unknown;
        }
        if signature.returns.contains(&crate::runtime::Type::This) {
            return receiver.cloned().unwrap_or(Value::Unknown);
        }
        self.of_types(signature.returns)
    }

    /// Functions that the runtime calls at once are followed here; others wait for an event.
    fn walk_callbacks(&mut self, owner: &str, args: &Args<'p>, catches: bool) {
        let at_once = matches!(owner, "" | "Array" | "String" | "Object" | "JSON" | "Map" | "Set" | "YAML");
        for value in &args.values {
            let Value::Closure(function, frame) = value else { continue };
            let (function, frame) = (*function, *frame);
            if self.phase == Phase::Event || at_once {
                self.caught += u32::from(catches);
                self.in_doubt(|this| this.call_unknown_args(function, frame));
                self.caught -= u32::from(catches);
            } else {
                self.later(function, frame);
            }
        }
    }

    fn call_bare(&mut self, class: &'static Class, args: &Args<'p>, at: ExprId) -> Value<'p> {
        match class.bare_call {
            BareCall::Undefined => {
                let span = self.callee_span(at);
                self.walk_callbacks(class.name, args, false);
                self.lost(api::missing_new::report(span, class.name, self.call_start(at)))
            }
            BareCall::Converts => match class.name {
                "String" => args.get(0).text().map_or(Value::Some(Type::String), Value::Str),
                "Number" => Value::Some(Type::Number),
                "Boolean" => args.get(0).truth().map_or(Value::Some(Type::Boolean), Value::Bool),
                _ => Value::Unknown,
            },
            BareCall::Constructs => Value::Instance(class),
        }
    }

    /// The place where a `new` would go.
    fn call_start(&self, at: ExprId) -> crate::source::Span {
        let span = self.program.span(at);
        crate::source::Span::point(span.source, span.start)
    }

    /// `new text.split(',')`: what is called like a method of a string or an array is no class.
    fn check_new_method(&mut self, callee: ExprId) {
        let Expr::Member { property, .. } = self.program.expr(callee) else { return };
        let classes = ["String", "Array"].into_iter().filter_map(|it| self.api.class(it));
        let method =
            classes.into_iter().any(|it| it.member(property).is_some_and(|it| it.signature().is_some()));
        if method
            && !self.heads.has_key(self.program, property)
            && !self.assigned.member(property)
            && self.files_used.is_empty()
        {
            let span = self.program.span(callee);
            self.found_possible(api::not_constructor::report(span, "a method", true));
        }
    }

    /// `new callee(args)`.
    pub(super) fn construct(&mut self, at: ExprId, callee: ExprId, items: &'p [Item]) -> Value<'p> {
        let value = self.eval(callee);
        let args = self.args(items);
        let class = match &value {
            Value::Class(class) => *class,
            Value::Unknown | Value::Optional(_) | Value::Some(Type::Function | Type::Object) => {
                self.check_new_method(callee);
                return self.call_unknown(&args, at);
            }
            other => {
                if !self.blame(other) {
                    let span = self.program.span(callee);
                    let function = other.callable() == Some(true);
                    let what = self.describe(other);
                    self.found(api::not_constructor::report(span, &what, function));
                }
                self.walk_escaped(&args);
                return Value::Unknown;
            }
        };
        let Some(signature) = class.construct else {
            let span = self.program.span(callee);
            self.found(api::not_constructor::report(span, &format!("`{}`", class.name), false));
            return Value::Unknown;
        };
        if self.check_arguments(Label::New(class.name), signature, &args, at) {
            self.check_constants(class, &args, at);
        }
        self.walk_callbacks(class.name, &args, false);
        match class.name {
            "Object" => Value::Some(Type::Object),
            "Array" => Value::Some(Type::Array),
            "Data" => self.new_data(class, &args),
            "Message" | "MessageStart" => self.new_message(class, &args.get(0)),
            _ => Value::Instance(class),
        }
    }
}

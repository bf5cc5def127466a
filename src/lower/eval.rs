//! Expressions.

use super::Lower;
use super::call::{Args, Callee};
use super::scope::{Object, Phase};
use super::value::{ObjectId, Text, Type, Value};
use crate::ir::syntax::{AssignTarget, BinaryOp, Expr, ExprId, Item, Property, Range, UnaryOp};
use crate::rules::load;
use crate::runtime::Dialect;

/// How deep expressions may lie in each other, before the rest is left open. Pipy's own scripts stay
/// under 60; a method chain counts as one. Chosen so that a thread of 2 MiB is enough.
pub(super) const DEPTH: u32 = 250;

/// What stands left of a dot or bracket while a chain of members and calls is followed.
pub(super) enum Place<'p> {
    Value(Value<'p>),
    Member { object: Value<'p>, key: Key<'p>, at: ExprId },
}

/// The name of a member.
pub(super) enum Key<'p> {
    Known(Text<'p>),
    Unknown,
}

impl<'p> Lower<'p> {
    /// The value of an expression.
    pub(super) fn eval(&mut self, id: ExprId) -> Value<'p> {
        if self.steps == 0 || self.depth >= DEPTH {
            self.open_at("deep expression", self.program.exprs[id.0 as usize].1);
            return Value::Unknown;
        }
        self.steps -= 1;
        self.depth += 1;
        let value = self.eval_inner(id);
        self.depth -= 1;
        value
    }

    fn eval_inner(&mut self, id: ExprId) -> Value<'p> {
        match self.program.expr(id) {
            Expr::Undefined => Value::Undefined,
            Expr::Null => Value::Null,
            Expr::Bool(it) => Value::Bool(*it),
            Expr::Number(it) => Value::Number(*it),
            Expr::Str(it) => Value::str(it),
            Expr::Template { texts, exprs } => self.template(texts, exprs),
            Expr::Name(name) => self.read_name(name, id),
            Expr::Array(items) => self.array(items),
            Expr::Object(properties) => self.object(properties),
            Expr::Function(function) => self.close(*function),
            Expr::Call { .. } | Expr::Member { .. } | Expr::Index { .. } | Expr::Paren(_) => self.spine(id),
            Expr::New { callee, args, .. } => self.construct(id, *callee, args),
            Expr::Unary(op, operand) => self.unary(*op, *operand),
            Expr::Update { target, .. } => {
                let old = self.eval(*target);
                let new = self.arithmetic(BinaryOp::Sub, &old, &Value::Number(0.0));
                self.write(*target, Value::Some(Type::Number), id);
                new
            }
            Expr::Binary { .. } => self.operators(id),
            Expr::Assign { op, target, value } => self.assign(id, *op, target, *value),
            Expr::Conditional { .. } => self.conditional(id),
            Expr::Sequence(list) => list.iter().fold(Value::Undefined, |_, &it| self.eval(it)),
            Expr::Parameter => Value::Unknown,
        }
    }

    fn template(&mut self, texts: &'p [Box<str>], exprs: &[ExprId]) -> Value<'p> {
        let mut out = Some(String::new());
        for (index, text) in texts.iter().enumerate() {
            if let Some(out) = &mut out {
                out.push_str(text);
            }
            let Some(&expr) = exprs.get(index) else { continue };
            match (self.eval(expr).text(), &mut out) {
                (Some(text), Some(out)) => out.push_str(&text),
                _ => out = None,
            }
        }
        out.map_or(Value::Some(Type::String), |it| Value::made(&it))
    }

    fn array(&mut self, items: &[Item]) -> Value<'p> {
        let mut object = Object::new(true, self.phase, self.doubt);
        object.reserve(items.len());
        for item in items {
            let value = self.eval(item.expr());
            match (item, &value) {
                (Item::Expr(_), _) => object.push(value),
                (Item::Spread(_), Value::Object(id)) if self.known_array(*id) => {
                    self.heap.object(*id).values().iter().for_each(|it| object.push(it.clone()));
                }
                (Item::Spread(at), _) => {
                    object.open = true;
                    self.check_spread(*at, &value);
                }
            }
        }
        Value::Object(self.heap.add_object(object))
    }

    /// What Pipy cannot spread into an array.
    fn check_spread(&mut self, at: ExprId, value: &Value<'p>) {
        let what = match value.unless_nothing() {
            Value::Null => "`null`",
            Value::Undefined => "`undefined`",
            Value::Instance(class) if class.name == "Set" => "a `Set`",
            Value::Instance(class) if class.name == "Map" => "a `Map`",
            // 1.5 has learnt it.
            Value::Str(_) | Value::Some(Type::String) if self.api.dialect == Dialect::Expression => {
                "a string"
            }
            Value::Number(_) | Value::Some(Type::Number) => "a number",
            Value::Bool(_) | Value::Some(Type::Boolean) => "a boolean",
            Value::Object(id) if !self.heap.object(*id).array => "an object",
            Value::Head(_) | Value::Headers(_) => "an object",
            _ => return,
        };
        let span = self.program.span(at);
        self.found(load::unspreadable::report(span, what));
    }

    /// True for an array whose elements are all known, now.
    pub(super) fn known_array(&self, id: ObjectId) -> bool {
        let object = self.heap.object(id);
        object.array && !object.open && !self.may_have_changed(object)
    }

    /// True for an object of an earlier phase that something may have written since.
    pub(super) fn may_have_changed(&self, object: &Object<'p>) -> bool {
        self.phase == Phase::Event && object.phase == Phase::Load && object.array && self.arrays_change
    }

    fn object(&mut self, properties: &'p [Property]) -> Value<'p> {
        let mut object = Object::new(false, self.phase, self.doubt);
        object.reserve(properties.len());
        for property in properties {
            match property {
                Property::Field { key, value, .. } => {
                    let value = self.eval(*value);
                    object.set(Text::Written(key), value);
                }
                Property::Computed { key, value } => {
                    let key = self.eval(*key).text();
                    let value = self.eval(*value);
                    match key {
                        Some(key) => object.set(key, value),
                        None => object.open = true,
                    }
                }
                Property::Shorthand { key, value } => {
                    let value = self.eval(*value);
                    object.set(Text::Written(key), value);
                }
                Property::Spread(source) => {
                    let value = self.eval(*source);
                    match &value {
                        Value::Object(id) if !self.heap.object(*id).array => {
                            let source = self.heap.object(*id);
                            object.open |= source.open || self.phase != source.phase;
                            source.members().for_each(|(key, it)| object.set(key, it.clone()));
                        }
                        // A copy of a head has the same headers, if it gets no others.
                        Value::Head(shares) => {
                            object.open = true;
                            object.set("headers".into(), Value::Headers(*shares).or_nothing());
                        }
                        Value::Undefined | Value::Null | Value::Lost(_) => {}
                        Value::Str(_) | Value::Some(Type::String) => {
                            object.open = true;
                            let span = self.program.span(*source);
                            self.found(load::unspreadable::into_object(span));
                        }
                        _ => object.open = true,
                    }
                }
            }
        }
        Value::Object(self.heap.add_object(object))
    }

    fn unary(&mut self, op: UnaryOp, operand: ExprId) -> Value<'p> {
        if op == UnaryOp::Delete {
            self.check_delete(operand);
            self.write(operand, Value::Unknown, operand);
            return Value::Some(Type::Boolean);
        }
        let value = self.eval(operand);
        match op {
            UnaryOp::Void => Value::Undefined,
            UnaryOp::Not => value.truth().map_or(Value::Some(Type::Boolean), |it| Value::Bool(!it)),
            UnaryOp::Minus => match value {
                Value::Number(it) => Value::Number(-it),
                _ => Value::Some(Type::Number),
            },
            UnaryOp::Plus => match value {
                Value::Number(it) => Value::Number(it),
                _ => Value::Some(Type::Number),
            },
            UnaryOp::BitNot => Value::Some(Type::Number),
            UnaryOp::Typeof => Value::Some(Type::String),
            UnaryOp::Delete => Value::Some(Type::Boolean),
        }
    }

    /// Pipy deletes members only.
    fn check_delete(&mut self, mut operand: ExprId) {
        while let Expr::Paren(inner) = self.program.expr(operand) {
            operand = *inner;
        }
        let what = match self.program.expr(operand) {
            Expr::Member { .. } | Expr::Index { .. } | Expr::Parameter => return,
            Expr::Name(name) if self.heap.look_up(self.frame, name).is_some() => "a parameter",
            Expr::Name(name) if self.api.global(name).is_some() => "a global",
            Expr::Name(_) => return,
            _ => "a value",
        };
        let span = self.program.span(operand);
        self.found(load::right_value::deleted(span, what));
    }

    /// A chain of operators of any length, left to right; `&&`, `||`, `??` look at the right side only
    /// where Pipy would.
    fn operators(&mut self, id: ExprId) -> Value<'p> {
        let base = self.links.len();
        let mut first = id;
        while let Expr::Binary { left, .. } = self.program.expr(first) {
            self.links.push(first);
            first = *left;
        }
        let proven = self.proven.len();
        let op = self.links[base..].last().map(|it| self.program.expr(*it));
        if matches!(op, Some(Expr::Binary { op: BinaryOp::Or | BinaryOp::Nullish, .. })) {
            self.fallback = Some(first);
        }
        let mut value = self.eval(first);
        // What of the chain is proven already, so that each of its parts is looked at once.
        let mut before: Option<ExprId> = None;
        while let Some(link) = self.next_link(base) {
            let Expr::Binary { op, left, right } = self.program.expr(link) else { continue };
            let decided = match op {
                BinaryOp::And => value.truth(),
                BinaryOp::Or => value.truth().map(|it| !it),
                BinaryOp::Nullish => value.nullish(),
                _ => {
                    let right_value = self.eval(*right);
                    value = self.binary(*op, &value, &right_value, link);
                    continue;
                }
            };
            if *op == BinaryOp::And {
                match before.filter(|it| it == left).map(|it| self.program.expr(it)) {
                    Some(Expr::Binary { op: BinaryOp::And, right, .. }) => self.proven_name(*right),
                    _ => self.prove(*left),
                }
                before = Some(link);
            }
            value = match decided {
                Some(true) => self.eval(*right),
                Some(false) => value,
                None => {
                    let other = self.in_doubt(|this| this.eval(*right));
                    self.joined(*op, value, &other)
                }
            };
        }
        self.proven.truncate(proven);
        value
    }

    /// What `left op right` may be when it is not known which of the two it is.
    fn joined(&self, op: BinaryOp, left: Value<'p>, right: &Value<'p>) -> Value<'p> {
        match (op, left) {
            // What is always truthy stays only if it is not there.
            (BinaryOp::And, Value::Optional(left)) if left.truth() == Some(true) => {
                right.clone().or_nothing()
            }
            // The left side stays only if it is falsy, which says little about it.
            (BinaryOp::And, _) => Value::Unknown,
            (_, Value::Optional(left)) if !right.is_nullish() => (*left).clone().join(right),
            (_, left) => left.join(right),
        }
    }

    fn conditional(&mut self, id: ExprId) -> Value<'p> {
        let mut result: Option<Value<'p>> = None;
        let mut next = id;
        let doubt = self.doubt;
        let proven = self.proven.len();
        let paths = self.paths();
        let mut merged = None;
        while let Expr::Conditional { test, yes, no } = self.program.expr(next) {
            let value = self.eval(*test);
            match value.truth() {
                Some(true) => {
                    next = *yes;
                    break;
                }
                Some(false) => {}
                None => {
                    self.doubt += 1;
                    let proven = self.proven.len();
                    self.prove(*test);
                    let value = self.eval(*yes);
                    self.proven.truncate(proven);
                    self.switch_path(&paths, &mut merged);
                    result = Some(result.map_or(value.clone(), |it| it.join(&value)));
                }
            }
            next = *no;
        }
        let last = self.eval(next);
        self.proven.truncate(proven);
        self.doubt = doubt;
        self.merge_paths(merged);
        result.map_or(last.clone(), |it| it.join(&last))
    }

    /// Runs something that may or may not happen.
    pub(super) fn in_doubt<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let paths = self.paths();
        self.doubt += 1;
        let out = run(self);
        self.doubt -= 1;
        let mut merged = None;
        self.switch_path(&paths, &mut merged);
        self.merge_paths(merged);
        out
    }

    /// Remembers the names that a test has proven not to be null, as long as `proven` is not cut back.
    fn prove(&mut self, test: ExprId) {
        let mut id = test;
        // Only `a`, `a.b`, `a && b`, in brackets or not: enough for the ways people guard.
        loop {
            match self.program.expr(id) {
                Expr::Paren(inner) => id = *inner,
                Expr::Binary { op: BinaryOp::And, left, right } => {
                    self.proven_name(*right);
                    id = *left;
                }
                _ => break,
            }
        }
        self.proven_name(id);
    }

    fn proven_name(&mut self, mut id: ExprId) {
        loop {
            match self.program.expr(id) {
                Expr::Member { object, .. } | Expr::Index { object, .. } => id = *object,
                Expr::Paren(inner) => id = *inner,
                Expr::Call { callee, .. } => id = *callee,
                Expr::Name(name) => return self.proven.push(name),
                _ => return,
            }
        }
    }

    /// A chain of members and calls of any length.
    fn spine(&mut self, id: ExprId) -> Value<'p> {
        let base = self.links.len();
        let mut first = id;
        loop {
            match self.program.expr(first) {
                Expr::Call { callee, .. } => {
                    self.links.push(first);
                    first = *callee;
                }
                Expr::Member { object, .. } | Expr::Index { object, .. } => {
                    self.links.push(first);
                    first = *object;
                }
                Expr::Paren(inner) => first = *inner,
                _ => break,
            }
        }
        let mut place = Place::Value(self.eval(first));
        let proven = matches!(self.program.expr(first), Expr::Name(name) if self.proven.contains(name));
        // The `?.` just before, while nothing since made its result sure.
        let mut half_guard: Option<Range> = None;
        while let Some(link) = self.next_link(base) {
            if self.steps == 0 {
                self.links.truncate(base);
                return Value::Unknown;
            }
            self.steps -= 1;
            match self.program.expr(link) {
                Expr::Member { property, name, optional, .. } => {
                    let from = self.nothing_at_times(&place, first);
                    let object = self.read_place(place);
                    if !*optional && half_guard.is_none() {
                        self.check_guard(from, &object, first, *name);
                    }
                    let key = Key::Known(Text::Written(property));
                    self.check_half_guard(&object, &mut half_guard, *optional && !proven, false, *name);
                    if *optional && object.is_nullish() {
                        place = Place::Value(Value::Undefined);
                        continue;
                    }
                    place = Place::Member { object, key, at: link };
                }
                Expr::Index { index, optional, .. } => {
                    let object = self.read_place(place);
                    let at = self.program.exprs[link.0 as usize].1;
                    self.check_half_guard(&object, &mut half_guard, *optional && !proven, true, at);
                    let key = match self.eval(*index) {
                        Value::Unknown | Value::Optional(_) | Value::Some(_) => Key::Unknown,
                        key => key.text().map_or(Key::Unknown, Key::Known),
                    };
                    if *optional && object.is_nullish() {
                        place = Place::Value(Value::Undefined);
                        continue;
                    }
                    place = Place::Member { object, key, at: link };
                }
                Expr::Call { args, optional, open, .. } => {
                    let at = Range { start: *open, end: *open + 1 };
                    self.check_half_guard(&Value::Undefined, &mut half_guard, *optional, true, at);
                    // A method of what may be missing may be missing too, and gives nothing then.
                    let missing = match &place {
                        Place::Member { object: Value::Optional(_), at, .. } => {
                            self.is_optional(*at) && !proven
                        }
                        _ => false,
                    };
                    if *optional && missing {
                        half_guard = Some(at);
                    }
                    let value = self.call_place(place, args, *optional, link);
                    place = Place::Value(value);
                }
                _ => {}
            }
        }
        self.read_place(place)
    }

    fn read_place(&mut self, place: Place<'p>) -> Value<'p> {
        match place {
            Place::Value(value) => value,
            Place::Member { object, key: Key::Known(key), at } => self.read_member(&object, &key, at),
            Place::Member { object, key: Key::Unknown, at } => {
                if object.is_nullish() {
                    self.read_of_nothing(&object, "a member", at);
                }
                match object {
                    // A member of what may be null, behind a `?.`, may be missing too.
                    Value::Optional(_) if self.is_optional(at) => Value::maybe_null(),
                    _ => Value::Unknown,
                }
            }
        }
    }

    pub(super) fn is_optional(&self, at: ExprId) -> bool {
        matches!(
            self.program.expr(at),
            Expr::Member { optional: true, .. } | Expr::Index { optional: true, .. }
        )
    }

    fn call_place(&mut self, place: Place<'p>, args: &'p [Item], optional: bool, at: ExprId) -> Value<'p> {
        let callee = match place {
            Place::Member { object, key: Key::Known(name), at: member } => {
                if self.wants_member(&object, &name) {
                    let args = self.args(args);
                    return self.call_member(&object, &name, member, &args, at, optional);
                }
                if object == Value::Unknown && !optional {
                    self.check_near_method(&name, member);
                }
                let value = self.read_member(&object, &name, member);
                Callee { value, receiver: Some(object), name: Some(name) }
            }
            other => Callee { value: self.read_place(other), receiver: None, name: None },
        };
        if optional && callee.value.is_nullish() {
            return Value::Undefined;
        }
        let args = if optional && callee.value.nullish().is_none() {
            self.in_doubt(|this| this.args(args))
        } else {
            self.args(args)
        };
        self.call_value(&callee, args, at)
    }

    /// Evaluates the arguments of a call, left to right.
    pub(super) fn args(&mut self, items: &'p [Item]) -> Args<'p> {
        let (exprs, values) = (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()));
        let mut args = Args { exprs, values, open: false };
        for item in items {
            let value = self.eval(item.expr());
            match item {
                Item::Expr(id) => {
                    args.exprs.push(*id);
                    args.values.push(value);
                }
                // Pipy cannot parse it; a `dialect/*` finding says so.
                Item::Spread(_) => {
                    args.open = true;
                    break;
                }
            }
        }
        args
    }

    fn assign(
        &mut self,
        id: ExprId,
        op: Option<BinaryOp>,
        target: &'p AssignTarget,
        value: ExprId,
    ) -> Value<'p> {
        let target = match target {
            AssignTarget::Expr(target) => *target,
            AssignTarget::Pattern(pattern) => {
                let value = self.eval(value);
                self.assign_pattern(pattern, &value);
                return value;
            }
        };
        match op {
            None => {
                let value = self.eval(value);
                self.write(target, value.clone(), id);
                value
            }
            Some(BinaryOp::And | BinaryOp::Or | BinaryOp::Nullish) => {
                let old = self.eval(target);
                let decided = match op {
                    Some(BinaryOp::And) => old.truth(),
                    Some(BinaryOp::Or) => old.truth().map(|it| !it),
                    _ => old.nullish(),
                };
                match decided {
                    Some(false) => old,
                    Some(true) => {
                        let value = self.eval(value);
                        self.write(target, value.clone(), id);
                        value
                    }
                    None => self.in_doubt(|this| {
                        let value = this.eval(value);
                        this.write(target, value.clone(), id);
                        old.join(&value)
                    }),
                }
            }
            Some(op) => {
                let right = self.eval(value);
                let old = self.eval(target);
                let new = self.binary(op, &old, &right, id);
                self.write(target, new.clone(), id);
                new
            }
        }
    }
}

//! Functions of the runtime whose result can be worked out, or that call the script's functions at once.

use super::Lower;
use super::call::Args;
use super::files::Found;
use super::scope::Object;
use super::value::{ObjectId, Text, Type, Value};
use crate::ir::module::{FileUseKind, Shape, Shares};
use crate::ir::syntax::{Expr, ExprId, Range};
use crate::rules::{hook, load};
use crate::runtime::Class;

/// Lists of more elements are not gone through one by one. Chosen by feeling.
const ELEMENTS: usize = 200;

impl<'p> Lower<'p> {
    /// The result of a call, if it is known; `None` leaves it to the tables.
    pub(super) fn builtin(
        &mut self,
        owner: &str,
        name: &str,
        receiver: Option<&Value<'p>>,
        args: &Args<'p>,
        at: ExprId,
    ) -> Option<Value<'p>> {
        match (owner, name) {
            ("pipy", "solve") => Some(self.solve(args, at)),
            ("pipy", "load") => Some(self.load(args, at)),
            ("JSON", "parse") => self.json(&args.get(0), args, at),
            ("JSON", "decode") => self.json(&args.get(0), args, at),
            ("Object", "keys" | "values" | "entries") => self.listed(name, &args.get(0)),
            ("Object", "fromEntries") => self.object_of_entries(&args.get(0)),
            ("Object", "assign") => self.assigned_object(args),
            ("Array", _) => self.array_method(name, receiver?, args, at),
            ("String", "slice") => {
                self.check_filename(args, at);
                string_method(name, receiver?, args)
            }
            ("String", "padStart" | "padEnd") => {
                self.check_padding(name, receiver?, args, at);
                None
            }
            ("String", _) => string_method(name, receiver?, args),
            ("", "invoke" | "repeat" | "branch" | "select") => None,
            _ => None,
        }
    }

    fn place(&self, args: &Args<'p>) -> Range {
        args.exprs.first().map_or(Range::default(), |it| self.program.exprs[it.0 as usize].1)
    }

    fn solve(&mut self, args: &Args<'p>, at: ExprId) -> Value<'p> {
        let Value::Str(path) = args.get(0) else {
            self.open_at("file name", self.program.exprs[at.0 as usize].1);
            return Value::Unknown;
        };
        self.use_file(FileUseKind::Solve, &path, self.place(args), None);
        match self.files.find(&path) {
            Found::Script(script) => self.value_of(&script.value, Some(&path), 8),
            Found::Unknown | Found::Missing | Found::Data => Value::Unknown,
        }
    }

    fn load(&mut self, args: &Args<'p>, at: ExprId) -> Value<'p> {
        let Value::Str(path) = args.get(0) else {
            self.open_at("file name", self.program.exprs[at.0 as usize].1);
            return Value::Unknown;
        };
        // Whoever has something else at hand expects it to be missing.
        let expected = self.fallback == Some(at);
        self.caught += u32::from(expected);
        self.use_file(FileUseKind::Load, &path, self.place(args), None);
        self.caught -= u32::from(expected);
        match self.files.find(&path) {
            Found::Missing => Value::Null,
            Found::Unknown => Value::Unknown,
            Found::Data | Found::Script(_) => self.api.class("Data").map_or(Value::Unknown, Value::Instance),
        }
    }

    /// A value of a known shape.
    fn value_of(&mut self, shape: &Shape, file: Option<&str>, depth: u32) -> Value<'p> {
        match shape {
            Shape::Any => Value::Unknown,
            Shape::Nothing => Value::Unknown,
            Shape::Function => Value::Some(Type::Function),
            Shape::Type(name) => match &**name {
                "String" => Value::Some(Type::String),
                "Number" => Value::Some(Type::Number),
                "Boolean" => Value::Some(Type::Boolean),
                "Array" => Value::Some(Type::Array),
                "Object" => Value::Some(Type::Object),
                name => self.api.class(name).map_or(Value::Unknown, Value::Instance),
            },
            Shape::Object(_) | Shape::OpenObject(_) if depth == 0 => Value::Some(Type::Object),
            Shape::Object(members) | Shape::OpenObject(members) => {
                let mut object = Object::new(false, self.phase, self.doubt);
                object.open = matches!(shape, Shape::OpenObject(_));
                for (key, shape) in members {
                    let value = self.value_of(shape, None, depth - 1);
                    object.set(Text::made(key), value);
                }
                let id = self.heap.add_object(object);
                if let Some(file) = file {
                    self.solved.insert(id, Text::made(file));
                }
                Value::Object(id)
            }
        }
    }

    /// `new Data('…')`.
    pub(super) fn new_data(&self, class: &'static Class, args: &Args<'p>) -> Value<'p> {
        match (args.get(0), args.values.len()) {
            (Value::Str(text), 1) => Value::Data(class, text),
            _ => Value::Instance(class),
        }
    }

    /// Reads JSON whose text is known.
    fn json(&mut self, value: &Value<'p>, args: &Args<'p>, at: ExprId) -> Option<Value<'p>> {
        let span = args.exprs.first().map_or_else(|| self.callee_span(at), |it| self.program.span(*it));
        let text = match value {
            Value::Str(text) | Value::Data(_, text) => text.clone(),
            Value::Null => {
                self.found(load::bad_json::null(span));
                return Some(Value::Unknown);
            }
            _ => return None,
        };
        if args.values.len() > 1 {
            return None;
        }
        match serde_json::from_str::<serde_json::Value>(&text) {
            Ok(value) => {
                self.steps = self.steps.saturating_sub(text.len() as u32 / 4);
                Some(self.json_value(&value))
            }
            // Our own limit of nesting, not Pipy's.
            Err(error) if error.to_string().starts_with("recursion limit") => Some(Value::Unknown),
            Err(error) => {
                let position = json_position(&text, &error);
                self.found(load::bad_json::report(span, position));
                Some(Value::Unknown)
            }
        }
    }

    fn json_value(&mut self, json: &serde_json::Value) -> Value<'p> {
        use serde_json::Value as Json;
        match json {
            Json::Null => Value::Null,
            Json::Bool(it) => Value::Bool(*it),
            Json::Number(it) => it.as_f64().map_or(Value::Some(Type::Number), Value::Number),
            Json::String(it) => Value::made(it),
            Json::Array(list) => {
                let elements = list.iter().map(|it| self.json_value(it)).collect();
                self.list(elements)
            }
            Json::Object(map) => {
                let mut object = Object::new(false, self.phase, self.doubt);
                for (key, it) in map {
                    let value = self.json_value(it);
                    object.set(Text::made(key), value);
                }
                Value::Object(self.heap.add_object(object))
            }
        }
    }

    /// The object, if all its members are known now.
    fn known_object(&self, value: &Value<'p>) -> Option<ObjectId> {
        let Value::Object(id) = value else { return None };
        let object = self.heap.object(*id);
        let changed = self.phase != object.phase && self.members_change;
        (!object.array && !object.open && !changed).then_some(*id)
    }

    fn list(&mut self, elements: Vec<Value<'p>>) -> Value<'p> {
        let object = Object::list(elements, self.phase, self.doubt);
        Value::Object(self.heap.add_object(object))
    }

    fn listed(&mut self, what: &str, value: &Value<'p>) -> Option<Value<'p>> {
        let id = self.known_object(value)?;
        let members: Vec<_> = self.heap.object(id).members().map(|(key, it)| (key, it.clone())).collect();
        let elements = members
            .into_iter()
            .map(|(key, value)| match what {
                "keys" => Value::Str(key),
                "values" => value,
                _ => self.list(vec![Value::Str(key), value]),
            })
            .collect();
        Some(self.list(elements))
    }

    fn object_of_entries(&mut self, value: &Value<'p>) -> Option<Value<'p>> {
        let elements = self.elements(value)?;
        let mut object = Object::new(false, self.phase, self.doubt);
        for element in elements {
            let pair = self.elements(&element)?;
            let key = pair.first().and_then(Value::text)?;
            object.set(key, pair.get(1).cloned().unwrap_or(Value::Undefined));
        }
        Some(Value::Object(self.heap.add_object(object)))
    }

    fn assigned_object(&mut self, args: &Args<'p>) -> Option<Value<'p>> {
        let Value::Object(target) = args.get(0) else {
            let at = self.place(args);
            match args.get(0).unless_nothing() {
                Value::Head(Shares::Head) => self.head_write(at, Shares::Head),
                Value::Headers(Shares::Head | Shares::Headers) => self.head_write(at, Shares::Headers),
                _ => {}
            }
            return None;
        };
        for source in args.values.iter().skip(1) {
            match self.known_object(source) {
                Some(source) if self.doubt == self.heap.object(target).doubt => {
                    let members: Vec<_> =
                        self.heap.object(source).members().map(|(key, it)| (key, it.clone())).collect();
                    let target = self.heap.object_mut(target);
                    members.into_iter().for_each(|(key, it)| target.set(key, it));
                }
                _ if source.is_nullish() => {}
                _ => self.heap.object_mut(target).forget(),
            }
        }
        Some(args.get(0))
    }

    /// The elements of an array, if they are known and not too many.
    fn elements(&self, value: &Value<'p>) -> Option<Vec<Value<'p>>> {
        let Value::Object(id) = value else { return None };
        if !self.known_array(*id) || self.heap.object(*id).values().len() > ELEMENTS {
            return None;
        }
        Some(self.heap.object(*id).values().to_vec())
    }

    fn array_method(
        &mut self,
        name: &str,
        receiver: &Value<'p>,
        args: &Args<'p>,
        at: ExprId,
    ) -> Option<Value<'p>> {
        match name {
            "push" => {
                let Value::Object(id) = receiver else { return None };
                let sure = self.heap.object(*id).doubt >= self.doubt;
                let object = self.heap.object_mut(*id);
                match sure {
                    true => args.values.iter().for_each(|it| object.push(it.clone())),
                    false => object.forget(),
                }
                return None;
            }
            "pop" | "shift" | "unshift" | "splice" | "sort" | "reverse" | "fill" | "copyWithin" => {
                let Value::Object(id) = receiver else { return None };
                // What is taken off an array that is known to be empty is nothing.
                let sure = self.heap.object(*id).doubt >= self.doubt;
                let empty = sure && self.elements(receiver).is_some_and(|it| it.is_empty());
                if empty && matches!(name, "pop" | "shift") {
                    return Some(Value::Undefined);
                }
                self.heap.object_mut(*id).forget();
                return None;
            }
            _ => {}
        }
        let elements = self.elements(receiver)?;
        match name {
            "join" => {
                let separator = match args.get(0) {
                    Value::Undefined => ",".into(),
                    other => other.text()?,
                };
                let texts: Option<Vec<_>> = elements.iter().map(Value::text).collect();
                let text = texts?.join(&*separator);
                return (text.len() < 4096).then(|| Value::made(&text));
            }
            "concat" => {
                let mut all = elements;
                for value in &args.values {
                    match self.elements(value) {
                        Some(more) => all.extend(more),
                        None if matches!(value.plain_type(), Some(it) if it != Type::Array) => {
                            all.push(value.clone());
                        }
                        None => return None,
                    }
                }
                return (all.len() <= ELEMENTS).then(|| self.list(all));
            }
            "includes" if elements.iter().all(|it| self.is_plain(it)) => {
                let wanted = args.get(0);
                let known = matches!(wanted, Value::Str(_) | Value::Number(_) | Value::Bool(_));
                return known.then(|| Value::Bool(elements.contains(&wanted)));
            }
            _ => {}
        }
        let Value::Closure(function, frame) = args.get(0) else { return None };
        let call = |this: &mut Self, values: Vec<Value<'p>>| this.call_closure(function, frame, values, at);
        match name {
            "map" | "forEach" | "filter" | "flatMap" | "find" | "findIndex" | "some" | "every" => {
                let mut results = Vec::new();
                for (index, element) in elements.iter().enumerate() {
                    let values = vec![element.clone(), Value::Number(index as f64), receiver.clone()];
                    let result = call(self, values);
                    // What is left of the list is looked at only if the search goes on.
                    let stops = match name {
                        "find" | "findIndex" | "some" => result.truth() != Some(false),
                        "every" => result.truth() != Some(true),
                        _ => false,
                    };
                    results.push(result);
                    if stops {
                        break;
                    }
                }
                match name {
                    "map" => Some(self.list(results)),
                    "forEach" => Some(Value::Undefined),
                    "filter" => {
                        let kept: Option<Vec<Value<'p>>> = elements
                            .into_iter()
                            .zip(&results)
                            .filter_map(|(it, result)| match result.truth() {
                                Some(true) => Some(Some(it)),
                                Some(false) => None,
                                None => Some(None),
                            })
                            .collect();
                        Some(kept.map_or(Value::Some(Type::Array), |it| self.list(it)))
                    }
                    "flatMap" => Some(Value::Some(Type::Array)),
                    "find" if results.iter().all(|it| it.truth() == Some(false)) => Some(Value::Undefined),
                    "find" => Some(Value::Unknown),
                    "findIndex" => Some(Value::Some(Type::Number)),
                    _ => Some(Value::Some(Type::Boolean)),
                }
            }
            "reduce" => {
                let mut rest = elements.into_iter();
                let mut result = match args.values.len() {
                    0 | 1 => rest.next()?,
                    _ => args.get(1),
                };
                for (index, element) in rest.enumerate() {
                    result = call(self, vec![result, element, Value::Number(index as f64)]);
                }
                Some(result)
            }
            _ => None,
        }
    }

    /// `__filename.slice(9, -3)` gives a plugin its own name; other numbers are slips.
    fn check_filename(&mut self, args: &Args<'p>, at: ExprId) {
        let Expr::Call { callee, .. } = self.program.expr(at) else { return };
        let Expr::Member { object, .. } = self.program.expr(*callee) else { return };
        let own = matches!(self.program.expr(*object), Expr::Name(name) if **name == *"__filename");
        let (Value::Number(start), Value::Number(end)) = (args.get(0), args.get(1)) else { return };
        // Whoever keeps the folder, or cuts far from the name, has something else in mind.
        let near = (7.0..=11.0).contains(&start) && (-5.0..=-1.0).contains(&end);
        if own && near && (start != 9.0 || end != -3.0) {
            let first = args.exprs.first().map(|it| self.program.span(*it));
            let last = args.exprs.get(1).map(|it| self.program.span(*it));
            if let (Some(first), Some(last)) = (first, last) {
                self.found_possible(hook::filename_slice::report(first.to(last)));
            }
        }
    }
}

/// The byte at which a JSON text goes wrong.
fn json_position(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    lines.map(str::len).sum::<usize>() + error.column()
}

fn string_method<'p>(name: &str, receiver: &Value<'p>, args: &Args<'p>) -> Option<Value<'p>> {
    let Value::Str(text) = receiver else { return None };
    let first = args.get(0);
    Some(match (name, &first) {
        ("toLowerCase", _) => Value::made(&text.to_lowercase()),
        ("toUpperCase", _) => Value::made(&text.to_uppercase()),
        ("trim", _) => Value::made(text.trim()),
        ("startsWith", Value::Str(it)) if args.values.len() == 1 => Value::Bool(text.starts_with(&**it)),
        ("endsWith", Value::Str(it)) if args.values.len() == 1 => Value::Bool(text.ends_with(&**it)),
        ("includes", Value::Str(it)) if args.values.len() == 1 => Value::Bool(text.contains(&**it)),
        _ => return None,
    })
}

//! Names: what they mean where they stand, and what is written to them.

use super::scope::Phase;
use super::value::{Text, Type, Value};
use super::{Lower, Unresolved};
use crate::ir::module::{Access, Shares};
use crate::ir::syntax::{Expr, ExprId, Pattern, Range};
use crate::rules::{api, load};
use crate::runtime::Owner;

/// What a name means where an event is handled, if it is neither a parameter nor a global.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variable {
    /// A context variable of the module's own, or one that it exports.
    Own,
    /// Of another module.
    Imported,
    /// `__filename`, `__inbound`.
    Builtin,
}

/// Imports that the mesh documents to be null for some requests.
const NULLABLE: [&str; 3] = ["__route", "__service", "__cluster"];

impl<'p> Lower<'p> {
    /// The value of a name.
    pub(super) fn read_name(&mut self, name: &'p str, id: ExprId) -> Value<'p> {
        if let Some((frame, at)) = self.heap.look_up(self.frame, name) {
            let frame = self.heap.frame(frame);
            if self.phase == Phase::Event && frame.phase == Phase::Load && self.assigned.name(name) {
                self.shared_reads.push((name, self.function));
                return Value::Unknown;
            }
            return frame.get(at).clone();
        }
        if let Some(member) = self.api.global(name) {
            return self.member_value(member, "");
        }
        match self.variable(name) {
            Some(variable) => self.read_variable(name, variable, id),
            None => self.unresolved(name, id, false),
        }
    }

    /// True for a context variable or import of the module, where an event is handled.
    pub(super) fn is_variable(&self, name: &str) -> bool {
        matches!(self.variable(name), Some(Variable::Own | Variable::Imported))
    }

    /// What a name means in a callback of the module. At load there is no context, so nothing.
    fn variable(&self, name: &str) -> Option<Variable> {
        let config = self.config.filter(|_| self.phase == Phase::Event)?;
        let config = &self.configs[config as usize];
        if config.initial.contains_key(name) {
            return Some(Variable::Own);
        }
        if config.imported.contains(name) {
            return Some(Variable::Imported);
        }
        self.api.context_builtin(name).map(|_| Variable::Builtin)
    }

    fn read_variable(&mut self, name: &'p str, variable: Variable, id: ExprId) -> Value<'p> {
        if variable != Variable::Builtin {
            self.access(name, id, false);
        }
        match variable {
            Variable::Own if self.detached == 0 && self.written.contains_key(name) => {
                self.written.get(name).cloned().unwrap_or(Value::Unknown)
            }
            Variable::Own => {
                let config = self.config.map(|it| &self.configs[it as usize]);
                match config.and_then(|it| it.initial.get(name)) {
                    // Another module may write what is exported.
                    Some((value, false)) if !self.assigned.name(name) => value.clone(),
                    Some((value, false)) if value.is_nullish() => {
                        self.unset(name, id).unwrap_or(Value::Unknown)
                    }
                    _ => Value::Unknown,
                }
            }
            Variable::Imported => {
                let config = self.config.map(|it| &self.configs[it as usize]);
                let import = config.and_then(|it| it.imports.iter().rev().find(|it| *it.name == *name));
                let nullable = NULLABLE.contains(&name)
                    && import.is_some_and(|it| it.namespace.ends_with("-routing"))
                    && !self.assigned.name(name)
                    && !self.proven.contains(name);
                if nullable { Value::maybe_null() } else { Value::Unknown }
            }
            Variable::Builtin => {
                let types = self.api.context_builtin(name);
                types.map_or(Value::Unknown, |it| self.member_value(it, ""))
            }
        }
    }

    /// Notes a read or write of a context variable.
    fn access(&mut self, name: &str, id: ExprId, write: bool) {
        let at = self.program.exprs[id.0 as usize].1;
        let key = (at.start, write, self.site.pipeline, self.site.filter);
        if !self.accessed.insert(key) {
            return;
        }
        self.accesses.push(Access {
            name: name.into(),
            at,
            write,
            callback: self.site.callback,
            pipeline: self.site.pipeline,
            filter: self.site.filter,
            guarded: self.proven.contains(name),
        });
    }

    /// A name that means nothing here. What it would mean elsewhere is only known at the end.
    fn unresolved(&mut self, name: &'p str, id: ExprId, write: bool) -> Value<'p> {
        if self.caught == 0 {
            let at = self.program.exprs[id.0 as usize].1;
            let (phase, sure) = (self.phase, self.sure());
            self.unresolved.push(Unresolved { name, at, phase, sure, write });
        }
        Value::Unknown
    }

    /// Writes to what an expression names.
    pub(super) fn write(&mut self, target: ExprId, value: Value<'p>, at: ExprId) {
        match self.program.expr(target) {
            Expr::Paren(inner) => self.write(*inner, value, at),
            Expr::Name(name) => self.write_name(name, value, target, at),
            Expr::Member { object, property, name, .. } => {
                let object = self.eval(*object);
                self.write_member(&object, Some(property), value, *name);
            }
            Expr::Index { object, index, .. } => {
                let object = self.eval(*object);
                let key = self.eval(*index).text();
                let range = self.program.exprs[target.0 as usize].1;
                self.write_member(&object, key.as_deref(), value, range);
            }
            Expr::Undefined => {
                let span = self.program.span(target);
                self.found(load::right_value::assigned(span));
            }
            Expr::Parameter => {}
            // Nothing else can be assigned, which is a finding of the parser.
            _ => {}
        }
    }

    fn write_name(&mut self, name: &'p str, value: Value<'p>, target: ExprId, at: ExprId) {
        if let Some((id, index)) = self.heap.look_up(self.frame, name) {
            let (phase, doubt) = (self.phase, self.doubt);
            let frame = self.heap.frame_mut(id);
            if phase == Phase::Event && frame.phase == Phase::Load {
                self.shared_write(name, target, at);
            } else if frame.doubt < doubt {
                let joined = frame.get(index).clone().join(&value);
                frame.set(index, joined);
            } else {
                frame.set(index, value);
            }
            return;
        }
        if self.api.global(name).is_some() {
            return;
        }
        match self.variable(name) {
            Some(Variable::Builtin) => {}
            Some(variable) => {
                self.access(name, target, true);
                if variable == Variable::Own {
                    // What happens under a condition may not have happened.
                    let sure = self.doubt == 0 && self.detached == 0;
                    self.written.insert(name, if sure { kind_of(value) } else { Value::Unknown });
                }
            }
            None => drop(self.unresolved(name, target, true)),
        }
    }

    /// Writes a member. A key of `None` is one that is not known.
    pub(super) fn write_member(
        &mut self,
        object: &Value<'p>,
        key: Option<&str>,
        value: Value<'p>,
        at: Range,
    ) {
        match object.unless_nothing() {
            Value::Object(id) => {
                let doubt = self.doubt;
                let sure = self.phase == Phase::Load || self.heap.object(*id).phase == Phase::Event;
                let object = self.heap.object_mut(*id);
                match key {
                    Some(key) if sure && object.doubt >= doubt => object.set(Text::made(key), value),
                    Some(key) if sure => match object.get(key).cloned() {
                        Some(old) => object.set(Text::made(key), old.join(&value)),
                        None => object.set(Text::made(key), Value::Unknown),
                    },
                    Some(_) => {}
                    None if sure => object.forget(),
                    None => {}
                }
            }
            Value::Head(Shares::Head) => self.head_write(at, Shares::Head),
            Value::Headers(Shares::Head | Shares::Headers) => self.head_write(at, Shares::Headers),
            Value::Instance(class) | Value::Given(class, _) => {
                let Some(member) = key.and_then(|key| class.member(key)) else { return };
                if member.access == crate::runtime::Access::ReadOnly {
                    let span = self.program.range(at);
                    self.found_possible(api::read_only::report(span, Owner::Instance(class), member.name));
                }
            }
            it if it.is_nullish() => self.write_to_nothing(it, key, at),
            _ => {}
        }
    }

    fn write_to_nothing(&mut self, object: &Value<'p>, key: Option<&str>, at: Range) {
        if self.blame(object) {
            return;
        }
        let what = if *object == Value::Null { "null" } else { "undefined" };
        let span = self.program.range(at);
        self.found(load::nothing_member::write(span, what, key));
    }

    /// Binds a pattern's names to the parts of a value, in the current frame.
    pub(super) fn bind(&mut self, pattern: &'p Pattern, value: &Value<'p>) {
        let frame = self.frame;
        match pattern {
            Pattern::Name(name, _) => self.heap.frame_mut(frame).declare(name, value.clone()),
            _ => self.take_apart(pattern, value, &mut |this, name, _, value| {
                this.heap.frame_mut(frame).declare(name, value);
            }),
        }
    }

    /// `[a, b] = c`.
    pub(super) fn assign_pattern(&mut self, pattern: &'p Pattern, value: &Value<'p>) {
        self.take_apart(
            pattern,
            value,
            &mut |this, name, at, value| match this.heap.look_up(this.frame, name) {
                Some((frame, index)) => {
                    let joined = this.heap.frame(frame).get(index).clone().join(&value);
                    this.heap.frame_mut(frame).set(index, joined);
                }
                None => {
                    let known = this.api.global(name).is_some() || this.variable(name).is_some();
                    if !known && this.caught == 0 {
                        let (phase, sure) = (this.phase, this.sure());
                        this.unresolved.push(Unresolved { name, at, phase, sure, write: true });
                    }
                }
            },
        );
    }

    fn take_apart(
        &mut self,
        pattern: &'p Pattern,
        value: &Value<'p>,
        each: &mut dyn FnMut(&mut Self, &'p str, Range, Value<'p>),
    ) {
        match pattern {
            Pattern::Name(name, at) => each(self, name, *at, value.clone()),
            Pattern::Object(fields, at) => {
                self.check_destructuring(value, *at, false);
                for field in fields {
                    let part = self.part(value, &field.key, field.at);
                    let part = if field.default.is_some() { Value::Unknown } else { part };
                    self.take_apart(&field.pattern, &part, each);
                }
            }
            Pattern::Array(items, at) => {
                self.check_destructuring(value, *at, true);
                for (index, item) in items.iter().enumerate() {
                    let Some(item) = item else { continue };
                    let part = match value {
                        Value::Object(id) if self.known_array(*id) => {
                            let element = self.heap.object(*id).get(&index.to_string()).cloned();
                            element.unwrap_or(Value::Undefined)
                        }
                        _ => Value::Unknown,
                    };
                    let part = if item.default.is_some() { Value::Unknown } else { part };
                    self.take_apart(&item.pattern, &part, each);
                }
            }
            Pattern::Unsupported(_) => {}
        }
    }

    /// A member of a value that is taken apart: reading it never fails.
    fn part(&mut self, value: &Value<'p>, key: &str, at: Range) -> Value<'p> {
        match value {
            Value::Object(_)
            | Value::Instance(_)
            | Value::Given(..)
            | Value::Class(_)
            | Value::Namespace(..) => self.member(value, key, at),
            _ => Value::Unknown,
        }
    }

    fn check_destructuring(&mut self, value: &Value<'p>, at: Range, array: bool) {
        let what = match value {
            Value::Null => "`null`",
            Value::Undefined | Value::Lost(_) => "`undefined`",
            Value::Str(_) | Value::Some(Type::String) if array => "a string",
            _ => return,
        };
        if !self.blame(value) {
            let span = self.program.range(at);
            self.found(load::nothing_member::destructure(span, what));
        }
    }
}

/// What is remembered of a value that a variable got: its class or type, and never more, as a function that is not
/// known may give it another one.
fn kind_of(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Instance(_) | Value::Given(..) | Value::Head(_) | Value::Headers(_) | Value::Some(_) => value,
        Value::Data(class, _) => Value::Instance(class),
        Value::Str(_) => Value::Some(Type::String),
        Value::Number(_) => Value::Some(Type::Number),
        Value::Optional(inner) => kind_of((*inner).clone()).or_nothing(),
        _ => Value::Unknown,
    }
}

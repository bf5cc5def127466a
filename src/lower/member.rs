//! Members: what the runtime's tables and the script's own objects say of them.

use super::Lower;
use super::scope::Phase;
use super::value::{Type, Value};
use crate::ir::module::Shares;
use crate::ir::syntax::{Expr, ExprId, Range};
use crate::rules::{api, load};
use crate::runtime::{self, Class, Member, MemberKind, Owner};

impl<'p> Lower<'p> {
    /// The value of `object.key`, where `at` is the whole expression.
    pub(super) fn read_member(&mut self, object: &Value<'p>, key: &str, at: ExprId) -> Value<'p> {
        if object.is_nullish() {
            self.read_of_nothing(object, key, at);
            return Value::Unknown;
        }
        let range = self.member_range(at);
        let value = self.member(object.unless_nothing(), key, range);
        match object {
            Value::Optional(_) if self.is_optional(at) => value.or_nothing(),
            _ => value,
        }
    }

    /// Where the name of a member stands.
    pub(super) fn member_range(&self, at: ExprId) -> Range {
        match self.program.expr(at) {
            Expr::Member { name, .. } => *name,
            Expr::Index { index, .. } => self.program.exprs[index.0 as usize].1,
            _ => self.program.exprs[at.0 as usize].1,
        }
    }

    /// Pipy fails with `cannot read property of undefined`.
    pub(super) fn read_of_nothing(&mut self, object: &Value<'p>, key: &str, at: ExprId) {
        if self.blame(object) {
            return;
        }
        let what = if *object == Value::Null { "null" } else { "undefined" };
        let span = self.program.range(self.member_range(at));
        self.found(load::nothing_member::read(span, what, key));
    }

    /// What a value that is not null has under a name.
    pub(super) fn member(&mut self, object: &Value<'p>, key: &str, at: Range) -> Value<'p> {
        match object {
            Value::Object(id) => {
                let it = self.heap.object(*id);
                let earlier = self.phase == Phase::Event && it.phase == Phase::Load;
                if it.array && self.may_have_changed(it) {
                    return self.table_member(object, key, at);
                }
                match it.get(key) {
                    Some(_) if earlier && !it.array && self.assigned.member(key) => Value::Unknown,
                    Some(value) => value.clone(),
                    None if it.array && key == "length" && !it.open => {
                        Value::Number(it.values().len() as f64)
                    }
                    None if it.array && key.bytes().all(|it| it.is_ascii_digit()) => {
                        if it.open {
                            Value::Unknown
                        } else {
                            Value::Undefined
                        }
                    }
                    None if it.array => self.table_member(object, key, at),
                    None if it.open || (earlier && self.assigned.member(key)) => Value::Unknown,
                    None => match self.solved.get(id).cloned() {
                        Some(file) => {
                            let span = self.program.range(at);
                            self.lost(load::solved_member::report(span, key, &file))
                        }
                        None => self.table_member(object, key, at),
                    },
                }
            }
            Value::Instance(class) if key == "head" && self.has_http_head(class) => {
                Value::Head(Shares::Nothing)
            }
            Value::Given(class, shares) if key == "head" && self.has_http_head(class) => Value::Head(*shares),
            Value::Head(shares) => self.head_member(key, *shares, at),
            Value::Headers(_) => self.header(key),
            Value::Namespace(_, "os") if key == "env" => Value::Environment,
            Value::Environment if self.assigned.exact_member(key) => Value::Unknown,
            Value::Environment => match self.api.class("Object").and_then(|it| it.member(key)) {
                Some(_) => Value::Unknown,
                None => Value::Some(Type::String).or_nothing(),
            },
            Value::Configurator(id) => self.method(*id, key, at),
            Value::Unknown | Value::Optional(_) | Value::Some(Type::Object) => Value::Unknown,
            _ => self.table_member(object, key, at),
        }
    }

    /// What the tables know under a name; if they know nothing of it, it is undefined, which is noted.
    fn table_member(&mut self, object: &Value<'p>, key: &str, at: Range) -> Value<'p> {
        match self.find_member(object, key) {
            Some((member, owner)) => self.member_value(member, owner),
            None if !self.is_closed(object) => Value::Unknown,
            None if self.assigned.exact_member(key) => Value::Unknown,
            // What an array holds is no member of its class.
            None if key.bytes().all(|it| it.is_ascii_digit()) && self.is_array(object) => Value::Unknown,
            None => {
                // An object of the script's own may lack a member, and is asked for it.
                if let Value::Object(id) = object
                    && !self.heap.object(*id).array
                {
                    return Value::Undefined;
                }
                let Some(owner) = self.owner(object) else { return Value::Unknown };
                let span = self.program.range(at);
                self.lost(api::unknown_member::report(span, owner, key))
            }
        }
    }

    fn is_array(&self, object: &Value<'p>) -> bool {
        self.class_of(object).is_some_and(|class| class.name == "Array")
    }

    /// True if the tables list all that such a value has.
    fn is_closed(&self, object: &Value<'p>) -> bool {
        match object {
            // An event may be of any kind.
            Value::Instance(class) if class.name == "Event" => false,
            Value::Instance(_)
            | Value::Given(..)
            | Value::Class(_)
            | Value::Namespace(..)
            | Value::Object(_) => true,
            other => self.class_of(other).is_some(),
        }
    }

    /// A method of a value that is not known: nobody has one of this name, and somebody has one nearly so.
    ///
    /// What other modules and other files hand out may have methods of their own, and so have objects that the
    /// script makes; what comes from requests, bodies and configurations is data.
    pub(super) fn check_near_method(&mut self, name: &str, at: ExprId) {
        if self.suggestions == 0 || self.heads.has_key(self.program, name) || self.assigned.member(name) {
            return;
        }
        let mut root = at;
        loop {
            root = match self.program.expr(root) {
                Expr::Member { object, .. } | Expr::Index { object, .. } => *object,
                Expr::Call { callee, .. } => *callee,
                Expr::Paren(inner) => *inner,
                _ => break,
            };
        }
        let foreign = match self.program.expr(root) {
            Expr::Name(name) => name.starts_with("__"),
            _ => false,
        };
        let has = |class: &'static Class| class.member(name).is_some() || class.static_member(name).is_some();
        if foreign || !self.files_used.is_empty() || self.api.classes.iter().any(|it| has(it)) {
            return;
        }
        self.suggestions -= 1;
        const CLASSES: [&str; 4] = ["String", "Array", "Number", "Data"];
        let mut classes = CLASSES.iter().filter_map(|it| self.api.class(it));
        if let Some(class) = classes.clone().find(|it| it.absent(name).is_some()) {
            let span = self.program.range(self.member_range(at));
            self.found_possible(api::no_method(span, Owner::Instance(class), name));
            return;
        }
        let methods = classes.by_ref().flat_map(|it| it.members.iter()).filter(|it| it.signature().is_some());
        if let Some(near) = runtime::nearest(name, methods.map(|it| it.name)) {
            let span = self.program.range(self.member_range(at));
            self.found_possible(api::unknown_method::near(span, name, near));
        }
    }

    /// The entry of the tables, and what it belongs to.
    pub(super) fn find_member(
        &self,
        object: &Value<'p>,
        key: &str,
    ) -> Option<(&'static Member, &'static str)> {
        match object {
            Value::Class(class) => class.static_member(key).map(|it| (it, class.name)),
            Value::Namespace(object, name) => object.member(key).map(|it| (it, *name)),
            other => {
                let class = self.class_of(other)?;
                class.member(key).map(|it| (it, class.name))
            }
        }
    }

    /// The class whose members a value has.
    pub(super) fn class_of(&self, value: &Value<'p>) -> Option<&'static Class> {
        let name = match value {
            Value::Instance(class) | Value::Given(class, _) | Value::Data(class, _) => return Some(class),
            Value::Object(id) if self.heap.object(*id).array => "Array",
            Value::Object(_) => "Object",
            other => match other.plain_type()? {
                Type::Boolean => "Boolean",
                Type::Number => "Number",
                Type::String => "String",
                Type::Array => "Array",
                Type::Function => "Function",
                Type::Object => return None,
            },
        };
        self.api.class(name)
    }

    /// Whose members a value has, by the tables.
    pub(super) fn owner(&self, value: &Value<'p>) -> Option<Owner> {
        match value {
            Value::Class(class) => Some(Owner::Class(class)),
            Value::Namespace(object, name) => Some(Owner::Object(name, object)),
            other => self.class_of(other).map(Owner::Instance),
        }
    }

    /// The value that a member of the tables has.
    pub(super) fn member_value(&self, member: &'static Member, owner: &'static str) -> Value<'p> {
        match member.kind {
            MemberKind::Value(types) => self.of_types(types),
            MemberKind::Method(_) => Value::Native(member, owner),
            MemberKind::Class(class) => Value::Class(class),
            MemberKind::Object(object) => Value::Namespace(object, member.name),
        }
    }

    /// A value of one of some types.
    pub(super) fn of_types(&self, types: &[runtime::Type]) -> Value<'p> {
        let nothing = |it: &runtime::Type| matches!(it, runtime::Type::Null | runtime::Type::Undefined);
        let mut values = types.iter().filter(|it| !nothing(it)).map(|it| self.of_type(*it));
        let Some(first) = values.next() else {
            return if types.contains(&runtime::Type::Null) { Value::Null } else { Value::Undefined };
        };
        match values.fold(first, |all, it| all.join(&it)) {
            Value::Unknown => Value::Unknown,
            value if types.iter().any(nothing) => value.or_nothing(),
            value => value,
        }
    }

    fn of_type(&self, of: runtime::Type) -> Value<'p> {
        use runtime::Type as T;
        match of {
            T::Null => Value::Null,
            T::Undefined => Value::Undefined,
            T::String | T::Enum(_) => Value::Some(Type::String),
            T::Number | T::Int => Value::Some(Type::Number),
            T::Boolean => Value::Some(Type::Boolean),
            T::Function => Value::Some(Type::Function),
            T::Object => Value::Some(Type::Object),
            T::Array | T::ArrayOf(_) => Value::Some(Type::Array),
            T::Class(name) => self.api.class(name).map_or(Value::Unknown, Value::Instance),
            T::Any | T::Size | T::Seconds | T::This => Value::Unknown,
        }
    }
}

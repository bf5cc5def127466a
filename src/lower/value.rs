//! What is known of a value while a script is followed.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::rc::Rc;

use crate::ir::module::Shares;
use crate::ir::syntax::FunctionId;
use crate::runtime::{Class, Member, Object};

/// Index of an object or array that the script made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ObjectId(pub(super) u32);

/// Index of a frame of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FrameId(pub(super) u32);

/// Index of a [`Cursor`](super::cursor::Cursor).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CursorId(pub(super) u32);

/// A text. Most of those that a script handles stand in it as they are, and are not copied.
#[derive(Debug, Clone)]
pub(super) enum Text<'p> {
    /// A part of the program.
    Written(&'p str),
    /// Worked out.
    Made(Rc<str>),
}

impl Text<'_> {
    /// A text that is no part of the program.
    pub(super) fn made(text: &str) -> Self {
        Text::Made(text.into())
    }
}

impl<'p> From<&'p str> for Text<'p> {
    fn from(text: &'p str) -> Self {
        Text::Written(text)
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Text::Written(it) => it,
            Text::Made(it) => it,
        }
    }
}

// Where a text comes from makes no difference; and a table whose keys are texts is asked with a `str`.

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text<'_> {}

impl Hash for Text<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl Borrow<str> for Text<'_> {
    fn borrow(&self) -> &str {
        self
    }
}

/// A value as far as it is known. `Unknown` absorbs everything silently.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'p> {
    /// Nothing is known.
    Unknown,
    /// `null` or `undefined` at times; what it is otherwise.
    Optional(Rc<Value<'p>>),
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Str(Text<'p>),
    /// A value of this type, which one is not known.
    Some(Type),
    /// `undefined` only because of a finding (its number): what fails by it is the finding's fault.
    Lost(u32),
    /// An object of this class of the runtime.
    Instance(&'static Class),
    /// A message that a filter handed to its callback, or one made of its head.
    Given(&'static Class, Shares),
    /// An object literal, or an array literal.
    Object(ObjectId),
    /// A function of the script, with the names it sees.
    Closure(FunctionId, FrameId),
    /// A `Data` whose text is known.
    Data(&'static Class, Text<'p>),
    /// A class of the runtime itself.
    Class(&'static Class),
    /// `JSON`, `os`, `pipy`: an object that holds members, with its name.
    Namespace(&'static Object, &'static str),
    /// A function of the runtime, with what it belongs to (empty for a global one).
    Native(&'static Member, &'static str),
    /// `pipy(…)` and all that its methods return; or what a builder function gets.
    Configurator(CursorId),
    /// A method of such a one, taken from it without a call.
    Method,
    /// The head of an HTTP message, and what of it is that of the message that came by.
    Head(Shares),
    /// The headers in it.
    Headers(Shares),
    /// `os.env`: strings, of which any may be missing.
    Environment,
}

/// The types that a script can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Boolean,
    Number,
    String,
    Array,
    Object,
    Function,
}

impl<'p> Value<'p> {
    pub(super) fn str(text: &'p str) -> Self {
        Value::Str(Text::Written(text))
    }

    /// A string that is no part of the program.
    pub(super) fn made(text: &str) -> Self {
        Value::Str(Text::made(text))
    }

    /// Nothing is known but that it may be `null`.
    pub(super) fn maybe_null() -> Self {
        Value::Unknown.or_nothing()
    }

    /// This, or `null` or `undefined`.
    pub(super) fn or_nothing(self) -> Self {
        match self {
            Value::Optional(_) | Value::Undefined | Value::Null | Value::Lost(_) => self,
            other => Value::Optional(Rc::new(other)),
        }
    }

    /// What it is where it is neither `null` nor `undefined`.
    pub(super) fn unless_nothing(&self) -> &Value<'p> {
        match self {
            Value::Optional(inner) => inner,
            other => other,
        }
    }

    /// `undefined` or `null`, for sure.
    pub(super) fn is_nullish(&self) -> bool {
        matches!(self, Value::Undefined | Value::Null | Value::Lost(_))
    }

    /// Whether the value may be anything.
    pub(super) fn is_unknown(&self) -> bool {
        matches!(self, Value::Unknown | Value::Optional(_))
    }

    /// Whether a test of it succeeds, if that is known.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Value::Unknown | Value::Optional(_) => None,
            Value::Undefined | Value::Null | Value::Lost(_) => Some(false),
            Value::Bool(it) => Some(*it),
            Value::Number(it) => Some(*it != 0.0 && !it.is_nan()),
            Value::Str(it) => Some(!it.is_empty()),
            Value::Some(Type::Boolean | Type::Number | Type::String) => None,
            Value::Some(Type::Array | Type::Object | Type::Function) => Some(true),
            Value::Instance(_)
            | Value::Object(_)
            | Value::Closure(..)
            | Value::Data(..)
            | Value::Class(_)
            | Value::Namespace(..)
            | Value::Native(..)
            | Value::Configurator(_)
            | Value::Method
            | Value::Given(..)
            | Value::Head(_)
            | Value::Headers(_)
            | Value::Environment => Some(true),
        }
    }

    /// Whether it is `undefined` or `null`, if that is known.
    pub(super) fn nullish(&self) -> Option<bool> {
        match self {
            Value::Unknown | Value::Optional(_) => None,
            other => Some(other.is_nullish()),
        }
    }

    /// What is still known when it is not known which of two paths was taken.
    pub(super) fn join(self, other: &Value<'p>) -> Self {
        if self == *other {
            return self;
        }
        match (&self, other) {
            (Value::Optional(one), Value::Optional(two)) => return (**one).clone().join(two).or_nothing(),
            (Value::Optional(one), two) | (two, Value::Optional(one)) if !two.is_nullish() => {
                return (**one).clone().join(two).or_nothing();
            }
            (it @ Value::Optional(_), _) | (_, it @ Value::Optional(_)) => return it.clone(),
            _ => {}
        }
        match (self.plain_type(), other.plain_type()) {
            (Some(one), Some(two)) if one == two => Value::Some(one),
            _ => Value::Unknown,
        }
    }

    /// Its type, for values of the language itself.
    pub(super) fn plain_type(&self) -> Option<Type> {
        match self {
            Value::Bool(_) => Some(Type::Boolean),
            Value::Number(_) => Some(Type::Number),
            Value::Str(_) => Some(Type::String),
            Value::Some(it) => Some(*it),
            Value::Closure(..) | Value::Native(..) | Value::Method => Some(Type::Function),
            Value::Head(_) | Value::Headers(_) | Value::Environment => Some(Type::Object),
            _ => None,
        }
    }

    /// True if Pipy can call it; `None` if that is not known.
    pub(super) fn callable(&self) -> Option<bool> {
        match self {
            Value::Unknown | Value::Optional(_) => None,
            Value::Closure(..)
            | Value::Native(..)
            | Value::Class(_)
            | Value::Method
            | Value::Some(Type::Function) => Some(true),
            Value::Namespace(object, _) => Some(object.call.is_some()),
            Value::Some(Type::Object) => None,
            _ => Some(false),
        }
    }

    /// The text that a number, string or boolean becomes in `+`, in a template and as a key.
    pub(super) fn text(&self) -> Option<Text<'p>> {
        Some(match self {
            Value::Str(it) => it.clone(),
            Value::Number(it) if it.fract() == 0.0 && it.abs() < 1e15 => {
                Text::Made(format!("{}", *it as i64).into())
            }
            Value::Bool(it) => Text::Written(if *it { "true" } else { "false" }),
            Value::Undefined | Value::Lost(_) => Text::Written("undefined"),
            Value::Null => Text::Written("null"),
            _ => return None,
        })
    }
}

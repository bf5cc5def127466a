//! What a value may be, and the forms of a call.

use std::fmt;

/// What a value may be. Lists of types mean "one of".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Whatever.
    Any,
    /// `null`. Pipy also takes it wherever a function, an object, an array or a class is wanted.
    Null,
    /// `undefined`.
    Undefined,
    /// A string.
    String,
    /// A number; strings of digits are none.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A function.
    Function,
    /// Any object: functions, arrays and instances count.
    Object,
    /// An array, of whatever.
    Array,
    /// An array of one type.
    ArrayOf(&'static Type),
    /// An instance of the class, by its full name: `crypto.Certificate`.
    Class(&'static str),
    /// One of some strings.
    Enum(&'static Enum),
    /// Of an option: a number that is not infinite, or a string of one, such as `'16k'`. As an option,
    /// [`Type::Number`] may be such a string too.
    Int,
    /// Of an option: the same, and not negative.
    Size,
    /// Of an option: a number of seconds, or a string such as `'10s'`. Only the first letter of the unit
    /// counts.
    Seconds,
    /// Of a result: the class of the object that the method was called on.
    This,
}

/// The strings that one argument or option takes.
#[derive(Debug, PartialEq, Eq)]
pub struct Enum {
    /// What the table calls it: `encoding`.
    pub name: &'static str,
    /// In the table's order.
    pub values: &'static [&'static str],
}

/// A cipher that `crypto.Cipher` knows.
#[derive(Debug, PartialEq, Eq)]
pub struct Cipher {
    /// Its name, in lower case.
    pub name: &'static str,
    /// Length of its key, in bytes.
    pub key: u32,
    /// Length of its initialization vector, in bytes.
    pub iv: u32,
}

/// A parameter of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arg {
    /// What the table calls it.
    pub name: &'static str,
    /// What it may be for the script to load; never empty.
    pub types: &'static [Type],
    /// What it may be for the call to work once traffic comes; often the same.
    pub works: &'static [Type],
    /// The smallest and the largest number that it may be.
    pub range: Option<(i32, i32)>,
    /// May be missing, `null` or `undefined`.
    pub optional: bool,
    /// Must not be `null`, which Pipy otherwise takes wherever a function, an object, an array or a
    /// class is wanted (and crashes when it calls it).
    pub refuses_null: bool,
    /// Stands for any number of arguments, none included. Always the last.
    pub rest: bool,
    /// What it is for.
    pub role: Role,
    /// If a string is given, the only ones that mean something; checked at run-time only. Empty: any.
    pub values: &'static [&'static str],
}

/// What an argument is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A plain value.
    Value,
    /// The name of a pipeline of the same module.
    Layout,
    /// A function that gets a configurator and builds a pipeline with it, at load.
    Builder,
}

/// An option: a key of the object that a call takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opt {
    /// The key.
    pub name: &'static str,
    /// What it may be.
    pub types: &'static [Type],
    /// What stands when the key is missing, as written in the table.
    pub default: Option<&'static str>,
    /// Must be there.
    pub required: bool,
    /// What the types do not say; may be empty.
    pub note: &'static str,
}

/// All forms of a call, with what comes of it. The first form that fits wins.
#[derive(Debug, PartialEq, Eq)]
pub struct Signature {
    /// The forms; never empty for what can be called.
    pub overloads: &'static [&'static [Arg]],
    /// What comes of it.
    pub returns: &'static [Type],
    /// Keys of the `options` argument, sorted; empty if there is none or any key is taken.
    pub options: &'static [Opt],
    /// An option of a wrong type ends the whole process, not just the call.
    pub aborts: bool,
    /// What the rest does not say; may be empty.
    pub note: &'static str,
}

impl Type {
    /// The class whose members a value of this type has, by its full name; `None` if not known.
    pub fn class_name(self) -> Option<&'static str> {
        match self {
            Type::String | Type::Enum(_) => Some("String"),
            Type::Number | Type::Int => Some("Number"),
            Type::Boolean => Some("Boolean"),
            Type::Function => Some("Function"),
            Type::Array | Type::ArrayOf(_) => Some("Array"),
            Type::Class(name) => Some(name),
            // An object may be of any class, and have any keys.
            Type::Any
            | Type::Null
            | Type::Undefined
            | Type::Object
            | Type::Size
            | Type::Seconds
            | Type::This => None,
        }
    }
}

impl fmt::Display for Type {
    /// The type in words, with its article: `a string`, `one of 'tcp' and 'udp'`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => f.write_str("any value"),
            Type::Null => f.write_str("`null`"),
            Type::Undefined => f.write_str("`undefined`"),
            Type::String => f.write_str("a string"),
            Type::Number => f.write_str("a number"),
            Type::Boolean => f.write_str("a boolean"),
            Type::Function => f.write_str("a function"),
            Type::Object => f.write_str("an object"),
            Type::Array => f.write_str("an array"),
            Type::ArrayOf(of) => match of {
                Type::String => f.write_str("an array of strings"),
                Type::Number => f.write_str("an array of numbers"),
                Type::Class(name) => write!(f, "an array of `{name}`"),
                _ => f.write_str("an array"),
            },
            Type::Class(name) => {
                let vowel = name.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']);
                write!(f, "{} `{name}`", if vowel { "an" } else { "a" })
            }
            Type::Enum(of) => {
                let quoted: Vec<_> = of.values.iter().map(|value| format!("`'{value}'`")).collect();
                f.write_str(&join_words(&quoted, "or"))
            }
            Type::Int => f.write_str("a finite number"),
            Type::Size => f.write_str("a size, such as `16384` or `'16k'`"),
            Type::Seconds => f.write_str("a time, such as `10` or `'10s'`"),
            Type::This => f.write_str("the object itself"),
        }
    }
}

/// The types in words: `a string, a function or an array`.
pub fn words(types: &[Type]) -> String {
    let words: Vec<_> = types.iter().map(Type::to_string).collect();
    join_words(&words, "or")
}

/// `a, b or c`.
pub fn join_words(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [init @ .., end] => format!("{} {last} {end}", init.join(", ")),
    }
}

/// How many arguments a form takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arity {
    /// At least.
    pub min: usize,
    /// At most; `None` for any number.
    pub max: Option<usize>,
}

/// How many arguments the form takes.
pub fn arity(form: &[Arg]) -> Arity {
    let required = form.iter().filter(|arg| !arg.optional && !arg.rest).count();
    let open = form.last().is_some_and(|arg| arg.rest);
    Arity { min: required, max: (!open).then_some(form.len()) }
}

/// The loosest bounds over all forms.
pub fn arities(overloads: &[&[Arg]]) -> Arity {
    let each = overloads.iter().map(|form| arity(form));
    each.reduce(|a, b| Arity { min: a.min.min(b.min), max: a.max.zip(b.max).map(|(a, b)| a.max(b)) })
        .unwrap_or(Arity { min: 0, max: None })
}

/// The parameter that takes argument number `index` (from 0) in this form.
pub fn parameter(form: &'static [Arg], index: usize) -> Option<&'static Arg> {
    form.get(index).or_else(|| form.last().filter(|last| last.rest))
}

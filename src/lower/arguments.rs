//! Arguments of calls against the forms of the tables.

use std::fmt;

use super::Lower;
use super::call::Args;
use super::value::{Type, Value};
use crate::ir::syntax::{Expr, ExprId, Property};
use crate::rules::api;
use crate::runtime::{self, Arg, Opt, Signature, parameter};
use crate::source::Span;

/// What messages call what is called; worded only if there is a message.
#[derive(Debug, Clone, Copy)]
pub(super) enum Label<'a> {
    /// `encode`.
    Name(&'a str),
    /// `Array.join`: what has it, and its name.
    Member(&'a str, &'a str),
    /// `new Data`.
    New(&'a str),
}

impl<'a> Label<'a> {
    fn name(self) -> &'a str {
        match self {
            Label::Name(name) | Label::Member(_, name) | Label::New(name) => name,
        }
    }
}

impl fmt::Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Label::Name(name) => f.write_str(name),
            Label::Member(owner, name) => write!(f, "{owner}.{name}"),
            Label::New(name) => write!(f, "new {name}"),
        }
    }
}

impl<'p> Lower<'p> {
    /// Checks a call of a function of the runtime; false if it surely fails.
    pub(super) fn check_arguments(
        &mut self,
        label: Label<'_>,
        signature: &'static Signature,
        args: &Args<'p>,
        at: ExprId,
    ) -> bool {
        let Some(form) = self.choose(label, signature.overloads, args, at, true) else { return false };
        for (index, arg) in form.iter().enumerate() {
            let function = *arg.types == [runtime::Type::Function] && !arg.optional;
            if function && args.values.get(index) == Some(&Value::Null) {
                let span = self.argument_span(args, index, at);
                self.found(api::null_callback::report(span, &label.to_string(), index + 1));
            }
            if arg.range.is_some() {
                let span = self.argument_span(args, index, at);
                self.check_range(label, index, arg, args, span);
            }
            if arg.name == "options" && !signature.options.is_empty() {
                self.check_options(
                    label,
                    signature.options,
                    args.exprs.get(index).copied(),
                    signature.aborts,
                );
            }
        }
        // What may give nothing gives nothing for this.
        if !signature.returns.contains(&runtime::Type::Null) {
            self.check_encoded(label, form, args, at);
        }
        true
    }

    /// The form of a call that Pipy takes. None if surely none fits, which is then a finding.
    pub(super) fn choose(
        &mut self,
        label: Label<'_>,
        forms: &'static [&'static [Arg]],
        args: &Args<'p>,
        at: ExprId,
        surplus: bool,
    ) -> Option<&'static [Arg]> {
        let mut first: Option<Misfit> = None;
        for form in forms {
            match self.misfit(form, args, forms.len() > 1) {
                None => {
                    if surplus {
                        self.check_surplus(label, forms, args);
                    }
                    return Some(form);
                }
                // What is said of a call is what the last form that comes near says.
                Some(it) => {
                    let better = first.as_ref().is_none_or(|old| it.index() >= old.index());
                    if better {
                        first = Some(it);
                    }
                }
            }
        }
        let misfit = first?;
        let span = self.argument_span(args, misfit.index(), at);
        match misfit {
            Misfit::Missing { needs, .. } => {
                let given = args.values.len();
                let callee = self.callee_span(at);
                self.found(api::argument_count::report(callee, &label.to_string(), needs, given));
            }
            Misfit::Type { index, arg } => {
                let value = args.get(index);
                let words = match (&value, arg.types) {
                    (Value::Str(text), [runtime::Type::Enum(of)]) => Some((text.clone(), of.values)),
                    _ => None,
                };
                if let Some((text, values)) = words {
                    self.found(api::enum_value::argument(span, &label.to_string(), &text, values));
                } else if !self.blame(&value) {
                    let expected = self.expected(forms, index, arg);
                    let got = self.describe(&value);
                    self.found(api::argument_type::report(
                        span,
                        &label.to_string(),
                        index + 1,
                        &expected,
                        &got,
                    ));
                }
            }
        }
        None
    }

    /// All types that some form takes at this place.
    fn expected(&self, forms: &'static [&'static [Arg]], index: usize, own: &'static Arg) -> String {
        let mut types: Vec<runtime::Type> = Vec::new();
        for form in forms {
            let Some(arg) = parameter(form, index) else { continue };
            types.extend(arg.types.iter().filter(|it| !types.contains(it)).copied().collect::<Vec<_>>());
        }
        if types.is_empty() {
            types.extend(own.types);
        }
        runtime::words(&types)
    }

    fn argument_span(&self, args: &Args<'p>, index: usize, at: ExprId) -> Span {
        args.exprs.get(index).map_or_else(|| self.callee_span(at), |it| self.program.span(*it))
    }

    fn misfit(&self, form: &'static [Arg], args: &Args<'p>, several: bool) -> Option<Misfit> {
        let needs = runtime::arity(form).min;
        // A form without parameters stands for a call without arguments.
        let given = |it: &Value<'_>| !it.is_nullish() || *it == Value::Null;
        if form.is_empty() && several && args.values.iter().any(given) {
            return Some(Misfit::Missing { index: 0, needs });
        }
        for (index, value) in args.values.iter().enumerate() {
            let Some(arg) = parameter(form, index) else { break };
            if arg.optional && value.is_nullish() {
                continue;
            }
            let refused = arg.refuses_null && *value == Value::Null;
            if refused || arg.types.iter().all(|it| self.fits(value, *it) == Some(false)) {
                return Some(Misfit::Type { index, arg });
            }
        }
        (args.values.len() < needs && !args.open)
            .then_some(Misfit::Missing { index: args.values.len(), needs })
    }

    fn check_surplus(&mut self, label: Label<'_>, forms: &'static [&'static [Arg]], args: &Args<'p>) {
        let Some(max) = runtime::arities(forms).max else { return };
        if let Some(&first) = args.exprs.get(max) {
            let last = args.exprs.last().copied().unwrap_or(first);
            let span = self.program.span(first).to(self.program.span(last));
            self.found_possible(api::surplus_argument::report(span, &label.to_string(), max));
        }
    }

    /// Whether Pipy takes a value where a type is wanted; `None` if that is not known.
    pub(super) fn fits(&self, value: &Value<'p>, of: runtime::Type) -> Option<bool> {
        use runtime::Type as T;
        let plain = value.plain_type();
        if let Value::Optional(inner) = value {
            let never =
                self.fits(inner, of) == Some(false) && self.fits(&Value::Undefined, of) == Some(false);
            return never.then_some(false);
        }
        if value.is_unknown() {
            return None;
        }
        // A function, an object, an array or a class may be null.
        let null = *value == Value::Null;
        Some(match of {
            T::Any | T::This => true,
            T::Null => null,
            T::Undefined => matches!(value, Value::Undefined | Value::Lost(_)),
            T::String => plain == Some(Type::String),
            T::Enum(of) => match value {
                Value::Str(it) => of.values.contains(&&**it),
                _ => plain == Some(Type::String),
            },
            T::Number => plain == Some(Type::Number) || self.is_instance(value, "Int"),
            T::Boolean => plain == Some(Type::Boolean),
            T::Int | T::Size | T::Seconds => {
                matches!(plain, Some(Type::Number | Type::String)) || self.is_instance(value, "Int")
            }
            T::Function => match value {
                Value::Some(Type::Object) => return None,
                _ => null || value.callable() == Some(true),
            },
            T::Object => match plain {
                Some(Type::String | Type::Number | Type::Boolean) => false,
                _ => !matches!(value, Value::Undefined | Value::Lost(_)),
            },
            T::Array | T::ArrayOf(_) => match value {
                Value::Some(Type::Object) => return None,
                Value::Object(id) => self.heap.object(*id).array,
                _ => null || plain == Some(Type::Array),
            },
            T::Class(name) => match value {
                Value::Some(Type::Object) => return None,
                Value::Instance(class) | Value::Given(class, _) | Value::Data(class, _) => class.is_a(name),
                Value::Object(_) | Value::Head(_) | Value::Headers(_) => name == "Object",
                _ => null,
            },
        })
    }

    fn is_instance(&self, value: &Value<'p>, name: &str) -> bool {
        matches!(value, Value::Instance(class) if class.is_a(name))
    }

    /// A value in words for a message.
    pub(super) fn describe(&self, value: &Value<'p>) -> String {
        match value {
            Value::Undefined | Value::Lost(_) => "`undefined`".into(),
            Value::Null => "`null`".into(),
            Value::Str(it) if it.len() <= 32 => format!("the string `'{}'`", it.escape_debug()),
            Value::Number(it) => format!("the number `{it}`"),
            Value::Bool(it) => format!("`{it}`"),
            Value::Instance(class) | Value::Given(class, _) | Value::Data(class, _) => {
                format!("a `{}`", class.name)
            }
            Value::Class(class) => format!("the class `{}`", class.name),
            Value::Object(id) if self.heap.object(*id).array => "an array".into(),
            Value::Configurator(_) => "a configuration".into(),
            Value::Method => "a method".into(),
            Value::Namespace(_, name) => format!("`{name}`"),
            other => match other.plain_type() {
                Some(Type::Boolean) => "a boolean".into(),
                Some(Type::Number) => "a number".into(),
                Some(Type::String) => "a string".into(),
                Some(Type::Array) => "an array".into(),
                Some(Type::Function) => "a function".into(),
                Some(Type::Object) | None => "an object".into(),
            },
        }
    }

    /// Checks the keys and values of an options object that is written out.
    pub(super) fn check_options(
        &mut self,
        label: Label<'_>,
        options: &'static [Opt],
        expr: Option<ExprId>,
        aborts: bool,
    ) {
        let Some(mut expr) = expr else { return };
        while let Expr::Paren(inner) = self.program.expr(expr) {
            expr = *inner;
        }
        let program = self.program;
        let Expr::Object(properties) = program.expr(expr) else { return };
        self.check_required(label, options, properties, program.span(expr));
        for property in properties {
            let (key, at, value) = match property {
                Property::Field { key, at, value } => (key, *at, *value),
                Property::Shorthand { key, value } => (key, program.exprs[value.0 as usize].1, *value),
                Property::Computed { .. } | Property::Spread(_) => continue,
            };
            let Ok(index) = options.binary_search_by(|it| it.name.cmp(key)) else {
                let near = runtime::nearest(key, options.iter().map(|it| it.name));
                let span = program.range(at);
                self.found_possible(api::unknown_option::report(span, &label.to_string(), key, near));
                continue;
            };
            let option = &options[index];
            let value_known = self.quietly(|this| this.eval(value));
            if value_known.is_nullish() {
                continue;
            }
            if let (Value::Str(text), [runtime::Type::Enum(of)]) = (&value_known, option.types) {
                if !of.values.contains(&&**text) {
                    let span = program.span(value);
                    self.found(api::enum_value::option(span, &label.to_string(), key, text, of.values));
                }
                continue;
            }
            let nan = matches!(value_known, Value::Number(it) if it.is_nan());
            if key.as_ref() == "batch" && label.name().ends_with("toHTTP") {
                self.check_options(Label::Name("batch"), super::constants::BATCH, Some(value), aborts);
            }
            if key.as_ref() == "version" && label.name().ends_with("muxHTTP") {
                self.check_http_version(label, &value_known, program.span(value));
            }
            if nan || option.types.iter().all(|it| self.fits_option(&value_known, *it) == Some(false)) {
                let span = program.span(value);
                let expected = runtime::words(option.types);
                let got = self.describe(&value_known);
                self.found(api::option_type::report(span, &label.to_string(), key, &expected, &got, aborts));
            }
        }
    }

    /// Options that must be there.
    fn check_required(
        &mut self,
        label: Label<'_>,
        options: &'static [Opt],
        properties: &'p [Property],
        span: Span,
    ) {
        for option in options.iter().filter(|it| it.required) {
            let missing = properties.iter().all(|it| match it {
                Property::Field { key, .. } | Property::Shorthand { key, .. } => **key != *option.name,
                Property::Computed { .. } | Property::Spread(_) => false,
            });
            if missing {
                let (wrong, help) = (format!("no `{}`", option.name), format!("add `{}`", option.name));
                self.found(api::refused_value::report(span, &label.to_string(), &wrong, help));
            }
        }
    }

    /// As [`Lower::fits`], but numbers in strings must be numbers.
    fn fits_option(&self, value: &Value<'p>, of: runtime::Type) -> Option<bool> {
        use runtime::Type as T;
        match (of, value) {
            (T::Number | T::Int, Value::Str(text)) => Some(is_number(text, "kmgtKMGT")),
            (T::Size, Value::Str(text)) => Some(is_number(text, "kmgtKMGT")),
            (T::Seconds, Value::Str(text)) => Some(is_number(text, "smhd")),
            (T::Function, Value::Null) => Some(true),
            _ => self.fits(value, of),
        }
    }

    /// Evaluates something again without findings.
    fn quietly<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.caught += 1;
        let out = run(self);
        self.caught -= 1;
        out
    }
}

/// A number, with one of some letters (and whatever follows it) behind it.
fn is_number(text: &str, suffixes: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    number.parse::<f64>().is_ok() && rest.chars().next().is_none_or(|it| suffixes.contains(it))
}

/// Why a form does not fit.
enum Misfit {
    Missing { index: usize, needs: usize },
    Type { index: usize, arg: &'static Arg },
}

impl Misfit {
    fn index(&self) -> usize {
        match self {
            Misfit::Missing { index, .. } | Misfit::Type { index, .. } => *index,
        }
    }
}

//! Values that are written out and that a call refuses, though their type is right.

use super::Lower;
use super::arguments::Label;
use super::call::Args;
use super::regexp;
use super::value::{Type, Value};
use crate::ir::syntax::ExprId;
use crate::rules::api::{argument_count, argument_type, option_type, refused_value};
use crate::rules::load::bad_regexp;
use crate::runtime::{Class, Dialect, Opt, Type as T};
use crate::source::Span;

/// How loggers gather what they send: the options of `batch`.
pub(super) const BATCH: &[Opt] = &[
    option("interval", &[T::Seconds]),
    option("postfix", &[T::String, T::Class("Data")]),
    option("prefix", &[T::String, T::Class("Data")]),
    option("separator", &[T::String, T::Class("Data")]),
    option("size", &[T::Int]),
    option("timeout", &[T::Seconds]),
    option("vacancy", &[T::Number]),
];

const fn option(name: &'static str, types: &'static [T]) -> Opt {
    Opt { name, types, default: None, required: false, note: "" }
}

impl<'p> Lower<'p> {
    /// Checks the arguments of `new class(…)`, whose types are right.
    pub(super) fn check_constants(&mut self, class: &'static Class, args: &Args<'p>, at: ExprId) {
        let label = Label::New(class.name);
        let first = args.get(0);
        match (class.name, &first) {
            ("RegExp", Value::Str(pattern)) => self.check_pattern(pattern, args, at),
            ("Array", Value::Number(length)) if *length < 0.0 || length.fract() != 0.0 => {
                self.refuse(args, 0, at, label, "no possible length", "give it a whole number");
            }
            ("Message", Value::Str(_) | Value::Number(_) | Value::Bool(_)) if args.values.len() > 1 => {
                let (span, got) = (self.argument_place(args, 0, at), self.describe(&first));
                self.found(argument_type::report(span, &label.to_string(), 1, "an object", &got));
            }
            ("stats.Histogram", _) => self.check_buckets(args, at),
            ("Map", value) => self.check_entries(value, args, at),
            ("Netmask" | "IPMask", Value::Str(text)) if !is_netmask(text) => {
                self.refuse(args, 0, at, label, "no network", "write it as in `'10.0.0.0/8'`");
            }
            ("crypto.Hash" | "crypto.Hmac", Value::Str(name)) => {
                self.check_digest(label, name, true, args, at);
                if class.name == "crypto.Hmac" && args.values.len() == 1 {
                    let span = self.callee_span(at);
                    self.found_possible(argument_count::report(span, &label.to_string(), 2, 1));
                }
            }
            ("crypto.Cipher" | "crypto.Decipher", Value::Str(name)) => {
                self.check_cipher(label, name, args, at);
            }
            ("crypto.Sign" | "crypto.Verify", Value::Str(name)) => {
                self.check_digest(label, name, false, args, at);
            }
            (
                "crypto.PublicKey" | "crypto.PrivateKey" | "crypto.Certificate",
                Value::Str(text) | Value::Data(_, text),
            ) => self.check_pem(class, label, text, args, at),
            ("crypto.JWK", Value::Object(id)) => self.check_jwk(*id, args, at),
            ("CStruct" | "CUnion", Value::Object(id)) if self.api.enumeration("fieldType").is_some() => {
                self.check_fields(*id, label, args, at);
            }
            ("algo.URLRouter", Value::Object(id)) => {
                let members = self.heap.object(*id).members();
                let bad = members.map(|(key, _)| key).find(|key| !is_url_pattern(key));
                if let Some(key) = bad {
                    let wrong = format!("`{}`, which is no URL pattern", key.escape_debug());
                    let help = "write a path such as `'/api/*'`, after a host if need be";
                    self.refuse(args, 0, at, label, &wrong, help);
                }
            }
            _ => {}
        }
    }

    pub(super) fn refuse(
        &mut self,
        args: &Args<'p>,
        index: usize,
        at: ExprId,
        label: Label<'_>,
        wrong: &str,
        help: &str,
    ) {
        let span = self.argument_place(args, index, at);
        self.found(refused_value::report(span, &label.to_string(), wrong, help));
    }

    pub(super) fn argument_place(&self, args: &Args<'p>, index: usize, at: ExprId) -> Span {
        args.exprs.get(index).map_or_else(|| self.callee_span(at), |it| self.program.span(*it))
    }

    fn check_pattern(&mut self, pattern: &str, args: &Args<'p>, at: ExprId) {
        if let Some(flaw) = regexp::flaw(pattern) {
            let span = self.argument_place(args, 0, at);
            self.found(bad_regexp::report(span, flaw));
        }
        if let Value::Str(flags) = args.get(1)
            && flags.contains(|it| !matches!(it, 'g' | 'i'))
        {
            let span = self.argument_place(args, 1, at);
            self.found(bad_regexp::flags(span, &flags));
        }
    }

    /// `new Map([5])` ends the process.
    fn check_entries(&mut self, list: &Value<'p>, args: &Args<'p>, at: ExprId) {
        let Value::Object(id) = list else { return };
        if !self.known_array(*id) {
            return;
        }
        let plain = |it: &Value<'_>| {
            matches!(it.plain_type(), Some(Type::Boolean | Type::Number | Type::String)) || it.is_nullish()
        };
        if self.heap.object(*id).values().iter().any(plain) {
            let help = "write `[key, value]` for each entry";
            self.refuse(
                args,
                0,
                at,
                Label::New("Map"),
                "a list of what are no pairs, which crashes Pipy,",
                help,
            );
        }
    }

    /// `'x'.padStart(5)` ends the process, unless there is nothing to pad.
    pub(super) fn check_padding(&mut self, name: &str, receiver: &Value<'p>, args: &Args<'p>, at: ExprId) {
        // 1.5 pads with blanks.
        let right = self.api.dialect == Dialect::Statements || !args.get(1).is_nullish();
        if args.open || right {
            return;
        }
        let pads = match (receiver, args.get(0)) {
            (Value::Str(text), Value::Number(length)) => Some(length > text.chars().count() as f64),
            _ => None,
        };
        let label = format!("String.{name}");
        let finding =
            refused_value::missing(self.callee_span(at), &label, "the text to pad with, such as `' '`");
        match pads {
            Some(false) => {}
            Some(true) => self.found(finding),
            None => self.found_possible(finding),
        }
    }

    /// What the version of a multiplexer may be is looked at when the first request comes.
    pub(super) fn check_http_version(&mut self, label: Label<'_>, value: &Value<'p>, span: Span) {
        let right = match value {
            Value::Number(it) => *it == 1.0 || *it == 2.0,
            Value::Str(it) => matches!(&**it, "http/1" | "http/1.0" | "http/1.1" | "http/2" | "h2"),
            _ => true,
        };
        if !right {
            let got = self.describe(value);
            let wanted = "`1`, `2`, `'http/1'`, `'http/1.0'`, `'http/1.1'`, `'http/2'` or `'h2'`";
            self.found_possible(option_type::report(
                span,
                &label.to_string(),
                "version",
                wanted,
                &got,
                false,
            ));
        }
    }

    /// A histogram takes texts for buckets, and then has none.
    fn check_buckets(&mut self, args: &Args<'p>, at: ExprId) {
        let Value::Object(id) = args.get(1) else { return };
        if !self.known_array(id) {
            return;
        }
        let text = |it: &Value<'_>| matches!(it.plain_type(), Some(Type::String));
        if self.heap.object(id).values().iter().any(text) {
            let span = self.argument_place(args, 1, at);
            let wanted = "an array of numbers";
            let got = "an array with strings";
            self.found_possible(argument_type::report(span, "new stats.Histogram", 2, wanted, got));
        }
    }
}

/// An address, or one with the length of its prefix. Texts that could be IPv6 are left to Pipy.
fn is_netmask(text: &str) -> bool {
    let (address, length) = text.split_once('/').map_or((text, None), |(it, length)| (it, Some(length)));
    if address.contains(|it: char| !it.is_ascii_hexdigit() && !matches!(it, '.' | ':')) || address.is_empty()
    {
        return false;
    }
    let limit = if address.contains('.') && !address.contains(':') { 32 } else { 128 };
    length.is_none_or(|it| it.parse::<u32>().is_ok_and(|it| it <= limit))
}

/// A host, which may be missing, and a path.
fn is_url_pattern(key: &str) -> bool {
    key.split_once('/').is_some_and(|(host, _)| !host.contains(':'))
}

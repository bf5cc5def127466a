//! What the classes of `crypto` are given, and texts in some encoding: what can be told without a run.

use super::Lower;
use super::arguments::Label;
use super::call::Args;
use super::value::{ObjectId, Type, Value};
use crate::ir::syntax::ExprId;
use crate::rules::api::refused_value;
use crate::runtime::{Arg, Class, Dialect, Type as T, join_words, nearest};
use crate::source::Span;

impl<'p> Lower<'p> {
    /// The name of a digest. Some classes do not catch what is thrown for one that is not known.
    pub(super) fn check_digest(
        &mut self,
        label: Label<'_>,
        name: &str,
        crashes: bool,
        args: &Args<'p>,
        at: ExprId,
    ) {
        let lower = name.to_ascii_lowercase();
        let known = self.api.digests;
        if known.binary_search(&lower.as_str()).is_ok() {
            return;
        }
        let help = one_of(&lower, known, &["sha256", "sha512", "md5"]);
        let wrong = match crashes {
            true => "an algorithm it does not know, which crashes Pipy",
            false => "an algorithm it does not know",
        };
        self.refuse(args, 0, at, label, wrong, &help);
    }

    /// The name of a cipher, and whether its key and its initialization vector are long enough.
    pub(super) fn check_cipher(&mut self, label: Label<'_>, name: &str, args: &Args<'p>, at: ExprId) {
        let lower = name.to_ascii_lowercase();
        let Some(cipher) = self.api.cipher(&lower) else {
            let names = self.api.ciphers.iter().map(|it| it.name);
            let help =
                one_of(&lower, &names.collect::<Vec<_>>(), &["aes-128-cbc", "aes-256-cbc", "aes-256-gcm"]);
            return self.refuse(args, 0, at, label, "a cipher it does not know", &help);
        };
        let Value::Object(options) = args.get(1) else { return };
        let strict = self.api.dialect == Dialect::Statements;
        let object = self.heap.object(options);
        if object.array || object.open {
            return;
        }
        let option = |key: &str| object.get(key).cloned().unwrap_or(Value::Undefined);
        let (key, iv) = (option("key"), option("iv"));
        if let Some(length) = bytes(&key).filter(|it| *it != cipher.key) {
            let wrong = format!("a key of {} for `{}`", many(length), cipher.name);
            let help = format!("give it a key of {}", many(cipher.key));
            let finding =
                refused_value::report(self.argument_place(args, 1, at), &label.to_string(), &wrong, help);
            // 0.90 takes what is longer, and where the key ends it goes on with whatever lies there.
            match (strict, length < cipher.key) {
                (true, _) => self.found(finding),
                (false, true) => self.found_possible(finding),
                (false, false) => {}
            }
        }
        if iv.is_nullish() && (strict || cipher.iv > 0) {
            let wrong = match strict {
                true => "no `iv`, which crashes Pipy".to_owned(),
                false => format!("no `iv` for `{}`", cipher.name),
            };
            let help = match cipher.iv {
                0 => "write `iv: ''`".to_owned(),
                length => format!("add `iv`, of {}", many(length)),
            };
            self.refuse(args, 1, at, label, &wrong, &help);
        }
        if let Some(length) = bytes(&iv).filter(|it| *it != cipher.iv && !(strict && *it == 0)) {
            let wrong = format!("an `iv` of {} for `{}`", many(length), cipher.name);
            self.refuse(args, 1, at, label, &wrong, &format!("give it an `iv` of {}", many(cipher.iv)));
        }
    }

    /// Keys and certificates in PEM.
    pub(super) fn check_pem(
        &mut self,
        class: &'static Class,
        label: Label<'_>,
        text: &str,
        args: &Args<'p>,
        at: ExprId,
    ) {
        let name = class.name.trim_start_matches("crypto.");
        let Some(labels) = self.api.enumeration(&format!("pem{name}")) else { return };
        let begins = |line: &str| {
            let inner = line.strip_prefix("-----BEGIN ").and_then(|it| it.trim_end().strip_suffix("-----"));
            inner.is_some_and(|it| labels.values.contains(&it))
        };
        if text.lines().any(begins) {
            return;
        }
        let wanted = labels.values.first().copied().unwrap_or_default();
        let help = format!("give it PEM, with a line `-----BEGIN {wanted}-----`");
        let wrong = match text.contains("-----BEGIN ") {
            true => "PEM of another kind, or with its lines run together",
            false => "text that is no PEM",
        };
        self.refuse(args, 0, at, label, wrong, &help);
    }

    /// The members of a JSON Web Key.
    pub(super) fn check_jwk(&mut self, id: ObjectId, args: &Args<'p>, at: ExprId) {
        let label = Label::New("crypto.JWK");
        let object = self.heap.object(id);
        let open = object.open || object.array;
        let member = |key: &str| match object.get(key) {
            None | Some(Value::Undefined | Value::Null) if !open => Some(Value::Undefined),
            other => other.cloned(),
        };
        let values = |name: &str| self.api.enumeration(name).map_or(&[][..], |it| it.values);
        let quoted = |words: &[&str], key: &str| {
            let words: Vec<_> = words.iter().map(|it| format!("`{key}: '{it}'`")).collect();
            format!("write {}", join_words(&words, "or"))
        };
        let kinds = values("jwkType");
        let kind = member("kty");
        let kind = match kind {
            Some(Value::Str(kind)) if kinds.contains(&&*kind) => kind,
            Some(Value::Str(_)) => {
                return self.refuse(
                    args,
                    0,
                    at,
                    label,
                    "a key of a kind it does not know",
                    &quoted(kinds, "kty"),
                );
            }
            Some(value) if is_no_text(&value) => {
                return self.refuse(
                    args,
                    0,
                    at,
                    label,
                    "a key without `kty`",
                    "add `kty`, such as `kty: 'RSA'`",
                );
            }
            _ => return,
        };
        let missing =
            values(&format!("jwk{kind}")).iter().find(|it| member(it).is_some_and(|it| is_no_text(&it)));
        if let Some(key) = missing {
            let wrong = format!("a key of the kind `{kind}` without `{key}`");
            return self.refuse(args, 0, at, label, &wrong, &format!("add `{key}`, a string"));
        }
        let curves = values("jwkCurve");
        match member("crv") {
            Some(Value::Str(curve)) if &*kind == "EC" && !curves.contains(&&*curve) => {
                self.refuse(args, 0, at, label, "a curve it does not know", &quoted(curves, "crv"));
            }
            _ => {}
        }
    }

    /// The types of the fields of a structure.
    pub(super) fn check_fields(&mut self, id: ObjectId, label: Label<'_>, args: &Args<'p>, at: ExprId) {
        let Some(types) = self.api.enumeration("fieldType") else { return };
        let object = self.heap.object(id);
        let is_type = |text: &str| {
            let (name, count) = text.split_once('[').map_or((text, None), |(name, rest)| (name, Some(rest)));
            let counted =
                |it: &str| it.strip_suffix(']').is_some_and(|it| it.bytes().all(|it| it.is_ascii_digit()));
            types.values.contains(&name) && count.is_none_or(counted)
        };
        let wrong = object.members().find_map(|(key, value)| match value {
            Value::Str(text) if !is_type(text) => Some(format!("a field `{key}` of an unknown type")),
            Value::Number(_) | Value::Bool(_) | Value::Null | Value::Undefined => {
                Some(format!("a field `{key}` without a type"))
            }
            _ => None,
        });
        if let Some(wrong) = wrong {
            let names: Vec<_> = types.values.iter().map(|it| format!("`'{it}'`")).collect();
            let help = format!("write {}, with `[8]` behind it for several", join_words(&names, "or"));
            self.refuse(args, 0, at, label, &wrong, &help);
        }
    }

    /// A text that is written out, and the encoding that it is said to be in.
    pub(super) fn check_encoded(
        &mut self,
        label: Label<'_>,
        form: &'static [Arg],
        args: &Args<'p>,
        at: ExprId,
    ) {
        let is_encoding = |it: &Arg| matches!(it.types, [T::Enum(of)] if of.name == "encoding");
        let Some(index) = form.iter().position(is_encoding).filter(|it| *it > 0) else { return };
        let (Value::Str(text), Value::Str(encoding)) = (args.get(index - 1), args.get(index)) else { return };
        let bare = text.trim_end_matches('=');
        let (wrong, help) = match &*encoding {
            "hex" if !text.bytes().all(|it| it.is_ascii_hexdigit()) || text.len() % 2 == 1 => {
                ("text that is no hex", "write two digits for each byte")
            }
            "base64" if text.len() % 4 != 0 || text.len() - bare.len() > 2 || !is_base64(bare, b"+/") => {
                ("text that is no base64", "write groups of four characters, the last filled up with `=`")
            }
            "base64url" if text.len() % 4 == 1 || !is_base64(&text, b"-_") => {
                ("text that is no base64url", "write it with `-` and `_` and without `=`")
            }
            _ => return,
        };
        self.refuse(args, index - 1, at, label, wrong, help);
    }

    /// A number that is written out, and the range that it must be in.
    pub(super) fn check_range(
        &mut self,
        label: Label<'_>,
        index: usize,
        arg: &'static Arg,
        args: &Args<'p>,
        span: Span,
    ) {
        if let (Some((low, high)), Value::Number(number)) = (arg.range, args.get(index))
            && !(f64::from(low)..=f64::from(high)).contains(&number)
        {
            let wrong = format!("the number `{number}`");
            let help = format!("give it a number from {low} to {high}");
            self.found(refused_value::report(span, &label.to_string(), &wrong, help));
        }
    }
}

/// The length of a text or of data, in bytes.
fn bytes(value: &Value<'_>) -> Option<u32> {
    match value {
        Value::Str(text) | Value::Data(_, text) => Some(text.len() as u32),
        _ => None,
    }
}

fn many(bytes: u32) -> String {
    if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") }
}

fn is_no_text(value: &Value<'_>) -> bool {
    match value {
        Value::Some(Type::String) | Value::Str(_) => false,
        other => other.is_nullish() || other.plain_type().is_some(),
    }
}

fn is_base64(text: &str, more: &[u8; 2]) -> bool {
    text.bytes().all(|it| it.is_ascii_alphanumeric() || more.contains(&it))
}

/// The help for a name that is none of those that are known.
fn one_of(name: &str, known: &[&'static str], common: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("write `'{near}'`"),
        None => {
            let common: Vec<_> = common.iter().map(|it| format!("`'{it}'`")).collect();
            format!("write {}", join_words(&common, "or"))
        }
    }
}

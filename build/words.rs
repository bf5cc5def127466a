//! The short forms of the tables: `(name: types, more?: types) => types`, `ro types`, `types = default`.

use std::collections::BTreeSet;

use crate::Error;
use crate::rust::{self, Code};

/// The names that types may use.
pub(crate) struct Names {
    /// Full names of classes.
    pub(crate) classes: BTreeSet<String>,
    /// Enumerations with their values, as Rust references by name.
    pub(crate) enums: std::collections::BTreeMap<String, String>,
}

/// One form of a call.
pub(crate) struct Call {
    /// Its parameters.
    pub(crate) args: Vec<Param>,
    /// What comes of it; empty if that is ignored.
    pub(crate) returns: Vec<String>,
}

/// A parameter.
pub(crate) struct Param {
    name: String,
    types: Vec<String>,
    works: Vec<String>,
    range: Option<(i32, i32)>,
    optional: bool,
    refuses_null: bool,
    rest: bool,
    role: &'static str,
}

impl Names {
    /// Types joined by `|`, each as Rust.
    pub(crate) fn types(&self, text: &str) -> Result<Vec<String>, Error> {
        text.split('|').map(|word| self.one_type(word.trim())).collect()
    }

    fn one_type(&self, word: &str) -> Result<String, Error> {
        let simple = match word {
            "any" => "Any",
            "null" => "Null",
            "undefined" => "Undefined",
            "string" => "String",
            "number" => "Number",
            "boolean" => "Boolean",
            "function" => "Function",
            "object" => "Object",
            "array" => "Array",
            "int" => "Int",
            "size" => "Size",
            "seconds" => "Seconds",
            "this" => "This",
            _ => "",
        };
        if !simple.is_empty() {
            return Ok(format!("Type::{simple}"));
        }
        if let Some(of) = word.strip_prefix("array<").and_then(|rest| rest.strip_suffix('>')) {
            return Ok(format!("Type::ArrayOf(&{})", self.one_type(of)?));
        }
        if let Some(name) = word.strip_prefix("enum:") {
            let of = self.enums.get(name).ok_or_else(|| format!("no enumeration is called `{name}`"))?;
            return Ok(format!("Type::Enum({of})"));
        }
        if self.classes.contains(word) {
            return Ok(format!("Type::Class({word:?})"));
        }
        Err(format!("no type is called `{word}`"))
    }

    /// `(name: types, name?: types as types, name!: types, ...rest: types) => types`.
    pub(crate) fn call(&self, text: &str) -> Result<Call, Error> {
        let (inside, result) = text
            .strip_prefix('(')
            .and_then(|rest| rest.split_once(')'))
            .ok_or_else(|| format!("`{text}` is no call; write `(name: types) => types`"))?;
        let returns = match result.trim().strip_prefix("=>").map(str::trim) {
            Some("ignored") => Vec::new(),
            Some(types) => self.types(types)?,
            None if result.trim().is_empty() => self.types("any")?,
            None => return Err(format!("`{result}` must begin with `=>`")),
        };
        let params = inside.split(',').map(str::trim).filter(|it| !it.is_empty());
        let args = params.map(|it| self.param(it)).collect::<Result<Vec<_>, _>>()?;
        let ends_well = args.iter().rev().skip(1).all(|arg| !arg.rest);
        if !ends_well {
            return Err(format!("only the last parameter of `{text}` may stand for the rest"));
        }
        Ok(Call { args, returns })
    }

    fn param(&self, text: &str) -> Result<Param, Error> {
        let (name, types) = text.split_once(": ").ok_or_else(|| format!("`{text}` has no type"))?;
        let (name, rest) = name.strip_prefix("...").map_or((name, false), |name| (name, true));
        let (name, optional) = name.strip_suffix('?').map_or((name, false), |name| (name, true));
        let (name, refuses_null) = name.strip_suffix('!').map_or((name, false), |name| (name, true));
        let (types, role) = match types {
            "layout" => ("string", "Layout"),
            "builder" => ("function", "Builder"),
            types => (types, "Value"),
        };
        let (types, range) = match types.split_once(" in ") {
            Some((types, range)) => (types, Some(self.range(range)?)),
            None => (types, None),
        };
        let (types, works) = types.split_once(" as ").unwrap_or((types, types));
        let (types, works) = (self.types(types)?, self.types(works)?);
        Ok(Param { name: name.to_owned(), types, works, range, optional, refuses_null, rest, role })
    }

    /// `2..36`, both ends included.
    fn range(&self, text: &str) -> Result<(i32, i32), Error> {
        let ends = text.split_once("..").and_then(|(low, high)| low.parse().ok().zip(high.parse().ok()));
        ends.ok_or_else(|| format!("`{text}` is no range; write `2..36`"))
    }

    /// `ro types` or `rw types`: the access and the types.
    pub(crate) fn field(&self, text: &str) -> Option<Result<(&'static str, Vec<String>), Error>> {
        let (access, types) = text.split_once(' ')?;
        let access = match access {
            "ro" => "Access::ReadOnly",
            "rw" => "Access::ReadWrite",
            _ => return None,
        };
        Some(self.types(types).map(|types| (access, types)))
    }

    /// `types` or `types = default`: the types and the default.
    pub(crate) fn option(&self, text: &str) -> Result<(Vec<String>, Option<String>), Error> {
        let (types, default) = text.split_once(" = ").map_or((text, None), |(types, it)| (types, Some(it)));
        Ok((self.types(types)?, default.map(str::to_owned)))
    }
}

/// Types as a slice.
pub(crate) fn types(types: &[String], code: &mut Code) -> String {
    code.shared_slice("Type", types)
}

/// Parameters as a slice. `values` gives the only strings that mean something, by parameter.
pub(crate) fn args(args: &[Param], values: &dyn Fn(&str) -> Vec<String>, code: &mut Code) -> String {
    let literals: Vec<_> = args
        .iter()
        .map(|arg| {
            format!(
                "Arg {{ name: {}, types: {}, works: {}, range: {}, optional: {}, refuses_null: {}, rest: {}, role: Role::{}, values: {} }}",
                rust::string(&arg.name),
                types(&arg.types, code),
                types(&arg.works, code),
                rust::option(arg.range.map(|it| format!("{it:?}"))),
                arg.optional,
                arg.refuses_null,
                arg.rest,
                arg.role,
                rust::strings(values(&arg.name)),
            )
        })
        .collect();
    code.shared_slice("Arg", &literals)
}

/// All forms of a call as a slice.
pub(crate) fn overloads(calls: &[Call], values: &dyn Fn(&str) -> Vec<String>, code: &mut Code) -> String {
    rust::slice(calls.iter().map(|call| args(&call.args, values, code)).collect::<Vec<_>>())
}

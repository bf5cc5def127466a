//! `pipy-*.yaml`: the API of each Pipy.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use crate::Error;
use crate::rust::{self, Code};
use crate::targets::Targets;
use crate::words::{self, Call, Names};
use crate::yaml;

type Map<T> = BTreeMap<String, T>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Api {
    version: String,
    dialect: String,
    enums: Map<Vec<String>>,
    signals: Vec<String>,
    digests: Vec<String>,
    /// The length of the key and of the initialization vector, in bytes.
    ciphers: Map<(u32, u32)>,
    option_sets: Map<Map<Opt>>,
    builder: Map<Step>,
    configuration: Map<Step>,
    filters: Map<Filter>,
    globals: Map<Member>,
    absent: Map<String>,
    context: Map<Member>,
    classes: Map<Class>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Opt {
    Short(String),
    Long(LongOpt),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LongOpt {
    r#type: String,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Callback {
    Short(String),
    Long { call: String, note: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    calls: Vec<String>,
    #[serde(default)]
    begins_pipeline: bool,
    #[serde(default)]
    callbacks: Map<Callback>,
    #[serde(default)]
    options: Map<Opt>,
    options_from: Option<String>,
    #[serde(default)]
    load_errors: Vec<String>,
    #[serde(default)]
    runtime_errors: Vec<String>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    #[serde(default)]
    calls: Vec<String>,
    form: Option<String>,
    sub_pipeline: Option<String>,
    input: String,
    output: String,
    #[serde(default)]
    keeps_framing: bool,
    heads: Option<String>,
    #[serde(default)]
    acts_on: Vec<String>,
    sub: Option<Sub>,
    #[serde(default)]
    terminal: bool,
    #[serde(default)]
    values: Map<Vec<String>>,
    #[serde(default)]
    callbacks: Map<Callback>,
    #[serde(default)]
    options: Map<Opt>,
    options_from: Option<String>,
    #[serde(default)]
    load_errors: Vec<String>,
    #[serde(default)]
    runtime_errors: Vec<String>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sub {
    gets: String,
    returns: String,
    context: String,
}

/// `ro types`, a call, several calls, or a map of what is longer.
#[derive(Deserialize)]
#[serde(untagged)]
enum Member {
    Short(String),
    Calls(Vec<String>),
    Class { class: String },
    Long(LongMember),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LongMember {
    #[serde(default)]
    calls: Vec<String>,
    members: Option<Map<Member>>,
    #[serde(default)]
    absent: Map<String>,
    #[serde(default)]
    options: Map<Opt>,
    options_from: Option<String>,
    #[serde(default)]
    aborts: bool,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    native: String,
    extends: Option<String>,
    construct: Option<Vec<String>>,
    bare_call: Option<String>,
    #[serde(default)]
    statics: Map<Member>,
    #[serde(default)]
    statics_absent: Map<String>,
    #[serde(default)]
    members: Map<Member>,
    #[serde(default)]
    absent: Map<String>,
    #[serde(default)]
    options: Map<Opt>,
    options_from: Option<String>,
    #[serde(default)]
    aborts: bool,
    #[serde(default)]
    note: String,
}

/// Writes every API that a target uses; returns a Rust reference to each, by file.
pub(crate) fn write_all(folder: &Path, targets: &Targets, code: &mut Code) -> Result<Map<String>, Error> {
    let mut written = Map::new();
    // In the order of their names, so that a mistake in a base is blamed on the base.
    let files: BTreeSet<_> = targets.targets.values().map(|target| &target.api).collect();
    for file in files {
        let path = folder.join(file);
        let api: Api = yaml::typed(&path, yaml::layered(&path)?)?;
        let name = write(&api, code).map_err(|error| format!("{}: {error}", path.display()))?;
        written.insert(file.clone(), name);
    }
    code.item(&format!("pub(super) static APIS: &[&Api] = {};", rust::slice(written.values().cloned())));
    Ok(written)
}

fn write(api: &Api, code: &mut Code) -> Result<String, Error> {
    let mut enums = Map::new();
    for (name, values) in &api.enums {
        let value = format!("Enum {{ name: {name:?}, values: {} }}", rust::strings(values));
        enums.insert(name.clone(), code.shared("Enum", &value));
    }
    let names = Names { classes: api.classes.keys().cloned().collect(), enums };
    let mut writer = Writer { api, names, code, classes: Map::new() };
    for name in api.classes.keys() {
        writer.class(name, 0)?;
    }
    let filters = each(&api.filters, |name, it| writer.filter(name, it))?;
    let configuration = each(&api.configuration, |name, it| writer.step(name, it))?;
    let builder = each(&api.builder, |name, it| writer.step(name, it))?;
    let globals = writer.members(&api.globals)?;
    let context = writer.members(&api.context)?;
    let classes = rust::slice(writer.classes.values().cloned());
    let enums = rust::slice(writer.names.enums.values().cloned());
    let digests: BTreeSet<_> = api.digests.iter().cloned().collect();
    let digests: Vec<_> = digests.into_iter().collect();
    let ciphers = each(&api.ciphers, |name, (key, iv)| {
        Ok(format!("Cipher {{ name: {name:?}, key: {key}, iv: {iv} }}"))
    })?;
    let dialect = variant("Dialect", &api.dialect, &["expression", "statements"])?;
    let value = format!(
        "Api {{ version: {:?}, dialect: {dialect}, filters: {filters}, configuration: {configuration}, \
         builder: {builder}, globals: {globals}, absent_globals: {}, classes: {classes}, context: {context}, \
         signals: {}, digests: {}, ciphers: {ciphers}, enums: {enums} }}",
        api.version,
        absent(&api.absent),
        rust::strings(&api.signals),
        rust::strings(&digests),
    );
    Ok(code.shared("Api", &value))
}

/// What all parts of one API need.
struct Writer<'a> {
    api: &'a Api,
    names: Names,
    code: &'a mut Code,
    /// A Rust reference to each class that is written, by full name.
    classes: Map<String>,
}

impl Writer<'_> {
    /// Writes a class after what it inherits from, so that equal classes of two APIs are shared.
    fn class(&mut self, name: &str, depth: usize) -> Result<String, Error> {
        if let Some(written) = self.classes.get(name) {
            return Ok(written.clone());
        }
        let api = self.api;
        let class = api.classes.get(name).ok_or_else(|| format!("no class is called `{name}`"))?;
        let parent = class.extends.as_deref().or((name != "Object").then_some("Object"));
        if depth > 8 {
            return Err(format!("class `{name}` inherits from itself"));
        }
        let parent = parent.map(|parent| self.class(parent, depth + 1)).transpose()?;
        let place = |error| format!("class `{name}`: {error}");
        let construct = match &class.construct {
            Some(calls) => {
                let options = self.options(&class.options, class.options_from.as_deref()).map_err(place)?;
                Some(self.signature(calls, &options, class.aborts, "").map_err(place)?)
            }
            None => None,
        };
        let bare_call = match &class.bare_call {
            Some(bare_call) => variant("BareCall", bare_call, &["undefined", "converts", "constructs"])?,
            None => "BareCall::Undefined".to_owned(),
        };
        let value = format!(
            "Class {{ name: {name:?}, native: {:?}, parent: {}, construct: {}, bare_call: {bare_call}, statics: {}, \
             statics_absent: {}, members: {}, absent: {}, note: {:?} }}",
            class.native,
            rust::option(parent),
            rust::option(construct),
            self.members(&class.statics).map_err(place)?,
            absent(&class.statics_absent),
            self.members(&class.members).map_err(place)?,
            absent(&class.absent),
            class.note,
        );
        let written = self.code.shared("Class", &value);
        self.classes.insert(name.to_owned(), written.clone());
        Ok(written)
    }

    fn members(&mut self, members: &Map<Member>) -> Result<String, Error> {
        each(members, |name, member| {
            let (access, kind) = self.member(member)?;
            Ok(format!("Member {{ name: {name:?}, access: {access}, kind: MemberKind::{kind} }}"))
        })
    }

    fn member(&mut self, member: &Member) -> Result<(&'static str, String), Error> {
        const ACCESS: &str = "Access::ReadWrite";
        match member {
            Member::Short(text) => {
                if let Some(field) = self.names.field(text) {
                    let (access, types) = field?;
                    return Ok((access, format!("Value({})", words::types(&types, self.code))));
                }
                let signature = self.signature(std::slice::from_ref(text), "&[]", false, "")?;
                Ok((ACCESS, format!("Method({signature})")))
            }
            Member::Calls(calls) => {
                Ok((ACCESS, format!("Method({})", self.signature(calls, "&[]", false, "")?)))
            }
            Member::Class { class } => Ok((ACCESS, format!("Class({})", self.class(class, 0)?))),
            Member::Long(long) => {
                let options = self.options(&long.options, long.options_from.as_deref())?;
                let call = if long.calls.is_empty() {
                    None
                } else {
                    Some(self.signature(&long.calls, &options, long.aborts, &long.note)?)
                };
                match (&long.members, call) {
                    (None, Some(call)) => Ok((ACCESS, format!("Method({call})"))),
                    (members, call) => {
                        let members = members.as_ref().ok_or("neither `calls` nor `members`")?;
                        let value = format!(
                            "Object {{ members: {}, call: {}, absent: {} }}",
                            self.members(members)?,
                            rust::option(call),
                            absent(&long.absent)
                        );
                        Ok((ACCESS, format!("Object({})", self.code.shared("Object", &value))))
                    }
                }
            }
        }
    }

    fn signature(
        &mut self,
        calls: &[String],
        options: &str,
        aborts: bool,
        note: &str,
    ) -> Result<String, Error> {
        let calls = self.calls(calls)?;
        let mut returns: Vec<String> = Vec::new();
        for word in calls.iter().flat_map(|call| &call.returns) {
            if !returns.contains(word) {
                returns.push(word.clone());
            }
        }
        let value = format!(
            "Signature {{ overloads: {}, returns: {}, options: {options}, aborts: {aborts}, note: {note:?} }}",
            words::overloads(&calls, &|_| Vec::new(), self.code),
            words::types(&returns, self.code),
        );
        Ok(self.code.shared("Signature", &value))
    }

    fn calls(&self, calls: &[String]) -> Result<Vec<Call>, Error> {
        calls.iter().map(|call| self.names.call(call)).collect()
    }

    fn options(&mut self, own: &Map<Opt>, from: Option<&str>) -> Result<String, Error> {
        let mut all: BTreeMap<&str, &Opt> = BTreeMap::new();
        if let Some(name) = from {
            let set =
                self.api.option_sets.get(name).ok_or_else(|| format!("no option set is called `{name}`"))?;
            all.extend(set.iter().map(|(key, opt)| (key.as_str(), opt)));
        }
        all.extend(own.iter().map(|(key, opt)| (key.as_str(), opt)));
        let mut literals = Vec::new();
        for (key, opt) in all {
            let (text, required, note) = match opt {
                Opt::Short(text) => (text, false, ""),
                Opt::Long(long) => (&long.r#type, long.required, long.note.as_str()),
            };
            let (types, default) =
                self.names.option(text).map_err(|error| format!("option `{key}`: {error}"))?;
            literals.push(format!(
                "Opt {{ name: {key:?}, types: {}, default: {}, required: {required}, note: {note:?} }}",
                words::types(&types, self.code),
                rust::option(default.map(|it| rust::string(&it))),
            ));
        }
        Ok(self.code.shared_slice("Opt", &literals))
    }

    fn callbacks(&mut self, callbacks: &Map<Callback>) -> Result<String, Error> {
        each(callbacks, |name, callback| {
            let (call, note) = match callback {
                Callback::Short(call) => (call, ""),
                Callback::Long { call, note } => (call, note.as_str()),
            };
            let call = self.names.call(call)?;
            Ok(format!(
                "Callback {{ argument: {name:?}, args: {}, returns: {}, note: {note:?} }}",
                words::args(&call.args, &|_| Vec::new(), self.code),
                words::types(&call.returns, self.code),
            ))
        })
    }

    fn filter(&mut self, name: &str, filter: &Filter) -> Result<String, Error> {
        const FORMS: &[&str] = &["plain", "branch", "dynamic-branch", "repeat", "chain", "use"];
        const SUBS: &[&str] = &["none", "to", "to-or-inline", "inline"];
        const ACTS: &[&str] = &[
            "message-start",
            "data",
            "message-end",
            "stream-end",
            "first-event",
            "whole-message",
            "message-body",
        ];
        // Events that pass by, or pass into a sub-pipeline, are the same ones, and so are their heads.
        let passes = filter.output == "same" || filter.sub.as_ref().is_some_and(|it| it.gets == "same");
        let heads = filter.heads.as_deref().unwrap_or(if passes { "kept" } else { "own" });
        let calls = self.calls(&filter.calls)?;
        let values = |arg: &str| filter.values.get(arg).cloned().unwrap_or_default();
        let acts: Result<Vec<_>, _> = filter.acts_on.iter().map(|it| variant("Acts", it, ACTS)).collect();
        let sub = match &filter.sub {
            None => None,
            Some(sub) => Some(format!(
                "Sub {{ gets: {}, returns: {}, context: {} }}",
                framing(&sub.gets)?,
                framing(&sub.returns)?,
                variant("Context", &sub.context, &["shared", "cloned"])?,
            )),
        };
        Ok(format!(
            "Filter {{ name: {name:?}, form: {}, overloads: {}, sub_pipeline: {}, input: {}, output: {}, \
             keeps_framing: {}, heads: {}, acts_on: {}, sub: {}, terminal: {}, callbacks: {}, options: {}, load_errors: {}, \
             runtime_errors: {}, note: {:?} }}",
            variant("Form", filter.form.as_deref().unwrap_or("plain"), FORMS)?,
            words::overloads(&calls, &values, self.code),
            variant("SubPipeline", filter.sub_pipeline.as_deref().unwrap_or("none"), SUBS)?,
            framing(&filter.input)?,
            framing(&filter.output)?,
            filter.keeps_framing,
            variant("Heads", heads, &["kept", "written", "own"])?,
            rust::slice(acts?),
            rust::option(sub),
            filter.terminal,
            self.callbacks(&filter.callbacks)?,
            self.options(&filter.options, filter.options_from.as_deref())?,
            rust::strings(&filter.load_errors),
            rust::strings(&filter.runtime_errors),
            filter.note,
        ))
    }

    fn step(&mut self, name: &str, step: &Step) -> Result<String, Error> {
        let calls = self.calls(&step.calls)?;
        Ok(format!(
            "Step {{ name: {name:?}, overloads: {}, begins_pipeline: {}, callbacks: {}, options: {}, \
             load_errors: {}, runtime_errors: {}, note: {:?} }}",
            words::overloads(&calls, &|_| Vec::new(), self.code),
            step.begins_pipeline,
            self.callbacks(&step.callbacks)?,
            self.options(&step.options, step.options_from.as_deref())?,
            rust::strings(&step.load_errors),
            rust::strings(&step.runtime_errors),
            step.note,
        ))
    }
}

/// A slice of what `literal` makes of each entry, in the order of the names.
fn each<T>(
    map: &Map<T>,
    mut literal: impl FnMut(&str, &T) -> Result<String, Error>,
) -> Result<String, Error> {
    let entries =
        map.iter().map(|(name, it)| literal(name, it).map_err(|error| format!("`{name}`: {error}")));
    Ok(rust::slice(entries.collect::<Result<Vec<_>, _>>()?))
}

fn absent(names: &Map<String>) -> String {
    rust::slice(
        names.iter().map(|(name, instead)| format!("Absent {{ name: {name:?}, instead: {instead:?} }}")),
    )
}

fn framing(word: &str) -> Result<String, Error> {
    const WORDS: &[&str] = &["data", "message", "any", "same", "message-then-data", "none", "discarded"];
    variant("Framing", word, WORDS)
}

/// `to-or-inline` as `SubPipeline::ToOrInline`, if it is among the words.
fn variant(kind: &str, word: &str, words: &[&str]) -> Result<String, Error> {
    if !words.contains(&word) {
        return Err(format!("`{word}` is none of {}", words.join(", ")));
    }
    let camel = word.split('-').map(|part| {
        let mut letters = part.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    });
    Ok(format!("{kind}::{}", camel.collect::<Vec<String>>().concat()))
}

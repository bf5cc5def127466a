//! What one version of Pipy offers.

use super::class::{Absent, Class, Member, by_name};
use super::filter::{Filter, Step};
use super::types::{Cipher, Enum, Signature, Type};

/// What one version of Pipy offers.
#[derive(Debug)]
pub struct Api {
    /// `0.90.3-38`.
    pub version: &'static str,
    /// How its files are parsed.
    pub dialect: Dialect,
    /// All filters, sorted by name.
    pub filters: &'static [Filter],
    /// Methods of what `pipy(…)` returns, beside `filters` and `builder`; sorted by name.
    pub configuration: &'static [Step],
    /// `onStart`, `onEnd`, `to`: what builder functions have too; sorted by name.
    pub builder: &'static [Step],
    /// All globals, sorted by name. `pipy` is one of them.
    pub globals: &'static [Member],
    /// What JavaScript has and this Pipy has not, sorted by name.
    pub absent_globals: &'static [Absent],
    /// All classes, sorted by full name; also those that have no global name, such as `Inbound`.
    pub classes: &'static [&'static Class],
    /// What every module has beside its own context variables, sorted by name.
    pub context: &'static [Member],
    /// What `task` takes as signal.
    pub signals: &'static [&'static str],
    /// What `crypto.Hash` and its kin know, in lower case, sorted.
    pub digests: &'static [&'static str],
    /// What `crypto.Cipher` knows, sorted by name.
    pub ciphers: &'static [Cipher],
    /// All enumerations, sorted by name.
    pub enums: &'static [&'static Enum],
}

/// Which language a Pipy reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// 0.90: a file is one expression.
    Expression,
    /// 1.5: a file may be a list of statements or an ES module.
    Statements,
}

impl Api {
    /// The filter of this name.
    pub fn filter(&self, name: &str) -> Option<&'static Filter> {
        by_name(self.filters, name, |it| it.name)
    }

    /// The method of what `pipy(…)` returns, if it is no filter.
    pub fn configuration_step(&self, name: &str) -> Option<&'static Step> {
        by_name(self.configuration, name, |it| it.name).or_else(|| self.builder_step(name))
    }

    /// `onStart`, `onEnd` or `to`.
    pub fn builder_step(&self, name: &str) -> Option<&'static Step> {
        by_name(self.builder, name, |it| it.name)
    }

    /// The cipher of this name, in lower case.
    pub fn cipher(&self, name: &str) -> Option<&'static Cipher> {
        by_name(self.ciphers, name, |it| it.name)
    }

    /// The global of this name.
    pub fn global(&self, name: &str) -> Option<&'static Member> {
        by_name(self.globals, name, |it| it.name)
    }

    /// What to say of a global that JavaScript has and this Pipy lacks.
    pub fn absent_global(&self, name: &str) -> Option<&'static Absent> {
        by_name(self.absent_globals, name, |it| it.name)
    }

    /// The class of this full name, such as `crypto.Certificate`.
    pub fn class(&self, name: &str) -> Option<&'static Class> {
        by_name(self.classes, name, |it| it.name).copied()
    }

    /// The class whose members a value of this type has.
    pub fn class_of(&self, of: Type) -> Option<&'static Class> {
        of.class_name().and_then(|name| self.class(name))
    }

    /// What every module has beside its own context variables: `__filename`, `__inbound`.
    pub fn context_builtin(&self, name: &str) -> Option<&'static Member> {
        by_name(self.context, name, |it| it.name)
    }

    /// The enumeration of this name.
    pub fn enumeration(&self, name: &str) -> Option<&'static Enum> {
        let index = self.enums.binary_search_by(|it| it.name.cmp(name)).ok()?;
        self.enums.get(index).copied()
    }

    /// True if `task` takes this signal.
    pub fn has_signal(&self, name: &str) -> bool {
        self.signals.contains(&name)
    }

    /// How `pipy` itself is called.
    pub fn pipy(&self) -> Option<&'static Signature> {
        self.global("pipy").and_then(Member::signature)
    }

    /// The filter or method of a configuration whose name is likest to `name`.
    pub fn nearest_filter(&self, name: &str) -> Option<&'static str> {
        let steps = self.builder.iter().chain(self.configuration).map(|it| it.name);
        nearest(name, self.filters.iter().map(|it| it.name).chain(steps))
    }

    /// The global whose name is likest to `name`.
    pub fn nearest_global(&self, name: &str) -> Option<&'static str> {
        nearest(name, self.globals.iter().map(|it| it.name))
    }
}

/// The likest of the names, if one is like enough to be meant; the first of equals.
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Long names would make the comparison slow, and nobody misspells into them.
    if name.len() > 64 {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let limit = (name.chars().count() / 3).max(1);
    let distances = names.into_iter().filter(|it| it.len() <= 64).filter_map(|it| {
        // The case counts a little, so that `mapof` is nearer to `mapOf` than to `mapIf`.
        let distance = strsim::osa_distance(&lower, &it.to_ascii_lowercase());
        (distance <= limit && name != it).then_some((distance, it))
    });
    distances.min_by_key(|(distance, _)| *distance).map(|(_, it)| it)
}

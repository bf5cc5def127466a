//! Whose member something is.

use std::fmt;

use super::api::nearest;
use super::class::{Absent, Class, Member, MemberKind, Object};
use super::types::Type;
use super::{APIS, Api};

/// Whose member something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// An instance of the class.
    Instance(&'static Class),
    /// The class itself.
    Class(&'static Class),
    /// An object that only holds members, by its path: `JSON`, `pipy.outbound`.
    Object(&'static str, &'static Object),
}

impl Owner {
    /// What it has under this name.
    pub fn member(self, name: &str) -> Option<&'static Member> {
        match self {
            Owner::Instance(class) => class.member(name),
            Owner::Class(class) => class.static_member(name).or_else(|| base(name)),
            Owner::Object(_, object) => object.member(name).or_else(|| base(name)),
        }
    }

    /// What to say of a member that JavaScript has and this Pipy lacks.
    pub fn absent(self, name: &str) -> Option<&'static Absent> {
        match self {
            Owner::Instance(class) => class.absent(name),
            Owner::Class(class) => class.static_absent(name),
            Owner::Object(_, object) => object.absent(name),
        }
    }

    /// The member whose name is likest to `name`.
    pub fn nearest(self, name: &str) -> Option<&'static str> {
        match self {
            Owner::Instance(class) => nearest(name, class.member_names()),
            Owner::Class(class) => nearest(name, class.statics.iter().map(|it| it.name)),
            Owner::Object(_, object) => nearest(name, object.members.iter().map(|it| it.name)),
        }
    }

    /// The version of another Pipy that has such a member.
    pub fn elsewhere(self, name: &str) -> Option<&'static str> {
        APIS.iter().find(|api| self.has_in(api, name)).map(|api| api.version)
    }

    fn has_in(self, api: &'static Api, name: &str) -> bool {
        match self {
            Owner::Instance(class) => api.class(class.name).is_some_and(|it| it.member(name).is_some()),
            Owner::Class(class) => api.class(class.name).is_some_and(|it| it.static_member(name).is_some()),
            Owner::Object(path, _) => api.object(path).is_some_and(|it| it.member(name).is_some()),
        }
    }
}

impl fmt::Display for Owner {
    /// `a string`, a `Data`, `JSON`: what has the member, or lacks it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Owner::Instance(class) => match class.name {
                "String" => Type::String.fmt(f),
                "Number" => Type::Number.fmt(f),
                "Boolean" => Type::Boolean.fmt(f),
                "Function" => Type::Function.fmt(f),
                "Array" => Type::Array.fmt(f),
                "Object" => Type::Object.fmt(f),
                name => Type::Class(name).fmt(f),
            },
            Owner::Class(class) => write!(f, "`{}`", class.name),
            Owner::Object(path, _) => write!(f, "`{path}`"),
        }
    }
}

/// What every object has, classes and holders of members among them.
fn base(name: &str) -> Option<&'static Member> {
    APIS.first().and_then(|api| api.class("Object")).and_then(|class| class.member(name))
}

impl Api {
    /// The object at this path: `JSON`, `pipy.outbound`.
    pub fn object(&self, path: &str) -> Option<&'static Object> {
        let mut names = path.split('.');
        let mut kind = names.next().and_then(|name| self.global(name))?.kind;
        for name in names {
            let MemberKind::Object(object) = kind else { return None };
            kind = object.member(name)?.kind;
        }
        let MemberKind::Object(object) = kind else { return None };
        Some(object)
    }
}

//! Globals and classes: what they are called, and what they have.

use super::types::{Arg, Opt, Signature, Type};

/// A global, or something that an object, a class or an instance has.
#[derive(Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name, without what stands before the dot.
    pub name: &'static str,
    /// Whether it may be assigned. Pipy ignores an assignment to what is read-only.
    pub access: Access,
    /// What it is.
    pub kind: MemberKind,
}

/// Whether something may be assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// It may not; Pipy says nothing, and keeps the value.
    ReadOnly,
    /// It may.
    ReadWrite,
}

/// What a global or a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberKind {
    /// A value of one of these types.
    Value(&'static [Type]),
    /// A function or method.
    Method(&'static Signature),
    /// A class.
    Class(&'static Class),
    /// An object that only holds members, such as `JSON`; some can be called, such as `pipy`.
    Object(&'static Object),
}

/// An object that holds members.
#[derive(Debug, PartialEq, Eq)]
pub struct Object {
    /// Sorted by name.
    pub members: &'static [Member],
    /// How it is called, if it can be.
    pub call: Option<&'static Signature>,
    /// What one might look for here in vain, sorted by name.
    pub absent: &'static [Absent],
}

/// A class.
#[derive(Debug)]
pub struct Class {
    /// Its full name: `crypto.Certificate`.
    pub name: &'static str,
    /// What Pipy's messages call it: `pipy::crypto::Certificate`.
    pub native: &'static str,
    /// What it inherits from; everything but `Object` inherits at least that.
    pub parent: Option<&'static Class>,
    /// How it is made with `new`; `None` if scripts cannot make one.
    pub construct: Option<&'static Signature>,
    /// What comes of a call without `new`.
    pub bare_call: BareCall,
    /// What the class itself has, sorted by name.
    pub statics: &'static [Member],
    /// What one might look for in the class itself in vain, sorted by name.
    pub statics_absent: &'static [Absent],
    /// What an instance has, without what it inherits, sorted by name.
    pub members: &'static [Member],
    /// What one might look for in an instance in vain, sorted by name.
    pub absent: &'static [Absent],
    /// What the rest does not say; may be empty.
    pub note: &'static str,
}

impl PartialEq for Class {
    // By name: the classes that inherit from each other would make a comparison long.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Class {}

/// What comes of a class that is called without `new`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BareCall {
    /// `undefined`, and no message.
    Undefined,
    /// The argument, converted: `String(5)`.
    Converts,
    /// The same as with `new`.
    Constructs,
}

/// What JavaScript has and this Pipy has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absent {
    /// Its name.
    pub name: &'static str,
    /// What to write instead, as a command: "call `charAt`". Empty if nothing fits.
    pub instead: &'static str,
}

impl Class {
    /// What an instance has under this name, its own or inherited.
    pub fn member(&'static self, name: &str) -> Option<&'static Member> {
        self.ancestry().find_map(|class| by_name(class.members, name, |it| it.name))
    }

    /// What the class itself has under this name.
    pub fn static_member(&self, name: &str) -> Option<&'static Member> {
        by_name(self.statics, name, |it| it.name)
    }

    /// What to say of a member of an instance that JavaScript has and Pipy lacks.
    pub fn absent(&'static self, name: &str) -> Option<&'static Absent> {
        self.ancestry().find_map(|class| by_name(class.absent, name, |it| it.name))
    }

    /// What to say of a member of the class itself that JavaScript has and Pipy lacks.
    pub fn static_absent(&self, name: &str) -> Option<&'static Absent> {
        by_name(self.statics_absent, name, |it| it.name)
    }

    /// True if it is `other` or inherits from it.
    pub fn is_a(&'static self, other: &str) -> bool {
        self.ancestry().any(|class| class.name == other)
    }

    /// The names of all members of an instance, inherited ones included.
    pub fn member_names(&'static self) -> impl Iterator<Item = &'static str> {
        self.ancestry().flat_map(|class| class.members).map(|member| member.name)
    }

    /// The forms of `new`; empty if scripts cannot make one.
    pub fn constructors(&self) -> &'static [&'static [Arg]] {
        self.construct.map_or(&[], |signature| signature.overloads)
    }

    /// Keys of the options that `new` takes; empty if it takes none or any.
    pub fn options(&self) -> &'static [Opt] {
        self.construct.map_or(&[], |signature| signature.options)
    }

    /// The class itself, then what it inherits from, nearest first.
    fn ancestry(&'static self) -> impl Iterator<Item = &'static Class> {
        std::iter::successors(Some(self), |class| class.parent)
    }
}

impl Object {
    /// What it has under this name.
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        by_name(self.members, name, |it| it.name)
    }

    /// What to say of a name that one might look for here in vain.
    pub fn absent(&self, name: &str) -> Option<&'static Absent> {
        by_name(self.absent, name, |it| it.name)
    }
}

impl Member {
    /// How it is called, if it is a function, a method, or an object that can be called.
    pub fn signature(&self) -> Option<&'static Signature> {
        match self.kind {
            MemberKind::Method(signature) => Some(signature),
            MemberKind::Object(object) => object.call,
            MemberKind::Value(_) | MemberKind::Class(_) => None,
        }
    }
}

/// Finds the entry of a table that is sorted by name.
pub(super) fn by_name<T>(
    table: &'static [T],
    name: &str,
    key: impl Fn(&T) -> &'static str,
) -> Option<&'static T> {
    // Most steps of the search are settled by the first byte, without a call to compare memory.
    let first = name.as_bytes().first();
    let order = |it: &T| {
        let key = key(it);
        key.as_bytes().first().cmp(&first).then_with(|| key.cmp(name))
    };
    table.binary_search_by(order).ok().and_then(|index| table.get(index))
}

//! The head of an HTTP message, which is what plugins look at most.
//!
//! Pipy lets a script put anything into a head; what is known here is what its own decoders put there. A
//! script that handles another protocol, or that writes a member itself, is left alone.

use std::cell::{Cell, OnceCell};

use foldhash::{HashMap, HashMapExt, HashSet};

use super::Lower;
use super::value::{CursorId, Type, Value};
use crate::ir::module::{HeadWrite, Shares};
use crate::ir::syntax::{Expr, Program, Property, Range, UnaryOp};
use crate::rules::{api, hook};
use crate::runtime::{Class, nearest};

/// What the head of a request or a response has.
const MEMBERS: [&str; 9] =
    ["authority", "headerNames", "headers", "method", "path", "protocol", "scheme", "status", "statusText"];

/// True for a filter that makes messages of another protocol, whose heads are different.
fn is_other(filter: &str) -> bool {
    matches!(
        filter,
        "decodeBGP"
            | "decodeDubbo"
            | "decodeMQTT"
            | "decodeMultipart"
            | "decodeNetlink"
            | "decodeRESP"
            | "decodeThrift"
            | "decodeWebSocket"
    )
}

/// So many keys are looked for without a table of all. Chosen by feeling.
const FEW: u32 = 8;

/// What a script says of heads anywhere, each read off it when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Heads<'p> {
    /// Keys of its object literals: what it makes heads of, among others.
    keys: OnceCell<HashSet<&'p str>>,
    /// How often it was asked for one of them.
    asked: Cell<u32>,
    /// It decodes another protocol.
    other: OnceCell<bool>,
    /// How often each name is mentioned.
    mentions: OnceCell<HashMap<&'p str, u32>>,
}

impl<'p> Heads<'p> {
    /// True if some object that the script makes has this key.
    pub(super) fn has_key(&self, program: &'p Program, key: &str) -> bool {
        let objects = program.exprs.iter().filter_map(|(it, _)| match it {
            Expr::Object(properties) => Some(properties),
            _ => None,
        });
        let mut keys = objects.flatten().filter_map(|it| match it {
            Property::Field { key, .. } | Property::Shorthand { key, .. } => Some(&**key),
            Property::Computed { .. } | Property::Spread(_) => None,
        });
        // Most scripts ask for one or two, for which a table does not pay.
        self.asked.set(self.asked.get().saturating_add(1));
        match self.asked.get() {
            ..=FEW => keys.any(|it| it == key),
            _ => self.keys.get_or_init(|| keys.collect()).contains(key),
        }
    }

    fn has_other(&self, program: &Program) -> bool {
        let other = |it: &Expr| matches!(it, Expr::Member { property, .. } if is_other(property));
        *self.other.get_or_init(|| program.exprs.iter().any(|(it, _)| other(it)))
    }
}

impl<'p> Lower<'p> {
    /// True if the whole script mentions a variable, header or member once only, so that nothing can be a
    /// guard of it.
    pub(super) fn is_mentioned_once(&self, name: &str) -> bool {
        let program = self.program;
        let mentions = self.heads.mentions.get_or_init(|| {
            let mut mentions: HashMap<&str, u32> = HashMap::new();
            let mut deleted: Vec<&str> = Vec::new();
            for (expr, _) in &program.exprs {
                match expr {
                    // Who deletes it guards nothing.
                    Expr::Unary(UnaryOp::Delete, target) => match program.expr(*target) {
                        Expr::Member { property, .. } => deleted.push(property),
                        Expr::Index { index, .. } => {
                            if let Expr::Str(key) = program.expr(*index) {
                                deleted.push(key);
                            }
                        }
                        _ => {}
                    },
                    Expr::Name(name) | Expr::Str(name) | Expr::Member { property: name, .. } => {
                        *mentions.entry(&**name).or_default() += 1;
                    }
                    _ => {}
                }
            }
            for name in deleted {
                mentions.entry(name).and_modify(|it| *it -= 1);
            }
            mentions
        });
        mentions.get(name) == Some(&1)
    }

    /// True for an event whose head is that of an HTTP message.
    pub(super) fn has_http_head(&self, class: &Class) -> bool {
        matches!(class.name, "Message" | "MessageStart") && !self.heads.has_other(self.program)
    }

    /// `new Message(head, …)`: the message has this very head.
    pub(super) fn new_message(&self, class: &'static Class, head: &Value<'p>) -> Value<'p> {
        let shares = match head {
            Value::Head(shares) => *shares,
            Value::Object(id) => match self.heap.object(*id).get("headers").map(Value::unless_nothing) {
                Some(Value::Headers(Shares::Head | Shares::Headers)) => Shares::Headers,
                _ => Shares::Nothing,
            },
            _ => Shares::Nothing,
        };
        match shares {
            Shares::Nothing => Value::Instance(class),
            shares => Value::Given(class, shares),
        }
    }

    /// Notes a write to the head of a message that came by.
    pub(super) fn head_write(&mut self, at: Range, part: Shares) {
        if let (Some(pipeline), Some(filter)) = (self.site.pipeline, self.site.filter) {
            self.head_writes.push(HeadWrite { at, pipeline, filter, part });
        }
    }

    /// A member of the head.
    pub(super) fn head_member(&mut self, key: &str, shares: Shares, at: Range) -> Value<'p> {
        if self.assigned.exact_member(key) && key != "headers" {
            return Value::Unknown;
        }
        match key {
            "headers" => Value::Headers(shares).or_nothing(),
            "method" | "path" | "scheme" | "authority" if self.sees_responses() => {
                let span = self.program.range(at);
                self.missing(hook::head_member::absent(span, "response", key))
            }
            "status" | "statusText" if self.sees_requests() => {
                let span = self.program.range(at);
                self.missing(hook::head_member::absent(span, "request", key))
            }
            // Requests have these, responses `status`; which of the two it is is not known here.
            "method" | "path" | "protocol" | "scheme" | "authority" | "statusText" => {
                Value::Some(Type::String).or_nothing()
            }
            "status" => Value::Some(Type::Number).or_nothing(),
            "headerNames" => Value::Unknown,
            _ if self.heads.has_key(self.program, key) => Value::Unknown,
            _ => match nearest(key, MEMBERS) {
                Some(near) => {
                    let span = self.program.range(at);
                    self.lost(hook::head_member::report(span, key, near))
                }
                // Some other module may have put it there, but not always.
                None => Value::maybe_null(),
            },
        }
    }

    /// True if the head of some requests has no such member.
    pub(super) fn head_lacks(&self, key: &str) -> bool {
        match key {
            // HTTP/1 has none.
            "scheme" | "authority" => true,
            _ => !MEMBERS.contains(&key),
        }
    }

    /// One of the headers.
    pub(super) fn header(&mut self, key: &str) -> Value<'p> {
        let method = self.api.class("Object").is_some_and(|it| it.member(key).is_some());
        // Of these there may be several, in an array.
        if method
            || matches!(key, "set-cookie" | "cookie")
            || self.assigned.exact_member(key)
            || self.heads.has_key(self.program, key)
        {
            return Value::Unknown;
        }
        Value::Some(Type::String).or_nothing()
    }

    /// A method of a configuration, read and not called.
    pub(super) fn method(&mut self, id: CursorId, key: &str, at: Range) -> Value<'p> {
        // A builder's configurator that was kept until after its function has ended.
        let Some(cursor) = self.cursors.get(id.0 as usize) else { return Value::Unknown };
        let full = cursor.full;
        let step = self.api.configuration_step(key);
        let known = self.api.filter(key).is_some()
            || step.is_some_and(|_| full || self.api.builder_step(key).is_some());
        if known {
            return Value::Method;
        }
        if self.api.class("Object").is_some_and(|it| it.member(key).is_some()) {
            return Value::Unknown;
        }
        let span = self.program.range(at);
        self.lost(api::unknown_filter::report(span, key, self.api))
    }
}

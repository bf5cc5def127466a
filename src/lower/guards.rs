//! What may be missing, and is read on without a guard, or with half of one.

use super::Lower;
use super::eval::{Key, Place};
use super::value::{Text, Value};
use crate::ir::syntax::{Expr, ExprId, Range};
use crate::rules::hook;

/// What some requests lack.
pub(super) enum Missing<'p> {
    /// One of the headers.
    Header(Text<'p>),
    /// A member of the head.
    Member(Text<'p>),
    /// A variable of the mesh.
    Variable(Text<'p>),
}

impl<'p> Lower<'p> {
    /// The header, or the variable of the mesh, that a link of a chain begins with, if some requests lack it.
    pub(super) fn nothing_at_times(&self, place: &Place<'p>, first: ExprId) -> Option<Missing<'p>> {
        match place {
            Place::Member { object, key: Key::Known(key), .. } => match object.unless_nothing() {
                Value::Headers(_) if **key != *"host" => Some(Missing::Header(key.clone())),
                Value::Head(_) if self.head_lacks(key) => Some(Missing::Member(key.clone())),
                _ => None,
            },
            Place::Value(value) => match self.program.expr(first) {
                Expr::Name(name) if *value == Value::maybe_null() && name.starts_with("__") => {
                    Some(Missing::Variable(Text::from(&**name)))
                }
                _ => None,
            },
            Place::Member { .. } => None,
        }
    }

    /// What some requests lack is read on at `at`.
    pub(super) fn check_guard(
        &mut self,
        from: Option<Missing<'p>>,
        object: &Value<'p>,
        first: ExprId,
        at: Range,
    ) {
        let Some(missing) = from.filter(|_| matches!(object, Value::Optional(_))) else { return };
        let (Missing::Header(name) | Missing::Member(name) | Missing::Variable(name)) = &missing;
        if !self.is_mentioned_once(name) {
            return;
        }
        let span = self.program.range(at);
        let finding = match &missing {
            Missing::Variable(name) => hook::unguarded::variable(span, self.program.span(first), name),
            Missing::Header(name) => hook::unguarded::header(span, name),
            Missing::Member(name) => hook::unguarded::member(span, name),
        };
        self.found_possible(finding);
    }

    /// `a?.b.c`, `a?.b()`: unlike JavaScript, Pipy still reads `c` (or calls nothing) when `a` is null.
    pub(super) fn check_half_guard(
        &mut self,
        object: &Value<'p>,
        guard: &mut Option<Range>,
        optional: bool,
        bracket: bool,
        at: Range,
    ) {
        if optional {
            *guard = matches!(object, Value::Optional(_)).then_some(at);
        } else if let Some(guard) = guard.take() {
            let (guard, at) = (self.program.range(guard), self.program.range(at));
            self.found_possible(hook::half_guard::report(guard, at, bracket));
        }
    }
}

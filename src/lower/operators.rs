//! Operators on values that are known.

use super::Lower;
use super::value::{Type, Value};
use crate::ir::syntax::{BinaryOp, Expr, ExprId};
use crate::rules::load;

impl<'p> Lower<'p> {
    /// `left op right`, for operators that look at both sides.
    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        left: &Value<'p>,
        right: &Value<'p>,
        at: ExprId,
    ) -> Value<'p> {
        match op {
            BinaryOp::Add => add(left, right),
            BinaryOp::Equal | BinaryOp::StrictEqual => equal(left, right, op == BinaryOp::StrictEqual)
                .map_or(Value::Some(Type::Boolean), Value::Bool),
            BinaryOp::NotEqual | BinaryOp::StrictNotEqual => {
                equal(left, right, op == BinaryOp::StrictNotEqual)
                    .map_or(Value::Some(Type::Boolean), |it| Value::Bool(!it))
            }
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                compare(op, left, right).map_or(Value::Some(Type::Boolean), Value::Bool)
            }
            BinaryOp::In => self.check_in(right, at),
            BinaryOp::InstanceOf => self.check_class(right, at),
            BinaryOp::And | BinaryOp::Or | BinaryOp::Nullish => Value::Unknown,
            _ => self.arithmetic(op, left, right),
        }
    }

    /// `-`, `*` and so on: always a number.
    pub(super) fn arithmetic(&self, op: BinaryOp, left: &Value<'p>, right: &Value<'p>) -> Value<'p> {
        let (Value::Number(left), Value::Number(right)) = (left, right) else {
            return Value::Some(Type::Number);
        };
        match op {
            BinaryOp::Sub => Value::Number(left - right),
            BinaryOp::Mul => Value::Number(left * right),
            BinaryOp::Div => Value::Number(left / right),
            BinaryOp::Rem => Value::Number(left % right),
            _ => Value::Some(Type::Number),
        }
    }

    fn check_class(&mut self, right: &Value<'p>, at: ExprId) -> Value<'p> {
        let may_be = matches!(
            right,
            Value::Unknown
                | Value::Optional(_)
                | Value::Class(_)
                | Value::Some(Type::Function | Type::Object)
                | Value::Namespace(..)
        );
        if !may_be && !self.blame(right) {
            let place = match self.program.expr(at) {
                Expr::Binary { right, .. } => *right,
                _ => at,
            };
            let (span, what) = (self.program.span(place), self.describe(right));
            self.found(load::not_class::report(span, &what));
        }
        Value::Some(Type::Boolean)
    }

    fn check_in(&mut self, right: &Value<'p>, at: ExprId) -> Value<'p> {
        let what = match right {
            Value::Null => load::unsearchable::What::Null,
            Value::Undefined | Value::Lost(_) => load::unsearchable::What::Undefined,
            Value::Object(id) if self.heap.object(*id).array => load::unsearchable::What::Array,
            Value::Some(Type::Array) => load::unsearchable::What::Array,
            Value::Str(_) | Value::Number(_) | Value::Bool(_) => load::unsearchable::What::Primitive,
            Value::Some(Type::String | Type::Number | Type::Boolean) => load::unsearchable::What::Primitive,
            _ => return Value::Some(Type::Boolean),
        };
        if !self.blame(right) {
            let span = self.program.span(at);
            self.found(load::unsearchable::report(span, what));
        }
        Value::Some(Type::Boolean)
    }
}

fn add<'p>(left: &Value<'p>, right: &Value<'p>) -> Value<'p> {
    if let (Value::Number(left), Value::Number(right)) = (left, right) {
        return Value::Number(left + right);
    }
    let text = |it: &Value<'_>| matches!(it.plain_type(), Some(Type::String));
    if text(left) || text(right) {
        return match (left.text(), right.text()) {
            // Long texts are not worth their memory.
            (Some(left), Some(right)) if left.len() + right.len() < 4096 => {
                Value::made(&format!("{left}{right}"))
            }
            _ => Value::Some(Type::String),
        };
    }
    let number =
        |it: &Value<'_>| it.is_nullish() || matches!(it.plain_type(), Some(Type::Number | Type::Boolean));
    match number(left) && number(right) {
        true => Value::Some(Type::Number),
        false => Value::Unknown,
    }
}

fn equal(left: &Value<'_>, right: &Value<'_>, strict: bool) -> Option<bool> {
    if left.is_nullish() && right.is_nullish() {
        let null = |it: &Value<'_>| *it == Value::Null;
        return Some(!strict || null(left) == null(right));
    }
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => Some(a == b),
        (Value::Str(a), Value::Str(b)) => Some(a == b),
        (Value::Bool(a), Value::Bool(b)) => Some(a == b),
        (Value::Object(a), Value::Object(b)) => Some(a == b),
        _ if left.is_unknown() || right.is_unknown() => None,
        _ if left.is_nullish() || right.is_nullish() => Some(false),
        _ => None,
    }
}

fn compare(op: BinaryOp, left: &Value<'_>, right: &Value<'_>) -> Option<bool> {
    let (Value::Number(left), Value::Number(right)) = (left, right) else { return None };
    Some(match op {
        BinaryOp::Less => left < right,
        BinaryOp::LessEqual => left <= right,
        BinaryOp::Greater => left > right,
        _ => left >= right,
    })
}

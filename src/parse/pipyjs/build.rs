//! Nodes of what was read.

use super::op::Op;
use super::token::Token;
use super::{Level, Operand, Operator, Parser, Shape};
use crate::ir::syntax::{
    AssignTarget, BinaryOp, Expr, ExprId, Function, FunctionId, Item, Param, Pattern, PatternField,
    PatternItem, Property, Range, Statement, StatementId, UnaryOp,
};

/// A range of the text.
pub(super) fn range(start: u32, end: u32) -> Range {
    Range { start, end }
}

impl From<Token> for Range {
    fn from(token: Token) -> Range {
        range(token.start, token.end)
    }
}

impl Parser<'_> {
    pub(super) fn push(&mut self, expr: Expr, at: Range) -> ExprId {
        let id = ExprId(self.program.exprs.len() as u32);
        self.program.exprs.push((expr, at));
        id
    }

    pub(super) fn push_function(&mut self, function: Function) -> FunctionId {
        let id = FunctionId(self.program.functions.len() as u32);
        self.program.functions.push(function);
        id
    }

    pub(super) fn push_statement(&mut self, statement: Statement, start: u32) -> StatementId {
        let id = StatementId(self.program.statements.len() as u32);
        self.program.statements.push((statement, range(start, self.end)));
        id
    }

    /// From `start` to the last token that was read.
    pub(super) fn since(&self, start: u32) -> Range {
        range(start, self.end)
    }

    /// Where a node stands.
    pub(super) fn at(&self, id: ExprId) -> Range {
        self.program.exprs[id.0 as usize].1
    }

    /// An operand that is a node of its own.
    pub(super) fn operand_of_expr(&mut self, shape: Shape, expr: Expr, at: Range) -> Operand {
        Operand { shape, expr: Some(self.push(expr, at)) }
    }

    /// The node of an operand. Where there should be one and is none, which Pipy sees only later or never,
    /// it is undefined.
    pub(super) fn expr_of(&mut self, operand: Operand, at: Range) -> ExprId {
        operand.expr.unwrap_or_else(|| {
            self.odd();
            self.push(Expr::Undefined, at)
        })
    }

    /// The text of a token that is a name or a word.
    pub(super) fn word(&mut self, token: Token) -> Box<str> {
        let text = self.tokens.slice(token);
        self.is_plain &= super::plain::name(text);
        text.into()
    }

    /// The node of a name that is read, or assigned to.
    pub(super) fn name_read(name: Box<str>) -> Expr {
        if &*name == "undefined" { Expr::Undefined } else { Expr::Name(name) }
    }

    /// A number as Pipy reads it: leading zeros mean nothing.
    pub(super) fn number(&mut self, token: Token) -> f64 {
        let raw = self.tokens.slice(token);
        self.is_plain &= super::plain::number(raw);
        let base = match raw.as_bytes() {
            [b'0', b'x' | b'X', ..] => 16,
            [b'0', b'o' | b'O', ..] => 8,
            [b'0', b'b' | b'B', ..] => 2,
            _ => return raw.parse().unwrap_or(f64::NAN),
        };
        let (whole, fraction) = raw[2..].split_once('.').unwrap_or((&raw[2..], ""));
        let digits = whole.chars().chain(fraction.chars()).filter_map(|it| it.to_digit(base));
        let value = digits.fold(0.0, |value, digit| value * f64::from(base) + f64::from(digit));
        value / f64::from(base).powi(fraction.len() as i32)
    }

    /// A unary, binary or assigning operator with its operands.
    pub(super) fn operation(&mut self, operator: Operator, left: Operand, right: Operand) -> Operand {
        let Operator { op, at } = operator;
        // 1.5 takes `a ! b`, and forgets the `a`.
        self.is_plain &= op.binary_or_assigning() || left.expr.is_none() || right.expr.is_none();
        if let Some(unary) = op.unary() {
            let argument = self.expr_of(right, at);
            self.judge_operand(argument);
            let at = range(at.start, self.at(argument).end);
            return self.operand_of_expr(Shape::Other, Expr::Unary(unary, argument), at);
        }
        if let Op::PreInc | Op::PreDec | Op::PostInc | Op::PostDec = op {
            let prefix = matches!(op, Op::PreInc | Op::PreDec);
            let target = self.expr_of(if prefix { right } else { left }, at);
            self.judge_target(target);
            let whole = self.at(target);
            let at = range(whole.start.min(at.start), whole.end.max(at.end));
            let increment = matches!(op, Op::PreInc | Op::PostInc);
            return self.operand_of_expr(Shape::Other, Expr::Update { increment, prefix, target }, at);
        }
        if op == Op::New {
            let callee = self.expr_of(right, at);
            return self.new_object(callee, Vec::new(), at.start, range(at.start, self.at(callee).end));
        }
        let left = self.expr_of(left, at);
        let right = self.expr_of(right, at);
        let at = range(self.at(left).start, self.at(right).end);
        if let Some(op) = op.binary() {
            self.judge_binary(op, left, right);
            return self.operand_of_expr(Shape::Other, Expr::Binary { op, left, right }, at);
        }
        let target = match self.program.expr(left) {
            Expr::Object(_) | Expr::Array(_) if op == Op::Assign => {
                self.odd();
                AssignTarget::Pattern(Box::new(self.pattern(left)))
            }
            _ => {
                self.judge_target(left);
                AssignTarget::Expr(left)
            }
        };
        let op = op.assigning();
        self.operand_of_expr(Shape::Other, Expr::Assign { op, target, value: right }, at)
    }

    pub(super) fn new_object(&mut self, callee: ExprId, args: Vec<Item>, open: u32, at: Range) -> Operand {
        self.judge_constructor(callee);
        self.operand_of_expr(Shape::Other, Expr::New { callee, args, open }, at)
    }

    /// One more of a list that commas part, `left` being what came before.
    pub(super) fn listed(&mut self, level: Level, left: Operand, right: Operand, comma: Range) {
        if self.list.len() == level.list {
            let first = self.expr_of(left, comma);
            self.list.push(first);
        }
        self.list.extend(right.expr);
    }

    /// The node of all that commas parted at a level, if any did.
    pub(super) fn sequence(&mut self, level: Level) -> Option<ExprId> {
        let list = self.list.get(level.list..).unwrap_or_default();
        let (&first, &last) = (list.first()?, list.last()?);
        if first == last {
            self.list.truncate(level.list);
            return Some(first);
        }
        let sequence = Expr::Sequence(list.to_vec());
        self.list.truncate(level.list);
        let at = range(self.at(first).start, self.at(last).end);
        Some(self.push(sequence, at))
    }

    /// Makes parameters of what was read as an expression, from the node `first` on.
    pub(super) fn params(&mut self, operand: Operand, first: usize) -> Vec<Param> {
        let Some(id) = operand.expr else { return Vec::new() };
        let items = match self.taken(id) {
            (Expr::Sequence(ids), _) => ids.into_iter().map(|id| self.pattern_item(id)).collect(),
            (other, _) => {
                self.program.exprs[id.0 as usize].0 = other;
                vec![self.pattern_item(id)]
            }
        };
        self.forget_parameters(first);
        let params =
            items.into_iter().map(|it: PatternItem| Param { pattern: it.pattern, default: it.default });
        let params: Vec<Param> = params.collect();
        self.judge_params(&params);
        params
    }

    /// Drops the nodes at the end that nobody needs.
    fn forget_parameters(&mut self, first: usize) {
        let exprs = &mut self.program.exprs;
        while exprs.len() > first && matches!(exprs.last(), Some((Expr::Parameter, _))) {
            exprs.pop();
        }
    }

    /// What `var` declares, each with its value.
    pub(super) fn variables(&mut self, operand: Operand, first: usize) -> Vec<(Pattern, Option<ExprId>)> {
        let is_pattern = matches!(operand.shape, Shape::Name | Shape::Pattern(true))
            || matches!(operand.shape, Shape::List { params: true, open: false });
        self.is_plain &= is_pattern;
        let params = self.params(operand, first);
        // JavaScript wants a value for what is taken apart.
        let whole = |it: &Param| it.default.is_some() || matches!(it.pattern, Pattern::Name(..));
        self.is_plain &= params.iter().all(whole);
        params.into_iter().map(|it| (it.pattern, it.default)).collect()
    }

    fn taken(&mut self, id: ExprId) -> (Expr, Range) {
        let (expr, at) = &mut self.program.exprs[id.0 as usize];
        (std::mem::replace(expr, Expr::Parameter), *at)
    }

    /// A pattern with its default, if it has one.
    fn pattern_item(&mut self, id: ExprId) -> PatternItem {
        match self.taken(id) {
            (Expr::Assign { op: None, target, value }, _) => {
                let pattern = match target {
                    AssignTarget::Pattern(pattern) => *pattern,
                    AssignTarget::Expr(target) => self.pattern(target),
                };
                PatternItem { pattern, default: Some(value) }
            }
            (other, _) => {
                self.program.exprs[id.0 as usize].0 = other;
                PatternItem { pattern: self.pattern(id), default: None }
            }
        }
    }

    /// Makes a pattern of what was read as an expression. Its nodes are nobody's from then on.
    fn pattern(&mut self, id: ExprId) -> Pattern {
        match self.taken(id) {
            (Expr::Name(name), at) => Pattern::Name(name, at),
            (Expr::Object(fields), at) => {
                let fields = fields.into_iter().map(|it| self.pattern_field(it)).collect();
                Pattern::Object(fields, at)
            }
            (Expr::Array(items), at) => {
                let items = items.into_iter().map(|it| match it {
                    Item::Expr(id) => Some(self.pattern_item(id)),
                    // Pipy reads no more than the name.
                    Item::Spread(id) => Some(PatternItem { pattern: self.pattern(id), default: None }),
                });
                Pattern::Array(items.collect(), at)
            }
            (Expr::Paren(inner), _) => {
                self.odd();
                self.pattern(inner)
            }
            (_, at) => {
                self.odd();
                self.forget(id, at);
                Pattern::Unsupported(at)
            }
        }
    }

    /// Forgets a node and all below it: they stand right before it.
    fn forget(&mut self, id: ExprId, at: Range) {
        let below = self.program.exprs[..=id.0 as usize].iter_mut().rev();
        for (expr, _) in below.take_while(|(_, inner)| inner.start >= at.start) {
            *expr = Expr::Parameter;
        }
    }

    fn pattern_field(&mut self, field: Property) -> PatternField {
        let (key, at, value) = match field {
            Property::Field { key, at, value } => (key, at, value),
            Property::Shorthand { key, value } => (key, self.at(value), value),
            Property::Computed { key, value } => {
                let (expr, at) = self.taken(key);
                let key = match expr {
                    Expr::Str(key) => key,
                    _ => {
                        self.forget(key, at);
                        "".into()
                    }
                };
                (key, at, value)
            }
            Property::Spread(value) => {
                let at = self.at(value);
                return PatternField { key: "".into(), at, pattern: self.pattern(value), default: None };
            }
        };
        let PatternItem { pattern, default } = self.pattern_item(value);
        PatternField { key, at, pattern, default }
    }

    /// Undoes what was made since there were so many nodes: Pipy forgets it too. Parameters that are none
    /// after all are undefined.
    pub(super) fn undo(&mut self, before: [usize; 3]) {
        let [exprs, functions, statements] = before;
        self.program.exprs.truncate(exprs);
        self.program.exprs.resize(exprs, (Expr::Undefined, Range::default()));
        self.program.functions.truncate(functions);
        self.program.statements.truncate(statements);
        self.odd();
    }

    /// How many nodes there are.
    pub(super) fn made(&self) -> [usize; 3] {
        let program = &self.program;
        [program.exprs.len(), program.functions.len(), program.statements.len()]
    }
}

/// A number as the key that it stands for.
pub(super) fn number_text(value: f64) -> String {
    // Whole numbers print without a fraction, as in JavaScript.
    format!("{value}")
}

impl Op {
    fn unary(self) -> Option<UnaryOp> {
        Some(match self {
            Op::Not => UnaryOp::Not,
            Op::BitNot => UnaryOp::BitNot,
            Op::Plus => UnaryOp::Plus,
            Op::Minus => UnaryOp::Minus,
            Op::Typeof => UnaryOp::Typeof,
            Op::Void => UnaryOp::Void,
            Op::Delete => UnaryOp::Delete,
            _ => return None,
        })
    }

    /// True for operators with something on both sides.
    fn binary_or_assigning(self) -> bool {
        self.binary().is_some() || self == Op::Assign || self.assigning().is_some()
    }

    fn binary(self) -> Option<BinaryOp> {
        Some(match self {
            Op::Add => BinaryOp::Add,
            Op::Sub => BinaryOp::Sub,
            Op::Mul => BinaryOp::Mul,
            Op::Div => BinaryOp::Div,
            Op::Rem => BinaryOp::Rem,
            Op::Pow => BinaryOp::Pow,
            Op::Shl => BinaryOp::ShiftLeft,
            Op::Shr => BinaryOp::ShiftRight,
            Op::UShr => BinaryOp::ShiftRightUnsigned,
            Op::Less => BinaryOp::Less,
            Op::LessEq => BinaryOp::LessEqual,
            Op::Greater => BinaryOp::Greater,
            Op::GreaterEq => BinaryOp::GreaterEqual,
            Op::Eq => BinaryOp::Equal,
            Op::NotEq => BinaryOp::NotEqual,
            Op::StrictEq => BinaryOp::StrictEqual,
            Op::StrictNotEq => BinaryOp::StrictNotEqual,
            Op::BitAnd => BinaryOp::BitAnd,
            Op::BitOr => BinaryOp::BitOr,
            Op::BitXor => BinaryOp::BitXor,
            Op::And => BinaryOp::And,
            Op::Or => BinaryOp::Or,
            Op::Nullish => BinaryOp::Nullish,
            Op::In => BinaryOp::In,
            Op::InstanceOf => BinaryOp::InstanceOf,
            _ => return None,
        })
    }

    /// The operator before the `=` of an assignment; `None` for a plain one.
    fn assigning(self) -> Option<BinaryOp> {
        Some(match self {
            Op::AddAssign => BinaryOp::Add,
            Op::SubAssign => BinaryOp::Sub,
            Op::MulAssign => BinaryOp::Mul,
            Op::DivAssign => BinaryOp::Div,
            Op::RemAssign => BinaryOp::Rem,
            Op::PowAssign => BinaryOp::Pow,
            Op::ShlAssign => BinaryOp::ShiftLeft,
            Op::ShrAssign => BinaryOp::ShiftRight,
            Op::UShrAssign => BinaryOp::ShiftRightUnsigned,
            Op::BitAndAssign => BinaryOp::BitAnd,
            Op::BitOrAssign => BinaryOp::BitOr,
            Op::BitXorAssign => BinaryOp::BitXor,
            Op::AndAssign => BinaryOp::And,
            Op::OrAssign => BinaryOp::Or,
            Op::NullishAssign => BinaryOp::Nullish,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::ir::syntax::{AssignTarget, Body, Expr, Program, Root};
    use crate::parse::pipyjs::{Verdict, parse};
    use crate::runtime::Dialect;
    use crate::source::SourceId;

    fn program(text: &str, dialect: Dialect) -> Program {
        match parse(text, SourceId::from_index(0), dialect) {
            Verdict::Accepted(accepted) => accepted.program,
            Verdict::Rejected(rejection) => panic!("{text}: {rejection:?}"),
        }
    }

    fn root(program: &Program) -> &Expr {
        match program.root {
            Root::Expression(id) => program.expr(id),
            _ => panic!("no expression"),
        }
    }

    #[test]
    fn a_conditional_is_assigned_to_as_a_whole() {
        let program = program("a ? b : c = d", Dialect::Expression);
        let Expr::Assign { target: AssignTarget::Expr(target), .. } = root(&program) else { panic!() };
        assert!(matches!(program.expr(*target), Expr::Conditional { .. }));
    }

    #[test]
    fn parameters_are_no_names_that_are_read() {
        for text in ["(a, {b, c: [d]}) => 0", "({a: {b} = {}} = {}, c = {d: 1}) => 0", "a => 0"] {
            let program = program(text, Dialect::Expression);
            let is_name = |it: &&(Expr, _)| matches!(it.0, Expr::Name(_));
            assert_eq!(program.exprs.iter().filter(is_name).count(), 0, "{text} {:?}", program.exprs);
        }
    }

    /// What is read by walking the table forward must have been pushed before.
    #[test]
    fn children_stand_before_their_parents() {
        let text = "((a = [1, ...b], {c} = {d: e.f?.[g](h, `i${j}k`)}) => (l = m ? n++ : -o, new P(q)))(r, )";
        let program = program(text, Dialect::Expression);
        for (at, (expr, _)) in program.exprs.iter().enumerate() {
            let below: Vec<u32> = match expr {
                Expr::Call { callee, args, .. } | Expr::New { callee, args, .. } => {
                    args.iter().map(|it| it.expr().0).chain([callee.0]).collect()
                }
                Expr::Array(items) => items.iter().map(|it| it.expr().0).collect(),
                Expr::Template { exprs, .. } => exprs.iter().map(|it| it.0).collect(),
                Expr::Sequence(exprs) => exprs.iter().map(|it| it.0).collect(),
                Expr::Member { object, .. } => vec![object.0],
                Expr::Index { object, index, .. } => vec![object.0, index.0],
                Expr::Unary(_, id) | Expr::Paren(id) | Expr::Update { target: id, .. } => vec![id.0],
                Expr::Binary { left, right, .. } => vec![left.0, right.0],
                Expr::Conditional { test, yes, no } => vec![test.0, yes.0, no.0],
                Expr::Assign { value, .. } => vec![value.0],
                Expr::Function(id) => match program.function(*id).body {
                    Body::Expression(id) => vec![id.0],
                    Body::Block(_) => Vec::new(),
                },
                _ => Vec::new(),
            };
            assert!(below.iter().all(|&id| (id as usize) < at), "{at} {expr:?}");
        }
    }

    /// 1.5 goes on without a word where a block is not closed.
    #[test]
    fn an_arrow_that_is_given_up_leaves_a_sound_table() {
        let program = program("x => {{", Dialect::Statements);
        assert!(program.exprs.iter().all(|(expr, _)| !matches!(expr, Expr::Function(_))));
    }
}

//! Expressions: Pipy reads them with a stack of operators and a stack of operands.

use super::build::{number_text, range};
use super::op::Op;
use super::token::{Kind, Token};
use super::{Level, Operand, Operator, Parser, Shape, Stop};
use crate::ir::syntax::{Body, Expr, Function, Item, Param, Property};

impl Parser<'_> {
    /// An expression. In a list that commas part, `in_list`. `first` is an operand already read.
    pub(super) fn expression(&mut self, in_list: bool, first: Option<Operand>) -> Result<Operand, Stop> {
        let level =
            Level { operators: self.operators.len(), operands: self.operands.len(), list: self.list.len() };
        let whole = self.whole(level, in_list, first);
        self.operators.truncate(level.operators);
        self.operands.truncate(level.operands);
        let sequence = self.sequence(level);
        whole.map(|whole| Operand { expr: sequence.or(whole.expr), ..whole })
    }

    fn whole(&mut self, level: Level, in_list: bool, mut first: Option<Operand>) -> Result<Operand, Stop> {
        loop {
            match first.take() {
                Some(operand) => self.operands.push(operand),
                None => self.operand_of(level)?,
            }
            self.operators_after(level, in_list)?;
            if self.last(level).is_none() {
                return Ok(self.pop(level));
            }
        }
    }

    /// The last operator that waits at a level.
    fn last(&self, level: Level) -> Option<Operator> {
        self.operators.get(level.operators..)?.last().copied()
    }

    fn last_op(&self, level: Level) -> Option<Op> {
        self.last(level).map(|it| it.op)
    }

    /// The last operand of a level; nothing if it has none.
    fn pop(&mut self, level: Level) -> Operand {
        let has_one = self.operands.len() > level.operands;
        self.operands.pop().filter(|_| has_one).unwrap_or(Operand::NOTHING)
    }

    fn node(&mut self, shape: Shape, expr: Expr, start: u32) -> Operand {
        self.operand_of_expr(shape, expr, self.since(start))
    }

    /// What follows the last operator.
    fn operand_of(&mut self, level: Level) -> Result<(), Stop> {
        match self.last(level) {
            Some(open @ Operator { op: Op::Open | Op::OpenSquare | Op::OptCall | Op::OptIndex, .. }) => {
                self.brackets(level, open)
            }
            Some(dot @ Operator { op: Op::Dot | Op::OptDot, .. }) => {
                let token = self.peek();
                match token.kind {
                    Kind::Name => {}
                    Kind::Op(op) if op.is_word() => {}
                    _ => return self.stop("unexpected token"),
                }
                self.read();
                // Nothing binds more strongly, so what stands before the dot is its object.
                self.operators.pop();
                let object = self.pop(level);
                let object = self.expr_of(object, dot.at);
                self.judge_operand(object);
                let property: Box<str> = self.tokens.slice(token).into();
                self.is_plain &= super::plain::name(&property);
                let optional = dot.op == Op::OptDot;
                let member = Expr::Member { object, property, name: token.into(), optional };
                let member = self.node(Shape::Other, member, self.at(object).start);
                self.operands.push(member);
                Ok(())
            }
            _ => {
                while self.prefix_operator()? {}
                let trailing_comma = self.last_op(level) == Some(Op::Comma);
                let operand = match self.peek().is(Op::Close) && trailing_comma {
                    true => Operand::NOTHING,
                    false => self.operand()?,
                };
                self.operands.push(operand);
                Ok(())
            }
        }
    }

    /// Arguments or an index; their opening bracket is the last operator.
    fn brackets(&mut self, level: Level, open: Operator) -> Result<(), Stop> {
        let is_call = matches!(open.op, Op::Open | Op::OptCall);
        let closing = if is_call { Op::Close } else { Op::CloseSquare };
        let mut args = Vec::new();
        while !self.need_token()?.is(closing) {
            let inside = self.expression(is_call, None)?;
            args.push(Item::Expr(self.expr_of(inside, open.at)));
            if !is_call {
                break;
            }
            self.comma(closing);
        }
        if !self.need_token()?.is(closing) {
            return self.stop("unexpected token");
        }
        self.read();
        self.operators.pop();
        let callee = self.pop(level);
        let callee = self.expr_of(callee, open.at);
        let start = self.at(callee).start;
        let operand = match (is_call, &args[..], self.last(level)) {
            (true, _, Some(Operator { op: Op::New, at })) => {
                if open.op == Op::OptCall {
                    return self.stop("invalid optional chain");
                }
                self.operators.pop();
                // 1.5 takes `a new b()`, and forgets the `a`.
                self.is_plain &= self.pop(level).expr.is_none();
                self.new_object(callee, args, open.at.start, self.since(at.start))
            }
            (true, ..) => {
                self.judge_operand(callee);
                // The bracket of `?.(` is its last byte.
                let (optional, open) = (open.op == Op::OptCall, open.at.end - 1);
                self.node(Shape::Other, Expr::Call { callee, args, optional, open }, start)
            }
            (false, &[Item::Expr(index)], _) => {
                self.judge_operand(callee);
                let optional = open.op == Op::OptIndex;
                self.node(Shape::Other, Expr::Index { object: callee, index, optional }, start)
            }
            (false, ..) => return self.stop("unexpected token"),
        };
        self.operands.push(operand);
        Ok(())
    }

    /// Reads the comma after an element, which Pipy does not miss at the end of a line.
    fn comma(&mut self, closing: Op) {
        let found = self.eat(Op::Comma);
        self.is_plain &= found || self.peek().is(closing);
    }

    fn prefix_operator(&mut self) -> Result<bool, Stop> {
        let token = self.need_token()?;
        let op = match token.op() {
            Some(Op::Add) => Op::Plus,
            Some(Op::Sub) => Op::Minus,
            Some(Op::Inc) => Op::PreInc,
            Some(Op::Dec) => Op::PreDec,
            Some(op @ (Op::BitNot | Op::Not | Op::Void | Op::Typeof | Op::New | Op::Delete)) => op,
            _ => return Ok(false),
        };
        self.read();
        self.operands.push(Operand::NOTHING);
        self.operators.push(Operator { op, at: token.into() });
        Ok(true)
    }

    /// The operators after an operand, up to the next one that wants an operand.
    fn operators_after(&mut self, level: Level, in_list: bool) -> Result<(), Stop> {
        loop {
            let line_ended = self.tokens.line_ended();
            let token = self.peek();
            let mut next = token.op();
            let mut at_end = self.ends(token, in_list);
            if token.kind == Kind::Unknown {
                return self.stop("unknown token");
            }
            if self.statements() {
                if line_ended && !at_end && !next.is_some_and(Op::continues_line) {
                    next = None;
                    at_end = true;
                } else if line_ended && !at_end {
                    self.note_continued(level, token);
                }
            } else {
                let misplaced = matches!(
                    next,
                    None | Some(Op::BitNot | Op::Not | Op::Void | Op::Typeof | Op::New | Op::Delete)
                );
                if !at_end && misplaced {
                    return self.stop("unexpected token");
                }
            }
            next = match next {
                Some(Op::Inc) => Some(Op::PostInc),
                Some(Op::Dec) => Some(Op::PostDec),
                other => other,
            };
            while let Some(top) = self.last_op(level) {
                if !at_end && !self.comes_first(top, next) {
                    break;
                }
                self.reduce(level, next)?;
            }
            if self.statements() && next == Some(Op::Colon) && self.last_op(level) != Some(Op::Question) {
                at_end = true;
            }
            if !at_end {
                self.read();
                // A token that is no operator is kept as one; to reduce it later is the error.
                let op = next.unwrap_or(Op::Hole);
                self.operators.push(Operator { op, at: token.into() });
            }
            if !matches!(next, Some(Op::PostInc | Op::PostDec)) {
                return Ok(());
            }
            self.is_plain &= !line_ended;
            self.operands.push(Operand::NOTHING);
        }
    }

    fn ends(&self, token: Token, in_list: bool) -> bool {
        match token.kind {
            Kind::End => true,
            Kind::Op(Op::Close | Op::CloseSquare | Op::CloseBrace) => true,
            Kind::Op(Op::Comma) => in_list,
            Kind::Op(Op::Semicolon) => true,
            _ => false,
        }
    }

    fn comes_first(&self, top: Op, next: Option<Op>) -> bool {
        // Since 1.5 a second `:` ends the conditional before it.
        let nested = self.statements() && top == Op::Colon && next == Some(Op::Colon);
        nested || top.precedes(next)
    }

    /// Applies the last operator to the last operands.
    fn reduce(&mut self, level: Level, next: Option<Op>) -> Result<(), Stop> {
        let right = self.pop(level);
        let left = self.pop(level);
        let Some(operator) = self.last(level) else { return Ok(()) };
        self.operators.pop();
        let op = operator.op;
        if next == Some(Op::Pow) && matches!(op, Op::BitNot | Op::Not | Op::Plus | Op::Minus) {
            return self.stop("ambiguous exponentiation precedence");
        }
        let operand = match op {
            Op::Assign => {
                let shape = Shape::Pattern(left.shape.is_param());
                Operand { shape, ..self.operation(operator, left, right) }
            }
            Op::Comma => {
                let before = match left.shape {
                    Shape::List { params, .. } => params,
                    other => other.is_param(),
                };
                let shape = match right.shape {
                    Shape::Nothing => Shape::List { params: before, open: true },
                    right => Shape::List { params: before && right.is_param(), open: false },
                };
                self.listed(level, left, right, operator.at);
                Operand { shape, expr: None }
            }
            Op::Colon => {
                if self.last_op(level) != Some(Op::Question) {
                    return self.stop("unexpected token");
                }
                self.operators.pop();
                let test = self.pop(level);
                let [test, yes, no] = [test, left, right].map(|it| self.expr_of(it, operator.at));
                self.judge_operand(test);
                let at = range(self.at(test).start, self.at(no).end);
                self.operand_of_expr(Shape::Other, Expr::Conditional { test, yes, no }, at)
            }
            Op::Question => return self.stop("unexpected token"),
            op if op.precedes(None) => self.operation(operator, left, right),
            _ => return self.stop("unknown operator"),
        };
        self.operands.push(operand);
        Ok(())
    }

    /// A literal, a name, something in brackets, or a function.
    fn operand(&mut self) -> Result<Operand, Stop> {
        let token = self.peek();
        match token.kind {
            Kind::Number => {
                self.read();
                let value = self.number(token);
                Ok(self.node(Shape::Other, Expr::Number(value), token.start))
            }
            Kind::Str => {
                self.read();
                let text = self.string(token)?;
                Ok(self.node(Shape::Str, Expr::Str(text), token.start))
            }
            Kind::Name => {
                self.read();
                let name = self.named(token);
                Ok(self.arrow(name, token.start)?.unwrap_or(name))
            }
            Kind::Op(op @ (Op::True | Op::False | Op::Null | Op::Undefined)) => {
                self.read();
                let literal = match op {
                    Op::Null => Expr::Null,
                    Op::Undefined => Expr::Undefined,
                    op => Expr::Bool(op == Op::True),
                };
                Ok(self.node(Shape::Other, literal, token.start))
            }
            Kind::Op(Op::Open) => self.parenthesis(),
            Kind::Op(Op::Backquote) => self.template(),
            Kind::Op(Op::OpenBrace) => self.object(),
            Kind::Op(Op::OpenSquare) => self.array(),
            Kind::Op(Op::Function) if self.statements() => {
                self.read();
                let name = self.name();
                let function = self.block_function(token.start, name)?;
                Ok(self.node(Shape::Other, Expr::Function(function), token.start))
            }
            _ => self.stop("unexpected token"),
        }
    }

    /// The operand that a name is, which was just read.
    pub(super) fn named(&mut self, token: Token) -> Operand {
        let name = self.word(token);
        self.node(Shape::Name, Expr::Name(name), token.start)
    }

    fn parenthesis(&mut self) -> Result<Operand, Stop> {
        let open = self.read();
        if self.peek().is(Op::Close) {
            self.read();
            let nothing = Operand { shape: Shape::List { params: true, open: false }, expr: None };
            return match self.arrow(nothing, open.start)? {
                Some(function) => Ok(function),
                None if self.statements() => self.expected(Op::Arrow),
                None => self.stop("unexpected token"),
            };
        }
        let first = self.program.exprs.len();
        let inside = self.expression(false, None)?;
        if !self.need_token()?.is(Op::Close) {
            return self.stop("unexpected token");
        }
        let close = self.read();
        if let Some(function) = self.arrow_from(inside, open.start, first)? {
            return Ok(function);
        }
        if matches!(inside.shape, Shape::List { open: true, .. }) {
            self.place = close.start as usize;
            return self.stop("incomplete expression");
        }
        let inner = self.expr_of(inside, open.into());
        let at = range(open.start, close.end);
        Ok(self.operand_of_expr(inside.shape, Expr::Paren(inner), at))
    }

    /// The rest of an arrow function with the parameter `name`, the last node, if an arrow comes next.
    pub(super) fn arrow(&mut self, params: Operand, start: u32) -> Result<Option<Operand>, Stop> {
        let first = params.expr.map_or(self.program.exprs.len(), |it| it.0 as usize);
        self.arrow_from(params, start, first)
    }

    /// The same for parameters in brackets, whose nodes begin with `first`.
    fn arrow_from(&mut self, params: Operand, start: u32, first: usize) -> Result<Option<Operand>, Stop> {
        let line_ended = self.tokens.line_ended();
        if !self.peek().is(Op::Arrow) {
            return Ok(None);
        }
        if !self.statements() {
            if !params.shape.is_params() {
                return self.stop("invalid argument list");
            }
            self.is_plain &= !line_ended;
            self.read();
            if self.peek().is(Op::OpenBrace) {
                return self.stop("unexpected token");
            }
            let params = self.params(params, first);
            let body = self.arrow_expression()?;
            return Ok(Some(self.arrow_function(params, body, start)));
        }
        self.read();
        if line_ended {
            return self.stop("unexpected end of line");
        }
        if !params.shape.is_params() {
            return self.stop("invalid argument list");
        }
        let before = self.made();
        let params = self.params(params, first);
        let is_block = self.peek().is(Op::OpenBrace);
        let body = if is_block { self.block_body() } else { self.arrow_expression() };
        match body {
            // Where Pipy gives up without a word, it goes on as if there had been no arrow.
            Err(Stop) if self.message.is_empty() && !self.crash => {
                self.undo(before);
                Ok(None)
            }
            Err(Stop) => Err(Stop),
            Ok(body) => Ok(Some(self.arrow_function(params, body, start))),
        }
    }

    fn arrow_expression(&mut self) -> Result<Body, Stop> {
        let body = self.expression(true, None)?;
        let at = range(self.end, self.end);
        Ok(Body::Expression(self.expr_of(body, at)))
    }

    fn arrow_function(&mut self, params: Vec<Param>, body: Body, start: u32) -> Operand {
        let at = self.since(start);
        let function = self.push_function(Function { range: at, name: None, params, body });
        self.operand_of_expr(Shape::Other, Expr::Function(function), at)
    }

    fn template(&mut self) -> Result<Operand, Stop> {
        let open = self.read();
        self.tokens.in_template = true;
        let mut texts = Vec::new();
        let mut exprs = Vec::new();
        loop {
            let token = self.need_token()?;
            if matches!(token.kind, Kind::Op(Op::Backquote | Op::Hole)) && texts.len() == exprs.len() {
                texts.push("".into());
            }
            match token.kind {
                Kind::Op(Op::Backquote) => {
                    self.read();
                    self.tokens.in_template = false;
                    let template = Expr::Template { texts: texts.into(), exprs: exprs.into() };
                    return Ok(self.node(Shape::Other, template, open.start));
                }
                Kind::Op(Op::Hole) => {
                    self.read();
                    self.tokens.in_template = false;
                    let inside = self.expression(false, None)?;
                    exprs.push(self.expr_of(inside, token.into()));
                    if !self.need_token()?.is(Op::CloseBrace) {
                        return self.stop("unexpected token");
                    }
                    self.read();
                    self.tokens.in_template = true;
                }
                _ => {
                    self.read();
                    texts.push(self.string(token)?);
                }
            }
        }
    }

    fn object(&mut self) -> Result<Operand, Stop> {
        let open = self.read();
        let mut is_param = true;
        let mut fields = Vec::new();
        while !self.eat(Op::CloseBrace) {
            let token = self.peek();
            if token.is(Op::Spread) {
                self.read();
                let inside = self.expression(true, None)?;
                fields.push(Property::Spread(self.expr_of(inside, token.into())));
                is_param = false;
                self.comma(Op::CloseBrace);
                continue;
            }
            let mut shorthand = false;
            let mut computed = None;
            let key: Box<str> = match token.kind {
                Kind::Str => {
                    self.read();
                    self.string(token)?
                }
                Kind::Number => {
                    self.read();
                    number_text(self.number(token)).into()
                }
                Kind::Op(Op::OpenSquare) => {
                    self.read();
                    let inside = self.expression(false, None)?;
                    is_param &= matches!(inside.shape, Shape::Str);
                    self.is_plain &= !matches!(inside.shape, Shape::List { .. });
                    computed = Some(self.expr_of(inside, token.into()));
                    if self.statements() {
                        self.expect(Op::CloseSquare)?;
                    } else if !self.eat(Op::CloseSquare) {
                        return self.stop("unexpected token");
                    }
                    "".into()
                }
                Kind::Name => {
                    self.read();
                    shorthand = true;
                    self.tokens.slice(token).into()
                }
                Kind::Op(op) if op.is_word() => {
                    self.read();
                    shorthand = true;
                    self.tokens.slice(token).into()
                }
                _ => return self.stop("unexpected token"),
            };
            // Two of them are an error of JavaScript's.
            self.is_plain &= &*key != "__proto__";
            let next = self.peek();
            if shorthand && (next.is(Op::Comma) || next.is(Op::CloseBrace)) {
                // JavaScript reads no words.
                self.is_plain &= token.kind == Kind::Name && super::plain::name(&key);
                let value = self.push(Self::name_read(key.clone()), token.into());
                fields.push(Property::Shorthand { key, value });
            } else if next.is(Op::Colon) {
                self.read();
                let value = self.expression(true, None)?;
                is_param &= value.shape.is_param();
                let value = self.expr_of(value, next.into());
                self.is_plain &= !shorthand || super::plain::name(&key);
                fields.push(match computed {
                    Some(key) => Property::Computed { key, value },
                    None => Property::Field { key, at: token.into(), value },
                });
            } else {
                return self.stop("unexpected token");
            }
            self.comma(Op::CloseBrace);
        }
        Ok(self.node(Shape::Pattern(is_param), Expr::Object(fields), open.start))
    }

    fn array(&mut self) -> Result<Operand, Stop> {
        let open = self.read();
        let mut is_param = true;
        let mut items = Vec::new();
        while !self.eat(Op::CloseSquare) {
            let token = self.peek();
            let spread = self.eat(Op::Spread);
            let inside = self.expression(true, None)?;
            is_param &= !spread && inside.shape.is_param();
            let id = self.expr_of(inside, token.into());
            items.push(if spread { Item::Spread(id) } else { Item::Expr(id) });
            self.comma(Op::CloseSquare);
        }
        Ok(self.node(Shape::Pattern(is_param), Expr::Array(items), open.start))
    }
}

//! Expressions: Pipy reads them with a stack of operators and a stack of operands.

use super::op::Op;
use super::token::{Kind, Token};
use super::{Parser, Shape, Stop};

/// The two stacks of one level of brackets.
#[derive(Default)]
struct Stacks {
    operators: Vec<Op>,
    operands: Vec<Shape>,
}

impl Stacks {
    fn prefix(&mut self, op: Op) {
        self.operands.push(Shape::Nothing);
        self.operators.push(op);
    }

    fn pop(&mut self) -> Shape {
        self.operands.pop().unwrap_or(Shape::Nothing)
    }
}

impl Parser<'_> {
    /// An expression. In a list that commas part, `in_list`. `first` is an operand already read.
    pub(super) fn expression(&mut self, in_list: bool, first: Option<Shape>) -> Result<Shape, Stop> {
        let mut stacks = Stacks::default();
        let mut first = first;
        loop {
            match first.take() {
                Some(operand) => stacks.operands.push(operand),
                None => self.operand_of(&mut stacks)?,
            }
            self.operators(&mut stacks, in_list)?;
            if stacks.operators.is_empty() {
                return Ok(stacks.pop());
            }
        }
    }

    /// What follows the last operator.
    fn operand_of(&mut self, stacks: &mut Stacks) -> Result<(), Stop> {
        match stacks.operators.last() {
            Some(&open @ (Op::Open | Op::OpenSquare | Op::OptCall | Op::OptIndex)) => {
                self.brackets(stacks, open)
            }
            Some(Op::Dot | Op::OptDot) => {
                let token = self.peek();
                match token.kind {
                    Kind::Name => {}
                    Kind::Op(op) if op.is_word() => {}
                    _ => return self.stop("unexpected token"),
                }
                self.read();
                stacks.operands.push(Shape::Name);
                Ok(())
            }
            _ => {
                while self.prefix_operator(stacks)? {}
                let trailing_comma = stacks.operators.last() == Some(&Op::Comma);
                let operand = match self.peek().is(Op::Close) && trailing_comma {
                    true => Shape::Nothing,
                    false => self.operand()?,
                };
                stacks.operands.push(operand);
                Ok(())
            }
        }
    }

    /// Arguments or an index; their opening bracket is the last operator.
    fn brackets(&mut self, stacks: &mut Stacks, open: Op) -> Result<(), Stop> {
        let is_call = matches!(open, Op::Open | Op::OptCall);
        let closing = if is_call { Op::Close } else { Op::CloseSquare };
        let mut count = 0;
        while !self.need_token()?.is(closing) {
            self.expression(is_call, None)?;
            count += 1;
            if !is_call {
                break;
            }
            self.eat(Op::Comma);
        }
        if !self.need_token()?.is(closing) {
            return self.stop("unexpected token");
        }
        self.read();
        stacks.operators.pop();
        stacks.pop();
        if is_call && stacks.operators.last() == Some(&Op::New) {
            if open == Op::OptCall {
                return self.stop("invalid optional chain");
            }
            stacks.operators.pop();
            stacks.pop();
        } else if !is_call && count != 1 {
            return self.stop("unexpected token");
        }
        stacks.operands.push(Shape::Other);
        Ok(())
    }

    fn prefix_operator(&mut self, stacks: &mut Stacks) -> Result<bool, Stop> {
        let op = match self.need_token()?.op() {
            Some(Op::Add) => Op::Plus,
            Some(Op::Sub) => Op::Minus,
            Some(Op::Inc) => Op::PreInc,
            Some(Op::Dec) => Op::PreDec,
            Some(op @ (Op::BitNot | Op::Not | Op::Void | Op::Typeof | Op::New | Op::Delete)) => op,
            _ => return Ok(false),
        };
        self.read();
        stacks.prefix(op);
        Ok(true)
    }

    /// The operators after an operand, up to the next one that wants an operand.
    fn operators(&mut self, stacks: &mut Stacks, in_list: bool) -> Result<(), Stop> {
        loop {
            let line_ended = self.statements() && self.tokens.line_ended();
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
            while let Some(&top) = stacks.operators.last() {
                if !at_end && !self.comes_first(top, next) {
                    break;
                }
                self.reduce(stacks, next)?;
            }
            if self.statements() && next == Some(Op::Colon) && stacks.operators.last() != Some(&Op::Question)
            {
                at_end = true;
            }
            if !at_end {
                self.read();
                // A token that is no operator is kept as one; to reduce it later is the error.
                stacks.operators.push(next.unwrap_or(Op::Hole));
            }
            if !matches!(next, Some(Op::PostInc | Op::PostDec)) {
                return Ok(());
            }
            stacks.operands.push(Shape::Nothing);
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
    fn reduce(&mut self, stacks: &mut Stacks, next: Option<Op>) -> Result<(), Stop> {
        let right = stacks.pop();
        let left = stacks.pop();
        let Some(op) = stacks.operators.pop() else { return Ok(()) };
        if next == Some(Op::Pow) && matches!(op, Op::BitNot | Op::Not | Op::Plus | Op::Minus) {
            return self.stop("ambiguous exponentiation precedence");
        }
        let shape = match op {
            Op::Assign => Shape::Pattern(left.is_param()),
            Op::Comma => {
                let before = match left {
                    Shape::List { params, .. } => params,
                    other => other.is_param(),
                };
                match right {
                    Shape::Nothing => Shape::List { params: before, open: true },
                    right => Shape::List { params: before && right.is_param(), open: false },
                }
            }
            Op::Colon => {
                if stacks.operators.last() != Some(&Op::Question) {
                    return self.stop("unexpected token");
                }
                stacks.operators.pop();
                stacks.pop();
                Shape::Other
            }
            Op::Question => return self.stop("unexpected token"),
            op if op.precedes(None) => Shape::Other,
            _ => return self.stop("unknown operator"),
        };
        stacks.operands.push(shape);
        Ok(())
    }

    /// A literal, a name, something in brackets, or a function.
    fn operand(&mut self) -> Result<Shape, Stop> {
        let token = self.peek();
        match token.kind {
            Kind::Number => {
                self.read();
                Ok(Shape::Other)
            }
            Kind::Str => {
                self.read();
                self.check_string(token)?;
                Ok(Shape::Str)
            }
            Kind::Name => {
                self.read();
                Ok(self.arrow(Shape::Name)?.unwrap_or(Shape::Name))
            }
            Kind::Op(Op::True | Op::False | Op::Null | Op::Undefined) => {
                self.read();
                Ok(Shape::Other)
            }
            Kind::Op(Op::Open) => self.parenthesis(),
            Kind::Op(Op::Backquote) => self.template(),
            Kind::Op(Op::OpenBrace) => self.object(),
            Kind::Op(Op::OpenSquare) => self.array(),
            Kind::Op(Op::Function) if self.statements() => {
                self.read();
                self.name();
                self.block_function()
            }
            _ => self.stop("unexpected token"),
        }
    }

    fn parenthesis(&mut self) -> Result<Shape, Stop> {
        self.read();
        if self.peek().is(Op::Close) {
            self.read();
            return match self.arrow(Shape::List { params: true, open: false })? {
                Some(function) => Ok(function),
                None if self.statements() => self.expected(Op::Arrow),
                None => self.stop("unexpected token"),
            };
        }
        let inside = self.expression(false, None)?;
        if !self.need_token()?.is(Op::Close) {
            return self.stop("unexpected token");
        }
        let close = self.read();
        if let Some(function) = self.arrow(inside)? {
            return Ok(function);
        }
        if matches!(inside, Shape::List { open: true, .. }) {
            self.place = close.start;
            return self.stop("incomplete expression");
        }
        Ok(inside)
    }

    /// The rest of an arrow function, if an arrow comes next.
    pub(super) fn arrow(&mut self, params: Shape) -> Result<Option<Shape>, Stop> {
        let line_ended = self.statements() && self.tokens.line_ended();
        if !self.peek().is(Op::Arrow) {
            return Ok(None);
        }
        if !self.statements() {
            if !params.is_params() {
                return self.stop("invalid argument list");
            }
            self.read();
            if self.peek().is(Op::OpenBrace) {
                return self.stop("unexpected token");
            }
            self.expression(true, None)?;
            return Ok(Some(Shape::Other));
        }
        self.read();
        if line_ended {
            return self.stop("unexpected end of line");
        }
        if !params.is_params() {
            return self.stop("invalid argument list");
        }
        match self.arrow_body() {
            // Where Pipy gives up without a word, it goes on as if there had been no arrow.
            Err(Stop) if self.message.is_empty() && !self.crash => Ok(None),
            Err(Stop) => Err(Stop),
            Ok(()) => Ok(Some(Shape::Other)),
        }
    }

    fn arrow_body(&mut self) -> Result<(), Stop> {
        if self.eat(Op::OpenBrace) {
            self.statement_block()?;
            self.expect(Op::CloseBrace)
        } else {
            self.expression(true, None).map(drop)
        }
    }

    fn template(&mut self) -> Result<Shape, Stop> {
        self.read();
        self.tokens.in_template = true;
        loop {
            let token = self.need_token()?;
            match token.kind {
                Kind::Op(Op::Backquote) => {
                    self.read();
                    self.tokens.in_template = false;
                    return Ok(Shape::Other);
                }
                Kind::Op(Op::Hole) => {
                    self.read();
                    self.tokens.in_template = false;
                    self.expression(false, None)?;
                    if !self.need_token()?.is(Op::CloseBrace) {
                        return self.stop("unexpected token");
                    }
                    self.read();
                    self.tokens.in_template = true;
                }
                _ => {
                    self.read();
                    self.check_string(token)?;
                }
            }
        }
    }

    fn object(&mut self) -> Result<Shape, Stop> {
        self.read();
        let mut is_param = true;
        while !self.eat(Op::CloseBrace) {
            let token = self.peek();
            let mut shorthand = false;
            let mut key_is_text = true;
            match token.kind {
                Kind::Str => {
                    self.read();
                    self.check_string(token)?;
                }
                Kind::Number => {
                    self.read();
                }
                Kind::Op(Op::OpenSquare) => {
                    self.read();
                    key_is_text = matches!(self.expression(false, None)?, Shape::Str);
                    if self.statements() {
                        self.expect(Op::CloseSquare)?;
                    } else if !self.eat(Op::CloseSquare) {
                        return self.stop("unexpected token");
                    }
                }
                Kind::Op(Op::Spread) => {
                    self.read();
                    self.expression(true, None)?;
                    is_param = false;
                    self.eat(Op::Comma);
                    continue;
                }
                Kind::Name => {
                    self.read();
                    shorthand = true;
                }
                Kind::Op(op) if op.is_word() => {
                    self.read();
                    shorthand = true;
                }
                _ => return self.stop("unexpected token"),
            }
            let next = self.peek();
            let value = if shorthand && (next.is(Op::Comma) || next.is(Op::CloseBrace)) {
                Shape::Name
            } else if next.is(Op::Colon) {
                self.read();
                self.expression(true, None)?
            } else {
                return self.stop("unexpected token");
            };
            is_param &= key_is_text && value.is_param();
            self.eat(Op::Comma);
        }
        Ok(Shape::Pattern(is_param))
    }

    fn array(&mut self) -> Result<Shape, Stop> {
        self.read();
        let mut is_param = true;
        while !self.eat(Op::CloseSquare) {
            if self.eat(Op::Spread) {
                self.expression(true, None)?;
                is_param = false;
            } else {
                is_param &= self.expression(true, None)?.is_param();
            }
            self.eat(Op::Comma);
        }
        Ok(Shape::Pattern(is_param))
    }
}

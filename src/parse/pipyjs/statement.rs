//! Statements, which 1.5 has.

use super::op::Op;
use super::token::{Kind, Token};
use super::{Operand, Parser, Shape, Stop};
use crate::ir::syntax::{Body, Expr, ExprId, Function, FunctionId, Statement, StatementId};

/// Names with what each is called on the other side.
type Renamed = Vec<(Box<str>, Box<str>)>;

impl Parser<'_> {
    /// A name, if one comes next.
    pub(super) fn name(&mut self) -> Option<Box<str>> {
        let token = self.peek();
        if token.kind != Kind::Name {
            return None;
        }
        self.read();
        Some(self.word(token))
    }

    fn expect_name(&mut self, message: &'static str) -> Result<Box<str>, Stop> {
        match self.name() {
            Some(name) => Ok(name),
            None => self.stop(message),
        }
    }

    /// A string, if one comes next.
    fn quoted(&mut self) -> Result<Option<Box<str>>, Stop> {
        let token = self.peek();
        if token.kind != Kind::Str {
            return Ok(None);
        }
        self.read();
        self.string(token).map(Some)
    }

    fn name_or_quoted(&mut self, message: &'static str) -> Result<Box<str>, Stop> {
        if let Some(name) = self.name() {
            return Ok(name);
        }
        match self.quoted()? {
            Some(text) => Ok(text),
            None => self.stop(message),
        }
    }

    /// The end of a statement, which is made with the first semicolon.
    fn finish(&mut self, statement: Statement, start: u32) -> StatementId {
        self.eat(Op::Semicolon);
        let id = self.push_statement(statement, start);
        self.semicolons();
        id
    }

    fn semicolons(&mut self) {
        while self.eat(Op::Semicolon) {}
    }

    /// True where a block or a clause ends. Eats a `;`: Pipy's own slip, by which an empty statement ends a block.
    fn at_end(&mut self) -> bool {
        let token = self.peek();
        match token.kind {
            Kind::End | Kind::Op(Op::Case | Op::Default | Op::CloseBrace) => true,
            Kind::Op(Op::Semicolon) => {
                self.read();
                true
            }
            _ => false,
        }
    }

    fn statement_block(&mut self) -> Result<Vec<StatementId>, Stop> {
        let mut all = Vec::new();
        while !self.at_end() {
            all.push(self.statement()?);
        }
        Ok(all)
    }

    /// `{ … }`, the body of a function.
    pub(super) fn block_body(&mut self) -> Result<Body, Stop> {
        self.expect(Op::OpenBrace)?;
        self.functions += 1;
        let block = self.statement_block();
        self.functions -= 1;
        let block = block?;
        self.expect(Op::CloseBrace)?;
        Ok(Body::Block(block))
    }

    /// Where Pipy goes on after an expression that failed: it asks for a bracket, and dies if it finds it.
    fn expression_or_crash(&mut self) -> Result<Operand, Stop> {
        let outcome = self.expression(false, None);
        if outcome.is_err() {
            if self.eat(Op::Close) {
                self.crash = true;
            } else {
                return self.expected(Op::Close);
            }
        }
        let operand = outcome?;
        self.expect(Op::Close)?;
        Ok(operand)
    }

    /// The node of an expression that a statement wants.
    fn needed(&mut self, operand: Operand) -> ExprId {
        self.is_plain &= !matches!(operand.shape, Shape::List { open: true, .. });
        let at = self.since(self.end);
        self.expr_of(operand, at)
    }

    /// Parameters and body after `function` and its name.
    pub(super) fn block_function(&mut self, start: u32, name: Option<Box<str>>) -> Result<FunctionId, Stop> {
        self.expect(Op::Open)?;
        let mut params = Vec::new();
        if !self.eat(Op::Close) {
            let first = self.program.exprs.len();
            let list = self.expression_or_crash()?;
            if !list.shape.is_params() {
                return self.stop("invalid argument list");
            }
            params = self.params(list, first);
        }
        let body = self.block_body()?;
        let range = self.since(start);
        Ok(self.push_function(Function { range, name, params, body }))
    }

    pub(super) fn statement(&mut self) -> Result<StatementId, Stop> {
        let token = self.peek();
        let start = token.start;
        match token.kind {
            Kind::Op(Op::Semicolon) => Ok(self.finish(Statement::Empty, start)),
            Kind::Op(Op::OpenBrace) => {
                let block = self.braces()?;
                Ok(self.push_statement(Statement::Block(block), start))
            }
            Kind::Op(Op::Import) => self.import(),
            Kind::Op(Op::Export) => self.export(),
            Kind::Op(Op::Var) => {
                self.read();
                let statement = self.declared()?;
                Ok(self.finish(statement, start))
            }
            Kind::Op(Op::Function) => {
                self.read();
                let name = self.expect_name("missing identifier")?;
                let function = self.block_function(start, Some(name))?;
                let id = self.push_statement(Statement::Function(function), start);
                self.semicolons();
                Ok(id)
            }
            Kind::Op(Op::If) => {
                self.read();
                let test = self.head()?;
                let yes = self.branch()?;
                let no = if self.eat(Op::Else) { Some(self.branch()?) } else { None };
                Ok(self.push_statement(Statement::If { test, yes, no }, start))
            }
            Kind::Op(Op::Switch) => self.switch(),
            Kind::Op(Op::For) => self.for_loop(),
            Kind::Op(Op::Break) => {
                self.odd();
                self.read();
                let mut label = None;
                if !self.tokens.line_ended() && !self.at_end() {
                    label = self.name();
                    return Ok(self.finish(Statement::Break(label), start));
                }
                Ok(self.push_statement(Statement::Break(label), start))
            }
            Kind::Op(Op::Return) => {
                self.is_plain &= self.functions > 0;
                self.read();
                if self.tokens.line_ended() || self.at_end() {
                    return Ok(self.push_statement(Statement::Return(None), start));
                }
                let value = self.expression(false, None)?;
                let value = self.needed(value);
                Ok(self.finish(Statement::Return(Some(value)), start))
            }
            Kind::Op(Op::Throw) => {
                self.read();
                if self.tokens.line_ended() || self.at_end() {
                    return self.stop("missing expression");
                }
                let value = self.expression(false, None)?;
                let value = self.needed(value);
                Ok(self.finish(Statement::Throw(value), start))
            }
            Kind::Op(Op::Try) => self.try_catch(),
            Kind::Name => {
                self.read();
                if self.eat(Op::Colon) {
                    self.odd();
                    let label = self.word(token);
                    let body = self.statement()?;
                    return Ok(self.push_statement(Statement::Label(label, body), start));
                }
                let name = self.named(token);
                let first = self.arrow(name, start)?.unwrap_or(name);
                self.expression_statement(start, Some(first))
            }
            _ => self.expression_statement(start, None),
        }
    }

    fn expression_statement(&mut self, start: u32, first: Option<Operand>) -> Result<StatementId, Stop> {
        let value = self.expression(false, first)?;
        let value = self.needed(value);
        Ok(self.finish(Statement::Expression(value), start))
    }

    /// What follows `var`.
    fn declared(&mut self) -> Result<Statement, Stop> {
        let first = self.program.exprs.len();
        let list = self.expression(false, None)?;
        Ok(Statement::Var(self.variables(list, first)))
    }

    /// `{ … }`, a statement.
    fn braces(&mut self) -> Result<Vec<StatementId>, Stop> {
        self.read();
        let block = self.statement_block()?;
        if !self.eat(Op::CloseBrace) {
            return self.stop("");
        }
        Ok(block)
    }

    /// What `if` decides on.
    fn branch(&mut self) -> Result<StatementId, Stop> {
        self.is_plain &= !self.peek().is(Op::Function);
        self.statement()
    }

    /// `(expression)` after `if` or `switch`.
    fn head(&mut self) -> Result<ExprId, Stop> {
        self.expect(Op::Open)?;
        let value = self.expression(false, None)?;
        let value = self.needed(value);
        self.expect(Op::Close)?;
        Ok(value)
    }

    fn switch(&mut self) -> Result<StatementId, Stop> {
        self.odd();
        let start = self.read().start;
        let value = self.head()?;
        self.expect(Op::OpenBrace)?;
        let mut has_default = false;
        let mut cases = Vec::new();
        while !self.eat(Op::CloseBrace) {
            let mut test = None;
            if self.eat(Op::Default) {
                self.expect(Op::Colon)?;
                if has_default {
                    return self.stop("duplicated default clause");
                }
                has_default = true;
            } else if self.eat(Op::Case) {
                let value = self.expression(false, None)?;
                test = Some(self.needed(value));
                self.expect(Op::Colon)?;
            } else {
                return self.stop("case or default clause expected");
            }
            cases.push((test, self.statement_block()?));
        }
        Ok(self.push_statement(Statement::Switch { value, cases }, start))
    }

    fn for_loop(&mut self) -> Result<StatementId, Stop> {
        self.odd();
        let start = self.read().start;
        self.expect(Op::Open)?;
        let from = self.peek().start;
        let is_var = self.eat(Op::Var);
        let init = match is_var {
            true if !self.eat(Op::Semicolon) => Some(self.declared()?),
            true => None,
            false => self.part(Op::Semicolon)?.map(Statement::Expression),
        };
        let init = init.map(|init| self.push_statement(init, from));
        self.expect(Op::Semicolon)?;
        let test = self.part(Op::Semicolon)?;
        self.expect(Op::Semicolon)?;
        let step = self.part(Op::Close)?;
        self.expect(Op::Close)?;
        let body = self.statement()?;
        Ok(self.push_statement(Statement::For { init, test, step, body }, start))
    }

    /// A part of a `for`, up to what closes it. An empty part is read twice: so Pipy wants all three.
    fn part(&mut self, closing: Op) -> Result<Option<ExprId>, Stop> {
        if self.eat(closing) {
            return Ok(None);
        }
        let value = self.expression(false, None)?;
        Ok(Some(self.needed(value)))
    }

    fn try_catch(&mut self) -> Result<StatementId, Stop> {
        let start = self.read().start;
        let block = self.block()?;
        let mut catch = None;
        let mut finally = None;
        if self.eat(Op::Catch) {
            let mut variable = None;
            if self.eat(Op::Open) {
                let first = self.program.exprs.len();
                let name = self.expression_or_crash()?;
                if !name.shape.is_param() {
                    return self.stop("invalid exception variable");
                }
                self.is_plain &= matches!(name.shape, Shape::Name);
                variable = self.params(name, first).pop().map(|it| it.pattern);
            }
            catch = Some((variable, self.block()?));
        }
        if self.eat(Op::Finally) {
            finally = Some(self.block()?);
        }
        if catch.is_none() && finally.is_none() {
            return self.stop("missing catch or finally");
        }
        Ok(self.push_statement(Statement::Try { block, catch, finally }, start))
    }

    /// A statement that must be a block.
    fn block(&mut self) -> Result<Vec<StatementId>, Stop> {
        if !self.peek().is(Op::OpenBrace) {
            return self.expected(Op::OpenBrace);
        }
        self.braces()
    }

    fn import(&mut self) -> Result<StatementId, Stop> {
        self.odd();
        let start = self.read().start;
        let mut names = Vec::new();
        let at = self.peek();
        if let Some(path) = self.quoted()? {
            return Ok(self.push_statement(Statement::Import { path, at: at.into(), names }, start));
        }
        loop {
            match self.peek().kind {
                Kind::Op(Op::OpenBrace) => {
                    self.read();
                    self.import_names(&mut names)?;
                }
                Kind::Op(Op::Mul) => {
                    self.read();
                    self.expect(Op::As)?;
                    names.push(("*".into(), self.expect_name("missing identifier")?));
                }
                _ => names.push(("default".into(), self.expect_name("missing identifier")?)),
            }
            if self.eat(Op::Comma) {
                continue;
            }
            if self.eat(Op::From) {
                break;
            }
            return self.stop("unexpected token");
        }
        let at: Token = self.peek();
        match self.quoted()? {
            Some(path) => Ok(self.finish(Statement::Import { path, at: at.into(), names }, start)),
            None => self.stop("missing module name"),
        }
    }

    fn import_names(&mut self, names: &mut Renamed) -> Result<(), Stop> {
        loop {
            let quoted = if self.eat(Op::Default) { Some("default".into()) } else { self.quoted()? };
            if let Some(other) = quoted {
                self.expect(Op::As)?;
                names.push((other, self.expect_name("missing identifier")?));
            } else if let Some(name) = self.name() {
                let here =
                    if self.eat(Op::As) { self.expect_name("missing identifier")? } else { name.clone() };
                names.push((name, here));
            } else {
                return self.stop("missing exported name");
            }
            if self.eat(Op::Comma) {
                continue;
            }
            return if self.eat(Op::CloseBrace) { Ok(()) } else { self.stop("unexpected token") };
        }
    }

    fn export(&mut self) -> Result<StatementId, Stop> {
        self.odd();
        let start = self.read().start;
        let token = self.peek();
        match token.kind {
            Kind::Op(Op::Var | Op::Function) => {
                let declaration = self.statement()?;
                Ok(self.push_statement(Statement::ExportDeclaration(declaration), start))
            }
            Kind::Op(Op::Default) => {
                self.read();
                let from = self.peek().start;
                let value = if self.eat(Op::Function) {
                    let name = self.name();
                    let function = self.block_function(from, name)?;
                    let at = self.since(from);
                    self.push(Expr::Function(function), at)
                } else {
                    let value = self.expression(false, None)?;
                    self.needed(value)
                };
                Ok(self.finish(Statement::ExportDefault(value), start))
            }
            Kind::Op(Op::Mul) => {
                self.read();
                if !self.eat(Op::As) {
                    return self.stop("");
                }
                let names = vec![("*".into(), self.name_or_quoted("missing exported name")?)];
                self.expect(Op::From)?;
                let from = Some(self.name_or_quoted("missing module name")?);
                Ok(self.finish(Statement::ExportNames { names, from }, start))
            }
            Kind::Op(Op::OpenBrace) => {
                self.read();
                let names = self.export_names()?;
                let from = match self.eat(Op::From) {
                    true => Some(self.name_or_quoted("missing module name")?),
                    false => None,
                };
                Ok(self.finish(Statement::ExportNames { names, from }, start))
            }
            _ => self.stop("unexpected token"),
        }
    }

    fn export_names(&mut self) -> Result<Renamed, Stop> {
        let mut names = Renamed::new();
        loop {
            let here = self.expect_name("missing identifier")?;
            let outside = match self.eat(Op::As) {
                true => self.name_or_quoted("missing exported name")?,
                false => here.clone(),
            };
            names.push((here, outside));
            if self.eat(Op::CloseBrace) {
                return Ok(names);
            }
            if !self.eat(Op::Comma) {
                return self.stop("unexpected token");
            }
            if self.eat(Op::CloseBrace) {
                return Ok(names);
            }
        }
    }
}

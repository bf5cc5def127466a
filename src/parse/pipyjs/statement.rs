//! Statements, which 1.5 has.

use super::op::Op;
use super::token::Kind;
use super::{Parser, Shape, Stop};

impl Parser<'_> {
    /// A name, if one comes next.
    pub(super) fn name(&mut self) -> bool {
        let found = self.peek().kind == Kind::Name;
        if found {
            self.read();
        }
        found
    }

    fn expect_name(&mut self, message: &'static str) -> Result<(), Stop> {
        if self.name() { Ok(()) } else { self.stop(message) }
    }

    /// A string, if one comes next.
    fn quoted(&mut self) -> Result<bool, Stop> {
        let token = self.peek();
        if token.kind != Kind::Str {
            return Ok(false);
        }
        self.read();
        self.check_string(token)?;
        Ok(true)
    }

    fn name_or_quoted(&mut self, message: &'static str) -> Result<(), Stop> {
        if self.name() || self.quoted()? { Ok(()) } else { self.stop(message) }
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

    pub(super) fn statement_block(&mut self) -> Result<(), Stop> {
        while !self.at_end() {
            self.statement()?;
        }
        Ok(())
    }

    /// Where Pipy goes on after an expression that failed: it asks for a bracket, and dies if it finds it.
    fn expression_or_crash(&mut self) -> Result<Shape, Stop> {
        let outcome = self.expression(false, None);
        if outcome.is_err() {
            if self.eat(Op::Close) {
                self.crash = true;
            } else {
                return self.expected(Op::Close);
            }
        }
        let shape = outcome?;
        self.expect(Op::Close)?;
        Ok(shape)
    }

    /// Parameters and body after `function` and its name.
    pub(super) fn block_function(&mut self) -> Result<Shape, Stop> {
        self.expect(Op::Open)?;
        if !self.eat(Op::Close) && !self.expression_or_crash()?.is_params() {
            return self.stop("invalid argument list");
        }
        self.expect(Op::OpenBrace)?;
        self.statement_block()?;
        self.expect(Op::CloseBrace)?;
        Ok(Shape::Other)
    }

    pub(super) fn statement(&mut self) -> Result<(), Stop> {
        let token = self.peek();
        match token.kind {
            Kind::Op(Op::Semicolon) => self.semicolons(),
            Kind::Op(Op::OpenBrace) => {
                self.read();
                self.statement_block()?;
                if !self.eat(Op::CloseBrace) {
                    return self.stop("");
                }
            }
            Kind::Op(Op::Import) => return self.import(),
            Kind::Op(Op::Export) => return self.export(),
            Kind::Op(Op::Var) => {
                self.read();
                self.expression(false, None)?;
                self.semicolons();
            }
            Kind::Op(Op::Function) => {
                self.read();
                self.expect_name("missing identifier")?;
                self.block_function()?;
                self.semicolons();
            }
            Kind::Op(Op::If) => {
                self.read();
                self.head()?;
                self.statement()?;
                if self.eat(Op::Else) {
                    self.statement()?;
                }
            }
            Kind::Op(Op::Switch) => return self.switch(),
            Kind::Op(Op::For) => return self.for_loop(),
            Kind::Op(Op::Break) => {
                self.read();
                if !self.tokens.line_ended() && !self.at_end() {
                    self.name();
                    self.semicolons();
                }
            }
            Kind::Op(Op::Return) => {
                self.read();
                if !self.tokens.line_ended() && !self.at_end() {
                    self.expression(false, None)?;
                    self.semicolons();
                }
            }
            Kind::Op(Op::Throw) => {
                self.read();
                if self.tokens.line_ended() || self.at_end() {
                    return self.stop("missing expression");
                }
                self.expression(false, None)?;
                self.semicolons();
            }
            Kind::Op(Op::Try) => return self.try_catch(),
            Kind::Name => {
                self.read();
                if self.eat(Op::Colon) {
                    return self.statement();
                }
                let first = self.arrow(Shape::Name)?.unwrap_or(Shape::Name);
                self.expression(false, Some(first))?;
                self.semicolons();
            }
            _ => {
                self.expression(false, None)?;
                self.semicolons();
            }
        }
        Ok(())
    }

    /// `(expression)` after `if` or `switch`.
    fn head(&mut self) -> Result<(), Stop> {
        self.expect(Op::Open)?;
        self.expression(false, None)?;
        self.expect(Op::Close)
    }

    fn switch(&mut self) -> Result<(), Stop> {
        self.read();
        self.head()?;
        self.expect(Op::OpenBrace)?;
        let mut has_default = false;
        while !self.eat(Op::CloseBrace) {
            if self.eat(Op::Default) {
                self.expect(Op::Colon)?;
                if has_default {
                    return self.stop("duplicated default clause");
                }
                has_default = true;
            } else if self.eat(Op::Case) {
                self.expression(false, None)?;
                self.expect(Op::Colon)?;
            } else {
                return self.stop("case or default clause expected");
            }
            self.statement_block()?;
        }
        Ok(())
    }

    fn for_loop(&mut self) -> Result<(), Stop> {
        self.read();
        self.expect(Op::Open)?;
        self.eat(Op::Var);
        // An empty part is read twice: so Pipy wants all three.
        for closing in [Op::Semicolon, Op::Semicolon, Op::Close] {
            if !self.eat(closing) {
                self.expression(false, None)?;
            }
            self.expect(closing)?;
        }
        self.statement()
    }

    fn try_catch(&mut self) -> Result<(), Stop> {
        self.read();
        self.block()?;
        let mut handled = false;
        if self.eat(Op::Catch) {
            if self.eat(Op::Open) && !self.expression_or_crash()?.is_param() {
                return self.stop("invalid exception variable");
            }
            self.block()?;
            handled = true;
        }
        if self.eat(Op::Finally) {
            self.block()?;
            handled = true;
        }
        if handled { Ok(()) } else { self.stop("missing catch or finally") }
    }

    /// A statement that must be a block.
    fn block(&mut self) -> Result<(), Stop> {
        if !self.peek().is(Op::OpenBrace) {
            return self.expected(Op::OpenBrace);
        }
        self.statement()
    }

    fn import(&mut self) -> Result<(), Stop> {
        self.read();
        if self.quoted()? {
            return Ok(());
        }
        loop {
            match self.peek().kind {
                Kind::Op(Op::OpenBrace) => {
                    self.read();
                    self.import_names()?;
                }
                Kind::Op(Op::Mul) => {
                    self.read();
                    self.expect(Op::As)?;
                    self.expect_name("missing identifier")?;
                }
                _ => self.expect_name("missing identifier")?,
            }
            if self.eat(Op::Comma) {
                continue;
            }
            if self.eat(Op::From) {
                break;
            }
            return self.stop("unexpected token");
        }
        if !self.quoted()? {
            return self.stop("missing module name");
        }
        self.semicolons();
        Ok(())
    }

    fn import_names(&mut self) -> Result<(), Stop> {
        loop {
            if self.eat(Op::Default) || self.quoted()? {
                self.expect(Op::As)?;
                self.expect_name("missing identifier")?;
            } else if self.name() {
                if self.eat(Op::As) {
                    self.expect_name("missing identifier")?;
                }
            } else {
                return self.stop("missing exported name");
            }
            if self.eat(Op::Comma) {
                continue;
            }
            return if self.eat(Op::CloseBrace) { Ok(()) } else { self.stop("unexpected token") };
        }
    }

    fn export(&mut self) -> Result<(), Stop> {
        self.read();
        match self.peek().kind {
            Kind::Op(Op::Var | Op::Function) => self.statement(),
            Kind::Op(Op::Default) => {
                self.read();
                if self.eat(Op::Function) {
                    self.name();
                    self.block_function()?;
                } else {
                    self.expression(false, None)?;
                }
                self.semicolons();
                Ok(())
            }
            Kind::Op(Op::Mul) => {
                self.read();
                if !self.eat(Op::As) {
                    return self.stop("");
                }
                self.name_or_quoted("missing exported name")?;
                self.expect(Op::From)?;
                self.name_or_quoted("missing module name")?;
                self.semicolons();
                Ok(())
            }
            Kind::Op(Op::OpenBrace) => {
                self.read();
                self.export_names()?;
                if self.eat(Op::From) {
                    self.name_or_quoted("missing module name")?;
                }
                self.semicolons();
                Ok(())
            }
            _ => self.stop("unexpected token"),
        }
    }

    fn export_names(&mut self) -> Result<(), Stop> {
        loop {
            self.expect_name("missing identifier")?;
            if self.eat(Op::As) {
                self.name_or_quoted("missing exported name")?;
            }
            if self.eat(Op::CloseBrace) {
                return Ok(());
            }
            if !self.eat(Op::Comma) {
                return self.stop("unexpected token");
            }
            if self.eat(Op::CloseBrace) {
                return Ok(());
            }
        }
    }
}

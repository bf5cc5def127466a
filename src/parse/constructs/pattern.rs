//! Parameters, declared variables and assigned patterns.

use swc_common::Spanned as _;
use swc_ecma_ast as ast;

use super::Finder;
use crate::ir::syntax::Range;
use crate::parse::javascript::range;
use crate::parse::trivia::skip_trivia;
use crate::rules::dialect;
use crate::source::Span;

impl Finder<'_> {
    /// A parameter, with its default.
    pub(super) fn param(&mut self, pattern: &ast::Pat) {
        match pattern {
            ast::Pat::Rest(rest) => {
                self.report(dialect::rest_parameter::report(self.rest(rest)));
                self.pattern(&rest.arg, true);
            }
            other => self.pattern(other, true),
        }
    }

    /// From the dots on; swc's own span begins behind them.
    fn rest(&self, rest: &ast::RestPat) -> Span {
        self.at(Range { start: range(rest.dot3_token).start, end: range(rest.arg.span()).end })
    }

    /// A pattern; `binds` new names rather than assigning to what there is.
    pub(super) fn pattern(&mut self, pattern: &ast::Pat, binds: bool) {
        match pattern {
            ast::Pat::Ident(name) => {
                if binds && &*name.id.sym == "undefined" {
                    self.report(dialect::reserved_name::report(self.span(&name.id), "undefined"));
                }
                self.name(&name.id);
            }
            ast::Pat::Array(array) => self.array_pattern(array, binds),
            ast::Pat::Object(object) => self.object_pattern(object, binds),
            ast::Pat::Rest(rest) => {
                self.report(dialect::rest_pattern::report(self.rest(rest)));
                self.pattern(&rest.arg, binds);
            }
            ast::Pat::Assign(assign) => {
                self.pattern(&assign.left, binds);
                self.expr(&assign.right);
                // swc passes over an arrow here.
                let next = skip_trivia(self.text, range(assign.right.span()).end);
                if self.text[next as usize..].starts_with("=>") {
                    self.report(dialect::stray_arrow::report(self.at(Range { start: next, end: next + 2 })));
                }
            }
            ast::Pat::Expr(expr) => self.expr(expr),
            ast::Pat::Invalid(_) => {}
        }
    }

    fn array_pattern(&mut self, array: &ast::ArrayPat, binds: bool) {
        let mut at = range(array.span).start + 1;
        for element in &array.elems {
            match element {
                Some(element) => {
                    self.pattern(element, binds);
                    at = range(element.span()).end;
                }
                None => self.report(dialect::array_hole::in_pattern(self.at(Range { start: at, end: at }))),
            }
            at = skip_trivia(self.text, at) + 1;
        }
    }

    fn object_pattern(&mut self, object: &ast::ObjectPat, binds: bool) {
        for field in &object.props {
            match field {
                ast::ObjectPatProp::KeyValue(field) => {
                    if let ast::PropName::Computed(key) = &field.key
                        && binds
                    {
                        self.report(dialect::computed_pattern_key::report(self.span(key)));
                    }
                    self.key(&field.key);
                    self.pattern(&field.value, binds);
                }
                ast::ObjectPatProp::Assign(field) => {
                    self.escapes(range(field.key.id.span), &field.key.id.sym);
                    if let Some(value) = &field.value {
                        self.report(dialect::shorthand_default::report(self.span(field)));
                        self.expr(value);
                    }
                }
                ast::ObjectPatProp::Rest(rest) => {
                    self.report(dialect::rest_pattern::report(self.rest(rest)));
                    self.pattern(&rest.arg, binds);
                }
            }
        }
    }

    pub(super) fn target(&mut self, target: &ast::AssignTarget) {
        match target {
            ast::AssignTarget::Simple(simple) => match simple {
                ast::SimpleAssignTarget::Ident(name) => self.name(&name.id),
                ast::SimpleAssignTarget::Member(member) => self.member(member),
                ast::SimpleAssignTarget::Paren(paren) => self.expr(&paren.expr),
                ast::SimpleAssignTarget::OptChain(chain) => self.optional_chain(chain),
                _ => {}
            },
            // A rest or a default in here parses as a spread or an assignment.
            ast::AssignTarget::Pat(ast::AssignTargetPat::Array(array)) => self.assigned_array(array),
            ast::AssignTarget::Pat(ast::AssignTargetPat::Object(object)) => self.assigned_object(object),
            ast::AssignTarget::Pat(ast::AssignTargetPat::Invalid(_)) => {}
        }
    }

    /// The same text is a literal to Pipy, in which `...` is fine.
    fn assigned_array(&mut self, array: &ast::ArrayPat) {
        let mut at = range(array.span).start + 1;
        for element in &array.elems {
            match element {
                Some(element) => {
                    self.assigned(element);
                    at = range(element.span()).end;
                }
                None => self.report(dialect::array_hole::report(self.at(Range { start: at, end: at }))),
            }
            at = skip_trivia(self.text, at) + 1;
        }
    }

    fn assigned_object(&mut self, object: &ast::ObjectPat) {
        for field in &object.props {
            match field {
                ast::ObjectPatProp::KeyValue(field) => {
                    self.key(&field.key);
                    self.assigned(&field.value);
                }
                ast::ObjectPatProp::Assign(field) => {
                    self.escapes(range(field.key.id.span), &field.key.id.sym);
                    if let Some(value) = &field.value {
                        self.report(dialect::shorthand_default::report(self.span(field)));
                        self.expr(value);
                    }
                }
                ast::ObjectPatProp::Rest(rest) => self.assigned(&rest.arg),
            }
        }
    }

    fn assigned(&mut self, pattern: &ast::Pat) {
        match pattern {
            ast::Pat::Array(array) => self.assigned_array(array),
            ast::Pat::Object(object) => self.assigned_object(object),
            ast::Pat::Rest(rest) => self.assigned(&rest.arg),
            ast::Pat::Assign(assign) => {
                self.assigned(&assign.left);
                self.expr(&assign.right);
            }
            other => self.pattern(other, false),
        }
    }
}

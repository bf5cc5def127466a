//! Expressions.

use swc_common::Spanned as _;
use swc_ecma_ast as ast;

use super::Finder;
use crate::ir::syntax::Range;
use crate::parse::javascript::range;
use crate::parse::trivia::skip_trivia;
use crate::rules::dialect;

impl Finder<'_> {
    pub(super) fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e ast::Expr>) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    pub(super) fn expr(&mut self, expr: &ast::Expr) {
        match expr {
            ast::Expr::This(it) => self.report(dialect::this::report(self.span(it), "this")),
            ast::Expr::Array(array) => self.array(array),
            ast::Expr::Object(object) => self.object(object),
            ast::Expr::Fn(it) => {
                if !self.statements {
                    self.report(dialect::function_keyword::report(self.keyword(it, 8)));
                }
                if let Some(name) = &it.ident {
                    self.declared(name);
                }
                self.function(&it.function);
            }
            ast::Expr::Unary(it) => self.expr(&it.arg),
            ast::Expr::Update(it) => self.expr(&it.arg),
            ast::Expr::Bin(it) => {
                self.expr(&it.left);
                self.expr(&it.right);
            }
            ast::Expr::Assign(it) => {
                self.target(&it.left);
                self.expr(&it.right);
            }
            ast::Expr::Member(it) => self.member(it),
            ast::Expr::SuperProp(it) => {
                self.report(dialect::this::report(self.keyword(it, 5), "super"));
                if let ast::SuperProp::Computed(key) = &it.prop {
                    self.expr(&key.expr);
                }
            }
            ast::Expr::Cond(it) => self.conditional(it),
            ast::Expr::Call(it) => {
                match &it.callee {
                    ast::Callee::Expr(callee) => self.expr(callee),
                    ast::Callee::Super(it) => self.report(dialect::this::report(self.span(it), "super")),
                    ast::Callee::Import(import) => {
                        let instead = "use `pipy.solve`, or an `import` at the top of the file on 1.5";
                        self.report(dialect::import_export::form(self.span(import), "`import()`", instead));
                    }
                }
                self.arguments(&it.args);
            }
            ast::Expr::New(it) => {
                self.constructor(&it.callee);
                self.expr(&it.callee);
                self.arguments(it.args.iter().flatten());
            }
            ast::Expr::Seq(it) => self.exprs(it.exprs.iter().map(|it| &**it)),
            ast::Expr::Ident(name) => self.name(name),
            ast::Expr::Lit(literal) => self.literal(literal),
            ast::Expr::Tpl(template) => self.template(template),
            ast::Expr::TaggedTpl(it) => {
                let text = self.slice(&*it.tpl);
                let report = dialect::tagged_template::report(self.span(it), self.span(&*it.tpl), text);
                self.report(report);
                self.expr(&it.tag);
                self.exprs(it.tpl.exprs.iter().map(|it| &**it));
            }
            ast::Expr::Arrow(arrow) => self.arrow(arrow),
            ast::Expr::Class(class) => self.class_expression(class),
            ast::Expr::Yield(it) => {
                if !self.in_generator {
                    self.report(dialect::generator::report(self.keyword(it, 5)));
                }
                self.exprs(it.arg.as_deref());
            }
            ast::Expr::MetaProp(it) => match it.kind {
                ast::MetaPropKind::NewTarget => {
                    self.report(dialect::this::report(self.span(it), "new.target"));
                }
                ast::MetaPropKind::ImportMeta => {
                    let instead = "use `__filename` for the path of the script";
                    self.report(dialect::import_export::form(self.span(it), "`import.meta`", instead));
                }
            },
            ast::Expr::Await(it) => {
                if !self.in_async {
                    self.report(dialect::async_function::report(self.keyword(it, 5)));
                }
                self.expr(&it.arg);
            }
            ast::Expr::Paren(it) => self.expr(&it.expr),
            ast::Expr::OptChain(it) => self.optional_chain(it),
            ast::Expr::PrivateName(it) => self.report(dialect::private_name::report(self.span(it))),
            _ => {}
        }
    }

    pub(super) fn member(&mut self, member: &ast::MemberExpr) {
        self.expr(&member.obj);
        match &member.prop {
            ast::MemberProp::Ident(name) => self.escapes(range(name.span), &name.sym),
            ast::MemberProp::Computed(key) => self.expr(&key.expr),
            ast::MemberProp::PrivateName(it) => self.report(dialect::private_name::report(self.span(it))),
        }
    }

    pub(super) fn optional_chain(&mut self, chain: &ast::OptChainExpr) {
        let (before, brackets) = match &*chain.base {
            ast::OptChainBase::Member(member) => {
                self.member(member);
                (range(member.obj.span()).end, member.prop.is_computed())
            }
            ast::OptChainBase::Call(call) => {
                self.expr(&call.callee);
                self.arguments(&call.args);
                (range(call.callee.span()).end, true)
            }
        };
        if !chain.optional {
            return;
        }
        let question = skip_trivia(self.text, before);
        let dot = skip_trivia(self.text, question + 1);
        if dot > question + 1 {
            // No JavaScript, but swc takes it.
            let blank = self.at(Range { start: question + 1, end: dot });
            self.report(dialect::optional_chain_blank::in_two(blank));
        }
        let bracket = skip_trivia(self.text, dot + 1);
        if brackets && bracket > dot + 1 {
            let blank = self.at(Range { start: dot + 1, end: bracket });
            self.report(dialect::optional_chain_blank::report(blank));
        }
    }

    /// Pipy takes the first brackets behind a constructor for its arguments, and minds a `?.` there.
    fn constructor(&mut self, callee: &ast::Expr) {
        let mut inner = callee;
        loop {
            inner = match inner {
                ast::Expr::Member(member) => &member.obj,
                ast::Expr::OptChain(chain) => match &*chain.base {
                    ast::OptChainBase::Member(member) => &member.obj,
                    ast::OptChainBase::Call(call) => {
                        let start = skip_trivia(self.text, range(call.callee.span()).end);
                        if chain.optional {
                            let span = self.at(Range { start, end: start + 2 });
                            self.report(dialect::optional_new::report(span));
                        }
                        &call.callee
                    }
                },
                _ => return,
            }
        }
    }

    fn arguments<'e>(&mut self, args: impl IntoIterator<Item = &'e ast::ExprOrSpread>) {
        for arg in args {
            if let Some(dots) = arg.spread {
                self.report(dialect::spread_argument::report(self.at(range(dots))));
            }
            self.expr(&arg.expr);
        }
    }

    fn conditional(&mut self, conditional: &ast::CondExpr) {
        let middle = self.span(&*conditional.cons);
        match &*conditional.cons {
            ast::Expr::Cond(_) if !self.statements => {
                self.report(dialect::nested_conditional::report(middle));
            }
            ast::Expr::Arrow(_) if !self.statements => {
                self.report(dialect::conditional_arrow::report(middle));
            }
            other => self.before_colon(other, false),
        }
        // `a ?.5 : 1`: the dot right behind the question mark.
        let question = skip_trivia(self.text, range(conditional.test.span()).end);
        if self.byte(question) == b'?' && self.byte(question + 1) == b'.' {
            let number = Range { start: question + 1, end: middle.start.max(question + 1) };
            let number = if middle.start == question + 1 { middle } else { self.at(number) };
            self.report(dialect::optional_dot_number::report(number));
        }
        self.expr(&conditional.test);
        self.expr(&conditional.cons);
        self.expr(&conditional.alt);
    }

    /// A colon comes next: Pipy cannot end an assignment or a comma there.
    pub(super) fn before_colon(&mut self, expr: &ast::Expr, in_case: bool) {
        let mut last = expr;
        loop {
            last = match last {
                ast::Expr::Assign(_) if !in_case => {
                    return self.report(dialect::conditional_assignment::report(self.span(last)));
                }
                ast::Expr::Assign(_) | ast::Expr::Seq(_) if self.statements => {
                    return self.report(dialect::conditional_assignment::in_case(self.span(last)));
                }
                ast::Expr::Cond(it) => &it.alt,
                ast::Expr::Arrow(it) => match &*it.body {
                    ast::ArrowFunctionBody::Expr(body) => body,
                    ast::ArrowFunctionBody::FunctionBody(_) => return,
                },
                _ => return,
            }
        }
    }

    fn arrow(&mut self, arrow: &ast::ArrowExpr) {
        if arrow.is_async {
            self.report(dialect::async_function::report(self.keyword(arrow, 5)));
        }
        let around = std::mem::replace(&mut self.in_async, arrow.is_async);
        for param in &arrow.params {
            self.param(param);
        }
        self.arrow_sign(arrow);
        match &*arrow.body {
            ast::ArrowFunctionBody::Expr(expr) => self.expr(expr),
            ast::ArrowFunctionBody::FunctionBody(body) => {
                if !self.statements {
                    self.arrow_body(body);
                }
                self.body(body);
            }
        }
        self.in_async = around;
    }

    /// What stands between the parameters and the body.
    fn arrow_sign(&mut self, arrow: &ast::ArrowExpr) {
        let mut end = match arrow.params.last() {
            Some(last) => skip_trivia(self.text, range(last.span()).end),
            None => {
                let start = range(arrow.span).start + if arrow.is_async { 5 } else { 0 };
                skip_trivia(self.text, skip_trivia(self.text, start) + 1)
            }
        };
        if self.byte(end) == b',' {
            end = skip_trivia(self.text, end + 1);
        }
        let closed = self.byte(end) == b')';
        let end = if closed { end + 1 } else { arrow.params.last().map_or(end, |it| range(it.span()).end) };
        let sign = skip_trivia(self.text, end);
        if !self.text[sign as usize..].starts_with("=>") {
            return;
        }
        if !closed && !matches!(arrow.params[..], [ast::Pat::Ident(_)]) {
            // swc takes `(a, b = 1 => …)` for `(a, b = 1) => …`.
            self.report(dialect::stray_arrow::report(self.at(Range { start: sign, end: sign + 2 })));
        } else if self.statements && self.text[end as usize..sign as usize].contains('\n') {
            let blank = self.at(Range { start: end, end: sign });
            self.report(dialect::arrow_line_break::report(blank, self.text));
        }
    }

    fn arrow_body(&mut self, body: &ast::FunctionBody) {
        let brace = self.keyword(body, 1);
        let only = match &body.stmts[..] {
            [ast::Stmt::Return(it)] => it.arg.as_deref(),
            _ => None,
        };
        let has_comment = |text: &str| text.contains("//") || text.contains("/*");
        self.report(match only {
            Some(value) if !has_comment(self.slice(body)) => {
                dialect::function_body::returning(brace, self.span(body), self.slice(value))
            }
            _ => dialect::function_body::report(brace),
        });
    }

    pub(super) fn function(&mut self, function: &ast::Function) {
        let mut start = range(function.span).start;
        if function.is_async && self.text[start as usize..].starts_with("async") {
            self.report(dialect::async_function::report(self.at(Range { start, end: start + 5 })));
            start = skip_trivia(self.text, start + 5);
        }
        if function.is_generator && self.text[start as usize..].starts_with("function") {
            self.report(dialect::generator::report(self.at(Range { start, end: start + 8 })));
        }
        self.function_parts(function);
    }

    /// A function without its words: a method, which is reported as such.
    fn function_parts(&mut self, function: &ast::Function) {
        let around = (self.in_async, self.in_generator);
        (self.in_async, self.in_generator) = (function.is_async, function.is_generator);
        for param in &function.params {
            self.param(&param.pat);
        }
        if let Some(body) = &function.body {
            self.body(body);
        }
        (self.in_async, self.in_generator) = around;
    }

    fn array(&mut self, array: &ast::ArrayLit) {
        let mut at = range(array.span).start + 1;
        for element in &array.elems {
            match element {
                Some(element) => {
                    self.expr(&element.expr);
                    at = range(element.expr.span()).end;
                }
                None => self.report(dialect::array_hole::report(self.at(Range { start: at, end: at }))),
            }
            at = skip_trivia(self.text, at) + 1;
        }
    }

    fn object(&mut self, object: &ast::ObjectLit) {
        for property in &object.props {
            match property {
                ast::PropOrSpread::Spread(spread) => self.expr(&spread.expr),
                ast::PropOrSpread::Prop(property) => self.property(property),
            }
        }
    }

    fn property(&mut self, property: &ast::Prop) {
        match property {
            // A reserved word is fine as a shorthand, as far as parsing goes.
            ast::Prop::Shorthand(name) => self.escapes(range(name.span), &name.sym),
            ast::Prop::KeyValue(field) => {
                self.key(&field.key);
                self.expr(&field.value);
            }
            // No JavaScript outside patterns, but swc takes it in arguments, which might turn out to be parameters.
            ast::Prop::Assign(it) => {
                let value = self.short(&*it.value, "value").to_owned();
                self.report(dialect::shorthand_default::in_object(self.span(it), &it.key.sym, &value));
                self.escapes(range(it.key.span), &it.key.sym);
                self.expr(&it.value);
            }
            ast::Prop::Getter(it) => {
                self.report(dialect::object_method::accessor(self.keyword(it, 3), "get"));
                self.key(&it.key);
                self.function(&it.function);
            }
            ast::Prop::Setter(it) => {
                self.report(dialect::object_method::accessor(self.keyword(it, 3), "set"));
                self.key(&it.key);
                self.function(&it.function);
            }
            ast::Prop::Method(it) => {
                let name = self.short(&it.key, "name").to_owned();
                self.report(dialect::object_method::method(self.span(&it.key), &name));
                self.key(&it.key);
                self.function_parts(&it.function);
            }
        }
    }

    pub(super) fn key(&mut self, key: &ast::PropName) {
        match key {
            ast::PropName::Ident(name) => self.escapes(range(name.span), &name.sym),
            ast::PropName::Str(text) => self.string(text),
            ast::PropName::Num(number) => self.number(number),
            ast::PropName::BigInt(number) => self.bigint(number),
            ast::PropName::Computed(key) => self.expr(&key.expr),
        }
    }
}

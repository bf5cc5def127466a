//! Statements: on 0.90 all of them, on 1.5 those that it does not have.

use swc_common::Spanned as _;
use swc_ecma_ast as ast;

use super::Finder;
use crate::ir::syntax::Range;
use crate::parse::javascript::range;
use crate::parse::trivia::{continues_line, skip_trivia};
use crate::rules::dialect;

impl Finder<'_> {
    pub(super) fn script(&mut self, script: &ast::Script) {
        self.hashbang(script.shebang.is_some());
        self.top_level(&script.body.iter().collect::<Vec<_>>());
    }

    pub(super) fn module(&mut self, module: &ast::Module) {
        self.hashbang(module.shebang.is_some());
        let mut statements = Vec::new();
        for item in &module.body {
            match item {
                ast::ModuleItem::Stmt(statement) => statements.push(statement),
                ast::ModuleItem::ModuleDecl(declaration) => self.module_declaration(declaration),
            }
        }
        if statements.is_empty() {
            return;
        }
        self.top_level(&statements);
    }

    fn hashbang(&mut self, found: bool) {
        if found && !self.statements {
            let end = self.text.find('\n').unwrap_or(self.text.len()) as u32;
            self.report(dialect::hashbang::report(self.at(Range { start: 0, end })));
        }
    }

    fn top_level(&mut self, body: &[&ast::Stmt]) {
        if !self.statements {
            self.one_expression(body);
        }
        for (index, statement) in body.iter().enumerate() {
            if let Some(before) = index.checked_sub(1) {
                self.continued(body[before], statement);
            }
            self.statement(statement);
        }
    }

    /// What keeps a file from being one expression, apart from statements.
    fn one_expression(&mut self, body: &[&ast::Stmt]) {
        if body.is_empty() {
            let at = self.at(Range::default());
            return self.report(dialect::empty_script::report(at));
        }
        let is_expression = |it: &&&ast::Stmt| matches!(it, ast::Stmt::Expr(_) | ast::Stmt::Debugger(_));
        let last = body.iter().rposition(|it| !it.is_empty());
        let several = body.iter().filter(is_expression).count() > 1;
        let mut after_expression = false;
        for (index, statement) in body.iter().enumerate() {
            let at = range(statement.span());
            let ends_in_semicolon = match statement {
                ast::Stmt::Expr(_) | ast::Stmt::Debugger(_) | ast::Stmt::Empty(_) => {
                    self.byte(at.end.wrapping_sub(1)) == b';'
                }
                _ => false,
            };
            if is_expression(&statement) {
                if after_expression {
                    self.report(dialect::several_expressions::report(self.at(at)));
                }
                after_expression = !ends_in_semicolon;
            }
            if ends_in_semicolon {
                let span = self.at(Range { start: at.end - 1, end: at.end });
                let trailing = last.is_none_or(|last| index >= last);
                self.report(match trailing && !several {
                    true => dialect::semicolon::trailing(span),
                    false => dialect::semicolon::between(span),
                });
            }
        }
    }

    fn block(&mut self, statements: &[ast::Stmt]) {
        for (index, statement) in statements.iter().enumerate() {
            if self.statements && statement.is_empty() {
                self.report(dialect::empty_statement::report(self.span(statement)));
            }
            if let Some(before) = index.checked_sub(1) {
                self.continued(&statements[before], statement);
            }
            self.statement(statement);
        }
    }

    /// A line behind an expression without `;` that continues it to 1.5: by a brace, or behind a function
    /// that ends with one.
    fn continued(&mut self, before: &ast::Stmt, statement: &ast::Stmt) {
        // What an `if` or a loop governs ends where the whole does.
        let mut last = before;
        loop {
            last = match last {
                ast::Stmt::If(it) => it.alt.as_deref().unwrap_or(&it.cons),
                ast::Stmt::For(it) => &it.body,
                ast::Stmt::Labeled(it) => &it.body,
                _ => break,
            };
        }
        let open_ended = matches!(
            last,
            ast::Stmt::Expr(_)
                | ast::Stmt::Debugger(_)
                | ast::Stmt::Return(_)
                | ast::Stmt::Throw(_)
                | ast::Stmt::Decl(ast::Decl::Var(_))
        );
        let end = range(before.span()).end;
        if !self.statements || !open_ended || self.byte(end.wrapping_sub(1)) == b';' {
            return;
        }
        if statement.is_block() {
            self.report(dialect::block::report(self.keyword(statement, 1)));
        } else if continues_line(self.text, range(statement.span()).start) {
            let end = self.at(Range { start: end, end });
            self.report(dialect::continued_line::report(self.keyword(statement, 1), end));
        }
    }

    /// The body of a function.
    pub(super) fn body(&mut self, body: &ast::FunctionBody) {
        self.block(&body.stmts);
    }

    /// What a statement governs. Its block goes with it, and is no finding of its own.
    fn governed(&mut self, statement: &ast::Stmt) {
        match statement {
            ast::Stmt::Block(block) => self.block(&block.stmts),
            other => self.statement(other),
        }
    }

    fn statement(&mut self, statement: &ast::Stmt) {
        match statement {
            ast::Stmt::Block(block) => {
                if !self.statements {
                    self.report(dialect::block::report(self.keyword(block, 1)));
                }
                self.block(&block.stmts);
            }
            ast::Stmt::Empty(_) | ast::Stmt::Debugger(_) | ast::Stmt::Break(_) => {}
            ast::Stmt::With(it) => {
                self.report(dialect::with_statement::report(self.keyword(it, 4)));
                self.expr(&it.obj);
                self.governed(&it.body);
            }
            ast::Stmt::Return(it) => self.exprs(it.arg.as_deref()),
            ast::Stmt::Labeled(it) => {
                if !self.statements {
                    self.report(dialect::label::report(self.span(&it.label)));
                }
                self.declared(&it.label);
                self.governed(&it.body);
            }
            ast::Stmt::Continue(it) => {
                if self.statements {
                    self.report(dialect::continue_statement::report(self.keyword(it, 8)));
                }
            }
            ast::Stmt::If(it) => {
                if !self.statements {
                    self.report(dialect::if_statement::report(self.keyword(it, 2)));
                }
                self.expr(&it.test);
                self.governed(&it.cons);
                if let Some(no) = &it.alt {
                    self.governed(no);
                }
            }
            ast::Stmt::Switch(it) => {
                if !self.statements {
                    self.report(dialect::switch_statement::report(self.keyword(it, 6)));
                }
                self.expr(&it.discriminant);
                for case in &it.cases {
                    if let Some(test) = &case.test {
                        self.before_colon(test, true);
                        self.expr(test);
                    }
                    self.block(&case.cons);
                }
            }
            ast::Stmt::Throw(it) => {
                if !self.statements {
                    self.report(dialect::throw_statement::report(self.keyword(it, 5)));
                }
                self.expr(&it.arg);
            }
            ast::Stmt::Try(it) => {
                if !self.statements {
                    self.report(dialect::try_statement::report(self.keyword(&**it, 3)));
                }
                self.block(&it.block.stmts);
                if let Some(handler) = &it.handler {
                    if let Some(param) = &handler.param {
                        self.pattern(param, true);
                    }
                    self.block(&handler.body.stmts);
                }
                if let Some(finalizer) = &it.finalizer {
                    self.block(&finalizer.stmts);
                }
            }
            ast::Stmt::While(_)
            | ast::Stmt::DoWhile(_)
            | ast::Stmt::For(_)
            | ast::Stmt::ForIn(_)
            | ast::Stmt::ForOf(_) => {
                self.a_loop(statement);
            }
            ast::Stmt::Decl(declaration) => self.declaration(declaration, false),
            ast::Stmt::Expr(it) => self.expr(&it.expr),
        }
    }

    fn a_loop(&mut self, statement: &ast::Stmt) {
        let word = match statement {
            ast::Stmt::While(_) => "while",
            ast::Stmt::DoWhile(_) => "do",
            _ => "for",
        };
        let span = self.keyword(statement, word.len() as u32);
        if !self.statements {
            self.report(dialect::loop_statement::in_expression(span, word));
        }
        match statement {
            ast::Stmt::While(it) => {
                if self.statements {
                    self.report(dialect::loop_statement::in_statements(span, "`while`"));
                }
                self.expr(&it.test);
                self.governed(&it.body);
            }
            ast::Stmt::DoWhile(it) => {
                if self.statements {
                    self.report(dialect::loop_statement::in_statements(span, "`do … while`"));
                }
                self.governed(&it.body);
                self.expr(&it.test);
            }
            ast::Stmt::For(it) => {
                if self.statements && (it.init.is_none() || it.test.is_none() || it.update.is_none()) {
                    self.report(dialect::loop_statement::part_left_out(span));
                }
                match &it.init {
                    Some(ast::VarDeclOrExpr::VarDecl(variables)) => self.variables(variables, true),
                    Some(ast::VarDeclOrExpr::Expr(expr)) => self.expr(expr),
                    None => {}
                }
                self.exprs(it.test.as_deref());
                self.exprs(it.update.as_deref());
                self.governed(&it.body);
            }
            ast::Stmt::ForIn(it) => {
                if self.statements {
                    self.report(dialect::loop_statement::in_statements(span, "`for … in`"));
                }
                self.expr(&it.right);
                self.governed(&it.body);
            }
            ast::Stmt::ForOf(it) => {
                if self.statements {
                    self.report(dialect::loop_statement::in_statements(span, "`for … of`"));
                }
                self.expr(&it.right);
                self.governed(&it.body);
            }
            _ => {}
        }
    }

    fn declaration(&mut self, declaration: &ast::Decl, exported: bool) {
        match declaration {
            ast::Decl::Var(variables) => self.variables(variables, exported),
            ast::Decl::Fn(it) => {
                if !self.statements && !exported {
                    self.report(dialect::function_keyword::report(self.keyword(it, 8)));
                }
                self.declared(&it.ident);
                self.function(&it.function);
            }
            ast::Decl::Class(it) => self.class(&it.class),
            ast::Decl::Using(it) => {
                self.report(dialect::declaration::in_statements(self.keyword(&**it, 5), "using"));
            }
            // Types: the parser is not asked for any.
            _ => {}
        }
    }

    /// `nested` in a loop's head or an export, which are reported themselves.
    fn variables(&mut self, variables: &ast::VarDecl, nested: bool) {
        let word = match variables.kind {
            ast::VarDeclKind::Var => "var",
            ast::VarDeclKind::Let => "let",
            ast::VarDeclKind::Const => "const",
        };
        let span = self.keyword(variables, word.len() as u32);
        if self.statements {
            if word != "var" {
                self.report(dialect::declaration::in_statements(span, word));
            }
        } else if !nested {
            let first = variables.decls.first();
            let name = first.map_or("name", |first| self.short(&first.name, "name"));
            let value =
                first.and_then(|first| first.init.as_deref()).map_or("undefined", |it| self.short(it, "…"));
            self.report(dialect::declaration::in_expression(span, word, name, value));
        }
        for variable in &variables.decls {
            self.pattern(&variable.name, true);
            self.exprs(variable.init.as_deref());
        }
    }

    /// The text of a node, if it is short enough for a message.
    pub(super) fn short(&self, node: &impl swc_common::Spanned, otherwise: &'static str) -> &str {
        let text = self.slice(node);
        if text.len() > 40 || text.contains('\n') { otherwise } else { text }
    }

    fn module_declaration(&mut self, declaration: &ast::ModuleDecl) {
        match declaration {
            ast::ModuleDecl::Import(it) => self.import(it),
            ast::ModuleDecl::ExportDecl(it) => self.declaration(&it.decl, true),
            ast::ModuleDecl::ExportNamed(it) => self.export(it),
            ast::ModuleDecl::ExportDefaultDecl(it) => match &it.decl {
                ast::DefaultDecl::Class(class) => self.class(&class.class),
                ast::DefaultDecl::Fn(function) => {
                    if let Some(name) = &function.ident {
                        self.declared(name);
                    }
                    self.function(&function.function);
                }
                ast::DefaultDecl::TsInterfaceDecl(_) => {}
            },
            ast::ModuleDecl::ExportDefaultExpr(it) => self.expr(&it.expr),
            ast::ModuleDecl::ExportAll(it) => {
                let instead = "write `export * as name from 'path'`, or name what is exported: `export { a, b } from 'path'`";
                self.report(dialect::import_export::form(
                    self.span(it),
                    "`export *` without a name",
                    instead,
                ));
            }
            _ => {}
        }
    }

    fn import(&mut self, import: &ast::ImportDecl) {
        let phase = match import.phase {
            ast::ImportPhase::Evaluation => None,
            ast::ImportPhase::Source => Some("`import source`"),
            ast::ImportPhase::Defer => Some("`import defer`"),
        };
        if let Some(what) = phase {
            let instead = "write a plain `import`";
            self.report(dialect::import_export::form(self.keyword(import, 6), what, instead));
        }
        if import.with.is_some() {
            let instead = "remove the attributes";
            self.report(dialect::import_export::form(self.span(import), "`import` with attributes", instead));
        }
        let start = range(import.span).start;
        let (text, from) = self.names_of(start, range(import.src.span).start);
        if let Some(brace) = text.find('{') {
            let inside = &text[brace + 1..text.find('}').unwrap_or(text.len()).max(brace + 1)];
            let end = last_code(inside);
            if end.is_none() || end == Some(b',') {
                let what = if end.is_none() {
                    "an empty import list"
                } else {
                    "a comma at the end of an import list"
                };
                let instead = if end.is_none() { "write `import 'path'`" } else { "remove the comma" };
                let at = self.at(Range { start: from + brace as u32, end: from + brace as u32 + 1 });
                self.report(dialect::import_export::form(at, what, instead));
            }
        }
        for specifier in &import.specifiers {
            match specifier {
                ast::ImportSpecifier::Named(it) => {
                    self.declared(&it.local);
                    if let Some(ast::ModuleExportName::Ident(name)) = &it.imported
                        && &*name.sym != "default"
                    {
                        self.exported(name);
                    }
                }
                ast::ImportSpecifier::Default(it) => self.declared(&it.local),
                ast::ImportSpecifier::Namespace(it) => self.declared(&it.local),
            }
        }
    }

    /// The text of a list of names, and where it begins.
    fn names_of(&self, start: u32, end: u32) -> (&str, u32) {
        (self.text.get(start as usize..end as usize).unwrap_or_default(), start)
    }

    /// A name by which another module knows something.
    fn exported(&mut self, name: &ast::Ident) {
        self.escapes(range(name.span), &name.sym);
        if !self.is_reserved(&name.sym, true) {
            return;
        }
        let what = format!("the reserved word `{}` as an exported name", name.sym);
        self.report(dialect::import_export::form(self.span(name), &what, "choose another name"));
    }

    fn export(&mut self, export: &ast::NamedExport) {
        if export.with.is_some() {
            let instead = "remove the attributes";
            self.report(dialect::import_export::form(self.span(export), "`export` with attributes", instead));
        }
        if export.specifiers.is_empty() {
            self.report(dialect::import_export::form(self.span(export), "an empty export list", "remove it"));
        }
        for specifier in &export.specifiers {
            match specifier {
                ast::ExportSpecifier::Named(it) => {
                    for name in [Some(&it.orig), it.exported.as_ref()].into_iter().flatten() {
                        match name {
                            ast::ModuleExportName::Ident(name) => self.exported(name),
                            ast::ModuleExportName::Str(text) if std::ptr::eq(name, &it.orig) => {
                                let what = "a string as the name of what is exported again";
                                let instead = "import it under a name, and export that";
                                self.report(dialect::import_export::form(self.span(text), what, instead));
                            }
                            _ => {}
                        }
                    }
                }
                ast::ExportSpecifier::Namespace(it) => {
                    if let ast::ModuleExportName::Ident(name) = &it.name {
                        self.exported(name);
                    }
                }
                ast::ExportSpecifier::Default(_) => {}
            }
        }
    }

    fn class(&mut self, class: &ast::Class) {
        // swc's span of a class begins at its word.
        let start = range(class.span).start;
        let start = skip_trivia(self.text, start);
        self.report(dialect::class::report(
            self.at(Range { start, end: (start + 5).min(self.text.len() as u32) }),
        ));
    }

    pub(super) fn class_expression(&mut self, class: &ast::ClassExpr) {
        self.class(&class.class);
    }
}

/// The last byte of `text` that is neither blank nor in a comment.
fn last_code(text: &str) -> Option<u8> {
    let mut last = None;
    let mut at = skip_trivia(text, 0);
    while let Some(&byte) = text.as_bytes().get(at as usize) {
        last = Some(byte);
        at = skip_trivia(text, at + 1);
    }
    last
}

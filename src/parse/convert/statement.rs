//! Statements, and what a module imports and exports.

use swc_common::Spanned as _;
use swc_ecma_ast as ast;

use super::{Converter, range};
use crate::ir::syntax::{Expr, Pattern, Range, Statement, StatementId};

impl Converter<'_> {
    pub(super) fn statements(&mut self, statements: &[ast::Stmt]) -> Vec<StatementId> {
        statements.iter().map(|statement| self.statement(statement)).collect()
    }

    fn statement(&mut self, statement: &ast::Stmt) -> StatementId {
        let at = range(statement.span());
        let node = match statement {
            ast::Stmt::Block(block) => Statement::Block(self.statements(&block.stmts)),
            ast::Stmt::Empty(_) => Statement::Empty,
            // Pipy reads a name.
            ast::Stmt::Debugger(_) => Statement::Expression(self.push(Expr::Name("debugger".into()), at)),
            ast::Stmt::Return(it) => Statement::Return(it.arg.as_ref().map(|arg| self.expr(arg))),
            ast::Stmt::Labeled(labeled) => {
                let body = self.statement(&labeled.body);
                Statement::Label(labeled.label.sym.as_str().into(), body)
            }
            ast::Stmt::Break(it) => {
                Statement::Break(it.label.as_ref().map(|label| label.sym.as_str().into()))
            }
            ast::Stmt::If(it) => {
                let test = self.expr(&it.test);
                let yes = self.statement(&it.cons);
                let no = it.alt.as_ref().map(|alt| self.statement(alt));
                Statement::If { test, yes, no }
            }
            ast::Stmt::Switch(it) => {
                let value = self.expr(&it.discriminant);
                let cases = it.cases.iter().map(|case| {
                    let test = case.test.as_ref().map(|test| self.expr(test));
                    (test, self.statements(&case.cons))
                });
                Statement::Switch { value, cases: cases.collect() }
            }
            ast::Stmt::Throw(it) => Statement::Throw(self.expr(&it.arg)),
            ast::Stmt::Try(it) => {
                let block = self.statements(&it.block.stmts);
                let catch = it.handler.as_ref().map(|handler| {
                    let variable = handler.param.as_ref().map(|param| self.pattern(param));
                    (variable, self.statements(&handler.body.stmts))
                });
                let finally = it.finalizer.as_ref().map(|block| self.statements(&block.stmts));
                Statement::Try { block, catch, finally }
            }
            ast::Stmt::For(it) => {
                let init = it.init.as_ref().map(|init| match init {
                    ast::VarDeclOrExpr::VarDecl(declaration) => {
                        let variables = self.variables(&declaration.decls);
                        self.push_statement(Statement::Var(variables), range(declaration.span))
                    }
                    ast::VarDeclOrExpr::Expr(expr) => {
                        let id = self.expr(expr);
                        self.push_statement(Statement::Expression(id), range(expr.span()))
                    }
                });
                let test = it.test.as_ref().map(|test| self.expr(test));
                let step = it.update.as_ref().map(|update| self.expr(update));
                Statement::For { init, test, step, body: self.statement(&it.body) }
            }
            ast::Stmt::Decl(declaration) => return self.declaration(declaration),
            ast::Stmt::Expr(it) => Statement::Expression(self.expr(&it.expr)),
            ast::Stmt::With(_)
            | ast::Stmt::Continue(_)
            | ast::Stmt::While(_)
            | ast::Stmt::DoWhile(_)
            | ast::Stmt::ForIn(_)
            | ast::Stmt::ForOf(_) => Statement::Unsupported,
        };
        self.push_statement(node, at)
    }

    fn declaration(&mut self, declaration: &ast::Decl) -> StatementId {
        let at = range(declaration.span());
        let node = match declaration {
            ast::Decl::Var(variables) => Statement::Var(self.variables(&variables.decls)),
            ast::Decl::Fn(it) => Statement::Function(self.function(&it.function, Some(&it.ident), at)),
            _ => Statement::Unsupported,
        };
        self.push_statement(node, at)
    }

    fn variables(
        &mut self,
        variables: &[ast::VarDeclarator],
    ) -> Vec<(Pattern, Option<crate::ir::syntax::ExprId>)> {
        let one = |it: &ast::VarDeclarator| {
            let pattern = self.pattern(&it.name);
            (pattern, it.init.as_ref().map(|init| self.expr(init)))
        };
        variables.iter().map(one).collect()
    }

    pub(super) fn module_item(&mut self, item: &ast::ModuleItem) -> StatementId {
        let declaration = match item {
            ast::ModuleItem::Stmt(statement) => return self.statement(statement),
            ast::ModuleItem::ModuleDecl(declaration) => declaration,
        };
        let at = range(declaration.span());
        let node = match declaration {
            ast::ModuleDecl::Import(import) => {
                let names = import.specifiers.iter().map(imported).collect();
                Statement::Import { path: self.str(&import.src), at: range(import.src.span), names }
            }
            ast::ModuleDecl::ExportDecl(it) => Statement::ExportDeclaration(self.declaration(&it.decl)),
            ast::ModuleDecl::ExportNamed(it) => Statement::ExportNames {
                names: it.specifiers.iter().map(exported).collect(),
                from: it.src.as_ref().map(|src| self.str(src)),
            },
            ast::ModuleDecl::ExportDefaultExpr(it) => Statement::ExportDefault(self.expr(&it.expr)),
            ast::ModuleDecl::ExportDefaultDecl(it) => {
                Statement::ExportDefault(self.default_declaration(&it.decl))
            }
            _ => Statement::Unsupported,
        };
        self.push_statement(node, at)
    }

    fn default_declaration(&mut self, declaration: &ast::DefaultDecl) -> crate::ir::syntax::ExprId {
        let at: Range = range(declaration.span());
        match declaration {
            ast::DefaultDecl::Fn(it) => {
                let function = self.function(&it.function, it.ident.as_ref(), at);
                self.push(Expr::Function(function), at)
            }
            _ => self.push(Expr::Unsupported, at),
        }
    }
}

/// What the other module calls it, and what it is called here.
fn imported(specifier: &ast::ImportSpecifier) -> (Box<str>, Box<str>) {
    match specifier {
        ast::ImportSpecifier::Named(it) => {
            let local: Box<str> = it.local.sym.as_str().into();
            (it.imported.as_ref().map_or_else(|| local.clone(), export_name), local)
        }
        ast::ImportSpecifier::Default(it) => ("default".into(), it.local.sym.as_str().into()),
        ast::ImportSpecifier::Namespace(it) => ("*".into(), it.local.sym.as_str().into()),
    }
}

/// What it is called here, and outside.
fn exported(specifier: &ast::ExportSpecifier) -> (Box<str>, Box<str>) {
    match specifier {
        ast::ExportSpecifier::Named(it) => {
            let here = export_name(&it.orig);
            (here.clone(), it.exported.as_ref().map_or(here, export_name))
        }
        ast::ExportSpecifier::Namespace(it) => ("*".into(), export_name(&it.name)),
        ast::ExportSpecifier::Default(it) => ("default".into(), it.exported.sym.as_str().into()),
    }
}

fn export_name(name: &ast::ModuleExportName) -> Box<str> {
    name.atom().as_str().into()
}

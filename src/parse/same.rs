//! Whether two programs are the same, apart from places, comments, brackets and formatting.

use crate::ir::syntax::{
    AssignTarget, Body, Expr, ExprId, Function, FunctionId, Item, Pattern, Program, Property, Root,
    Statement, StatementId,
};

/// Same program apart from places, comments and formatting.
pub fn same_program(a: &Program, b: &Program) -> bool {
    let mut pair = Pair { a, b, exprs: Vec::new(), functions: Vec::new(), statements: Vec::new() };
    pair.roots() && pair.rest()
}

/// Two programs, and the pairs of nodes that are still to be compared: so depth needs no stack.
struct Pair<'a> {
    a: &'a Program,
    b: &'a Program,
    exprs: Vec<(ExprId, ExprId)>,
    functions: Vec<(FunctionId, FunctionId)>,
    statements: Vec<(StatementId, StatementId)>,
}

impl<'a> Pair<'a> {
    fn roots(&mut self) -> bool {
        match (&self.a.root, &self.b.root) {
            (Root::Expression(a), Root::Expression(b)) => self.later(*a, *b),
            (Root::Statements(a), Root::Statements(b)) => self.block(a, b),
            (Root::Empty, Root::Empty) => true,
            _ => false,
        }
    }

    fn rest(&mut self) -> bool {
        loop {
            let same = if let Some((a, b)) = self.exprs.pop() {
                self.expr(a, b)
            } else if let Some((a, b)) = self.functions.pop() {
                self.function(a, b)
            } else if let Some((a, b)) = self.statements.pop() {
                self.statement(a, b)
            } else {
                return true;
            };
            if !same {
                return false;
            }
        }
    }

    /// Remembers a pair; so far nothing differs.
    fn later(&mut self, a: ExprId, b: ExprId) -> bool {
        self.exprs.push((a, b));
        true
    }

    fn maybe(&mut self, a: Option<ExprId>, b: Option<ExprId>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => self.later(a, b),
            (a, b) => a == b,
        }
    }

    fn list(&mut self, a: &[ExprId], b: &[ExprId]) -> bool {
        self.exprs.extend(a.iter().copied().zip(b.iter().copied()));
        a.len() == b.len()
    }

    fn items(&mut self, a: &[Item], b: &[Item]) -> bool {
        let mut same = a.len() == b.len();
        for (a, b) in a.iter().zip(b) {
            same &= matches!(a, Item::Spread(_)) == matches!(b, Item::Spread(_));
            self.exprs.push((a.expr(), b.expr()));
        }
        same
    }

    /// Statements without the empty ones, which mean nothing.
    fn block(&mut self, a: &'a [StatementId], b: &'a [StatementId]) -> bool {
        let full = |program: &'a Program, ids: &'a [StatementId]| {
            ids.iter().copied().filter(|&id| *program.statement(id) != Statement::Empty).collect::<Vec<_>>()
        };
        let (a, b) = (full(self.a, a), full(self.b, b));
        self.statements.extend(a.iter().copied().zip(b.iter().copied()));
        a.len() == b.len()
    }

    fn expr(&mut self, a: ExprId, b: ExprId) -> bool {
        let (a, b) = (unwrapped(self.a, a), unwrapped(self.b, b));
        match (a, b) {
            (Expr::Number(a), Expr::Number(b)) => a.to_bits() == b.to_bits(),
            (Expr::Template { texts: a, exprs: x }, Expr::Template { texts: b, exprs: y }) => {
                a == b && self.list(x, y)
            }
            (Expr::Array(a), Expr::Array(b)) => self.items(a, b),
            (Expr::Object(a), Expr::Object(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.property(a, b))
            }
            (Expr::Function(a), Expr::Function(b)) => {
                self.functions.push((*a, *b));
                true
            }
            (
                Expr::Call { callee: a, args: x, optional: i, .. },
                Expr::Call { callee: b, args: y, optional: j, .. },
            ) => i == j && self.later(*a, *b) && self.items(x, y),
            (Expr::New { callee: a, args: x, .. }, Expr::New { callee: b, args: y, .. }) => {
                self.later(*a, *b) && self.items(x, y)
            }
            (
                Expr::Member { object: a, property: x, optional: i, .. },
                Expr::Member { object: b, property: y, optional: j, .. },
            ) => i == j && x == y && self.later(*a, *b),
            (
                Expr::Index { object: a, index: x, optional: i },
                Expr::Index { object: b, index: y, optional: j },
            ) => i == j && self.later(*a, *b) && self.later(*x, *y),
            (Expr::Unary(i, a), Expr::Unary(j, b)) => i == j && self.later(*a, *b),
            (
                Expr::Update { increment: i, prefix: x, target: a },
                Expr::Update { increment: j, prefix: y, target: b },
            ) => i == j && x == y && self.later(*a, *b),
            (Expr::Binary { op: i, left: a, right: x }, Expr::Binary { op: j, left: b, right: y }) => {
                i == j && self.later(*a, *b) && self.later(*x, *y)
            }
            (Expr::Assign { op: i, target: a, value: x }, Expr::Assign { op: j, target: b, value: y }) => {
                i == j && self.target(a, b) && self.later(*x, *y)
            }
            (Expr::Conditional { test: a, yes: x, no: i }, Expr::Conditional { test: b, yes: y, no: j }) => {
                self.later(*a, *b) && self.later(*x, *y) && self.later(*i, *j)
            }
            (Expr::Sequence(a), Expr::Sequence(b)) => self.list(a, b),
            // The rest has no children.
            (a, b) => a == b,
        }
    }

    fn property(&mut self, a: &Property, b: &Property) -> bool {
        match (a, b) {
            (Property::Field { key: x, value: a, .. }, Property::Field { key: y, value: b, .. })
            | (Property::Shorthand { key: x, value: a }, Property::Shorthand { key: y, value: b }) => {
                x == y && self.later(*a, *b)
            }
            (Property::Computed { key: x, value: a }, Property::Computed { key: y, value: b }) => {
                self.later(*x, *y) && self.later(*a, *b)
            }
            (Property::Spread(a), Property::Spread(b)) => self.later(*a, *b),
            _ => false,
        }
    }

    fn target(&mut self, a: &AssignTarget, b: &AssignTarget) -> bool {
        match (a, b) {
            (AssignTarget::Expr(a), AssignTarget::Expr(b)) => self.later(*a, *b),
            (AssignTarget::Pattern(a), AssignTarget::Pattern(b)) => self.pattern(a, b),
            _ => false,
        }
    }

    /// Patterns nest as deep as brackets, which is bounded before anything is parsed.
    fn pattern(&mut self, a: &Pattern, b: &Pattern) -> bool {
        match (a, b) {
            (Pattern::Name(a, _), Pattern::Name(b, _)) => a == b,
            (Pattern::Object(a, _), Pattern::Object(b, _)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|(a, b)| {
                        a.key == b.key
                            && self.pattern(&a.pattern, &b.pattern)
                            && self.maybe(a.default, b.default)
                    })
            }
            (Pattern::Array(a, _), Pattern::Array(b, _)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|pair| match pair {
                        (Some(a), Some(b)) => {
                            self.pattern(&a.pattern, &b.pattern) && self.maybe(a.default, b.default)
                        }
                        (a, b) => a.is_none() && b.is_none(),
                    })
            }
            _ => false,
        }
    }

    fn function(&mut self, a: FunctionId, b: FunctionId) -> bool {
        let (a, b): (&'a Function, &'a Function) = (self.a.function(a), self.b.function(b));
        let params = a.params.len() == b.params.len()
            && a.params
                .iter()
                .zip(&b.params)
                .all(|(a, b)| self.pattern(&a.pattern, &b.pattern) && self.maybe(a.default, b.default));
        let body = match (&a.body, &b.body) {
            (Body::Expression(a), Body::Expression(b)) => self.later(*a, *b),
            (Body::Block(a), Body::Block(b)) => self.block(a, b),
            _ => false,
        };
        a.name == b.name && params && body
    }

    fn statement(&mut self, a: StatementId, b: StatementId) -> bool {
        let (a, b): (&'a Statement, &'a Statement) = (self.a.statement(a), self.b.statement(b));
        match (a, b) {
            (Statement::Expression(a), Statement::Expression(b))
            | (Statement::Throw(a), Statement::Throw(b))
            | (Statement::ExportDefault(a), Statement::ExportDefault(b)) => self.later(*a, *b),
            (Statement::Var(a), Statement::Var(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|((p, x), (q, y))| self.pattern(p, q) && self.maybe(*x, *y))
            }
            (Statement::Function(a), Statement::Function(b)) => {
                self.functions.push((*a, *b));
                true
            }
            (Statement::Return(a), Statement::Return(b)) => self.maybe(*a, *b),
            (Statement::If { test: a, yes: x, no: i }, Statement::If { test: b, yes: y, no: j }) => {
                self.statements.push((*x, *y));
                self.statements.extend(i.zip(*j));
                i.is_some() == j.is_some() && self.later(*a, *b)
            }
            (Statement::Switch { value: a, cases: x }, Statement::Switch { value: b, cases: y }) => {
                x.len() == y.len()
                    && self.later(*a, *b)
                    && x.iter().zip(y).all(|((a, x), (b, y))| self.maybe(*a, *b) && self.block(x, y))
            }
            (
                Statement::For { init: a, test: x, step: i, body: p },
                Statement::For { init: b, test: y, step: j, body: q },
            ) => {
                self.statements.extend(a.zip(*b));
                self.statements.push((*p, *q));
                a.is_some() == b.is_some() && self.maybe(*x, *y) && self.maybe(*i, *j)
            }
            (
                Statement::Try { block: a, catch: x, finally: i },
                Statement::Try { block: b, catch: y, finally: j },
            ) => {
                let catch = match (x, y) {
                    (Some((p, x)), Some((q, y))) => {
                        self.block(x, y)
                            && match (p, q) {
                                (Some(p), Some(q)) => self.pattern(p, q),
                                (p, q) => p.is_none() && q.is_none(),
                            }
                    }
                    (x, y) => x.is_none() && y.is_none(),
                };
                let finally = match (i, j) {
                    (Some(i), Some(j)) => self.block(i, j),
                    (i, j) => i.is_none() && j.is_none(),
                };
                catch && finally && self.block(a, b)
            }
            (Statement::Label(i, a), Statement::Label(j, b)) => {
                self.statements.push((*a, *b));
                i == j
            }
            (Statement::Block(a), Statement::Block(b)) => self.block(a, b),
            (Statement::Import { path: i, names: a, .. }, Statement::Import { path: j, names: b, .. }) => {
                i == j && a == b
            }
            (Statement::ExportDeclaration(a), Statement::ExportDeclaration(b)) => {
                self.statements.push((*a, *b));
                true
            }
            (a, b) => a == b,
        }
    }
}

/// The expression inside all its brackets.
fn unwrapped(program: &Program, id: ExprId) -> &Expr {
    let mut expr = program.expr(id);
    while let Expr::Paren(inner) = expr {
        expr = program.expr(*inner);
    }
    expr
}

//! Expressions.

use swc_common::Spanned as _;
use swc_ecma_ast as ast;

use super::{Converter, range, skip_trivia};
use crate::ir::syntax::{
    AssignTarget, BinaryOp, Body, Expr, ExprId, Function, FunctionId, Item, Property, Range, UnaryOp,
};
use crate::parse::pipyjs::string;

impl Converter<'_> {
    pub(super) fn expr(&mut self, expr: &ast::Expr) -> ExprId {
        let at = range(expr.span());
        let node = match expr {
            ast::Expr::Array(array) => {
                Expr::Array(array.elems.iter().map(|it| self.element(it, at)).collect())
            }
            ast::Expr::Object(object) => {
                Expr::Object(object.props.iter().map(|it| self.property(it)).collect())
            }
            ast::Expr::Fn(function) => {
                Expr::Function(self.function(&function.function, function.ident.as_ref(), at))
            }
            ast::Expr::Arrow(arrow) => Expr::Function(self.arrow(arrow)),
            ast::Expr::Unary(unary) => Expr::Unary(unary_op(unary.op), self.expr(&unary.arg)),
            ast::Expr::Update(update) => Expr::Update {
                increment: update.op == ast::UpdateOp::PlusPlus,
                prefix: update.prefix,
                target: self.expr(&update.arg),
            },
            ast::Expr::Bin(binary) => {
                let left = self.expr(&binary.left);
                Expr::Binary { op: binary_op(binary.op), left, right: self.expr(&binary.right) }
            }
            ast::Expr::Assign(assign) => {
                let target = self.target(&assign.left);
                let op = assign.op.to_update().map(binary_op);
                Expr::Assign { op, target, value: self.expr(&assign.right) }
            }
            ast::Expr::Member(member) => return self.member(member, at, false),
            ast::Expr::Cond(conditional) => {
                if let Some(assign) = assigned_conditional(conditional) {
                    return self.assigned_conditional(conditional, assign, at);
                }
                let test = self.expr(&conditional.test);
                let yes = self.expr(&conditional.cons);
                Expr::Conditional { test, yes, no: self.expr(&conditional.alt) }
            }
            ast::Expr::Call(call) => match &call.callee {
                ast::Callee::Expr(callee) => return self.call(callee, &call.args, at, false),
                ast::Callee::Super(_) | ast::Callee::Import(_) => Expr::Unsupported,
            },
            ast::Expr::New(new) => {
                let callee = self.expr(&new.callee);
                let open = match new.args {
                    Some(_) => skip_trivia(self.text, range(new.callee.span()).end),
                    None => at.start,
                };
                let args = new.args.iter().flatten().map(|it| self.item(it)).collect();
                Expr::New { callee, args, open }
            }
            ast::Expr::Seq(sequence) => {
                Expr::Sequence(sequence.exprs.iter().map(|it| self.expr(it)).collect())
            }
            ast::Expr::Ident(name) if &*name.sym == "undefined" => Expr::Undefined,
            ast::Expr::Ident(name) => Expr::Name(name.sym.as_str().into()),
            ast::Expr::Lit(literal) => self.literal(literal),
            ast::Expr::Tpl(template) => {
                let exprs = template.exprs.iter().map(|it| self.expr(it)).collect();
                let texts = template.quasis.iter().map(|it| self.piece(it)).collect();
                Expr::Template { texts, exprs }
            }
            ast::Expr::Paren(paren) => Expr::Paren(self.expr(&paren.expr)),
            ast::Expr::OptChain(chain) => match &*chain.base {
                ast::OptChainBase::Member(member) => return self.member(member, at, chain.optional),
                ast::OptChainBase::Call(call) => {
                    return self.call(&call.callee, &call.args, at, chain.optional);
                }
            },
            // What is inside an `await` or `yield` still counts as used.
            ast::Expr::Await(inner) => return self.expr(&inner.arg),
            _ => Expr::Unsupported,
        };
        self.push(node, at)
    }

    /// `a ? b : c = d`, which Pipy reads as `(a ? b : c) = d`.
    fn assigned_conditional(
        &mut self,
        conditional: &ast::CondExpr,
        assign: &ast::AssignExpr,
        at: Range,
    ) -> ExprId {
        let target = self.target(&assign.left);
        let end = range(assign.left.span()).end;
        let mut outer = vec![conditional];
        while let Some(ast::Expr::Cond(inner)) = outer.last().map(|it| &*it.alt) {
            outer.push(inner);
        }
        let mut no = match target {
            AssignTarget::Expr(id) => id,
            AssignTarget::Pattern(_) => self.push(Expr::Unsupported, range(assign.left.span())),
        };
        for conditional in outer.into_iter().rev() {
            let test = self.expr(&conditional.test);
            let yes = self.expr(&conditional.cons);
            let start = range(conditional.span).start;
            no = self.push(Expr::Conditional { test, yes, no }, Range { start, end });
        }
        let op = assign.op.to_update().map(binary_op);
        let value = self.expr(&assign.right);
        self.push(Expr::Assign { op, target: AssignTarget::Expr(no), value }, at)
    }

    fn member(&mut self, member: &ast::MemberExpr, at: Range, optional: bool) -> ExprId {
        let object = self.expr(&member.obj);
        let node = match &member.prop {
            ast::MemberProp::Ident(name) => {
                Expr::Member { object, property: name.sym.as_str().into(), name: range(name.span), optional }
            }
            ast::MemberProp::Computed(index) => {
                Expr::Index { object, index: self.expr(&index.expr), optional }
            }
            ast::MemberProp::PrivateName(_) => Expr::Unsupported,
        };
        self.push(node, at)
    }

    fn call(&mut self, callee: &ast::Expr, args: &[ast::ExprOrSpread], at: Range, optional: bool) -> ExprId {
        let mut open = skip_trivia(self.text, range(callee.span()).end);
        if optional && self.text.as_bytes().get(open as usize..open as usize + 2) == Some(b"?.") {
            open = skip_trivia(self.text, open + 2);
        }
        let callee = self.expr(callee);
        let args = args.iter().map(|it| self.item(it)).collect();
        self.push(Expr::Call { callee, args, optional, open }, at)
    }

    fn item(&mut self, item: &ast::ExprOrSpread) -> Item {
        let id = self.expr(&item.expr);
        if item.spread.is_some() { Item::Spread(id) } else { Item::Expr(id) }
    }

    fn element(&mut self, element: &Option<ast::ExprOrSpread>, array: Range) -> Item {
        match element {
            Some(item) => self.item(item),
            None => Item::Expr(self.push(Expr::Unsupported, Range { start: array.start, end: array.start })),
        }
    }

    fn property(&mut self, property: &ast::PropOrSpread) -> Property {
        let property = match property {
            ast::PropOrSpread::Spread(spread) => return Property::Spread(self.expr(&spread.expr)),
            ast::PropOrSpread::Prop(property) => &**property,
        };
        let (key, value) = match property {
            ast::Prop::Shorthand(name) => {
                let key: Box<str> = name.sym.as_str().into();
                let node = if &*key == "undefined" { Expr::Undefined } else { Expr::Name(key.clone()) };
                let value = self.push(node, range(name.span));
                return Property::Shorthand { key, value };
            }
            ast::Prop::KeyValue(field) => (&field.key, Some(&*field.value)),
            ast::Prop::Getter(getter) => (&getter.key, None),
            ast::Prop::Setter(setter) => (&setter.key, None),
            ast::Prop::Method(method) => (&method.key, None),
            ast::Prop::Assign(assign) => {
                let value = self.expr(&assign.value);
                return Property::Shorthand { key: assign.key.sym.as_str().into(), value };
            }
        };
        let computed = match key {
            ast::PropName::Computed(computed) => Some(self.expr(&computed.expr)),
            _ => None,
        };
        let at = range(key.span());
        let value = match value {
            Some(value) => self.expr(value),
            None => self.push(Expr::Unsupported, at),
        };
        match computed {
            Some(key) => Property::Computed { key, value },
            None => {
                let (key, at) = self.prop_name(key).unwrap_or_default();
                Property::Field { key, at, value }
            }
        }
    }

    fn literal(&mut self, literal: &ast::Lit) -> Expr {
        match literal {
            ast::Lit::Str(text) => Expr::Str(self.str(text)),
            ast::Lit::Bool(value) => Expr::Bool(value.value),
            ast::Lit::Null(_) => Expr::Null,
            ast::Lit::Num(number) => Expr::Number(self.number(number)),
            ast::Lit::BigInt(_) | ast::Lit::Regex(_) | ast::Lit::JSXText(_) => Expr::Unsupported,
        }
    }

    fn piece(&self, piece: &ast::TplElement) -> Box<str> {
        string::decode(self.slice(range(piece.span)), b'`').unwrap_or_default().into()
    }

    fn arrow(&mut self, arrow: &ast::ArrowExpr) -> FunctionId {
        let params = arrow.params.iter().map(|it| self.param(it)).collect();
        let body = match &*arrow.body {
            ast::ArrowFunctionBody::Expr(expr) => Body::Expression(self.expr(expr)),
            ast::ArrowFunctionBody::FunctionBody(body) => Body::Block(self.statements(&body.stmts)),
        };
        self.push_function(Function { range: range(arrow.span), name: None, params, body })
    }

    pub(super) fn function(
        &mut self,
        function: &ast::Function,
        name: Option<&ast::Ident>,
        at: Range,
    ) -> FunctionId {
        let params = function.params.iter().map(|it| self.param(&it.pat)).collect();
        let statements = function.body.as_ref().map(|body| self.statements(&body.stmts));
        let name = name.map(|name| name.sym.as_str().into());
        let body = Body::Block(statements.unwrap_or_default());
        self.push_function(Function { range: at, name, params, body })
    }

    fn target(&mut self, target: &ast::AssignTarget) -> AssignTarget {
        let simple = match target {
            ast::AssignTarget::Simple(simple) => simple,
            ast::AssignTarget::Pat(ast::AssignTargetPat::Array(array)) => {
                return AssignTarget::Pattern(self.array_pattern(array));
            }
            ast::AssignTarget::Pat(ast::AssignTargetPat::Object(object)) => {
                return AssignTarget::Pattern(self.object_pattern(object));
            }
            ast::AssignTarget::Pat(ast::AssignTargetPat::Invalid(invalid)) => {
                return AssignTarget::Expr(self.push(Expr::Unsupported, range(invalid.span)));
            }
        };
        let at = range(simple.span());
        AssignTarget::Expr(match simple {
            ast::SimpleAssignTarget::Ident(name) if &*name.id.sym == "undefined" => {
                self.push(Expr::Undefined, at)
            }
            ast::SimpleAssignTarget::Ident(name) => self.push(Expr::Name(name.id.sym.as_str().into()), at),
            ast::SimpleAssignTarget::Member(member) => self.member(member, at, false),
            ast::SimpleAssignTarget::Paren(paren) => {
                let inner = self.expr(&paren.expr);
                self.push(Expr::Paren(inner), at)
            }
            ast::SimpleAssignTarget::OptChain(chain) => match &*chain.base {
                ast::OptChainBase::Member(member) => self.member(member, at, chain.optional),
                ast::OptChainBase::Call(call) => self.call(&call.callee, &call.args, at, chain.optional),
            },
            _ => self.push(Expr::Unsupported, at),
        })
    }
}

/// The assignment that a chain of conditionals ends in.
fn assigned_conditional(conditional: &ast::CondExpr) -> Option<&ast::AssignExpr> {
    let mut last = &conditional.alt;
    while let ast::Expr::Cond(inner) = &**last {
        last = &inner.alt;
    }
    last.as_assign()
}

fn unary_op(op: ast::UnaryOp) -> UnaryOp {
    match op {
        ast::UnaryOp::Minus => UnaryOp::Minus,
        ast::UnaryOp::Plus => UnaryOp::Plus,
        ast::UnaryOp::Bang => UnaryOp::Not,
        ast::UnaryOp::Tilde => UnaryOp::BitNot,
        ast::UnaryOp::TypeOf => UnaryOp::Typeof,
        ast::UnaryOp::Void => UnaryOp::Void,
        ast::UnaryOp::Delete => UnaryOp::Delete,
    }
}

fn binary_op(op: ast::BinaryOp) -> BinaryOp {
    match op {
        ast::BinaryOp::EqEq => BinaryOp::Equal,
        ast::BinaryOp::NotEq => BinaryOp::NotEqual,
        ast::BinaryOp::EqEqEq => BinaryOp::StrictEqual,
        ast::BinaryOp::NotEqEq => BinaryOp::StrictNotEqual,
        ast::BinaryOp::Lt => BinaryOp::Less,
        ast::BinaryOp::LtEq => BinaryOp::LessEqual,
        ast::BinaryOp::Gt => BinaryOp::Greater,
        ast::BinaryOp::GtEq => BinaryOp::GreaterEqual,
        ast::BinaryOp::LShift => BinaryOp::ShiftLeft,
        ast::BinaryOp::RShift => BinaryOp::ShiftRight,
        ast::BinaryOp::ZeroFillRShift => BinaryOp::ShiftRightUnsigned,
        ast::BinaryOp::Add => BinaryOp::Add,
        ast::BinaryOp::Sub => BinaryOp::Sub,
        ast::BinaryOp::Mul => BinaryOp::Mul,
        ast::BinaryOp::Div => BinaryOp::Div,
        ast::BinaryOp::Mod => BinaryOp::Rem,
        ast::BinaryOp::BitOr => BinaryOp::BitOr,
        ast::BinaryOp::BitXor => BinaryOp::BitXor,
        ast::BinaryOp::BitAnd => BinaryOp::BitAnd,
        ast::BinaryOp::LogicalOr => BinaryOp::Or,
        ast::BinaryOp::LogicalAnd => BinaryOp::And,
        ast::BinaryOp::In => BinaryOp::In,
        ast::BinaryOp::InstanceOf => BinaryOp::InstanceOf,
        ast::BinaryOp::Exp => BinaryOp::Pow,
        ast::BinaryOp::NullishCoalescing => BinaryOp::Nullish,
    }
}

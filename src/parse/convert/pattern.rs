//! Parameters and what they bind.

use swc_common::Spanned as _;
use swc_ecma_ast as ast;

use super::{Converter, range};
use crate::ir::syntax::{Param, Pattern, PatternField, PatternItem};

impl Converter<'_> {
    pub(super) fn param(&mut self, pattern: &ast::Pat) -> Param {
        let PatternItem { pattern, default } = self.pattern_item(pattern);
        Param { pattern, default }
    }

    /// A pattern with its default, if it has one.
    fn pattern_item(&mut self, pattern: &ast::Pat) -> PatternItem {
        match pattern {
            ast::Pat::Assign(assign) => {
                let pattern = self.pattern(&assign.left);
                PatternItem { pattern, default: Some(self.expr(&assign.right)) }
            }
            other => PatternItem { pattern: self.pattern(other), default: None },
        }
    }

    pub(super) fn pattern(&mut self, pattern: &ast::Pat) -> Pattern {
        match pattern {
            ast::Pat::Ident(name) => Pattern::Name(name.id.sym.as_str().into(), range(name.id.span)),
            ast::Pat::Array(array) => self.array_pattern(array),
            ast::Pat::Object(object) => self.object_pattern(object),
            // An assignment target that is a bare name arrives as an expression.
            ast::Pat::Expr(expr) => match &**expr {
                ast::Expr::Ident(name) => Pattern::Name(name.sym.as_str().into(), range(name.span)),
                other => Pattern::Unsupported(range(other.span())),
            },
            // Pipy cannot parse it; but what it binds is bound.
            ast::Pat::Rest(rest) => self.pattern(&rest.arg),
            other => Pattern::Unsupported(range(other.span())),
        }
    }

    pub(super) fn array_pattern(&mut self, array: &ast::ArrayPat) -> Pattern {
        let items =
            array.elems.iter().map(|item| item.as_ref().map(|item| self.pattern_item(item))).collect();
        Pattern::Array(items, range(array.span))
    }

    pub(super) fn object_pattern(&mut self, object: &ast::ObjectPat) -> Pattern {
        let fields = object.props.iter().map(|it| self.pattern_field(it)).collect();
        Pattern::Object(fields, range(object.span))
    }

    fn pattern_field(&mut self, field: &ast::ObjectPatProp) -> PatternField {
        match field {
            ast::ObjectPatProp::KeyValue(field) => {
                let (key, at) = self.prop_name(&field.key).unwrap_or_else(|| {
                    let at = range(field.key.span());
                    (self.slice(at).into(), at)
                });
                let PatternItem { pattern, default } = self.pattern_item(&field.value);
                PatternField { key, at, pattern, default }
            }
            ast::ObjectPatProp::Assign(field) => {
                let key: Box<str> = field.key.id.sym.as_str().into();
                let at = range(field.key.id.span);
                let default = field.value.as_ref().map(|value| self.expr(value));
                PatternField { key: key.clone(), at, pattern: Pattern::Name(key, at), default }
            }
            ast::ObjectPatProp::Rest(rest) => {
                let at = range(rest.span);
                PatternField { key: "".into(), at, pattern: self.pattern(&rest.arg), default: None }
            }
        }
    }
}

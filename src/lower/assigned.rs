//! What a script assigns anywhere, read off its text: what may change between two events.

use std::collections::HashSet;

use crate::ir::syntax::{AssignTarget, Expr, ExprId, Pattern, Program, UnaryOp};

/// Names and members that some expression of the script writes.
#[derive(Debug, Default)]
pub(super) struct Assigned<'p> {
    names: HashSet<&'p str>,
    members: HashSet<&'p str>,
    /// Some member is written whose name is not known.
    computed: bool,
}

impl<'p> Assigned<'p> {
    /// Reads the whole program once.
    pub(super) fn of(program: &'p Program) -> Self {
        let mut out = Assigned::default();
        for (expr, _) in &program.exprs {
            match expr {
                Expr::Assign { target: AssignTarget::Expr(target), .. } | Expr::Update { target, .. } => {
                    out.target(program, *target);
                }
                Expr::Assign { target: AssignTarget::Pattern(pattern), .. } => out.pattern(pattern),
                Expr::Unary(UnaryOp::Delete, target) => out.target(program, *target),
                Expr::Member { property, .. } if **property == *"assign" => out.computed = true,
                _ => {}
            }
        }
        out
    }

    /// True if a variable of this name is written somewhere.
    pub(super) fn name(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// True if a member of this name is, or may be, written somewhere.
    pub(super) fn member(&self, name: &str) -> bool {
        self.computed || self.members.contains(name)
    }

    /// True if a member is written whose name is not known, or any at all.
    pub(super) fn any_member(&self) -> bool {
        self.computed || !self.members.is_empty()
    }

    /// True if an array may be changed somewhere.
    pub(super) fn arrays_change(&self, program: &Program) -> bool {
        const CHANGES: [&str; 9] =
            ["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"];
        self.computed
            || program
                .exprs
                .iter()
                .any(|(it, _)| matches!(it, Expr::Member { property, .. } if CHANGES.contains(&&**property)))
    }

    /// True if a member of exactly this name is written somewhere.
    pub(super) fn exact_member(&self, name: &str) -> bool {
        self.members.contains(name)
    }

    fn target(&mut self, program: &'p Program, target: ExprId) {
        match program.expr(target) {
            Expr::Name(name) => drop(self.names.insert(name)),
            Expr::Member { property, .. } => drop(self.members.insert(property)),
            Expr::Index { index, .. } => match program.expr(*index) {
                Expr::Str(key) => drop(self.members.insert(key)),
                _ => self.computed = true,
            },
            Expr::Paren(inner) => self.target(program, *inner),
            _ => {}
        }
    }

    fn pattern(&mut self, pattern: &'p Pattern) {
        match pattern {
            Pattern::Name(name, _) => drop(self.names.insert(name)),
            Pattern::Object(fields, _) => fields.iter().for_each(|it| self.pattern(&it.pattern)),
            Pattern::Array(items, _) => items.iter().flatten().for_each(|it| self.pattern(&it.pattern)),
            Pattern::Unsupported(_) => {}
        }
    }
}

//! What a script assigns anywhere, read off its text: what may change between two events.

use crate::ir::syntax::{AssignTarget, Expr, ExprId, Pattern, Program, Range, UnaryOp};

/// Names and members that some expression of the script writes.
#[derive(Debug, Default)]
pub(super) struct Assigned<'p> {
    /// With the place of each write; sorted by name.
    names: Vec<(&'p str, Range)>,
    /// Sorted.
    members: Vec<&'p str>,
    /// Sorted.
    deleted: Vec<&'p str>,
    /// Some member is written whose name is not known.
    computed: bool,
    /// A method is mentioned that changes arrays.
    arrays: bool,
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
                Expr::Unary(UnaryOp::Delete, target) => out.delete(program, *target),
                Expr::Member { property, .. } => match &**property {
                    "assign" => out.computed = true,
                    "push" | "pop" | "shift" | "unshift" | "splice" | "sort" | "reverse" | "fill"
                    | "copyWithin" => out.arrays = true,
                    _ => {}
                },
                _ => {}
            }
        }
        out.names.sort_unstable_by_key(|(name, at)| (*name, at.start));
        for list in [&mut out.members, &mut out.deleted] {
            list.sort_unstable();
            list.dedup();
        }
        out
    }

    /// True if a variable of this name is written somewhere.
    pub(super) fn name(&self, name: &str) -> bool {
        !self.writes(name).is_empty()
    }

    /// The places where a variable of this name is written.
    pub(super) fn writes(&self, name: &str) -> &[(&'p str, Range)] {
        let first = self.names.partition_point(|it| it.0 < name);
        let own = self.names.get(first..).unwrap_or_default();
        own.get(..own.partition_point(|it| it.0 == name)).unwrap_or_default()
    }

    /// True if a member of this name is, or may be, written somewhere.
    pub(super) fn member(&self, name: &str) -> bool {
        self.computed || self.exact_member(name) || self.deleted.binary_search(&name).is_ok()
    }

    /// True if a member is written whose name is not known, or any at all.
    pub(super) fn any_member(&self) -> bool {
        self.computed || !self.members.is_empty() || !self.deleted.is_empty()
    }

    /// True if an array may be changed somewhere.
    pub(super) fn arrays_change(&self) -> bool {
        self.computed || self.arrays
    }

    /// True if a member of exactly this name is given a value somewhere.
    pub(super) fn exact_member(&self, name: &str) -> bool {
        self.members.binary_search(&name).is_ok()
    }

    fn delete(&mut self, program: &'p Program, target: ExprId) {
        match program.expr(target) {
            Expr::Member { property, .. } => self.deleted.push(property),
            Expr::Index { index, .. } => match program.expr(*index) {
                Expr::Str(key) => self.deleted.push(key),
                _ => self.computed = true,
            },
            Expr::Paren(inner) => self.delete(program, *inner),
            _ => {}
        }
    }

    fn target(&mut self, program: &'p Program, target: ExprId) {
        match program.expr(target) {
            Expr::Name(name) => self.names.push((name, program.exprs[target.0 as usize].1)),
            Expr::Member { property, .. } => self.members.push(property),
            Expr::Index { index, .. } => match program.expr(*index) {
                Expr::Str(key) => self.members.push(key),
                _ => self.computed = true,
            },
            Expr::Paren(inner) => self.target(program, *inner),
            _ => {}
        }
    }

    fn pattern(&mut self, pattern: &'p Pattern) {
        match pattern {
            Pattern::Name(name, at) => self.names.push((name, *at)),
            Pattern::Object(fields, _) => fields.iter().for_each(|it| self.pattern(&it.pattern)),
            Pattern::Array(items, _) => items.iter().flatten().for_each(|it| self.pattern(&it.pattern)),
            Pattern::Unsupported(_) => {}
        }
    }
}

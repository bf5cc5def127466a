//! Statements, of which only Pipy 1.5 has any.

use super::Lower;
use super::scope::{Frame, Phase};
use super::value::Value;
use crate::ir::module::FileUseKind;
use crate::ir::syntax::{ExprId, Pattern, Statement, StatementId};

/// How a statement ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// The next one runs.
    On,
    /// The next one may run.
    Maybe,
    /// It does not.
    Off,
}

impl Flow {
    fn or(self, other: Flow) -> Flow {
        if self == other { self } else { Flow::Maybe }
    }
}

impl<'p> Lower<'p> {
    /// A function's body, in the current frame: what it returns.
    pub(super) fn run_body(&mut self, block: &'p [StatementId]) -> Value<'p> {
        self.hoist(block, 0);
        self.returned.push(None);
        let flow = self.run_list(block);
        let returned = self.returned.pop().flatten();
        match (returned, flow) {
            (Some(value), Flow::Off) => value,
            (Some(value), _) => value.join(&Value::Undefined),
            (None, _) => Value::Undefined,
        }
    }

    /// The statements of a whole script.
    pub(super) fn run_script(&mut self, list: &'p [StatementId]) {
        self.hoist(list, 0);
        self.returned.push(None);
        self.run_list(list);
        if let Some(value) = self.returned.pop().flatten() {
            self.last = Some((value, None));
        }
    }

    /// Declares the `var`s and functions of a list, and of the blocks within.
    fn hoist(&mut self, list: &'p [StatementId], depth: u32) {
        // As deep as the nesting that is followed at all.
        if depth > 200 {
            return;
        }
        for &id in list {
            self.hoist_one(id, depth);
        }
    }

    fn hoist_one(&mut self, id: StatementId, depth: u32) {
        let program = self.program;
        match program.statement(id) {
            Statement::Var(list) => list.iter().for_each(|(pattern, _)| self.hoist_names(pattern)),
            Statement::Function(function) => {
                let value = self.close(*function);
                if let Some(name) = &program.function(*function).name {
                    let frame = self.frame;
                    self.heap.frame_mut(frame).declare(name, value);
                }
            }
            Statement::Import { path, at, names } => {
                self.use_import(path, *at);
                let frame = self.frame;
                for (_, name) in names {
                    self.heap.frame_mut(frame).declare(name, Value::Unknown);
                }
            }
            Statement::If { yes, no, .. } => {
                self.hoist(std::slice::from_ref(yes), depth + 1);
                if let Some(no) = no {
                    self.hoist(std::slice::from_ref(no), depth + 1);
                }
            }
            Statement::Switch { cases, .. } => cases.iter().for_each(|(_, list)| self.hoist(list, depth + 1)),
            Statement::For { init, body, .. } => {
                if let Some(init) = init {
                    self.hoist(std::slice::from_ref(init), depth + 1);
                }
                self.hoist(std::slice::from_ref(body), depth + 1);
            }
            Statement::Try { block, catch, finally } => {
                self.hoist(block, depth + 1);
                if let Some((_, list)) = catch {
                    self.hoist(list, depth + 1);
                }
                if let Some(list) = finally {
                    self.hoist(list, depth + 1);
                }
            }
            Statement::Label(_, inner) | Statement::ExportDeclaration(inner) => {
                self.hoist(std::slice::from_ref(inner), depth + 1);
            }
            Statement::Block(list) => self.hoist(list, depth + 1),
            _ => {}
        }
    }

    fn hoist_names(&mut self, pattern: &'p Pattern) {
        match pattern {
            Pattern::Name(name, _) => {
                // A `$name` is a variable of its own for each request.
                let value = if name.starts_with('$') { Value::Unknown } else { Value::Undefined };
                let frame = self.frame;
                let frame: &mut Frame<'p> = self.heap.frame_mut(frame);
                if frame.find(name).is_none() {
                    frame.declare(name, value);
                }
            }
            Pattern::Object(fields, _) => fields.iter().for_each(|it| self.hoist_names(&it.pattern)),
            Pattern::Array(items, _) => items.iter().flatten().for_each(|it| self.hoist_names(&it.pattern)),
            Pattern::Unsupported(_) => {}
        }
    }

    fn use_import(&mut self, path: &str, at: crate::ir::syntax::Range) {
        let at_load = self.phase == Phase::Load;
        self.files_used.push(crate::ir::module::FileUse {
            kind: FileUseKind::Import,
            path: path.into(),
            at,
            pipeline: None,
            at_load,
        });
    }

    fn run_list(&mut self, list: &'p [StatementId]) -> Flow {
        let doubt = self.doubt;
        let mut out = Flow::On;
        for &id in list {
            match self.execute(id) {
                Flow::On => {}
                Flow::Maybe => {
                    out = Flow::Maybe;
                    self.doubt += 1;
                }
                Flow::Off => {
                    out = Flow::Off;
                    break;
                }
            }
        }
        self.doubt = doubt;
        out
    }

    fn execute(&mut self, id: StatementId) -> Flow {
        if self.steps == 0 || self.depth >= super::eval::DEPTH {
            return Flow::On;
        }
        self.steps -= 1;
        self.depth += 1;
        let flow = self.run_inner(id);
        self.depth -= 1;
        flow
    }

    fn run_inner(&mut self, id: StatementId) -> Flow {
        let program = self.program;
        match program.statement(id) {
            Statement::Expression(expr) | Statement::ExportDefault(expr) => {
                let value = self.eval(*expr);
                self.result(value, *expr);
            }
            Statement::Var(list) => {
                for (pattern, value) in list {
                    let Some(value) = value else { continue };
                    let value = self.eval(*value);
                    match pattern {
                        Pattern::Name(name, _) if name.starts_with('$') => {}
                        Pattern::Name(name, _) => self.set_var(name, value),
                        pattern => self.assign_pattern(pattern, &value),
                    }
                }
            }
            Statement::Return(value) => {
                let value = value.map_or(Value::Undefined, |it| self.eval(it));
                if let Some(slot) = self.returned.last_mut() {
                    *slot = Some(match slot.take() {
                        Some(old) => old.join(&value),
                        None => value,
                    });
                }
                return Flow::Off;
            }
            Statement::Throw(value) => {
                self.eval(*value);
                if self.phase == Phase::Load {
                    let span = program.range(program.statements[id.0 as usize].1);
                    self.found(crate::rules::load::uncaught_throw::report(span));
                    self.stopped |= self.sure();
                }
                return Flow::Off;
            }
            Statement::If { test, yes, no } => return self.run_if(*test, *yes, *no),
            Statement::Switch { value, cases } => {
                self.eval(*value);
                for (test, list) in cases {
                    self.in_doubt(|this| {
                        if let Some(test) = test {
                            this.eval(*test);
                        }
                        this.run_list(list)
                    });
                }
                return Flow::On;
            }
            Statement::For { init, test, step, body } => {
                if let Some(init) = init {
                    self.execute(*init);
                }
                self.in_doubt(|this| {
                    // The first round says the most; later ones differ in values only.
                    if let Some(test) = test {
                        this.eval(*test);
                    }
                    this.execute(*body);
                    if let Some(step) = step {
                        this.eval(*step);
                    }
                });
            }
            Statement::Try { block, catch, finally } => {
                let catches = u32::from(catch.is_some());
                self.caught += catches;
                let flow = self.run_list(block);
                self.caught -= catches;
                let mut out = flow;
                if let Some((pattern, list)) = catch {
                    let caught = self.in_doubt(|this| {
                        if let Some(pattern) = pattern {
                            this.hoist_names(pattern);
                            this.assign_pattern(pattern, &Value::Unknown);
                        }
                        this.run_list(list)
                    });
                    out = out.or(caught);
                }
                if let Some(list) = finally
                    && self.run_list(list) == Flow::Off
                {
                    return Flow::Off;
                }
                return out;
            }
            Statement::Label(_, inner) => {
                self.execute(*inner);
            }
            Statement::ExportDeclaration(inner) => return self.execute(*inner),
            Statement::Block(list) => return self.run_list(list),
            // Ends the loop, the `switch` or the block; what follows there may still run another time.
            Statement::Break(_) => return Flow::Off,
            Statement::Function(_)
            | Statement::Import { .. }
            | Statement::ExportNames { .. }
            | Statement::Empty => {}
        }
        Flow::On
    }

    fn run_if(&mut self, test: ExprId, yes: StatementId, no: Option<StatementId>) -> Flow {
        match self.eval(test).truth() {
            Some(true) => self.execute(yes),
            Some(false) => no.map_or(Flow::On, |no| self.execute(no)),
            None => {
                let yes = self.in_doubt(|this| this.execute(yes));
                let no = no.map_or(Flow::On, |no| self.in_doubt(|this| this.execute(no)));
                yes.or(no)
            }
        }
    }

    fn set_var(&mut self, name: &'p str, value: Value<'p>) {
        let Some((frame, at)) = self.heap.look_up(self.frame, name) else { return };
        let doubt = self.doubt;
        let frame = self.heap.frame_mut(frame);
        if frame.doubt < doubt {
            let joined = frame.get(at).clone().join(&value);
            frame.set(at, joined);
        } else {
            frame.set(at, value);
        }
    }

    /// The value of the script is that of the last expression statement that runs.
    fn result(&mut self, value: Value<'p>, expr: ExprId) {
        if !self.calls.is_empty() || self.phase == Phase::Event {
            return;
        }
        if let Some((Value::Configurator(id), Some(before))) = &self.last
            && value != Value::Configurator(*id)
        {
            self.discarded = Some((*before, expr));
        }
        let value = match &self.last {
            Some((old, _)) if self.doubt > 0 => old.clone().join(&value),
            _ => value,
        };
        self.last = Some((value, Some(expr)));
    }
}

//! Other files that a script names: `.chain([…])`, `.use(…)`, and what every such name is checked for.

use super::Lower;
use super::arguments::Label;
use super::call::Args;
use super::cursor::Spot;
use super::value::Value;
use crate::ir::module::{self, FileUse, FileUseKind, Sub};
use crate::ir::syntax::{Expr, ExprId, Range};
use crate::rules::bundle::missing_file;
use crate::rules::load;
use crate::runtime::Filter;

impl<'p> Lower<'p> {
    pub(super) fn set_modules(&mut self, config: u32, spots: &[Spot], modules: &[Box<str>]) {
        for &(pipeline, index) in spots {
            let pipeline = &mut self.configs[config as usize].pipelines[pipeline.0 as usize];
            pipeline.filters[index as usize].modules = Some(modules.to_vec());
        }
    }

    /// `.chain()` goes on with the next module, `.chain([…])` with the modules it names.
    pub(super) fn chain(
        &mut self,
        config: u32,
        filter: &'static Filter,
        args: &Args<'p>,
        at: ExprId,
        spots: &[Spot],
    ) -> Vec<Sub> {
        if self.choose(Label::Name(filter.name), filter.overloads, args, at, true).is_none() {
            return Vec::new();
        }
        let value = args.get(0);
        if value.is_nullish() && !args.open {
            self.set_modules(config, spots, &[]);
            return Vec::new();
        }
        let modules = self.module_names(&value, args.exprs.first().copied());
        match modules {
            Some(modules) => {
                for (path, at) in &modules {
                    self.use_file(FileUseKind::Chain, path, *at, None);
                }
                let names: Vec<Box<str>> = modules.into_iter().map(|(path, _)| path).collect();
                // An empty list passes on to nobody, like the end of a chain.
                let names = if names.is_empty() { vec!["".into()] } else { names };
                self.set_modules(config, spots, &names);
            }
            None => self.open_at("module list", self.program.exprs[at.0 as usize].1),
        }
        Vec::new()
    }

    /// The paths in an array, each with its place.
    fn module_names(&mut self, value: &Value<'p>, expr: Option<ExprId>) -> Option<Vec<(Box<str>, Range)>> {
        let Value::Object(id) = value else { return None };
        if !self.known_array(*id) {
            return None;
        }
        let elements: Vec<Value<'p>> = self.heap.object(*id).values().to_vec();
        let list = expr.map(|it| (self.program.expr(it), self.program.exprs[it.0 as usize].1));
        let mut out = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            let path = element.text()?;
            let at = match list {
                Some((Expr::Array(items), at)) => items
                    .get(index)
                    .filter(|_| items.len() == elements.len())
                    .map_or(at, |it| self.program.exprs[it.expr().0 as usize].1),
                Some((_, at)) => at,
                None => Range::default(),
            };
            out.push(((&*path).into(), at));
        }
        Some(out)
    }

    /// `.use('f')`, `.use('f', 'name')`, `.use([…], 'name', …)`.
    pub(super) fn use_modules(
        &mut self,
        config: u32,
        filter: &'static Filter,
        args: &Args<'p>,
        at: ExprId,
        spots: &[Spot],
    ) -> Vec<Sub> {
        if self.choose(Label::Name(filter.name), filter.overloads, args, at, true).is_none() {
            return Vec::new();
        }
        let expr = args.exprs.first().copied();
        let place = expr.map_or(Range::default(), |it| self.program.exprs[it.0 as usize].1);
        let pipeline = match args.get(1) {
            Value::Str(name) => Some(Box::from(&*name)),
            _ => None,
        };
        let modules = match args.get(0) {
            Value::Str(path) => {
                if !is_native(&path) {
                    let pipeline = pipeline.clone();
                    self.use_file(FileUseKind::Use, &path, place, Some((pipeline, args.get(1), true)));
                }
                Some(vec![Box::from(&*path)])
            }
            value => self.module_names(&value, expr).map(|list| {
                for (path, at) in &list {
                    let pipeline = pipeline.clone();
                    self.use_file(FileUseKind::Use, path, *at, Some((pipeline, Value::Unknown, false)));
                }
                list.into_iter().map(|(path, _)| path).collect()
            }),
        };
        match modules {
            Some(modules) => self.set_modules(config, spots, &modules),
            None => self.open_at("module list", self.program.exprs[at.0 as usize].1),
        }
        for (index, value) in args.values.iter().enumerate().skip(2) {
            if matches!(value, Value::Closure(..)) {
                let (expr, spot) = (args.exprs.get(index).copied(), spots[0]);
                self.event_argument("use", value.clone(), None, expr, config, Some(spot.0), Some(spot.1));
            }
        }
        Vec::new()
    }

    /// Another file that the script needs; for `use`, the pipeline asked for and whether it must be there.
    pub(super) fn use_file(
        &mut self,
        kind: FileUseKind,
        path: &str,
        at: Range,
        asked: Option<(Option<Box<str>>, Value<'p>, bool)>,
    ) {
        use super::files::Found;
        let at_load = self.phase == super::scope::Phase::Load && self.sure();
        let pipeline = asked.as_ref().and_then(|(name, ..)| name.clone());
        self.files_used.push(FileUse { kind, path: path.into(), at, pipeline, at_load });
        let span = self.program.range(at);
        match self.files.find(path) {
            Found::Missing => {
                // Each look for a similar name goes through all files.
                let near = if self.suggestions > 0 { self.files.near(path) } else { None };
                self.suggestions = self.suggestions.saturating_sub(1);
                let finding = missing_file::report(span, path, kind, near.as_deref());
                match kind {
                    // Gives null, which a script may expect.
                    FileUseKind::Load => self.found_possible(finding),
                    _ => self.found(finding),
                }
            }
            Found::Script(script) => {
                let Some(pipelines) = &script.pipelines else {
                    let configures = matches!(kind, FileUseKind::Chain | FileUseKind::Use);
                    if configures && script.value != module::Shape::Any {
                        self.found(load::missing_pipeline::not_configuration(span, path));
                    }
                    return;
                };
                match (kind, asked) {
                    (FileUseKind::Chain, _) if !script.entrance => {
                        self.found(load::missing_pipeline::entrance(span, path));
                    }
                    (FileUseKind::Use, Some((None, Value::Undefined | Value::Null, true)))
                        if !script.entrance =>
                    {
                        self.found(load::missing_pipeline::entrance(span, path));
                    }
                    (FileUseKind::Use, Some((Some(name), _, true))) if !pipelines.contains(&name) => {
                        self.found(load::missing_pipeline::named(span, path, &name));
                    }
                    _ => {}
                }
            }
            Found::Data if matches!(kind, FileUseKind::Load) => {}
            Found::Data | Found::Unknown => {}
        }
    }
}

/// A native module, which is no file of the codebase.
fn is_native(path: &str) -> bool {
    path.ends_with(".so") || path.ends_with(".dll")
}

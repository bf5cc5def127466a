//! Scripts whose value is no configuration.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::module::{Module, ModuleValue, Shape};
use crate::ir::syntax::{Root, Statement};
use crate::rules::{ProjectView, Scope, rule};
use crate::runtime::Dialect;

rule! {
    /// A plugin's value is no pipy configuration.
    ///
    /// ## Why
    /// Pipy runs what the last expression of a file gives, and that must be what `pipy(…)` and its methods
    /// return. Otherwise the whole sidecar fails: Pipy 0.90 says `Cannot load module`, without a line; Pipy 1.5
    /// takes the file as an empty module, and never listens.
    ///
    /// The usual cause is a function round the script that nobody calls.
    ///
    /// ## Avoid
    /// ```js
    /// (() => pipy()
    ///   .pipeline()
    ///   .chain()
    /// )
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// (() => pipy()
    ///   .pipeline()
    ///   .chain()
    /// )()
    /// ```
    "load/not-configuration", Deny, since "0.1.0", Scope::Project(run)
}

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    for (_, module) in view.plugins() {
        check(module, view.project.target.api.dialect, out);
    }
}

/// What is wrong with the value of a script that is mounted in a chain.
pub fn check(module: &Module, dialect: Dialect, out: &mut Diagnostics) {
    let ModuleValue::Value(shape) = &module.value else { return };
    let program = &module.program;
    let root = match &program.root {
        Root::Expression(expr) => Some(*expr),
        Root::Statements(list) => list.iter().rev().find_map(|it| match program.statement(*it) {
            Statement::Expression(expr) | Statement::ExportDefault(expr) => Some(*expr),
            _ => None,
        }),
        // On 0.90 an empty script is a finding of the dialect.
        Root::Empty if dialect == Dialect::Expression => return,
        Root::Empty => None,
    };
    let message = match shape {
        _ if root.is_none() => "this script makes no pipy configuration",
        Shape::Function => "this script's value is a function that nobody calls, no pipy configuration",
        _ => "this script's value is no pipy configuration",
    };
    let finding = Diagnostic::new(&RULE, message);
    out.push(match root {
        Some(expr) => {
            let help = match shape {
                Shape::Function => "write `()` behind the function",
                _ => "end the script with what `pipy(…)` and its methods return",
            };
            finding.at(program.span(expr)).help(help)
        }
        None => finding
            .at(crate::source::Span::point(program.source, 0))
            .help("write `pipy().pipeline()` and filters"),
    });
}

//! Names of pipelines that do not exist.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Diagnostics, Fix};
use crate::ir::module::{Module, PipelineKind, SubTarget};
use crate::rules::{ModuleView, Scope, rule};
use crate::runtime::nearest;
use crate::source::Span;

rule! {
    /// A filter names a pipeline that the script does not have.
    ///
    /// ## Why
    /// `link`, `to`, `branch` and their kin look for pipelines in their own script only. When there is none of
    /// that name, Pipy fails with `pipeline not found`, without a line, and the sidecar does not start.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .link('rset')
    ///   .pipeline('rest')
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///   .pipeline()
    ///   .link('rest')
    ///   .pipeline('rest')
    ///   .chain()
    /// ```
    "pipeline/unknown-name", Deny, since "0.1.0", Scope::Module(run)
}

fn run(view: &ModuleView<'_>, out: &mut Diagnostics) {
    check(view.module, out);
}

/// Finds the names that no pipeline of the module has.
fn check(module: &Module, out: &mut Diagnostics) {
    let names: BTreeSet<&str> = module.pipelines.iter().filter_map(|it| it.kind.name()).collect();
    // A pipeline whose name is not known may have any.
    if module.pipelines.iter().any(|it| matches!(&it.kind, PipelineKind::Named(name) if name.is_empty())) {
        return;
    }
    for filter in module.pipelines.iter().flat_map(|it| &it.filters) {
        for sub in &filter.subs {
            let SubTarget::Named(name, at) = &sub.target else { continue };
            if names.contains(&**name) {
                continue;
            }
            let span = module.span(*at);
            let finding = report(span, name, names.iter().copied());
            // Pipy looks only at what it builds.
            out.push(if filter.conditional { finding.possible() } else { finding });
        }
    }
}

/// The script has no pipeline of this name, only those.
pub fn report<'a>(span: Span, name: &str, names: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let finding = Diagnostic::new(&RULE, format!("this script has no pipeline `{name}`")).at(span);
    match nearest(name, names) {
        Some(near) => {
            let title = format!("write `'{near}'`");
            finding.help(title.clone()).fix(Fix::suggested(title, span, format!("'{near}'")))
        }
        None => finding.help(format!("write `.pipeline('{name}')` and its filters")),
    }
}

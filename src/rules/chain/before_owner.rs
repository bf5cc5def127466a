//! Variables that are read before their owner has set them.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::chain::Link;
use crate::ir::module::{Access, FileUseKind, Module, PipelineKind};
use crate::rules::{ChainView, Scope, rule};
use crate::runtime::{Level, ScriptRole};
use crate::source::Span;

rule! {
    /// A plugin reads a variable of a module that is mounted after it.
    ///
    /// ## Why
    /// Modules set what they export when traffic reaches them, in the order of the chain. Before that
    /// the variable has its initial value, in the built-in modules `null`. Above `inbound-http-routing`
    /// it stays so for good: routing gives every request a copy of the connection's variables, and what
    /// is set in the copy is not seen outside.
    ///
    /// ## Avoid
    /// ```js chain=inbound-tcp priority=125
    /// pipy({ _target: null })
    ///   .import({ __cluster: 'inbound-tcp-routing' })
    ///   .pipeline()
    ///   .onStart(() => void (_target = __cluster?.name))
    ///   .handleStreamEnd(() => console.log(_target))
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js chain=inbound-tcp priority=115
    /// pipy({ _target: null })
    ///   .import({ __cluster: 'inbound-tcp-routing' })
    ///   .pipeline()
    ///   .onStart(() => void (_target = __cluster?.name))
    ///   .handleStreamEnd(() => console.log(_target))
    ///   .chain()
    /// ```
    "chain/before-owner", Warn, since "0.1.0", Scope::Chain(run)
}

fn run(view: &ChainView<'_>, out: &mut Diagnostics) {
    let links = &view.chain.links;
    // The links that export something are few, so every import is compared with those alone.
    let exporting = |(at, link): (usize, &Link)| {
        let interface = view.interface(link)?;
        (!interface.exports.is_empty()).then_some((at, &interface.exports))
    };
    let owners: Vec<(usize, _)> = links.iter().enumerate().filter_map(exporting).collect();
    for (at, link) in links.iter().enumerate() {
        let Some(interface) = view.interface(link) else { continue };
        for import in &interface.imports {
            let mut owning = owners.iter().filter(|(_, exports)| exports.contains(import));
            // A variable with two owners is a finding of its own.
            let (Some(&(owner, _)), None) = (owning.next(), owning.next()) else { continue };
            if owner > at && !owned_by_entry(view, import) {
                out.extend(finding(view, link, &links[owner], import));
            }
        }
    }
}

/// True if the script that begins the chain exports it, before any link.
fn owned_by_entry(view: &ChainView<'_>, (namespace, name): &(Box<str>, Box<str>)) -> bool {
    let entries = view.project.codebase.files().iter().filter_map(|it| it.interface.as_ref());
    let mut entries = entries.filter(|it| it.role == ScriptRole::Entry);
    entries.any(|it| it.exports.iter().any(|(ns, own)| ns == namespace && own == name))
}

fn finding(
    view: &ChainView<'_>,
    link: &Link,
    owner: &Link,
    (namespace, name): &(Box<str>, Box<str>),
) -> Option<Diagnostic> {
    let splits = view.interface(owner).is_some_and(|it| it.level_out == Some(Level::Messages));
    // What works on messages alone has a finding for standing where there are none.
    if splits && view.interface(link).is_some_and(|it| it.level_in == Some(Level::Messages)) {
        return None;
    }
    let place: Option<Span> = match view.project.codebase.file(link.file).module() {
        Some(module) => Some(early_read(module, name, splits)?),
        None => link.place(view.project.project),
    };
    let message = format!(
        "`{}` reads `{name}` of `{namespace}` before `{}` sets it: priority {} is above {}",
        view.name(link),
        view.name(owner),
        link.priority,
        owner.priority
    );
    let found = Diagnostic::new(&RULE, message).mounted(view.mounted(Some(link)));
    let found = found.help(format!("give it a priority below {}", owner.priority));
    Some(match place {
        Some(span) => found.at(span),
        None => found,
    })
}

/// The first read of a variable that comes too early. What is read after `chain()` has come back is
/// read in time, unless the owner gives every request variables of its own.
fn early_read(module: &Module, name: &str, splits: bool) -> Option<Span> {
    let mut reads = module.accesses.iter().filter(|it| *it.name == *name && !it.write);
    let early = reads.find(|it| splits || !after_chain(module, it))?;
    Some(module.program.range(early.at))
}

fn after_chain(module: &Module, access: &Access) -> bool {
    let (Some(pipeline), Some(filter)) = (access.pipeline, access.filter) else { return false };
    let pipeline = module.pipeline(pipeline);
    let own_chain = module.files.iter().any(|it| it.kind == FileUseKind::Chain);
    let chain = pipeline.filters.iter().position(|it| it.name == "chain");
    // In pipelines of tasks and listeners nothing is known of the chain.
    let elsewhere =
        !matches!(pipeline.kind, PipelineKind::Entrance | PipelineKind::Named(_) | PipelineKind::Inline);
    elsewhere || (!own_chain && chain.is_some_and(|chain| filter as usize > chain))
}

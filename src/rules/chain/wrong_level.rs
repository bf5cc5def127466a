//! Modules that meet bytes where they want messages, and the reverse.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::chain::Link;
use crate::ir::codebase::Interface;
use crate::ir::levels::{self, Flow};
use crate::ir::names::CodePath;
use crate::rules::{ChainView, Scope, rule};
use crate::runtime::Level;
use crate::source::Span;

rule! {
    /// A plugin that works on messages is mounted where bytes flow, or the reverse.
    ///
    /// ## Why
    /// A chain begins with the bytes of a connection. In the http chains the routing module makes one
    /// pipeline a request out of them, and from there on messages flow; in the tcp chains bytes flow
    /// throughout. Where no messages are, `handleMessageStart`, `replaceMessage` and their kin never
    /// fire, without a word. Where messages are, a filter that wants the connection's bytes, such as
    /// `demuxHTTP`, gets the bodies of requests.
    ///
    /// ## Avoid
    /// ```js priority=175
    /// pipy({})
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-seen'] = 'yes'))
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js priority=165
    /// pipy({})
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-seen'] = 'yes'))
    ///   .chain()
    /// ```
    "chain/wrong-level", Warn, since "0.1.0", Scope::Chain(run)
}

fn run(view: &ChainView<'_>, out: &mut Diagnostics) {
    let mut flows = Level::Bytes;
    // Who made it flow; nobody while it is the connection's own bytes.
    let mut since: Option<&Link> = None;
    let excused = misses_disabled(view);
    for link in &view.chain.links {
        let Some(interface) = view.interface(link) else { return };
        if let Some(wants) = interface.level_in.filter(|&wants| wants != flows)
            && !(excused && wants == Level::Messages)
        {
            out.push(finding(view, link, wants, since));
        }
        if let Some(level) = interface.level_out {
            flows = level;
            since = Some(link);
        }
    }
}

/// True if the module that would make messages is disabled, and missed by others as well: then that is
/// the finding.
fn misses_disabled(view: &ChainView<'_>) -> bool {
    let Some(disabled) = disabled_maker(view) else { return false };
    let imports = |link: &Link| {
        view.interface(link)
            .is_some_and(|it| it.imports.iter().any(|import| disabled.exports.contains(import)))
    };
    view.chain.links.iter().any(imports)
}

fn disabled_maker<'a>(view: &ChainView<'a>) -> Option<&'a Interface> {
    let project = view.project.project;
    let mut disabled = project.builtin_chains.iter().filter(|it| it.disabled && it.mount == view.chain.mount);
    disabled.find_map(|it| {
        let path = CodePath::new(&format!("{}.js", it.plugin)).ok()?;
        let interface = view.project.codebase.interface(&path)?;
        (interface.level_out == Some(Level::Messages)).then_some(interface)
    })
}

fn finding(view: &ChainView<'_>, link: &Link, wants: Level, since: Option<&Link>) -> Diagnostic {
    let (name, priority, mount) = (view.name(link), link.priority, view.chain.mount);
    let filter = first_misfit(view, link, wants);
    let what = filter.map_or_else(|| format!("`{name}`"), |(filter, _)| format!("`{filter}` of `{name}`"));
    let passes = |it: &&Link| view.interface(it).is_some_and(|it| it.level_out == Some(wants));
    let (message, help) = match wants {
        Level::Messages => {
            let message =
                format!("{what} works on messages, but at priority {priority} of {mount} only bytes flow");
            let help = match view.chain.links.iter().find(passes) {
                Some(maker) => format!(
                    "mount it below `{}`: write a priority below {}",
                    view.name(maker),
                    maker.priority
                ),
                None => {
                    format!("mount it in an http chain, or handle the bytes with `handleData` in {mount}")
                }
            };
            (message, help)
        }
        Level::Bytes => {
            let maker = since.map_or("the connection", |it| view.name(it));
            let message = format!(
                "{what} works on bytes, but at priority {priority} of {mount} messages flow since `{maker}`"
            );
            let help = match since {
                Some(maker) => format!(
                    "mount it above `{}`: write a priority above {}, or work on the messages",
                    view.name(maker),
                    maker.priority
                ),
                None => "work on the messages".to_owned(),
            };
            (message, help)
        }
    };
    let found = view.about(link, Diagnostic::new(&RULE, message).help(help));
    match (filter, found.span) {
        (Some((_, span)), Some(mount)) => found.at(span).label(mount, "mounted here"),
        (Some((_, span)), None) => found.at(span),
        (None, _) => found,
    }
}

/// The first filter of a script that gets what it cannot work with at this mount, and only there.
fn first_misfit(view: &ChainView<'_>, link: &Link, wants: Level) -> Option<(&'static str, Span)> {
    let module = view.project.codebase.file(link.file).module()?;
    let flows = match wants {
        Level::Bytes => Flow::MESSAGES,
        Level::Messages => Flow::BYTES,
    };
    let anyway = levels::judge(module).problems;
    let problems = levels::problems(module, flows);
    let first = problems.iter().find(|it| !anyway.contains(it))?;
    let filter = &module.pipeline(first.pipeline).filters[first.filter];
    Some((filter.name, module.span(filter.at)))
}

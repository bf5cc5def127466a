//! Modules that meet bytes where they want messages, and the reverse.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::chain::{Link, Origin};
use crate::rules::{ChainView, Scope, rule};
use crate::runtime::Level;

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
    for link in &view.chain.links {
        let Some(interface) = view.interface(link) else { return };
        if let Some(wants) = interface.level_in.filter(|&wants| wants != flows) {
            // Built-ins in their default places that miss a disabled one have a finding already.
            let default = matches!(link.origin, Origin::Builtin { span: None });
            if !default && !misses_disabled(view, link) {
                out.push(finding(view, link, wants, since));
            }
        }
        if let Some(level) = interface.level_out {
            flows = level;
            since = Some(link);
        }
    }
}

/// True for a built-in whose chain lacks the module that would make messages, because it is disabled.
fn misses_disabled(view: &ChainView<'_>, link: &Link) -> bool {
    let disabled =
        |mount| view.project.project.builtin_chains.iter().any(|it| it.mount == mount && it.disabled);
    matches!(link.origin, Origin::Builtin { .. }) && disabled(view.chain.mount)
}

fn finding(view: &ChainView<'_>, link: &Link, wants: Level, since: Option<&Link>) -> Diagnostic {
    let (name, mount) = (view.name(link), view.chain.mount);
    let (message, help) = match (wants, since) {
        (Level::Messages, None) => {
            let maker = view
                .chain
                .links
                .iter()
                .find(|it| view.interface(it).is_some_and(|it| it.level_out == Some(Level::Messages)));
            let message = format!(
                "`{name}` works on messages, but at priority {} of {mount} only bytes flow",
                link.priority
            );
            let help = match maker {
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
        (Level::Bytes, Some(maker)) => {
            let message = format!(
                "`{name}` works on bytes, but at priority {} of {mount} messages flow since `{}`",
                link.priority,
                view.name(maker)
            );
            let help = format!(
                "mount it above `{}`: write a priority above {}, or work on the messages",
                view.name(maker),
                maker.priority
            );
            (message, help)
        }
        (_, maker) => {
            let what = match wants {
                Level::Bytes => "bytes",
                Level::Messages => "messages",
            };
            let maker = maker.map_or("the connection", |it| view.name(it));
            let message = format!("`{name}` works on {what}, which `{maker}` does not pass on at {mount}");
            (message, "mount it where they flow".to_owned())
        }
    };
    view.about(link, Diagnostic::new(&RULE, message).help(help))
}

//! A difference in one line each, for `grep` and for scripts that count.

use std::io::{self, Write};

use super::super::line;
use crate::diff::Diff;

/// Writes one line for each change: a sign, what it is of, its name, and where.
///
/// # Errors
/// If `out` cannot be written to.
pub fn short(diff: &Diff<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut say = |sign: char, text: String| writeln!(out, "{sign} {}", line(&text));
    if diff.old.version != diff.new.version {
        say('~', format!("version {} → {}", diff.old.version, diff.new.version))?;
    }
    if diff.old.digest != diff.new.digest {
        say('~', format!("digest {} → {}", diff.old.digest, diff.new.digest))?;
    }
    for (sign, list) in [('+', &diff.added), ('-', &diff.removed)] {
        list.iter().try_for_each(|it| say(sign, format!("sidecar {it}")))?;
    }
    for change in &diff.chains {
        for sidecar in &change.sidecars {
            for link in &change.links {
                let sign = super::sign(link.old.is_some(), link.new.is_some());
                let about = super::about(link).join(", ");
                let (mount, priority) = (link.mount, super::priority(link));
                say(sign, format!("link {sidecar} {mount} {priority} {}: {about}", link.module))?;
            }
        }
    }
    for plugin in &diff.plugins {
        let sign = super::sign(plugin.old.is_some(), plugin.new.is_some());
        let facts = super::plugin(plugin);
        if !facts.is_empty() {
            say(sign, format!("plugin {}: {}", plugin.name, facts.join(", ")))?;
        }
    }
    for module in &diff.interfaces {
        for (what, change) in [("exports", &module.exports), ("imports", &module.imports)] {
            for (sign, list) in [('+', &change.added), ('-', &change.removed)] {
                list.iter().try_for_each(|it| say(sign, format!("{what} {}: {it}", module.path)))?;
            }
        }
    }
    for file in &diff.files {
        let sign = super::sign(file.sizes.old.is_some(), file.sizes.new.is_some());
        say(sign, format!("file {}: {}", file.path, super::file(file).join(", ")))?;
    }
    for it in &diff.resources {
        let sign = super::sign(it.sides.old.is_some(), it.sides.new.is_some());
        say(sign, format!("{} for {}: {}", it.resource, it.plugin, super::resource(it).join(", ")))?;
    }
    for change in &diff.configs {
        for sidecar in &change.sidecars {
            for it in &change.changes {
                let (sign, value) = super::value(it);
                let value = super::super::cut(&value, 200);
                say(sign, format!("{} {sidecar} {}: {value}", change.file.name(), it.path))?;
            }
            if change.changes.is_empty() {
                say('~', format!("{} {sidecar}", super::config_title(change)))?;
            }
        }
    }
    Ok(())
}

//! A graph for people: each chain with what flows where, then what the scripts share.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::page::{Page, comma_separated};
use super::{Style, line};
use crate::graph::{Graph, Kind, Script, level_word};
use crate::runtime::Terminal;

/// Writes a graph for people.
///
/// # Errors
/// If `out` cannot be written to.
pub fn human(graph: &Graph, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(out, style);
    page.words("", [graph.title.clone(), format!("for {}", graph.target)])?;
    chains(graph, &mut page)?;
    plugins(graph, &mut page)?;
    variables(graph, &mut page)
}

fn chains(graph: &Graph, page: &mut Page<'_>) -> io::Result<()> {
    for chain in &graph.chains {
        let sidecars = chain.sidecars.iter().map(|&it| graph.sidecars[it].name.clone());
        page.section_of(&format!("{} of", chain.mount), comma_separated(sidecars))?;
        let n_priority = chain.links.iter().map(|it| it.priority.to_string().width()).max().unwrap_or(0);
        for link in &chain.links {
            let script = &graph.scripts[link.script];
            let priority = link.priority.to_string();
            let level = level_word(link.level);
            let name = page.colored(&line(script.name()), link.origin);
            let mut words: Vec<String> = Vec::new();
            if let Some(level) = script.level_out.filter(|it| *it != link.level) {
                words.push(format!("→ {}", level_word(level)));
            }
            words.extend((script.terminal == Terminal::Always).then(|| "ends".to_owned()));
            words.extend(link.unreached.then(|| "never runs".to_owned()));
            words.extend(link.mounted_by.iter().filter(|_| script.kind == Kind::Plugin).cloned());
            let first = format!("  {priority:>n_priority$}  {level:8}  {name}");
            let width = n_priority + 14 + line(script.name()).width();
            match words.is_empty() {
                true => page.raw(&first)?,
                false => page.words_after(&format!("{first}  "), width + 2, comma_separated(words))?,
            }
        }
    }
    Ok(())
}

fn plugins(graph: &Graph, page: &mut Page<'_>) -> io::Result<()> {
    let is_shown = |(at, it): &(usize, &Script)| it.kind == Kind::Plugin || graph.focus == Some(*at);
    let mut plugins = graph.scripts.iter().enumerate().filter(is_shown).peekable();
    if plugins.peek().is_some() {
        page.section("Plugins", "")?;
    }
    for (at, script) in plugins {
        let mut facts: Vec<String> = Vec::new();
        facts.extend(script.level_in.map(|it| format!("works on {}", level_word(it))));
        facts.extend(script.broken.then(|| "cannot be read".to_owned()));
        let colon = if facts.is_empty() { "" } else { ": " };
        page.words(&format!("  {}{colon}", script.name()), comma_separated(facts))?;
        let shares = graph.variables.iter().flat_map(|variable| {
            let own = variable.shares().into_iter().filter(move |it| it.script == at);
            own.map(|share| format!("{} ({})", variable.full_name(), share.words()))
        });
        page.listed("shares", shares)?;
        let own = script.context.iter().map(|it| {
            let how = match (it.set, it.read) {
                (true, true) => "set, read",
                (true, false) => "set",
                (false, true) => "read",
                (false, false) => "unused",
            };
            format!("{} ({how})", it.name)
        });
        page.listed("own", own)?;
        page.listed("files", script.files.iter().map(ToString::to_string))?;
    }
    Ok(())
}

fn variables(graph: &Graph, page: &mut Page<'_>) -> io::Result<()> {
    if !graph.variables.is_empty() {
        page.section("Shared variables", "")?;
    }
    for variable in &graph.variables {
        page.words("  ", [variable.full_name()])?;
        let names = |list: &[usize]| -> Vec<String> {
            list.iter().map(|&it| graph.scripts[it].name().to_owned()).collect()
        };
        page.listed("from", names(&variable.exported_by).into_iter())?;
        page.listed("set by", names(&variable.set_by).into_iter())?;
        page.listed("read by", names(&variable.read_by).into_iter())?;
    }
    Ok(())
}

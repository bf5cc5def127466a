//! Why a plugin is where it is: in words for people, and as one JSON object.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Style;
use super::page::{Page, Paint};
use crate::source::{Sources, Span};
use crate::why::{Candidate, Configured, Entry, Fact, Mounted, Why};

/// `plugins/geo.yaml:14`.
fn place(sources: &Sources, span: Span) -> String {
    let place = sources.place(span);
    format!("{}:{}", place.path, place.start.line)
}

/// A place in brackets, if there is one.
fn bracketed(sources: &Sources, span: Option<Span>) -> String {
    span.map(|it| format!(" ({})", place(sources, it))).unwrap_or_default()
}

/// Writes it in words.
///
/// # Errors
/// If `out` cannot be written to.
pub fn human(why: &Why, sources: &Sources, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(out, style);
    sentence(&mut page, "", &verdict(why), Paint::Bold)?;
    for note in &why.notes {
        fact(&mut page, "  ", note, sources)?;
    }
    for candidate in &why.candidates {
        writeln!(page.out())?;
        self::candidate(&mut page, candidate, sources)?;
    }
    if !why.entries.is_empty() {
        writeln!(page.out())?;
    }
    for entry in &why.entries {
        let from = match entry.span {
            Some(span) => place(sources, span),
            None => "the target's default values".to_owned(),
        };
        let what = if entry.disabled { "is disabled" } else { "stands" };
        let text = format!("It {what} in {} at priority {}, by {from}", entry.mount, entry.priority);
        sentence(&mut page, "", &text, Paint::Plain)?;
    }
    for mounted in &why.mounted {
        writeln!(page.out())?;
        self::mounted(&mut page, mounted, sources)?;
    }
    if !why.configs.is_empty() {
        writeln!(page.out())?;
    }
    for config in &why.configs {
        sentence(&mut page, "", &configured(config, why, sources), Paint::Plain)?;
    }
    Ok(())
}

/// The answer in one sentence.
fn verdict(why: &Why) -> String {
    let (plugin, workload) = (&why.plugin, &why.workload);
    let mounts: Vec<String> = why.mounted.iter().map(|it| it.mount.to_string()).collect();
    match mounts.is_empty() {
        true => format!("`{plugin}` is in no chain of {workload}"),
        false => format!("`{plugin}` is in {} of {workload}", mounts.join(" and ")),
    }
}

fn sentence(page: &mut Page<'_>, indent: &str, text: &str, paint: Paint) -> io::Result<()> {
    page.painted_words(indent, text, paint)
}

fn fact(page: &mut Page<'_>, indent: &str, fact: &Fact, sources: &Sources) -> io::Result<()> {
    let text = format!("{}{}", fact.text, bracketed(sources, fact.span));
    sentence(page, indent, &text, Paint::Plain)
}

fn candidate(page: &mut Page<'_>, candidate: &Candidate, sources: &Sources) -> io::Result<()> {
    let mounts: Vec<String> = candidate.mounts.iter().map(ToString::to_string).collect();
    let selects = match (candidate.selects, candidate.requirements.is_empty()) {
        (true, true) => "selects every workload",
        (true, false) => "selects this workload",
        (false, _) => "does not select this workload",
    };
    let (label, at, mounts) = (&candidate.label, place(sources, candidate.span), mounts.join(" and "));
    let text = format!("{label} ({at}) mounts it in {mounts}, and {selects}");
    sentence(page, "", &text, Paint::Plain)?;
    for requirement in &candidate.requirements {
        let (sign, paint) = if requirement.holds { ("yes", Paint::Green) } else { ("no ", Paint::Red) };
        let sign = page.painted(sign, paint);
        let words = super::line(&requirement.text).split(' ').map(str::to_owned).collect::<Vec<_>>();
        page.words_after(&format!("  {sign}  "), 7, words)?;
    }
    Ok(())
}

fn mounted(page: &mut Page<'_>, mounted: &Mounted, sources: &Sources) -> io::Result<()> {
    let Mounted { mount, place, of, priority, .. } = mounted;
    let text = format!("In {mount} it has place {place} of {of}, by its priority {priority}");
    sentence(page, "", &text, Paint::Plain)?;
    for (word, neighbor) in [("above", &mounted.above), ("below", &mounted.below)] {
        let text = match neighbor {
            Some(it) => format!("{word} it stands `{}` ({})", it.name, it.priority),
            None => format!("nobody stands {word} it"),
        };
        sentence(page, "  ", &text, Paint::Plain)?;
    }
    mounted.facts.iter().try_for_each(|it| fact(page, "  ", it, sources))
}

fn configured(config: &Configured, why: &Why, sources: &Sources) -> String {
    let mounts: Vec<String> = config.mounts.iter().map(ToString::to_string).collect();
    let (label, at, service) = (&config.label, place(sources, config.span), &config.service);
    match mounts.is_empty() {
        true => {
            let reason = match why.mounted.is_empty() {
                true => "it is in no chain here",
                false => "it is in inbound chains only, and this workload is not behind the service",
            };
            format!("{label} ({at}) for service {service} does not reach it: {reason}")
        }
        false => format!("{label} ({at}) for service {service} reaches it in {}", mounts.join(" and ")),
    }
}

/// Writes it as one JSON object, which `schema/why.schema.json` describes.
///
/// # Errors
/// If `out` cannot be written to.
pub fn json(why: &Why, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let place = |span: Option<Span>| match span {
        Some(span) => {
            let place = sources.place(span);
            json!({"file": place.path, "line": place.start.line, "column": place.start.column})
        }
        None => Value::Null,
    };
    let fact = |it: &Fact| json!({"text": it.text, "place": place(it.span)});
    let neighbor = |it: &Option<crate::why::Neighbor>| {
        it.as_ref().map(|it| json!({"name": it.name, "priority": it.priority}))
    };
    let mounted = why.mounted.iter().map(|it| {
        json!({
            "chain": it.mount,
            "place": it.place,
            "of": it.of,
            "priority": it.priority,
            "above": neighbor(&it.above),
            "below": neighbor(&it.below),
            "facts": it.facts.iter().map(fact).collect::<Vec<_>>(),
        })
    });
    let candidates = why.candidates.iter().map(|it| {
        let requirement =
            |it: &crate::why::Requirement| json!({"of": it.of, "holds": it.holds, "text": it.text});
        json!({
            "resource": it.label,
            "place": place(Some(it.span)),
            "chains": it.mounts,
            "selects": it.selects,
            "requirements": it.requirements.iter().map(requirement).collect::<Vec<_>>(),
        })
    });
    let entries = why.entries.iter().map(|it: &Entry| {
        json!({"chain": it.mount, "priority": it.priority, "disabled": it.disabled, "place": place(it.span)})
    });
    let configs = why.configs.iter().map(|it| {
        json!({"resource": it.label, "service": it.service, "place": place(Some(it.span)), "chains": it.mounts})
    });
    let value = json!({
        "version": 1,
        "plugin": why.plugin,
        "workload": why.workload,
        "builtin": why.builtin,
        "verdict": verdict(why),
        "mounted": mounted.collect::<Vec<_>>(),
        "candidates": candidates.collect::<Vec<_>>(),
        "entries": entries.collect::<Vec<_>>(),
        "configs": configs.collect::<Vec<_>>(),
        "notes": why.notes.iter().map(fact).collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &value)?;
    writeln!(out)
}

//! `check --baseline`: leaves out what is known, says what is gone, and writes the file.

use std::collections::BTreeSet;

use super::args::Check;
use super::{Session, Stop, disk};
use crate::driver::Checked;
use crate::report::baseline::{Baseline, Compared, file_name};
use crate::report::{count, line};
use crate::rules::{self, Scope};
use crate::world::PathKind;

/// More entries that are gone than this are only counted.
const SHOWN: usize = 20;

/// Applies the baseline that the flags name to what was found. Returns what is to be told.
pub(super) fn apply(
    session: &Session<'_>,
    flags: &Check,
    checked: &mut Checked,
) -> Result<Vec<String>, Stop> {
    let Some(path) = &flags.baseline else { return Ok(Vec::new()) };
    let old = read(session, path, flags.write_baseline)?;
    let place = session.place(checked);
    let folder = place.folder();
    let files: BTreeSet<String> =
        checked.sources.files().map(|it| file_name(checked.sources.get(it).path(), folder)).collect();
    let whole = checked.project.as_ref().is_some_and(|it| it.lone_scripts.is_empty());
    let up = "../".repeat(folder.up);
    let looked_at = |file: &str, rule: &str| {
        let there = match file {
            "" => whole && flags.input.paths.is_empty(),
            file if files.contains(file) => true,
            file if file.starts_with('/') => session.world.kind(file) == PathKind::Missing,
            file => session.world.kind(&format!("{up}{file}")) == PathKind::Missing,
        };
        there && (whole || of_script(rule))
    };
    let compared = old.compare(&checked.diagnostics, &checked.sources, folder, looked_at);
    let mut told = Vec::new();
    let written = match (flags.write_baseline, flags.prune_baseline) {
        (true, _) => Some(&compared.updated),
        (false, true) => Some(&compared.pruned),
        (false, false) => None,
    };
    if let Some(new) = written.filter(|new| **new != old || session.world.kind(path) == PathKind::Missing) {
        disk::put(path, &new.text())?;
        told.push(format!("Wrote {} to {path}.", count(new.len(), "known finding")));
    }
    gone(path, &compared, written.is_some(), &mut told);
    let mut known = compared.known.into_iter().map(|known| known || flags.write_baseline);
    let before = checked.diagnostics.len();
    checked.diagnostics.retain(|_| !known.next().unwrap_or(false));
    let left_out = before - checked.diagnostics.len();
    if left_out > 0 {
        told.push(format!("Left out {} of {path}.", count(left_out, "known finding")));
    }
    Ok(told)
}

fn read(session: &Session<'_>, path: &str, may_be_missing: bool) -> Result<Baseline, Stop> {
    if session.world.kind(path) == PathKind::Missing {
        let help = format!("make it: pipyc check --baseline {path} --write-baseline");
        return match may_be_missing {
            true => disk::can_hold("--baseline", path).map(|()| Baseline::default()),
            false => Err(Stop::new(format!("--baseline: there is no `{path}`"), help)),
        };
    }
    let text = session.world.read(path)?;
    Baseline::parse(&text).map_err(|error| {
        Stop::new(
            format!("{path}: {error}"),
            "name another file, or move this one away and make it anew with --write-baseline",
        )
    })
}

/// Says what is not found any more.
fn gone(path: &str, compared: &Compared, removed: bool, told: &mut Vec<String>) {
    let n: usize = compared.gone.iter().map(|it| it.count).sum();
    if n == 0 {
        return;
    }
    for it in compared.gone.iter().take(SHOWN) {
        let times = if it.count > 1 { format!(" ({} times)", it.count) } else { String::new() };
        let file = if it.file.is_empty() { String::new() } else { format!("{}: ", line(&it.file)) };
        told.push(format!("gone: {file}{} {}{times}", line(&it.rule), line(&it.message)));
    }
    if compared.gone.len() > SHOWN {
        told.push(format!("gone: and {} more", compared.gone.len() - SHOWN));
    }
    let known = count(n, "known finding");
    told.push(match removed {
        true => format!("Removed {known} from {path}."),
        false => format!("{path} has {known} too many; --prune-baseline removes what is gone."),
    });
}

/// True if a rule looks at one script, also where the script is checked alone.
fn of_script(rule: &str) -> bool {
    const OF_PROJECTS: [&str; 7] = ["bundle", "chain", "config", "project", "resource", "selector", "values"];
    let entry = rules::all().find(|it| it.rule.id == rule);
    entry.is_none_or(|it| match it.scope {
        Scope::Module(_) => true,
        Scope::Stage => !OF_PROJECTS.contains(&it.rule.family()),
        Scope::Chain(_) | Scope::Project(_) => false,
    })
}

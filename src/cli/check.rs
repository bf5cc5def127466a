//! `pipyc check`: everything but the bundle; with `--fix`, mended.

use std::collections::BTreeMap;

use super::args::Check;
use super::{Exit, Session, Stop, baseline, disk, request};
use crate::diag::mend;
use crate::driver::{self, Checked, Options};
use crate::load::raw::Request;
use crate::report::{Counts, count};
use crate::world::{Overlay, World};

/// Fixes can uncover others; what takes more rounds than this goes in circles.
const ROUNDS: usize = 10;

pub(super) fn run(session: &mut Session<'_>, flags: &Check) -> Result<Exit, Stop> {
    let request = request::of_check(session.global, flags);
    let options = session.options()?;
    let progress = session.progress("checking");
    let mut checked = driver::check(session.world, &request, &options)?;
    session.details(&checked);
    let mut done = String::new();
    if flags.fix {
        let mended = mended(session.world, &request, &options, checked)?;
        checked = mended.checked;
        for (path, text) in &mended.files {
            disk::replace(path, text)?;
        }
        done = match mended.fixes {
            0 => "Nothing to mend.".to_owned(),
            n => format!("Mended {} in {}.", count(n, "finding"), count(mended.files.len(), "file")),
        };
    }
    let told = baseline::apply(session, flags, &mut checked)?;
    drop(progress);
    session.report(&checked)?;
    told.iter().for_each(|it| session.tell(it));
    if !done.is_empty() {
        session.tell(&done);
    }
    let exit = if checked.has_errors() { Exit::Findings } else { Exit::Clean };
    session.leave(checked);
    Ok(exit)
}

/// What a project is after its safe fixes.
struct Mended {
    /// The files that change, by path, with their new texts.
    files: BTreeMap<String, String>,
    /// How many findings were mended.
    fixes: usize,
    /// What is left.
    checked: Checked,
}

/// Applies safe fixes until there are none. Each round is checked as if it were written already; one
/// that makes things worse, because a text means something else where it stands, is left out.
fn mended(world: &dyn World, request: &Request, options: &Options, first: Checked) -> Result<Mended, Stop> {
    let mut overlay = Overlay::new(world);
    let mut done = Mended { files: BTreeMap::new(), fixes: 0, checked: first };
    for _ in 0..ROUNDS {
        let mut next = overlay.clone();
        let mut files = done.files.clone();
        let mut fixes = 0;
        for file in mend(&done.checked.diagnostics, &done.checked.sources) {
            // What came through a pipe cannot be mended.
            if file.path != "-" {
                next.put(&file.path, file.text.clone().into_bytes());
                files.insert(file.path, file.text);
                fixes += file.fixes;
            }
        }
        if fixes == 0 {
            break;
        }
        let checked = driver::check(&next, request, options)?;
        let before = Counts::of(&done.checked.diagnostics);
        let after = Counts::of(&checked.diagnostics);
        if (after.errors, after.warnings) >= (before.errors, before.warnings) {
            break;
        }
        overlay = next;
        done = Mended { files, fixes: done.fixes + fixes, checked };
    }
    Ok(done)
}

//! `pipyc inspect`: what is in a bundle.

use std::path::Path;

use super::args::{Format, Inspect};
use super::{Exit, Session, Stop, subject};
use crate::bundle::read::{self, Limits};
use crate::ir::names::MountPoint;
use crate::report::inspect::{self, Destination, Parts};

pub(super) fn run(session: &mut Session<'_>, flags: &Inspect) -> Result<Exit, Stop> {
    // A bundle that is damaged can still be looked at; `verify` says what is wrong with it.
    let bundle = read::any(Path::new(&flags.bundle), Limits::default());
    let bundle = bundle.map_err(|error| Stop::new(error.to_string(), ""))?;
    if let Some(path) = &flags.show {
        let to = if session.terminal.width.is_some() { Destination::Terminal } else { Destination::Pipe };
        if inspect::show(&bundle, path, to, session.out)? {
            return Ok(Exit::Clean);
        }
        let help = inspect::nearest(&bundle, path).map_or_else(
            || format!("run `pipyc inspect {}` for a list of its files", flags.bundle),
            |near| format!("write --show {near}"),
        );
        return Err(Stop::new(format!("the bundle has no file `{path}`"), help));
    }
    let parts = Parts {
        tree: flags.tree,
        sizes: flags.sizes,
        chain: flags.chain.as_deref().and_then(MountPoint::parse),
        plugin: flags.plugin.clone(),
        sidecar: flags.sidecar.clone(),
    };
    inspect::unknown(&bundle, &parts).map_err(|it| subject::unknown(&it))?;
    match session.global.format {
        Format::Json if !parts.is_empty() => inspect::parts_json(&bundle, &parts, session.out)?,
        _ if !parts.is_empty() => inspect::parts_human(&bundle, &parts, session.style(), session.out)?,
        Format::Json => inspect::json(&bundle, session.out)?,
        _ => inspect::human(&bundle, session.style(), session.out)?,
    }
    Ok(Exit::Clean)
}

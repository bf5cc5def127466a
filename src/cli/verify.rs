//! `pipyc verify`: is a bundle what its manifest says?

use std::path::Path;

use serde_json::json;

use super::args::{Format, Verify};
use super::{Exit, Session, Stop};
use crate::bundle::read::{self, Limits, ReadBundleError};
use crate::bundle::{Manifest, verify};
use crate::report;

pub(super) fn run(session: &mut Session<'_>, flags: &Verify) -> Result<Exit, Stop> {
    let (manifest, differences) = match read::any(Path::new(&flags.bundle), Limits::default()) {
        Ok(bundle) => {
            let found = verify::differences(&bundle);
            let found = found.into_iter().map(|it| (it.path.into_string(), it.message));
            (Some(bundle.manifest), found.collect())
        }
        Err(error @ ReadBundleError::Io { .. }) => return Err(Stop::new(error.to_string(), "")),
        // What cannot be a bundle at all is the largest difference.
        Err(error) => (None, vec![(flags.bundle.clone(), error.to_string())]),
    };
    match session.global.format {
        Format::Json => json(session, manifest.as_ref(), &differences)?,
        _ => {
            for (path, message) in &differences {
                writeln!(session.out, "{}: {}", report::line(path), report::line(message))?;
            }
            if session.global.format == Format::Human {
                text(session, manifest.as_ref(), differences.len())?;
            }
        }
    }
    Ok(if differences.is_empty() { Exit::Clean } else { Exit::Findings })
}

/// The closing line for people.
fn text(session: &mut Session<'_>, manifest: Option<&Manifest>, n_differences: usize) -> Result<(), Stop> {
    if session.global.quiet {
        return Ok(());
    }
    let Some(manifest) = manifest else { return Ok(()) };
    let name = report::line(&manifest.folder_name());
    match n_differences {
        0 => {
            let files = report::count(manifest.files.len(), "file");
            let sidecars = report::count(manifest.sidecars.len(), "sidecar");
            writeln!(session.out, "{name} is whole: {files}, {sidecars}")?;
        }
        n => writeln!(session.out, "{name} is not what it says it is: {}", report::count(n, "difference"))?,
    }
    Ok(())
}

fn json(
    session: &mut Session<'_>,
    manifest: Option<&Manifest>,
    differences: &[(String, String)],
) -> Result<(), Stop> {
    let list = differences.iter().map(|(path, message)| json!({"path": path, "message": message}));
    let value = json!({
        "bundle": manifest.map(Manifest::folder_name),
        "digest": manifest.map(|it| it.digest.to_string()),
        "whole": differences.is_empty(),
        "differences": list.collect::<Vec<_>>(),
    });
    writeln!(session.out, "{value:#}")?;
    Ok(())
}

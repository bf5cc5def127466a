//! `pipyc build`: check, assemble, write.

use std::path::Path;
use std::time::Instant;

use serde_json::json;

use super::args::{Build, Format};
use super::{Exit, Session, Stop, request};
use crate::bundle::Bundle;
use crate::driver::{self, Built, Minify};
use crate::emit::directory::{self, Change, Emitted};
use crate::emit::oci;
use crate::emit::tarball::{self, Mtime};
use crate::report::count;
use crate::world;

pub(super) fn run(session: &mut Session<'_>, flags: &Build) -> Result<Exit, Stop> {
    let request = request::of_build(session.global, flags);
    let minify = if flags.minify { Minify::Bundle } else { Minify::Nothing };
    let options = driver::Options { all: flags.all, minify, ..session.options()? };
    let mtime = mtime(session)?;
    let progress = session.progress("building");
    let Built { mut checked, bundle, workers, .. } = driver::build(session.world, &request, &options)?;
    session.details(&checked);
    let Some(bundle) = bundle else {
        drop(progress);
        session.report_aside(&checked)?;
        session.tell("Nothing was written.");
        return Ok(Exit::Findings);
    };
    let start = Instant::now();
    // What is known of scripts is most of the memory. All of it is in the bundle now; the archive takes its
    // place.
    drop(std::mem::take(&mut checked.codebase));
    let out = checked.settings.out.clone().unwrap_or_default();
    let failed = |error: directory::EmitError| Stop::new(error.to_string(), "");
    let (archive, staged) = world::both(
        &workers,
        || tarball::bytes(&bundle, mtime),
        || directory::stage(&bundle, Path::new(&out), &workers),
    );
    let archive = archive.map_err(|error| Stop::new(error.to_string(), ""))?;
    // Both are looked at before one is changed.
    let staged = staged.map_err(failed)?;
    let layout = flags.oci.as_ref().map(|it| oci::stage(&bundle, &archive, Path::new(it)));
    let layout = layout.transpose().map_err(failed)?;
    let emitted = staged.commit(&archive).map_err(failed)?;
    let layout = layout.map(oci::Staged::commit).transpose().map_err(failed)?;
    session.took("emit", start.elapsed());
    drop(progress);
    session.report_aside(&checked)?;
    let layout = flags.oci.as_deref().zip(layout);
    result(session, &bundle, &emitted, archive.len(), layout)?;
    session.leave((checked, bundle));
    Ok(Exit::Clean)
}

/// The one line, or object, that says what was built.
fn result(
    session: &mut Session<'_>,
    bundle: &Bundle,
    emitted: &Emitted,
    size: usize,
    layout: Option<(&str, oci::Emitted)>,
) -> Result<(), Stop> {
    let folder = emitted.folder.display().to_string();
    let manifest = &bundle.manifest;
    let change = match emitted.change {
        Change::Written => "written",
        Change::Repaired => "repaired",
        Change::LatestOnly => "latest",
        Change::Unchanged => "unchanged",
    };
    if session.global.format == Format::Json {
        let layout = layout.map(|(path, it)| {
            let digest = format!("sha256:{}", it.digest);
            json!({"layout": path, "digest": digest, "changed": it.changed})
        });
        let mut value = json!({
            "bundle": folder,
            "archive": emitted.archive.display().to_string(),
            "name": manifest.name,
            "version": manifest.version.to_string(),
            "digest": manifest.digest.to_string(),
            "change": change,
        });
        if let Some(layout) = layout {
            value["oci"] = layout;
        }
        writeln!(session.out, "{value:#}")?;
        return Ok(());
    }
    writeln!(session.out, "{folder}")?;
    let files = count(manifest.files.len(), "file");
    let sidecars = count(manifest.sidecars.len(), "sidecar");
    let plugins = count(manifest.plugins.len(), "plugin");
    session.tell(&match emitted.change {
        Change::Unchanged => "The bundle was there already; nothing was touched.".to_owned(),
        Change::LatestOnly => "The bundle was there already; latest.json names it again.".to_owned(),
        Change::Written => {
            format!(
                "Wrote {files} for {sidecars} with {plugins}, and an archive of {} kB.",
                size.div_ceil(1000)
            )
        }
        Change::Repaired => format!("The bundle was there, but damaged; it was written anew: {files}."),
    });
    if let Some((path, it)) = layout {
        let done = if it.changed { "is now" } else { "was already" };
        session.tell(&format!("The OCI layout {path} {done} sha256:{}.", it.digest));
    }
    Ok(())
}

/// The time of files in the archive, as `SOURCE_DATE_EPOCH` says; none of it if nobody does.
pub(super) fn mtime(session: &Session<'_>) -> Result<Mtime, Stop> {
    let Some(text) = session.world.env("SOURCE_DATE_EPOCH") else { return Ok(Mtime::default()) };
    Mtime::parse(&text).ok_or_else(|| {
        let message = format!("SOURCE_DATE_EPOCH is `{text}`");
        Stop::new(message, "set it to seconds since 1970, in digits, or unset it")
    })
}

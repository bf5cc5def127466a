//! A chart as the project: Helm renders it, and what comes out is read as workloads, plugins and all.

use std::process;

use super::{Exit, Session, Stop, again};
use crate::report;
use crate::world::{Overlay, PathKind, World};

/// What ends the arguments of `helm template`; behind it stand those of the command.
const END: &str = "--";

pub(super) fn run(session: &mut Session<'_>, what: &str, args: &[String]) -> Result<Exit, Stop> {
    let end = args.iter().position(|it| it == END).unwrap_or(args.len());
    let (for_helm, rest) = args.split_at(end);
    if !names_chart(session.world, for_helm) {
        let args: Vec<String> = std::iter::once(what.to_owned()).chain(args.iter().cloned()).collect();
        return again(session, session.world, &args);
    }
    let mut args = vec![what.to_owned(), "--workloads".to_owned(), "-".to_owned()];
    let rest = rest.get(1..).unwrap_or_default();
    if !rest.iter().any(|it| it == "--project" || it.starts_with("--project=")) {
        args.push("--no-project".to_owned());
    }
    if let Some(namespace) = session.world.env("HELM_NAMESPACE").filter(|it| !it.is_empty()) {
        args.extend(["--namespace".to_owned(), namespace]);
    }
    args.extend(rest.iter().cloned());
    let mut world = Overlay::new(session.world);
    world.put("-", template(session, for_helm)?);
    again(session, &world, &args)
}

/// True if the arguments are those of `helm template`: one of them is a chart.
fn names_chart(world: &dyn World, args: &[String]) -> bool {
    let is_chart = |(at, path): (usize, &String)| match world.kind(path) {
        PathKind::Folder => {
            world.kind(&format!("{}/Chart.yaml", path.trim_end_matches('/'))) == PathKind::File
        }
        PathKind::File => path.ends_with(".tgz"),
        PathKind::Missing if path.starts_with("oci://") => true,
        // `repository/chart`: of what stands first and is nothing else.
        PathKind::Missing => {
            at == 0
                && path.contains('/')
                && ![".js", ".yaml", ".yml", ".json"].iter().any(|it| path.ends_with(it))
        }
        PathKind::Other => false,
    };
    args.iter().enumerate().filter(|(_, it)| !it.starts_with('-')).any(is_chart)
}

/// What `helm template` prints.
fn template(session: &mut Session<'_>, args: &[String]) -> Result<Vec<u8>, Stop> {
    let helm = session.world.env("HELM_BIN").filter(|it| !it.is_empty()).unwrap_or_else(|| "helm".to_owned());
    let run = process::Command::new(&helm).arg("template").args(args).stdin(process::Stdio::null()).output();
    let run = run.map_err(|error| {
        Stop::new(format!("cannot run {helm}: {error}"), "set HELM_BIN to the path of Helm")
    })?;
    let said = String::from_utf8_lossy(&run.stderr);
    let _ = session.err.write_all(report::lines(&said).as_bytes());
    match run.status.success() {
        true => Ok(run.stdout),
        false => {
            Err(Stop::new("helm template failed, so there is nothing to look at", "see what Helm says above"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Memory;

    #[test]
    fn a_chart_is_known_by_what_it_is() {
        let world =
            Memory::new().file("shop/Chart.yaml", "").file("plugins/a.js", "").file("shop-1.0.0.tgz", "");
        let names = |line: &str| {
            let args: Vec<String> = line.split(' ').map(str::to_owned).collect();
            names_chart(&world, &args)
        };
        assert!(names("shop") && names("./shop/ -f values.yaml") && names("-f values.yaml shop"));
        assert!(
            names("shop-1.0.0.tgz") && names("oci://example/shop") && names("repository/shop --version 1")
        );
        assert!(!names("plugins") && !names("plugins/a.js --chain inbound-http") && !names("plugins/b.js"));
        assert!(!names("-f a/b") && !names("--quiet"));
    }
}

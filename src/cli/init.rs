//! `pipyc init`: a project that works, to change into one's own.

use minijinja::context;

use super::args::Init;
use super::new::{Skeleton, join};
use super::{Exit, Session, Stop, disk, templates};
use crate::ir::names::MountPoint;
use crate::runtime;

pub(super) fn run(session: &mut Session<'_>, flags: &Init) -> Result<Exit, Stop> {
    let name = match &flags.name {
        Some(name) if templates::is_label(name) => name.clone(),
        Some(name) => {
            let message = format!("`{name}` cannot be the name of a project");
            return Err(Stop::new(message, "use lower-case letters, digits and `-`, at most 63 in all"));
        }
        None => name_from(disk::folder_name(&flags.folder).as_deref()),
    };
    let target = match &flags.target {
        None => runtime::DEFAULT_TARGET,
        Some(id) => runtime::target(id).ok_or_else(|| {
            let known: Vec<_> = runtime::TARGETS.iter().map(|it| it.id).collect();
            Stop::new(format!("no mesh is called `{id}`"), format!("write one of: {}", known.join(", ")))
        })?,
    };
    let namespace = "hello";
    let plugin = Skeleton { name: "mark-requests", namespace, mount: MountPoint::InboundHttp, bytes: false };
    let project = templates::render("pipyc.yaml", context! { name => &name, target => target.id })?;
    let workload = templates::render(
        "workload.yaml",
        context! { namespace, label => target.monitored_by, mesh => target.values_key },
    )?;
    let files = [
        (".gitignore", "/dist/\n".to_owned()),
        ("k8s/hello.yaml", workload),
        ("pipyc.yaml", project),
        ("plugins/mark-requests.yaml", plugin.text(None, &[])?),
    ];
    let files: Vec<_> = files.map(|(path, text)| (join(&flags.folder, path), text)).into();
    disk::create(&files)?;
    for (path, _) in &files {
        writeln!(session.out, "{path}")?;
    }
    let go = if flags.folder == "." { String::new() } else { format!("cd {} && ", flags.folder) };
    session.tell(&format!("Project `{name}` is ready. Try: {go}pipyc build"));
    Ok(Exit::Clean)
}

/// A project's name from the name of its folder, as near as the rules for names allow.
fn name_from(folder: Option<&str>) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = folder.unwrap_or_default().chars().map(fits).take(63).collect();
    match name.trim_matches('-') {
        "" => "mesh".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_folder_gives_a_name_that_is_allowed() {
        for (folder, name) in [("My Shop (2)", "my-shop--2"), ("..", "mesh"), ("çö", "mesh"), ("a", "a")] {
            assert_eq!(name_from(Some(folder)), name);
        }
        assert!(templates::is_label(&name_from(Some(&"x".repeat(200)))));
    }
}

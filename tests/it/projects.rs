//! Every project of `fixtures/projects`, built: what is found, which chains each sidecar runs, and what
//! of the bundle the project decides. The snapshots stand beside the projects and are read like prose.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pipyc::bundle::{Bundle, Role};
use pipyc::driver::{self, Built, Options};
use pipyc::load::raw::Request;
use pipyc::report::{Counts, Folder, Report, Scope, short};
use pipyc::world::Memory;

use crate::support::{read, repository};

const PROJECTS: &str = "fixtures/projects";

/// The names of all projects.
pub(crate) fn projects() -> Vec<String> {
    let entries = walkdir::WalkDir::new(repository(PROJECTS)).min_depth(1).max_depth(1).sort_by_file_name();
    let folders = entries.into_iter().filter_map(Result::ok).filter(|it| it.file_type().is_dir());
    folders.map(|it| it.file_name().to_string_lossy().into_owned()).collect()
}

pub(crate) fn world(project: &str) -> Memory {
    let root = format!("{PROJECTS}/{project}/");
    crate::support::files(&root, "").into_iter().fold(Memory::new(), |world, path| {
        let own = path.strip_prefix(&root).map(str::to_owned);
        world.file(&own.unwrap_or_default(), read(&path))
    })
}

#[test]
fn projects_build_as_their_overviews_say() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for project in projects() {
        let built = driver::build(&world(&project), &Request::default(), &Options::default());
        let built = built.unwrap_or_else(|error| panic!("{project}: {error}"));
        settings.set_snapshot_path(repository(&format!("{PROJECTS}/{project}")));
        settings.bind(|| insta::assert_snapshot!("overview", overview(&built)));
    }
}

/// All that a reviewer wants to see, and nothing that changes with the built-in scripts.
fn overview(built: &Built) -> String {
    let mut out = String::new();
    findings(built, &mut out);
    match &built.bundle {
        Some(bundle) => {
            chains(bundle, &mut out);
            manifest(bundle, &mut out);
            files(built, bundle, &mut out);
        }
        None => out.push_str("no bundle\n"),
    }
    out
}

fn findings(built: &Built, out: &mut String) {
    let checked = &built.checked;
    let report = Report {
        sources: &checked.sources,
        diagnostics: &checked.diagnostics,
        scope: Scope { scripts: checked.scripts, sidecars: checked.resolved.sidecars.len() },
        failure: None,
        folder: Folder::default(),
        repository: None,
    };
    let mut text = Vec::new();
    short::write(&report, &mut text).unwrap();
    out.push_str("findings\n");
    let lines = String::from_utf8(text).unwrap();
    let own = checked.diagnostics.iter();
    for (line, it) in lines.lines().zip(own) {
        writeln!(out, "  {line}").unwrap();
        it.mount.iter().for_each(|it| writeln!(out, "    {it}").unwrap());
        it.help.iter().for_each(|it| writeln!(out, "    {it}").unwrap());
    }
    let Counts { errors, warnings, notes } = Counts::of(&checked.diagnostics);
    writeln!(out, "  {errors} errors, {warnings} warnings, {notes} notes\n").unwrap();
}

fn chains(bundle: &Bundle, out: &mut String) {
    let mut sidecars: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for it in &bundle.manifest.sidecars {
        sidecars.entry(&it.chain_set).or_default().push(it.name());
    }
    // In the order of the sidecars, since ids follow the content.
    let mut sets: Vec<_> = sidecars.into_iter().collect();
    sets.sort_by(|a, b| a.1.cmp(&b.1));
    for (id, names) in sets {
        writeln!(out, "chains of {}", names.join(", ")).unwrap();
        for (mount, links) in bundle.manifest.chain_set(id).unwrap().iter() {
            writeln!(out, "  {mount}").unwrap();
            for link in links {
                let by = link.mounted_by.join(", ");
                let line = format!("    {:>5}  {}  {by}", link.priority.to_string(), link.module);
                writeln!(out, "{}", line.trim_end()).unwrap();
            }
        }
        out.push('\n');
    }
}

fn manifest(bundle: &Bundle, out: &mut String) {
    for it in &bundle.manifest.plugins {
        let list = |what: &[pipyc::bundle::Variable]| {
            let names = what.iter().map(|it| format!("{}.{}", it.namespace, it.name));
            names.collect::<Vec<_>>().join(", ")
        };
        let mounts: Vec<_> = it.mounts.iter().map(|it| it.name()).collect();
        let files: Vec<_> = it.files.iter().map(|it| it.as_str()).collect();
        writeln!(out, "plugin {} {} at {}", it.name, it.priority, mounts.join(", ")).unwrap();
        let parts =
            [("imports", list(&it.imports)), ("exports", list(&it.exports)), ("files", files.join(", "))];
        for (what, list) in parts.iter().filter(|it| !it.1.is_empty()) {
            writeln!(out, "  {what} {list}").unwrap();
        }
    }
    for it in &bundle.manifest.configs {
        writeln!(out, "config {} for {} of {}", it.resource, it.plugin, it.services.join(", ")).unwrap();
    }
    out.push_str(if bundle.manifest.plugins.is_empty() { "" } else { "\n" });
}

/// The paths of all files but built-in scripts, and the texts that the project's configurations make.
fn files(built: &Built, bundle: &Bundle, out: &mut String) {
    let own = built.checked.project.as_ref().is_some_and(|it| it.builtins.is_some());
    let builtin = |role: Role| !own && matches!(role, Role::Script | Role::Module);
    let shown = bundle.manifest.files.iter().filter(|it| !builtin(it.role));
    let hidden = bundle.manifest.files.iter().filter(|it| builtin(it.role)).count();
    out.push_str("files\n");
    shown.for_each(|it| writeln!(out, "  {} ({})", it.path, it.role.word()).unwrap());
    writeln!(out, "  and {hidden} built-in scripts").unwrap();
    let mesh = built.checked.project.as_ref().is_some_and(|it| it.mesh_config.is_some());
    let mut known = Vec::new();
    for it in &bundle.manifest.files {
        let wanted = match it.role {
            Role::PluginConfigs => true,
            Role::SidecarConfig => mesh,
            _ => false,
        };
        if wanted && !known.contains(&it.sha256) {
            known.push(it.sha256);
            let text = String::from_utf8_lossy(bundle.file(it.path.as_str()).unwrap()).into_owned();
            writeln!(out, "\n{}\n{}", it.path, text.trim_end()).unwrap();
        }
    }
}

//! Loading: files in memory go in; the project, and what is said of the files, come out.
#![expect(clippy::expect_used, reason = "a test may stop where it stands")]

mod pages;
mod places;
mod project_files;
mod resources;
mod scripts;
mod values;
mod workloads;

use pipyc::diag::{Level, Severity};
use pipyc::ir::names::MountPoint;
use pipyc::ir::project::Project;
use pipyc::load::raw::{ProjectFile, Request, Set, SetKind};
use pipyc::load::{self, LoadError, Loaded, project_file};
use pipyc::rules;
use pipyc::source::Span;
use pipyc::world::Memory;

/// Files under `//- /path` headings.
fn files(fixture: &str) -> Memory {
    let mut world = Memory::new();
    for part in fixture.split("//- /").skip(1) {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        world = world.file(path.trim(), text);
    }
    world
}

/// A request for whatever of `values.yaml`, `plugins/` and `k8s/` a fixture has, as in a rule's page.
fn usual(fixture: &str) -> Request {
    let mut request = Request::default();
    if fixture.contains("//- /pipyc.yaml") {
        return request;
    }
    request.project_file = ProjectFile::None;
    if fixture.contains("//- /values.yaml") {
        request.values.push("values.yaml".to_owned());
    }
    if fixture.contains("//- /plugins/") {
        request.plugins.push("plugins/".to_owned());
    }
    if fixture.contains("//- /k8s/") {
        request.workloads.push("k8s/".to_owned());
    }
    request
}

fn load(fixture: &str) -> Loaded {
    load_as(fixture, &usual(fixture))
}

fn load_as(fixture: &str, request: &Request) -> Loaded {
    load::project(&files(fixture), request).expect("loads")
}

/// `file:line:column: rule: message`, sorted.
fn said(loaded: &Loaded) -> Vec<String> {
    let shown = |it: &pipyc::diag::Diagnostic| {
        let place = match it.span {
            Some(span) => {
                let place = loaded.sources.place(span);
                format!("{}:{}:{}", place.path, place.start.line, place.start.column)
            }
            None => "-".to_owned(),
        };
        format!("{place}: {}: {}", it.rule.id, it.message)
    };
    let loud = loaded.outcome.diagnostics.iter().filter(|it| it.rule.level != Level::Allow);
    let mut said: Vec<String> = loud.map(shown).collect();
    said.sort();
    said
}

fn value(loaded: &Loaded) -> &Project {
    loaded.outcome.value.as_ref().expect("a project")
}

#[track_caller]
fn clean(fixture: &str) -> Loaded {
    let loaded = load(fixture);
    assert_eq!(said(&loaded), [""; 0], "{fixture}");
    loaded
}

#[track_caller]
fn check(fixture: &str, expected: &[&str]) -> Loaded {
    let loaded = load(fixture);
    assert_eq!(said(&loaded), expected, "{fixture}");
    loaded
}

const PLUGIN: &str = "\
//- /plugins/geo.yaml
apiVersion: plugin.flomesh.io/v1alpha1
kind: Plugin
metadata: {name: geo}
spec:
  priority: 165
  pipyscript: |
    pipy()
      .pipeline()
      .chain()
";

/// The chain of a mount point as `name@priority`, disabled ones in brackets.
fn chain(project: &Project, mount: MountPoint) -> Vec<String> {
    let links = project.builtin_chains.iter().filter(|link| link.mount == mount);
    let shown = links.map(|link| {
        let text = format!("{}@{}", link.plugin.trim_start_matches("modules/"), link.priority);
        if link.disabled { format!("({text})") } else { text }
    });
    shown.collect()
}

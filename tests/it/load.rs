//! Loading: files in memory go in; the project, and what is said of the files, come out.

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

mod pages {
    //! The examples of each rule's page.

    use super::*;

    /// The fence below a heading.
    fn fence<'p>(page: &'p str, heading: &str) -> Option<String> {
        let (_, rest) = page.split_once(&format!("## {heading}"))?;
        let (_, rest) = rest.split_once("```project\n")?;
        let (body, _) = rest.split_once("```")?;
        Some(
            body.lines()
                .map(|line| line.strip_prefix(' ').unwrap_or(line))
                .map(|it| format!("{it}\n"))
                .collect(),
        )
    }

    fn heard(fixture: &str) -> Vec<&'static str> {
        let loaded = load(fixture);
        let levels = value_levels(&loaded);
        let loud = loaded.outcome.diagnostics.iter().filter(|it| levels.level(it.rule) != Level::Allow);
        let mut ids: Vec<_> = loud.map(|it| it.rule.id).collect();
        ids.dedup();
        ids
    }

    fn value_levels(loaded: &Loaded) -> pipyc::diag::Levels {
        let overrides = loaded.outcome.value.as_ref().map(|it| it.levels.clone()).unwrap_or_default();
        pipyc::diag::Levels { overrides, suppressions: Vec::new() }
    }

    #[test]
    fn avoid_raises_the_rule_and_prefer_raises_nothing() {
        for family in ["project", "values", "resource", "selector"] {
            for entry in rules::all().filter(|it| it.rule.family() == family) {
                let id = entry.rule.id;
                let avoid = fence(entry.rule.page, "Avoid").unwrap_or_else(|| panic!("{id} has no Avoid"));
                assert_eq!(heard(&avoid), [id], "Avoid of {id}:\n{avoid}");
                let prefer = fence(entry.rule.page, "Prefer").unwrap_or_else(|| panic!("{id} has no Prefer"));
                assert_eq!(heard(&prefer), [""; 0], "Prefer of {id}:\n{prefer}");
            }
        }
    }
}

mod places {
    //! Where a script's characters stand in the file around it.

    use super::*;

    /// Loads one plugin, finds `needle` in its script, and compares with where it is in the file.
    #[track_caller]
    fn finds(file: &str, text: &str, needle: &str, expected: (u32, u32)) {
        let world = Memory::new().file(file, text);
        let request =
            Request { project_file: ProjectFile::None, plugins: vec![file.to_owned()], ..Request::default() };
        let loaded = load::project(&world, &request).expect("loads");
        assert_eq!(said(&loaded), [""; 0]);
        let script = value(&loaded).plugins[0].script;
        let at = loaded.sources.get(script).text().find(needle).expect("in the script") as u32;
        let place = loaded.sources.place(Span::new(script, at, at + needle.len() as u32));
        assert_eq!((place.path, place.start.line, place.start.column), (file, expected.0, expected.1));
    }

    const HEAD: &str = "apiVersion: plugin.flomesh.io/v1alpha1\nkind: Plugin\nmetadata: {name: ö}\nspec:\n";

    #[track_caller]
    fn in_yaml(spec: &str, needle: &str, expected: (u32, u32)) {
        let head = HEAD.replace('ö', "geo # ö\n          ");
        finds("a.yaml", &format!("{head}{spec}"), needle, expected);
        let text = format!("{head}{spec}").replace('\n', "\r\n");
        finds("a.yaml", &text, needle, expected);
        finds("a.yaml", &format!("\u{feff}{head}{spec}"), needle, expected);
    }

    #[test]
    fn of_each_style() {
        in_yaml(
            "  pipyscript: |\n    pipy()\n    \t.x('ö').y()\n",
            "y()",
            (7, 10).max((7, 1)).min((7, 1)).max((6, 0)).max((7, 7)).min((6, 7)),
        );
    }
}

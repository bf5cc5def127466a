//! Bundles of whole projects: which files, where, and what their configurations say.
#![expect(clippy::unwrap_used, reason = "a test that cannot be made fails")]

use std::collections::{BTreeMap, BTreeSet};

use pipyc::assemble::{self, AssembleOptions};
use pipyc::bundle::{Bundle, Role};
use pipyc::diag::Diagnostic;
use pipyc::ir::codebase::Interface;
use pipyc::ir::module::{Module, ModuleValue, Shape};
use pipyc::ir::names::{CodePath, MountPoint, Priority};
use pipyc::ir::project::{BuiltinLink, CodeFile, Project};
use pipyc::lower::{self, FileMap};
use pipyc::rules::ProjectView;
use pipyc::runtime::{ScriptRole, TARGETS, Target};
use pipyc::source::{SourceId, Sources};
use pipyc::world::InTurn;
use pipyc::{check, parse, resolve};
use serde_json::Value;

use crate::resolve::Made;

/// A project of the target's defaults.
fn defaults(target: &'static Target) -> Project {
    let mut project = Made::new().project;
    project.target = target;
    let links = target.links.iter().map(|it| BuiltinLink {
        mount: MountPoint::parse(it.mount).unwrap(),
        plugin: it.plugin.into(),
        priority: Priority::new(it.priority.into()).unwrap(),
        disabled: false,
        span: None,
    });
    project.builtin_chains = links.collect();
    project
}

fn build(project: &Project, all: bool) -> (Bundle, Vec<Diagnostic>) {
    let sources = Sources::default();
    let (codebase, mut found) = resolve::codebase(project, BTreeMap::new(), &InTurn);
    let (resolved, more) = resolve::chains(project, &codebase);
    found.extend(more);
    let view = ProjectView { project, codebase: &codebase, resolved: &resolved, sources: &sources };
    check::chains(&view, &InTurn, &mut found);
    check::project(&view, &InTurn, &mut found);
    let options = AssembleOptions { all, printed: None };
    let bundle = assemble::bundle(project, &codebase, &resolved, &sources, options, &InTurn);
    (bundle, found.into_iter().collect())
}

fn config(bundle: &Bundle, path: &str) -> Value {
    serde_json::from_slice(bundle.file(path).unwrap()).unwrap()
}

#[test]
fn the_defaults_of_every_target_are_right() {
    for target in TARGETS {
        let (bundle, found) = build(&defaults(target), false);
        assert!(found.is_empty(), "{}: {found:#?}", target.id);
        let chains = config(&bundle, "base/config.json")["Chains"].clone();
        let lengths: Vec<_> = MountPoint::ALL.map(|it| chains[it.name()].as_array().unwrap().len()).into();
        assert_eq!(lengths, [4, 9, 3, 7], "{}", target.id);
        let modules = bundle.manifest.files.iter().filter(|it| it.role == Role::Module).count();
        assert_eq!(modules, 22, "{}", target.id);
        assert!(
            bundle.file("base/main.js").is_some() && bundle.file("base/modules/inbound-main.js").is_some()
        );
    }
}

#[test]
fn only_what_is_reached_is_emitted_unless_all_is_asked_for() {
    let fsm = pipyc::runtime::target("fsm-1.6").unwrap();
    let throttle = "base/modules/outbound-throttle-route.js";
    assert!(build(&defaults(fsm), false).0.file(throttle).is_none());
    assert!(build(&defaults(fsm), true).0.file(throttle).is_some());
}

#[test]
fn the_only_sidecar_shares_its_text_with_base() {
    let (bundle, _) = build(&defaults(TARGETS[0]), false);
    let (base, sidecar) = (bundle.file("base/config.json"), bundle.file("sidecars/default/config.json"));
    assert!(std::sync::Arc::ptr_eq(base.unwrap(), sidecar.unwrap()));
}

/// The embedded scripts of a target, given as if they were a project's own set.
fn as_own_set(target: &'static Target, sources: &mut Sources) -> Project {
    let mut project = defaults(target);
    let files = target.scripts.iter().map(|it| CodeFile {
        path: CodePath::new(it.path).unwrap(),
        bytes: it.text.as_bytes().into(),
        source: Some(sources.add(it.path, it.text)),
    });
    project.builtins = Some(files.collect());
    project
}

fn lowered(project: &Project, sources: &Sources) -> BTreeMap<SourceId, Option<Module>> {
    let dialect = project.target.api.dialect;
    let mut files = FileMap::of(project.target);
    files.add_embedded(project.target);
    let scripts = project.builtins.iter().flatten().filter_map(|it| it.source);
    let module = |id: SourceId| {
        let parsed = parse::program(sources.get(id).text(), id, dialect);
        (id, parsed.program.map(|it| lower::module(it, project.target, &files)))
    };
    scripts.map(module).collect()
}

#[test]
fn what_the_catalog_says_is_what_the_scripts_do() {
    for target in TARGETS {
        let mut sources = Sources::default();
        let project = as_own_set(target, &mut sources);
        let (derived, _) = resolve::codebase(&project, lowered(&project, &sources), &InTurn);
        let mut wrong = Vec::new();
        for script in target.scripts {
            let said = Interface::of_catalog(script.catalog);
            let path = CodePath::new(script.path).unwrap();
            let Some(done) = derived.interface(&path) else { panic!("{path} cannot be lowered") };
            let mut differs = |what: &str, said: String, done: String| {
                if said != done {
                    wrong.push(format!("{path}: {what}: the catalog says {said}, the script does {done}"));
                }
            };
            differs("exports", format!("{:?}", said.exports), format!("{:?}", done.exports));
            differs("imports", format!("{:?}", said.imports), format!("{:?}", done.imports));
            // The catalog lists scripts, not the data that they load.
            let scripts: Vec<_> = done.files.iter().filter(|it| it.as_str().ends_with(".js")).collect();
            differs("files", format!("{:?}", said.files), format!("{scripts:?}"));
            if said.role == ScriptRole::Module {
                differs("terminal", format!("{:?}", said.terminal), format!("{:?}", done.terminal));
                // A script that would do with both levels may be meant for one.
                let wants = done.level_in.or(said.level_in);
                differs("level in", format!("{:?}", said.level_in), format!("{wants:?}"));
                differs("level out", format!("{:?}", said.level_out), format!("{:?}", done.level_out));
            }
            differs("role", format!("{:?}", said.role), format!("{:?}", done.role));
        }
        assert!(wrong.is_empty(), "{}\n{}", target.id, wrong.join("\n"));
    }
}

#[test]
fn the_catalog_lists_what_solved_scripts_give() {
    for target in TARGETS {
        let mut sources = Sources::default();
        let project = as_own_set(target, &mut sources);
        let modules = lowered(&project, &sources);
        for (script, file) in target.scripts.iter().zip(project.builtins.iter().flatten()) {
            let module = modules[&file.source.unwrap()].as_ref().unwrap();
            let given = match &module.value {
                ModuleValue::Value(Shape::Object(members)) => {
                    members.iter().map(|(name, _)| &**name).collect()
                }
                _ => BTreeSet::new(),
            };
            let said: BTreeSet<_> = script.catalog.members.iter().map(|(name, _)| *name).collect();
            assert_eq!(said, given, "{}: {}", target.id, script.path);
        }
    }
}

/// The words of a script outside of its comments, each with what stands before it on its line.
fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_comment = |line: &&str| ["//", "/*", "*"].iter().any(|it| line.trim_start().starts_with(it));
    let is_end = |it: char| !it.is_alphanumeric() && !"_-".contains(it);
    text.lines().filter(move |it| !is_comment(it)).flat_map(move |line| {
        let starts = line.char_indices().filter(move |(at, it)| {
            it.is_alphanumeric() && line[..*at].chars().next_back().is_none_or(is_end)
        });
        starts.map(move |(at, _)| (&line[..at], line[at..].split(is_end).next().unwrap()))
    })
}

/// Fields of `config.json` that a script reads: their names begin with capitals. So do the classes of Pipy's
/// own objects and the variables of the environment.
fn fields(text: &str) -> impl Iterator<Item = &str> {
    let others = ["..", "algo.", "crypto.", "stats.", "logging.", "env."];
    let is_field = move |(before, word): &(&str, &str)| {
        let elsewhere = others.iter().any(|it| before.ends_with(it));
        before.ends_with('.') && word.starts_with(char::is_uppercase) && !elsewhere
    };
    words(text).filter(is_field).map(|(_, word)| word)
}

/// Not in the file: `config.js` adds the one to matches, `utils.js` the other to inbound clusters.
const ADDED: [&str; 2] = ["Identity", "Endpoints"];

/// The last name in a path of the configuration.
fn last(path: &str) -> &str {
    let mut names = path.rsplit('.').map(|it| it.trim_end_matches("[]"));
    names.find(|it| !it.starts_with('<')).unwrap()
}

#[test]
fn the_catalog_lists_the_paths_of_the_configuration_that_scripts_read() {
    for target in TARGETS {
        let mut wrong = Vec::new();
        for script in target.scripts {
            // What a support script does to a part of the configuration, it does for those who solve it.
            let helped = target.scripts.iter().filter(|it| it.catalog.solves.contains(&script.path));
            let paths = helped.chain([script]).flat_map(|it| it.catalog.config);
            let known: BTreeSet<_> = paths.flat_map(|it| it.split(['.', '[', ']'])).collect();
            for field in fields(script.text).filter(|it| !ADDED.contains(it) && !known.contains(it)) {
                wrong.push(format!("{}: reads `{field}`, of which the catalog says nothing", script.path));
            }
            let helpers = target.scripts.iter().filter(|it| script.catalog.solves.contains(&it.path));
            let texts = helpers.chain([script]).flat_map(|it| words(it.text).map(|(_, word)| word));
            let said: BTreeSet<_> = texts.collect();
            // A variable holds a part of the configuration that its owner looked up.
            let owners = target.scripts.iter().filter(|owner| {
                let exports = owner.catalog.exports.iter().map(|it| (it.namespace, it.name));
                exports.clone().any(|it| script.catalog.imports.contains(&it))
            });
            let held: Vec<_> = owners.flat_map(|it| it.catalog.config).collect();
            let is_held = |path: &str| path.ends_with('>') && held.iter().any(|it| path.starts_with(**it));
            let unread = |it: &&&str| !said.contains(last(it)) && !is_held(it);
            for path in script.catalog.config.iter().filter(unread) {
                wrong.push(format!("{}: never reads `{path}`", script.path));
            }
        }
        assert!(wrong.is_empty(), "{}\n{}", target.id, wrong.join("\n"));
    }
}

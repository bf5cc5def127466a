//! Bundles of whole projects: which files, where, and what their configurations say.
#![expect(clippy::unwrap_used, reason = "a test that cannot be made fails")]

use std::collections::BTreeMap;

use pipyc::assemble::{self, AssembleOptions};
use pipyc::bundle::{Bundle, Role};
use pipyc::diag::Diagnostic;
use pipyc::ir::codebase::Interface;
use pipyc::ir::module::Module;
use pipyc::ir::names::{CodePath, MountPoint, Priority};
use pipyc::ir::project::{BuiltinLink, CodeFile, Project};
use pipyc::lower::{self, FileMap};
use pipyc::rules::ProjectView;
use pipyc::runtime::{ScriptRole, TARGETS, Target};
use pipyc::source::{SourceId, Sources};
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
    let (codebase, mut found) = resolve::codebase(project, BTreeMap::new());
    let (resolved, more) = resolve::chains(project, &codebase);
    found.extend(more);
    let view = ProjectView { project, codebase: &codebase, resolved: &resolved, sources: &sources };
    check::chains(&view, &mut found);
    check::project(&view, &mut found);
    let options = AssembleOptions { all, printed: None };
    let bundle = assemble::bundle(project, &codebase, &resolved, &sources, options);
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
        let (derived, _) = resolve::codebase(&project, lowered(&project, &sources));
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

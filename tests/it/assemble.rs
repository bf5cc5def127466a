//! Bundles of whole projects: which files, where, and what their configurations say.
#![expect(clippy::unwrap_used, reason = "a test that cannot be made fails")]

use std::collections::BTreeMap;

use pipyc::assemble::{self, AssembleOptions};
use pipyc::bundle::{Bundle, Role};
use pipyc::diag::Diagnostic;
use pipyc::ir::names::{MountPoint, Priority};
use pipyc::ir::project::{BuiltinLink, Project};
use pipyc::rules::ProjectView;
use pipyc::runtime::{TARGETS, Target};
use pipyc::source::Sources;
use pipyc::{check, resolve};
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

//! Chains and configurations of whole projects, made by hand so that no script has to be read.
#![expect(clippy::unwrap_used, reason = "a test that cannot be made fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pipyc::check;
use pipyc::diag::{Diagnostic, Diagnostics};
use pipyc::ir::chain::Resolved;
use pipyc::ir::codebase::{Codebase, CodebaseFile, FileContent, Interface};
use pipyc::ir::names::{CodePath, MountPoint, Priority};
use pipyc::ir::project::{
    BuiltinLink, Destination, LabelSelector, Labels, Metadata, Mount, Plugin, PluginChain, PluginConfig,
    Project, Service, ServicePort, Workload,
};
use pipyc::resolve;
use pipyc::rules::ProjectView;
use pipyc::runtime::{DEFAULT_TARGET, Level, ScriptRole, Terminal};
use pipyc::source::{Sources, Span};
use pipyc::world::InTurn;
use proptest::prelude::*;
use serde_json::json;

/// A project in the making. Places are made up: each thing has a byte of its own in one text.
pub(crate) struct Made {
    pub(crate) project: Project,
    files: Vec<CodebaseFile>,
    sources: Sources,
    next: u32,
}

impl Made {
    pub(crate) fn new() -> Self {
        let mut sources = Sources::default();
        sources.add("project.yaml", " ".repeat(10_000));
        let project = Project {
            name: "test".into(),
            version: "1.0.0".parse().unwrap(),
            revision: None,
            target: DEFAULT_TARGET,
            builtin_chains: Vec::new(),
            builtin_chain_places: BTreeMap::new(),
            plugins: Vec::new(),
            broken: pipyc::ir::project::Broken::default(),
            plugin_chains: Vec::new(),
            plugin_configs: Vec::new(),
            workloads: Vec::new(),
            namespaces: BTreeMap::new(),
            services: BTreeMap::new(),
            files: Vec::new(),
            builtins: None,
            mesh_config: None,
            levels: Vec::new(),
            lone_scripts: Vec::new(),
            inputs: Vec::new(),
        };
        Made { project, files: Vec::new(), sources, next: 0 }
    }

    fn span(&mut self) -> Span {
        self.next += 1;
        let mut texts = Sources::default();
        Span::point(texts.add("", ""), self.next)
    }

    fn file(&mut self, path: &str, interface: Interface) {
        let path = CodePath::new(path).unwrap();
        let interface = Some(interface);
        self.files.push(CodebaseFile { path, content: FileContent::Data, interface });
    }

    fn builtin(mut self, mount: MountPoint, name: &str, priority: f64, interface: Interface) -> Self {
        let span = Some(self.span());
        let priority = Priority::new(priority).unwrap();
        let plugin = format!("modules/{name}");
        self.file(&format!("{plugin}.js"), interface);
        let plugin = plugin.into();
        self.project.builtin_chains.push(BuiltinLink { mount, plugin, priority, disabled: false, span });
        self
    }

    fn disabled(mut self) -> Self {
        self.project.builtin_chains.last_mut().unwrap().disabled = true;
        self
    }

    pub(crate) fn plugin(mut self, name: &str, priority: f64, interface: Interface) -> Self {
        let (span, priority_span) = (self.span(), Some(self.span()));
        self.file(&format!("plugins/{name}.js"), interface);
        let priority = Priority::new(priority).unwrap();
        let (name, script) = (name.into(), span.source);
        let metadata = Metadata::default();
        let plugin = Plugin { name, metadata, span, script, priority, priority_span, bare: false };
        self.project.plugins.push(plugin);
        self.project.plugins.sort_by(|a, b| a.name.cmp(&b.name));
        self
    }

    /// A chain that selects pods with the label `app`, or all.
    pub(crate) fn chain(mut self, name: &str, app: Option<&str>, mounts: &[(MountPoint, &str)]) -> Self {
        let span = self.span();
        let pod_selector = app.map(|app| LabelSelector {
            match_labels: [("app".into(), app.into())].into(),
            expressions: Vec::new(),
        });
        let mounts = mounts.iter().map(|&(mount, plugin)| {
            let span = self.span();
            Mount { mount, plugin: plugin.into(), span }
        });
        let mounts = mounts.collect();
        let label = format!("PluginChain shop/{name}").into();
        self.project.plugin_chains.push(PluginChain {
            label,
            name: name.into(),
            metadata: Metadata::default(),
            span,
            mounts,
            namespace_selector: None,
            pod_selector,
        });
        self
    }

    fn workload(mut self, name: &str) -> Self {
        let span = self.span();
        let labels = Labels::from([("app".into(), name.into())]);
        let (kind, namespace, name) = ("Deployment".into(), "shop".into(), name.into());
        self.project.workloads.push(Workload { kind, namespace, name, labels, span });
        self
    }

    fn service(mut self, name: &str, protocol: &str) -> Self {
        let span = self.span();
        let selector = Labels::from([("app".into(), name.into())]);
        let ports = vec![ServicePort { port: 80, protocol: protocol.into() }];
        self.project.services.insert(("shop".into(), name.into()), Service { selector, ports, span });
        self
    }

    fn config(mut self, name: &str, plugin: &str, services: &[&str]) -> Self {
        let (span, plugin_span) = (self.span(), self.span());
        let destinations = services.iter().map(|&service| {
            let span = self.span();
            Destination { namespace: "shop".into(), name: service.into(), span }
        });
        let destinations = destinations.collect();
        let label = format!("PluginConfig shop/{name}").into();
        let (plugin, config) = (plugin.into(), Arc::new(json!({ "name": name })));
        let (name, metadata) = (name.into(), Metadata::default());
        let config = PluginConfig { label, name, metadata, span, plugin, plugin_span, destinations, config };
        self.project.plugin_configs.push(config);
        self
    }

    pub(crate) fn resolve(self) -> (Resolved, Vec<Diagnostic>) {
        let codebase = Codebase::new(self.files);
        let (resolved, mut out) = resolve::chains(&self.project, &codebase);
        let view = ProjectView {
            project: &self.project,
            codebase: &codebase,
            resolved: &resolved,
            sources: &self.sources,
        };
        check::chains(&view, &InTurn, &mut out);
        let mut list: Diagnostics = out;
        check::project(&view, &InTurn, &mut list);
        (resolved, list.into_iter().collect())
    }

    fn findings(self) -> Vec<(&'static str, String)> {
        let (_, found) = self.resolve();
        let mut found: Vec<_> = found.into_iter().map(|it| (it.rule.id, it.message)).collect();
        found.sort();
        found
    }
}

fn module() -> Interface {
    Interface {
        role: ScriptRole::Module,
        exports: Vec::new(),
        imports: Vec::new(),
        files: Vec::new(),
        level_in: None,
        level_out: None,
        terminal: Terminal::Never,
    }
}

fn terminal() -> Interface {
    Interface { terminal: Terminal::Always, ..module() }
}

fn exports(namespace: &str, name: &str) -> Interface {
    Interface { exports: vec![(namespace.into(), name.into())], ..module() }
}

fn imports(namespace: &str, name: &str) -> Interface {
    Interface { imports: vec![(namespace.into(), name.into())], ..module() }
}

/// Four chains that are right: each with its last module.
fn mesh() -> Made {
    MountPoint::ALL
        .into_iter()
        .fold(Made::new(), |made, mount| made.builtin(mount, &format!("{mount}-default"), 100.0, terminal()))
}

fn paths(resolved: &Resolved, sidecar: usize, mount: MountPoint) -> Vec<&str> {
    let set = &resolved.sets[resolved.sidecars[sidecar].set as usize];
    set.chain(mount).links.iter().map(|it| it.path.as_str()).collect()
}

const IN: MountPoint = MountPoint::InboundHttp;
const OUT: MountPoint = MountPoint::OutboundHttp;

#[test]
fn ties_put_builtins_first_and_plugins_by_name() {
    let made = mesh()
        .builtin(IN, "late", 120.0, module())
        .builtin(IN, "early", 120.0, module())
        .plugin("zeta", 120.0, module())
        .plugin("alpha", 120.0, module())
        .plugin("top", 120.5, module())
        .chain("all", None, &[(IN, "zeta"), (IN, "alpha"), (IN, "top")]);
    let (resolved, found) = made.resolve();
    let expected = [
        "plugins/top.js",
        "modules/late.js",
        "modules/early.js",
        "plugins/alpha.js",
        "plugins/zeta.js",
        "modules/inbound-http-default.js",
    ];
    assert_eq!(paths(&resolved, 0, IN), expected);
    let ties: Vec<_> = found.iter().filter(|it| it.rule.id == "chain/equal-priority").collect();
    assert_eq!(ties.len(), 1, "only the two plugins are left to chance: {ties:?}");
    assert_eq!(ties[0].message, "`alpha` and `zeta` have the same priority 120 at inbound-http");
    assert_eq!(ties[0].mount.as_deref(), Some("inbound-http ← PluginChain shop/all ← default"));
}

#[test]
fn priorities_that_a_float_cannot_tell_apart_tie() {
    let made = mesh().plugin("a", 165.000_001, module()).plugin("b", 165.000_002, module()).chain(
        "all",
        None,
        &[(IN, "a"), (IN, "b")],
    );
    assert_eq!(made.findings()[0].0, "chain/equal-priority");
}

#[test]
fn a_plugin_counts_once_however_many_chains_mount_it() {
    let made = mesh().plugin("geo", 120.0, module()).chain("one", None, &[(IN, "geo")]).chain(
        "two",
        None,
        &[(IN, "geo")],
    );
    let (resolved, _) = made.resolve();
    assert_eq!(paths(&resolved, 0, IN), ["plugins/geo.js", "modules/inbound-http-default.js"]);
}

#[test]
fn workloads_that_the_same_chains_select_share_a_set() {
    let made = mesh()
        .plugin("geo", 120.0, module())
        .chain("geo", Some("cart"), &[(IN, "geo")])
        .workload("cart")
        .workload("till")
        .workload("stock");
    let (resolved, found) = made.resolve();
    assert_eq!(resolved.sets.len(), 2);
    assert_eq!(resolved.sidecars.iter().map(|it| it.set).collect::<Vec<_>>(), [0, 1, 1]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_finding_of_many_sidecars_is_reported_once_with_their_number() {
    let mut made = mesh().plugin("geo", 50.0, module());
    for name in ["a", "b", "c"] {
        made = made.plugin(&format!("own-{name}"), 120.0, module()).workload(name);
        made = made.chain(name, Some(name), &[(IN, &format!("own-{name}"))]);
    }
    let (_, found) = made.chain("geo", None, &[(IN, "geo")]).resolve();
    let [found] = &found[..] else { panic!("{found:?}") };
    assert_eq!(found.rule.id, "chain/after-terminal");
    let mount = "inbound-http ← PluginChain shop/geo ← shop/a and 2 more";
    assert_eq!(found.mount.as_deref(), Some(mount));
}

#[test]
fn an_import_of_the_other_direction_is_unresolved_only_where_it_is_mounted() {
    let made = || {
        mesh()
            .builtin(OUT, "outbound-http-routing", 160.0, exports("outbound-http-routing", "__service"))
            .plugin("geo", 120.0, imports("outbound-http-routing", "__service"))
    };
    assert!(
        made()
            .chain("geo", None, &[(OUT, "geo")])
            .resolve()
            .1
            .iter()
            .all(|it| it.rule.id.ends_with("workloads"))
    );
    let (_, found) = made().chain("geo", None, &[(OUT, "geo"), (IN, "geo")]).resolve();
    let found: Vec<_> = found.iter().filter(|it| it.rule.id == "chain/import-unresolved").collect();
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].message,
        "`plugins/geo.js` is mounted inbound and imports `__service` of `outbound-http-routing`, \
         which a sidecar without outbound traffic does not have"
    );
    assert_eq!(found[0].mount.as_deref(), Some("inbound-http ← PluginChain shop/geo ← default"));
}

#[test]
fn what_nobody_exports_is_looked_for_elsewhere() {
    let made = mesh()
        .builtin(IN, "inbound-http-routing", 170.0, exports("inbound-http-routing", "__service"))
        .plugin("geo", 120.0, imports("inbound", "__service"))
        .chain("geo", None, &[(IN, "geo")])
        .workload("cart");
    let (_, found) = made.resolve();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].help.as_deref(), Some("write `__service: 'inbound-http-routing'`"));
}

#[test]
fn a_disabled_module_is_reported_once_for_all_that_miss_it() {
    let made = mesh()
        .builtin(IN, "inbound-http-routing", 170.0, exports("inbound-http-routing", "__service"))
        .disabled()
        .builtin(IN, "metrics", 160.0, imports("inbound-http-routing", "__service"))
        .plugin("geo", 120.0, imports("inbound-http-routing", "__service"))
        .chain("geo", None, &[(IN, "geo")])
        .workload("cart");
    let found = made.findings();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "chain/imports-from-disabled");
    let message = "`modules/inbound-http-routing` is disabled, but `modules/metrics.js` and another script \
                   import `__service` from it";
    assert_eq!(found[0].1, message);
}

#[test]
fn a_plugin_may_stand_in_for_a_disabled_module() {
    let made = mesh()
        .builtin(IN, "inbound-http-routing", 170.0, exports("inbound-http-routing", "__service"))
        .disabled()
        .builtin(IN, "metrics", 160.0, imports("inbound-http-routing", "__service"))
        .plugin("own-routing", 170.0, exports("inbound-http-routing", "__service"))
        .chain("routing", None, &[(IN, "own-routing")])
        .workload("cart");
    assert_eq!(made.findings(), []);
}

#[test]
fn a_variable_has_one_owner() {
    let made = mesh()
        .builtin(IN, "inbound-http-routing", 170.0, exports("inbound-http-routing", "__service"))
        .plugin("geo", 120.0, exports("inbound-http-routing", "__service"))
        .chain("geo", None, &[(IN, "geo")])
        .workload("cart");
    let found = made.findings();
    assert_eq!(found.len(), 1, "{found:?}");
    let message = "`plugins/geo.js` exports `__service` in `inbound-http-routing`, and so does \
                   `modules/inbound-http-routing.js`";
    assert_eq!(found[0], ("chain/duplicate-export", message.to_owned()));
}

#[test]
fn levels_follow_the_chain() {
    let splits = Interface { level_in: Some(Level::Bytes), level_out: Some(Level::Messages), ..module() };
    let wants = |level| Interface { level_in: Some(level), ..module() };
    let made = |messages: f64, bytes: f64| {
        mesh()
            .builtin(IN, "inbound-http-routing", 170.0, splits.clone())
            .plugin("messages", messages, wants(Level::Messages))
            .plugin("bytes", bytes, wants(Level::Bytes))
            .chain("all", None, &[(IN, "messages"), (IN, "bytes")])
            .workload("cart")
    };
    assert_eq!(made(165.0, 175.0).findings(), []);
    let found = made(175.0, 165.0).findings();
    let messages: Vec<_> = found.iter().map(|(_, message)| message.as_str()).collect();
    let expected = [
        "`bytes` works on bytes, but at priority 165 of inbound-http messages flow since \
         `modules/inbound-http-routing`",
        "`messages` works on messages, but at priority 175 of inbound-http only bytes flow",
    ];
    assert_eq!(messages, expected);
}

#[test]
fn empty_and_unended_chains_are_refused() {
    let made = mesh().disabled().workload("cart");
    assert_eq!(made.findings().iter().map(|it| it.0).collect::<Vec<_>>(), ["chain/empty"]);
    let made = mesh().disabled().builtin(OUT, "metrics", 150.0, module()).workload("cart");
    assert_eq!(made.findings().iter().map(|it| it.0).collect::<Vec<_>>(), ["chain/no-terminal"]);
}

#[test]
fn a_config_reaches_the_servers_inbound_and_every_callers_outbound() {
    let made = mesh()
        .plugin("geo", 120.0, module())
        .chain("geo", None, &[(IN, "geo"), (OUT, "geo")])
        .workload("cart")
        .workload("till")
        .service("cart", "http")
        .service("till", "http")
        .config("geo", "geo", &["cart"]);
    let (resolved, found) = made.resolve();
    assert!(found.is_empty(), "{found:?}");
    let mounts = |at: usize| &resolved.sidecars[at].configs[0].mounts[..];
    assert_eq!((mounts(0), mounts(1)), (&[IN, OUT][..], &[OUT][..]));
}

#[test]
fn configs_of_two_resources_stay_apart() {
    let made = mesh()
        .plugin("geo", 120.0, module())
        .chain("geo", None, &[(IN, "geo")])
        .workload("cart")
        .workload("till")
        .service("cart", "http")
        .service("till", "http")
        .config("one", "geo", &["cart"])
        .config("two", "geo", &["till"]);
    let (resolved, found) = made.resolve();
    let own = |at: usize| resolved.sidecars[at].configs.iter().map(|it| it.value["name"].clone());
    assert_eq!(own(0).chain(own(1)).collect::<Vec<_>>(), ["one", "two"]);
    let rules: Vec<_> = found.iter().map(|it| it.rule.id).collect();
    assert_eq!(rules, ["config/mixed-up"]);
}

#[test]
fn configs_that_nobody_reads_are_reported() {
    let made = || mesh().plugin("geo", 120.0, module()).workload("cart").workload("till");
    let rules = |made: Made| made.findings().iter().map(|it| it.0).collect::<Vec<_>>();
    let on_till = || made().chain("geo", Some("till"), &[(IN, "geo")]);
    let served = || on_till().service("cart", "http").service("till", "http");
    assert_eq!(rules(served().config("geo", "geo", &["cart"])), ["config/not-reachable"]);
    assert_eq!(
        rules(served().service("gone", "http").config("geo", "geo", &["gone"])),
        ["config/no-workload"]
    );
    assert_eq!(rules(served().config("geo", "geo", &["tilt"])), ["config/unknown-service"]);
    assert_eq!(rules(served().config("geo", "goe", &["till"])), ["config/unknown-plugin"]);
    assert_eq!(
        rules(made().service("till", "http").config("geo", "geo", &["till"])),
        ["config/unmounted-plugin"]
    );
    let grpc = on_till().service("till", "grpc").config("geo", "geo", &["till"]);
    assert_eq!(rules(grpc), ["config/protocol-without-config"]);
    let twice = served().config("one", "geo", &["till"]).config("two", "geo", &["till"]);
    assert_eq!(rules(twice), ["config/duplicate"]);
}

/// The mesh's controller, line by line: chapter 3 of its description.
mod controller {
    use super::*;

    /// A chain of one sidecar, with the plugins of the set in the order in which a hash set happens to
    /// give them.
    pub(super) fn chain(
        builtins: &[(String, f32, bool)],
        plugins: &BTreeMap<String, f32>,
        set: &[String],
    ) -> Vec<String> {
        let mut items: Vec<(String, f32)> = Vec::new();
        for (plugin, priority, disable) in builtins {
            if !disable {
                items.push((format!("{plugin}.js"), *priority));
            }
        }
        for name in set {
            items.push((format!("plugins/{name}.js"), plugins[name]));
        }
        insertion_sort(&mut items);
        items.into_iter().map(|(path, _)| path).collect()
    }

    /// What Go's `sort.Sort` does with up to 12 elements.
    fn insertion_sort(items: &mut [(String, f32)]) {
        for at in 1..items.len() {
            let mut here = at;
            while here > 0 && items[here].1 > items[here - 1].1 {
                items.swap(here, here - 1);
                here -= 1;
            }
        }
    }

    /// The set of names that the matching chains put at a mount point.
    pub(super) fn set(
        plugins: &BTreeMap<String, f32>,
        chains: &[(Option<String>, Vec<String>)],
        app: &str,
    ) -> Vec<String> {
        let mut set = BTreeSet::new();
        for (selector, names) in chains {
            let matches = match selector {
                None => true,
                Some(wanted) => wanted == app,
            };
            if matches {
                for name in names {
                    if plugins.contains_key(name) {
                        set.insert(name.clone());
                    }
                }
            }
        }
        set.into_iter().collect()
    }
}

#[derive(Debug, Clone)]
struct Random {
    builtins: Vec<(String, f32, bool)>,
    plugins: BTreeMap<String, f32>,
    chains: Vec<(Option<String>, Vec<String>)>,
    apps: Vec<String>,
}

fn random() -> impl Strategy<Value = Random> {
    let priority = || (0_u16..14).prop_map(|it| f32::from(it) * 10.0);
    let builtins = proptest::collection::vec((priority(), any::<bool>()), 0..8).prop_map(|list| {
        let named = |(at, (priority, disable))| (format!("modules/m{at}"), priority, disable);
        list.into_iter().enumerate().map(named).collect()
    });
    let plugins = proptest::collection::btree_map("[a-j]", priority(), 0..8);
    let app = proptest::sample::select(vec!["cart", "till", "stock"]).prop_map(str::to_owned);
    let names = proptest::collection::vec("[a-l]", 0..6);
    let chains = proptest::collection::vec((proptest::option::of(app.clone()), names), 0..5);
    let apps = proptest::collection::vec(app, 0..4);
    (builtins, plugins, chains, apps).prop_map(|(builtins, plugins, chains, apps)| Random {
        builtins,
        plugins,
        chains,
        apps,
    })
}

fn made(it: &Random) -> Made {
    let mut made = Made::new();
    for (plugin, priority, disable) in &it.builtins {
        let name = plugin.trim_start_matches("modules/");
        made = made.builtin(IN, name, f64::from(*priority), module());
        made = if *disable { made.disabled() } else { made };
    }
    for (name, priority) in &it.plugins {
        made = made.plugin(name, f64::from(*priority), module());
    }
    for (at, (app, names)) in it.chains.iter().enumerate() {
        let mounts: Vec<_> = names.iter().map(|name| (IN, name.as_str())).collect();
        made = made.chain(&at.to_string(), app.as_deref(), &mounts);
    }
    it.apps.iter().fold(made, |made, app| made.workload(app))
}

proptest! {
    #[test]
    fn chains_equal_the_controllers_or_the_tie_is_reported(it in random()) {
        let apps = match it.apps.is_empty() {
            true => vec![String::new()],
            false => it.apps.clone(),
        };
        let everything: Vec<_> = it.chains.iter().map(|(_, names)| (None, names.clone())).collect();
        let chains = if it.apps.is_empty() { &everything } else { &it.chains };
        let (resolved, found) = made(&it).resolve();
        let mut by_chance = false;
        for (at, app) in apps.iter().enumerate() {
            let set = controller::set(&it.plugins, chains, app);
            let backwards: Vec<_> = set.iter().rev().cloned().collect();
            let one = controller::chain(&it.builtins, &it.plugins, &set);
            let other = controller::chain(&it.builtins, &it.plugins, &backwards);
            let priorities: Vec<f32> = it.builtins.iter().filter(|it| !it.2).map(|it| it.1)
                .chain(set.iter().map(|name| it.plugins[name])).collect();
            let distinct: BTreeSet<u32> = priorities.iter().map(|it| it.to_bits()).collect();
            let tie = distinct.len() < priorities.len();
            // Up to 12 elements the controller's sort keeps the order of its input; beyond, nothing.
            let chance = one != other || (tie && priorities.len() > 12);
            by_chance |= chance;
            if !chance {
                prop_assert_eq!(paths(&resolved, at, IN), one);
            }
        }
        let reported = found.iter().any(|it| it.rule.id == "chain/equal-priority");
        prop_assert_eq!(reported, by_chance);
    }
}

//! The matrix of faults that people plant in plugins: each is found at its exact place, on each mesh, in
//! every kind of file that a script can stand in.

use std::fmt::Write as _;

use pipyc::diag::{Diagnostic, Severity};
use pipyc::driver::{self, Checked, Options};
use pipyc::load::raw::{ProjectFile, Request};
use pipyc::world::Memory;

/// A plugin with one thing wrong in it.
struct Fault {
    title: &'static str,
    /// The script; the place of the finding stands between `«` and `»`.
    script: &'static str,
    rule: &'static str,
    /// An error wherever the mesh's Pipy does not start with it.
    severity: Severity,
    /// Other rules that have a word to say of it.
    also: &'static [&'static str],
    /// False for what Pipy 1.5 takes.
    on_1_5: bool,
}

const TARGETS: [&str; 2] = ["osm-edge-1.3", "fsm-1.6"];

const FAULTS: [Fault; 18] = [
    Fault {
        title: "a missing parenthesis",
        script: r#"pipy«(»{ _seen: false }
.pipeline()
.handleMessageStart(() => void (_seen = true))
.chain()"#,
        rule: "syntax/unclosed",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "a context variable twice",
        script: r#"pipy({ _seen: false, «_seen»: true })
.pipeline()
.handleMessageStart(msg => void (_seen = msg.head.path))
.branch(() => _seen, $ => $.chain(), $ => $.chain())"#,
        rule: "context/duplicate-variable",
        severity: Severity::Warning,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "an undeclared context variable",
        script: r#"pipy({ _seen: false })
.pipeline()
.handleMessageStart(msg => void («_sen» = msg.head.path))
.branch(() => _seen, $ => $.chain(), $ => $.chain())"#,
        rule: "context/undeclared",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "an unknown filter",
        script: r#"pipy()
.pipeline()
.«handleMesageStart»(msg => console.log(msg.head.path))
.chain()"#,
        rule: "api/unknown-filter",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "an import from an unknown namespace",
        script: r#"pipy({ _name: '' })
.import({ __service: «'inbound-http-rooting'» })
.pipeline()
.onStart(() => void (_name = __service?.name))
.branch(() => _name, $ => $.chain(), $ => $.chain())"#,
        rule: "chain/import-unresolved",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "an import of an unknown variable",
        script: r#"pipy({ _name: '' })
.import({ «__servce»: 'inbound-http-routing' })
.pipeline()
.onStart(() => void (_name = __servce?.name))
.branch(() => _name, $ => $.chain(), $ => $.chain())"#,
        rule: "chain/import-unresolved",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "a branch that never chains",
        script: r#"pipy({ _seen: false })
.pipeline()
.handleMessageStart(msg => void (_seen = msg.head.path))
.branch(
  () => _seen, $ => $.chain(),
  $ => $.«handleMessageStart»(msg => console.log(msg.head.path))
)"#,
        rule: "hook/swallowed-branch",
        severity: Severity::Warning,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "a branch with one argument",
        script: r#"pipy({ _seen: false })
.pipeline()
.handleMessageStart(msg => void (_seen = msg.head.path))
.«branch»(() => _seen)
.chain()"#,
        rule: "api/argument-count",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "an outer function never called",
        script: r#"«(
  (
    path = '/health',
  ) => pipy({ _seen: false })
  .pipeline()
  .handleMessageStart(msg => void (_seen = msg.head.path === path))
  .branch(() => _seen, $ => $.chain(), $ => $.chain())
)»"#,
        rule: "load/not-configuration",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "a function body with an if",
        script: r#"pipy({ _seen: false })
.pipeline()
.handleMessageStart(msg => «{» if (msg.head.path === '/') _seen = true })
.branch(() => _seen, $ => $.chain(), $ => $.chain())"#,
        rule: "dialect/function-body",
        severity: Severity::Error,
        also: &["dialect/if-statement"],
        on_1_5: false,
    },
    Fault {
        title: "a class",
        script: r#"((
  Counter = «class» { },
) => pipy()
.pipeline()
.handleMessageStart(() => void new Counter)
.chain()
)()"#,
        rule: "dialect/class",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "a solved file that is missing",
        script: r#"((
  config = pipy.solve(«'confg.js'»),
) => pipy()
.pipeline()
.handleMessageStart(() => console.log(config))
.chain()
)()"#,
        rule: "bundle/missing-file",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "an import from the routing of the other protocol",
        script: r#"pipy({ _name: '' })
.import({ __route: «'inbound-tcp-routing'» })
.pipeline()
.onStart(() => void (_name = __route?.Path))
.branch(() => _name, $ => $.chain(), $ => $.chain())"#,
        rule: "chain/import-unresolved",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "a listener for an entrance",
        script: r#"pipy()
.«listen»(8080)
.handleData(data => console.log(data.size))
.chain()"#,
        rule: "pipeline/no-entrance",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "endless recursion",
        script: r#"((
  down = n => «down»(n),
) => pipy()
.pipeline()
.handleMessageStart(msg => void down(msg.head.path))
.chain()
)()"#,
        rule: "load/endless-recursion",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "a write to the variable of another module",
        script: r#"pipy()
.import({ __cluster: 'inbound-http-routing' })
.pipeline()
.handleMessageStart(() => void («__cluster» = { name: 'mine' }))
.chain()"#,
        rule: "context/foreign-write",
        severity: Severity::Warning,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "async and await",
        script: r#"pipy()
.pipeline()
.handleMessage(«async» msg => void (await msg.head))
.chain()"#,
        rule: "dialect/async-function",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
    Fault {
        title: "a file outside the codebase",
        script: r#"((
  users = pipy.solve(«'../../etc/passwd'»),
) => pipy()
.pipeline()
.handleMessageStart(() => console.log(users))
.chain()
)()"#,
        rule: "bundle/missing-file",
        severity: Severity::Error,
        also: &[],
        on_1_5: true,
    },
];

/// The head of a file that has the plugin and mounts it; its script comes next.
const MOUNTED: &str = "\
apiVersion: plugin.flomesh.io/v1alpha1
kind: PluginChain
metadata: {name: case, namespace: shop}
spec:
  chains: [{name: inbound-http, plugins: [case]}]
  selectors: {podSelector: {matchLabels: {app: shop}}, namespaceSelector: {matchLabels: {team: shop}}}
---
# ö
apiVersion: plugin.flomesh.io/v1alpha1
kind: Plugin
metadata: {name: case}
spec:
  priority: 165
";

/// A home of a script: the file's name, and what the file says around it.
type Home = (&'static str, fn(&str) -> String);

const HOMES: [Home; 8] = [
    ("case.js", str::to_owned),
    ("literal.yaml", |script| format!("{MOUNTED}  pipyscript: |\n{}", indented(script, 4))),
    ("folded.yaml", |script| format!("{MOUNTED}  pipyscript: >-\n{}", indented(script, 4))),
    ("double.yaml", |script| format!("{MOUNTED}  pipyscript: \"{}\"\n", script.replace('\n', "\\n"))),
    ("single.yaml", |script| {
        // A single line break within quotes is a blank.
        format!("{MOUNTED}  pipyscript: '{}'\n", script.replace('\'', "''").replace('\n', "\n    "))
    }),
    ("case.json", |script| {
        let plugin = serde_json::json!({
            "apiVersion": "plugin.flomesh.io/v1alpha1", "kind": "Plugin", "metadata": {"name": "case"},
            "spec": {"priority": 165, "pipyscript": script},
        });
        let chain = serde_json::json!({
            "apiVersion": "plugin.flomesh.io/v1alpha1", "kind": "PluginChain",
            "metadata": {"name": "case", "namespace": "shop"},
            "spec": {
                "chains": [{"name": "inbound-http", "plugins": ["case"]}],
                "selectors": {
                    "podSelector": {"matchLabels": {"app": "shop"}},
                    "namespaceSelector": {"matchLabels": {"team": "shop"}},
                },
            },
        });
        format!("{{\"kind\": \"List\", \"apiVersion\": \"v1\", \"items\": [{chain},\n {plugin}]}}\n")
    }),
    ("values.yaml", |script| {
        let documents = MOUNTED.replace("---\n", "");
        let (chain, plugin) = documents.split_once("# ö\n").expect("two resources");
        let item = |text: &str| indented(text, 4).replacen("    ", "  - ", 1);
        let script = indented(script, 8);
        format!("osm: {{}}\nextraDeploy:\n{}{}      pipyscript: |\n{script}", item(chain), item(plugin))
    }),
    ("values-quoted.yaml", |script| {
        let documents = MOUNTED.replace("---\n", "");
        let (chain, plugin) = documents.split_once("# ö\n").expect("two resources");
        let item = |text: &str| indented(text, 8).replacen("        ", "      - ", 1);
        let script = script.replace('\n', "\\n");
        let (chain, plugin) = (item(chain), item(plugin));
        format!("mesh:\n  - objects:\n{chain}{plugin}          pipyscript: \"{script}\"\n")
    }),
];

fn indented(text: &str, by: usize) -> String {
    let blank = " ".repeat(by);
    text.lines().fold(String::new(), |mut out, line| {
        writeln!(out, "{blank}{line}").expect("a string takes all");
        out
    })
}

fn checked(file: &str, text: &str, target: &str) -> Checked {
    let world = Memory::new().file(file, text);
    let mut request =
        Request { project_file: ProjectFile::None, target: Some(target.to_owned()), ..Request::default() };
    match file {
        "case.js" => {
            request.paths = vec![file.to_owned()];
            request.chains = vec!["inbound-http".to_owned()];
            request.priority = Some("165".to_owned());
        }
        _ if file.starts_with("values") => request.values = vec![file.to_owned()],
        _ => request.plugins = vec![file.to_owned()],
    }
    driver::check(&world, &request, &Options::default()).expect("it can be checked")
}

/// Line and column of a byte, counted from 1, in characters.
fn place(text: &str, at: usize) -> (u32, u32) {
    let before = &text[..at];
    let line = before.rfind('\n').map_or(0, |it| it + 1);
    (before.matches('\n').count() as u32 + 1, before[line..].chars().count() as u32 + 1)
}

/// A finding: rule, severity, file, first place, place past the end.
type Said = (&'static str, Severity, String, (u32, u32), (u32, u32));

/// All that is said of the script.
fn said(checked: &Checked) -> Vec<Said> {
    let script =
        |it: &&Diagnostic| !matches!(it.rule.id, "chain/no-workloads" | "selector/matches-everything");
    let all = checked.diagnostics.iter().filter(script).map(|it| {
        let place = it.span.map(|span| checked.sources.place(span)).expect("every finding has its place");
        let (start, end) = (place.start, place.end);
        let path = place.path.to_owned();
        (it.rule.id, it.severity, path, (start.line, start.column), (end.line, end.column))
    });
    all.collect()
}

#[test]
fn every_fault_is_found_at_its_place_wherever_the_script_stands() {
    for (number, fault) in FAULTS.iter().enumerate() {
        for (file, home) in HOMES {
            let marked = home(fault.script);
            let start = marked.find('«').expect("the place is marked");
            let bare = marked.replacen('«', "", 1);
            let end = bare.find('»').expect("the end is marked");
            let text = bare.replacen('»', "", 1);
            for target in TARGETS {
                let found = said(&checked(file, &text, target));
                let what =
                    format!("{} {} in {file} for {target}: {found:?}\n{text}", number + 1, fault.title);
                if target == "fsm-1.6" && !fault.on_1_5 {
                    assert!(found.is_empty(), "{what}");
                    continue;
                }
                let expected =
                    (fault.rule, fault.severity, file.to_owned(), place(&text, start), place(&text, end));
                assert!(found.contains(&expected), "{expected:?} is missing, {what}");
                let others = found.iter().filter(|it| it.0 != fault.rule && !fault.also.contains(&it.0));
                assert_eq!(others.count(), 0, "{what}");
            }
        }
    }
}

#[test]
fn a_plugin_without_fault_is_clean_wherever_it_stands() {
    let script = "pipy({ _path: '' })\n.pipeline()\n.handleMessageStart(msg => void (_path = msg.head.path))\n\
        .chain()\n.handleMessageEnd(() => console.log(_path))\n";
    for (file, home) in HOMES {
        for target in TARGETS {
            let found = said(&checked(file, &home(script), target));
            assert!(found.is_empty(), "{file} for {target}: {found:?}");
        }
    }
}

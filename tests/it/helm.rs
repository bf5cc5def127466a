//! Helm's plugins, in real Helms of both generations, each in a home of its own. A Helm that is not there is
//! passed over, and says so. What needs a cluster talks to [`cluster`].

mod cluster;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::{read, repository, tool};

const PIPYC: &str = env!("CARGO_BIN_EXE_pipyc");
const CHART: &str = "fixtures/charts/shop";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Generation {
    Three,
    Four,
}

/// A Helm with the plugins that are meant for it.
struct Helm {
    program: PathBuf,
    generation: Generation,
    home: TempDir,
}

/// What a run ended with, and printed.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Helm {
    /// Both, as far as they are there.
    fn all() -> Vec<Helm> {
        let found = [("helm3", Generation::Three), ("helm4", Generation::Four)].into_iter().filter_map(
            |(name, generation)| {
                let (program, home) = (tool(name)?, TempDir::new().unwrap());
                let helm = Helm { program, generation, home };
                let plugins: &[&str] = match generation {
                    Generation::Three => &["pipyc"],
                    Generation::Four => &["pipyc", "pipyc-cli", "pipyc-post-render"],
                };
                plugins.iter().for_each(|plugin| helm.add(plugin));
                Some(helm)
            },
        );
        found.collect()
    }

    /// Installs a plugin as a user would.
    fn add(&self, plugin: &str) {
        let path = repository("helm").join(plugin);
        let mut args = vec!["plugin", "install", path.to_str().unwrap()];
        if self.generation == Generation::Four {
            // A folder has no signature.
            args.push("--verify=false");
        }
        let ran = self.run(&args);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(args).current_dir(repository("")).env("PIPYC_BIN", PIPYC).env("NO_COLOR", "1");
        for (name, folder) in [
            ("HOME", "home"),
            ("HELM_CACHE_HOME", "cache"),
            ("HELM_CONFIG_HOME", "config"),
            ("HELM_DATA_HOME", "data"),
        ] {
            command.env(name, self.home.path().join(folder));
        }
        // Where Helm 4 looks for plugins, but does not install them.
        command.env_remove("HELM_PLUGINS");
        command.env_remove("KUBECONFIG").env_remove("HELM_NAMESPACE");
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.command(args).output().unwrap().into()
    }

    /// The flags that make pipyc the post-renderer.
    fn post_render(&self, flags: &[&'static str]) -> Vec<&'static str> {
        let mut args = match self.generation {
            Generation::Three => {
                vec![
                    "--post-renderer",
                    PIPYC,
                    "--post-renderer-args",
                    "post-render",
                    "--post-renderer-args",
                    "--namespace=shop",
                ]
            }
            Generation::Four => vec!["--post-renderer", "pipyc-post-render"],
        };
        for flag in flags {
            args.extend(["--post-renderer-args", *flag]);
        }
        args
    }

    /// The flags that make a program the post-renderer which copies what it gets, and keeps it.
    fn copy(&self) -> Vec<String> {
        let seen = self.home.path().join("seen");
        let (renderer, args) = match self.generation {
            Generation::Three => ("tee".to_owned(), vec![seen.display().to_string()]),
            Generation::Four => {
                let folder = self.home.path().join("data/plugins/copy");
                fs::create_dir_all(&folder).unwrap();
                let plugin = format!(
                    "apiVersion: v1\ntype: postrenderer/v1\nname: copy\nversion: 0.1.0\nruntime: subprocess\n\
                     runtimeConfig:\n  platformCommand:\n    - {{command: tee, args: [{}]}}\n",
                    seen.display()
                );
                fs::write(folder.join("plugin.yaml"), plugin).unwrap();
                ("copy".to_owned(), Vec::new())
            }
        };
        let flags = ["--post-renderer".to_owned(), renderer];
        let args = args.into_iter().flat_map(|it| ["--post-renderer-args".to_owned(), it]);
        flags.into_iter().chain(args).collect()
    }

    /// What a post-renderer gets of the sample chart, and what Helm makes of it unchanged.
    fn stream(&self) -> (String, String) {
        let copy = self.copy();
        let copy: Vec<&str> = copy.iter().map(String::as_str).collect();
        let ran = self.run(&[&["template", "r", CHART, "-n", "shop"][..], &copy].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        (fs::read_to_string(self.home.path().join("seen")).unwrap(), ran.out)
    }
}

#[test]
fn the_getter_checks_the_project_and_gives_its_values() {
    for helm in Helm::all() {
        let address = "pipyc://fixtures/projects/shop?set=osm.pluginChains.inbound-http[6].priority%3D131";
        // The sample chart prints `mesh`; the values come under the mesh chart's own key.
        let chart = helm.home.path().join("values");
        fs::create_dir_all(chart.join("templates")).unwrap();
        fs::write(chart.join("Chart.yaml"), "apiVersion: v2\nname: values\nversion: 1.0.0\n").unwrap();
        let template = "kind: Values\napiVersion: v1\nmetadata: {name: x}\nosm: {{ .Values.osm | toJson }}\n";
        fs::write(chart.join("templates/values.yaml"), template).unwrap();
        let chart = chart.to_str().unwrap();
        let ran = helm.run(&["template", "r", chart, "-f", address]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.contains("checked 8 scripts for 6 sidecars"), "{}", ran.err);
        let osm = ran.out.lines().find_map(|it| it.strip_prefix("osm: ")).unwrap();
        let osm: serde_json::Value = serde_json::from_str(osm).unwrap();
        assert_eq!(osm["featureFlags"]["enablePluginPolicy"], true);
        let logging = &osm["pluginChains"]["outbound-http"][3];
        assert_eq!((&logging["disable"], &logging["priority"]), (&true.into(), &130.into()));
        assert_eq!(osm["pluginChains"]["inbound-http"][6]["priority"], 131);
    }
}

#[test]
fn the_getter_stops_helm_before_it_renders() {
    for helm in Helm::all() {
        let ran = helm.run(&["template", "r", CHART, "-f", "pipyc://fixtures/projects/cannot-load"]);
        assert_ne!(ran.code, 0);
        assert_eq!(ran.out, "");
        assert!(ran.err.contains("error[chain/import-unresolved]"), "{}", ran.err);
        let ran = helm.run(&["template", "r", CHART, "-f", "pipyc://fixtures/projects/shop?value=x"]);
        assert_ne!(ran.code, 0);
        assert!(ran.out.is_empty() && ran.err.contains("did you mean `values`?"), "{}", ran.err);
        if helm.generation == Generation::Four {
            let ran = helm.run(&[
                "install",
                "r",
                CHART,
                "--dry-run=client",
                "-f",
                "pipyc://fixtures/projects/cannot-load",
            ]);
            assert_ne!(ran.code, 0);
            assert!(ran.out.is_empty() && ran.err.contains("error[chain/import-unresolved]"), "{}", ran.err);
        }
    }
}

#[test]
fn a_right_chart_passes_as_if_nobody_looked() {
    for helm in Helm::all() {
        let (seen, plain) = helm.stream();
        assert!(seen.contains("kind: Deployment"), "{seen}");
        let hooks = seen.contains("name: migrate");
        assert_eq!(hooks, helm.generation == Generation::Four, "only Helm 4 hands its hooks on");
        let ran = helm.run(&[&["template", "r", CHART, "-n", "shop"][..], &helm.post_render(&[])].concat());
        assert_eq!((ran.code, ran.out), (0, plain), "{}", ran.err);
        if helm.generation == Generation::Four {
            let args = ["install", "r", CHART, "-n", "shop", "--dry-run=client"];
            let ran = helm.run(&[&args[..], &helm.post_render(&[])].concat());
            assert_eq!(ran.code, 0, "{}", ran.err);
            assert!(
                ran.out.contains("name: migrate") && ran.out.contains("The cart listens on port 80."),
                "{}",
                ran.out
            );
        }
    }
}

#[test]
fn a_wrong_script_stops_the_install_and_the_report_says_why() {
    for helm in Helm::all() {
        let report = helm.home.path().join("report.json");
        let mut lines = vec![vec!["template", "r", CHART, "-n", "shop", "--set", "script=broken"]];
        if helm.generation == Generation::Four {
            lines.push(vec![
                "install",
                "r",
                CHART,
                "-n",
                "shop",
                "--dry-run=client",
                "--set",
                "script=broken",
            ]);
        }
        for line in lines {
            let mut command = helm.command(&[&line[..], &helm.post_render(&[])].concat());
            let ran: Ran =
                command.env("PIPYC_REPORT", format!("json={}", report.display())).output().unwrap().into();
            assert_ne!(ran.code, 0);
            assert_eq!(ran.out, "");
            // Helm 4 throws away what a post-renderer says.
            let said = ran.err.contains("dialect/semicolon");
            assert_eq!(said, helm.generation == Generation::Three, "{}", ran.err);
            let text = fs::read_to_string(&report).unwrap();
            assert!(text.contains("dialect/semicolon") && text.contains("dialect/function-body"), "{text}");
            fs::remove_file(&report).unwrap();
        }
    }
}

#[test]
fn what_helm_hands_on_passes_twice_as_once() {
    for helm in Helm::all() {
        let (seen, plain) = helm.stream();
        let pass = |text: &str, flags: &[&str]| {
            let file = helm.home.path().join("stdin");
            fs::write(&file, text).unwrap();
            let mut command = Command::new(PIPYC);
            command
                .args(["post-render", "--namespace", "shop"])
                .args(flags)
                .stdin(fs::File::open(&file).unwrap());
            let ran: Ran = command.output().unwrap().into();
            assert_eq!(ran.code, 0, "{}", ran.err);
            ran.out
        };
        assert_eq!(pass(&seen, &[]), seen);
        let once = pass(&seen, &["--minify", "--annotate"]);
        assert_eq!(pass(&once, &["--minify", "--annotate"]), once);
        let count = |text: &str| text.matches("postrenderer.helm.sh/postrender-filename").count();
        assert_eq!(count(&once), count(&seen));
        // Through Helm itself: the same documents from the same templates, the plugins' ones changed.
        let flags = helm.post_render(&["--minify", "--annotate"]);
        let ran = helm.run(&[&["template", "r", CHART, "-n", "shop"][..], &flags].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        let sources = |text: &str| {
            text.lines().filter(|it| it.starts_with("# Source: ")).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(sources(&ran.out), sources(&plain));
        assert!(
            ran.out.contains("pipyc/digest") && !ran.out.contains("Tells the service which region"),
            "{}",
            ran.out
        );
        assert!(!ran.out.contains("postrenderer.helm.sh"), "Helm takes its own notes away");
    }
}

#[test]
fn helm_pipyc_renders_and_checks_a_chart_in_one_go() {
    for helm in Helm::all() {
        let ran = helm.run(&["pipyc", "check", CHART, "-n", "shop"]);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (0, "checked 2 scripts for 3 sidecars: no findings\n"),
            "{}",
            ran.err
        );
        let values = helm.home.path().join("values.yaml");
        fs::write(&values, "script: broken\n").unwrap();
        let values = values.to_str().unwrap();
        let ran = helm.run(&["pipyc", "check", CHART, "-n", "shop", "-f", values, "--", "--format", "short"]);
        assert_ne!(ran.code, 0);
        assert!(ran.out.contains("error[dialect/semicolon]"), "{}{}", ran.out, ran.err);
        // The chart's own mesh configuration counts.
        let off = "mesh.pluginChains.inbound-http=null";
        let ran = helm.run(&["pipyc", "check", CHART, "-n", "shop", "--set", off, "--", "--format=short"]);
        assert_ne!(ran.code, 0);
        assert!(ran.out.contains("error[chain/empty]"), "{}{}", ran.out, ran.err);
        // What Helm itself finds wrong is no finding.
        let ran = helm.run(&["pipyc", "check", CHART, "--no-such-flag"]);
        assert!(
            ran.code != 0 && ran.out.is_empty() && ran.err.contains("no-such-flag"),
            "{}{}",
            ran.out,
            ran.err
        );
    }
}

#[test]
fn helm_pipyc_builds_and_renders_charts_and_projects() {
    for helm in Helm::all() {
        let dist = helm.home.path().join("dist");
        let dist = dist.to_str().unwrap();
        let ran = helm.run(&["pipyc", "build", CHART, "-n", "shop", "--", "--out", dist, "--name", "shop"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let bundle = ran.out.trim();
        assert!(PathBuf::from(bundle).join("sidecars/shop/cart/config.json").is_file(), "{bundle}");
        let ran = helm.run(&["pipyc", "render", CHART, "-n", "shop", "--", "--name", "shop"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let digest = bundle.rsplit('-').next().unwrap();
        assert!(ran.out.contains(&format!("pipyc/digest: \"sha256:{digest}")), "{}", ran.out);
        let project = "--project=fixtures/projects/shop/pipyc.yaml";
        let ran = helm.run(&["pipyc", "check", project]);
        assert_eq!((ran.code, ran.out.as_str()), (0, "checked 8 scripts for 6 sidecars: no findings\n"));
        let ran = helm.run(&["pipyc", "explain", "dialect/semicolon"]);
        assert!(ran.code == 0 && ran.out.contains("dialect/semicolon"), "{}", ran.err);
    }
}

#[test]
fn helm_itself_is_not_disturbed_by_the_plugins() {
    for helm in Helm::all() {
        let ran = helm.run(&["version"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        let ran = helm.run(&["plugin", "list"]);
        assert!(ran.out.contains("pipyc") && ran.err.is_empty(), "{}", ran.err);
    }
}

#[test]
fn the_plugins_have_the_version_and_one_way_to_find_pipyc() {
    let wrapper = read("helm/pipyc/pipyc.sh");
    for plugin in ["pipyc", "pipyc-cli", "pipyc-post-render"] {
        let about: serde_yaml::Value =
            serde_yaml::from_str(&read(&format!("helm/{plugin}/plugin.yaml"))).unwrap();
        assert_eq!(about["name"], plugin);
        assert_eq!(about["version"], env!("CARGO_PKG_VERSION"));
        // A file of Helm 4's format makes every call of Helm 3 warn.
        assert_eq!(about.get("apiVersion").is_some(), plugin != "pipyc");
        assert_eq!(read(&format!("helm/{plugin}/pipyc.sh")), wrapper, "{plugin}");
    }
}

#[cfg(unix)]
#[test]
fn pipyc_is_found_where_it_can_be() {
    use std::os::unix::fs::symlink;
    let root = TempDir::new().unwrap();
    let folder = root.path().join("plug in");
    fs::create_dir_all(folder.join("bin")).unwrap();
    fs::copy(repository("helm/pipyc/pipyc.sh"), folder.join("pipyc.sh")).unwrap();
    let path = std::env::var("PATH").unwrap();
    let run = |bin: Option<&str>, path: &str| -> Ran {
        let mut command = Command::new(folder.join("pipyc.sh"));
        command
            .arg("--version")
            .env("PATH", path)
            .env_remove("PIPYC_BIN")
            .envs(bin.map(|it| ("PIPYC_BIN", it)));
        command.output().unwrap().into()
    };
    let nowhere = run(None, &path);
    // Unless this machine has one of its own.
    if nowhere.code != 0 {
        assert!(nowhere.code == 2 && nowhere.err.contains("PIPYC_BIN"), "{}", nowhere.err);
    }
    assert!(run(Some(PIPYC), &path).out.starts_with("pipyc "));
    fs::create_dir(root.path().join("path")).unwrap();
    symlink(PIPYC, root.path().join("path/pipyc")).unwrap();
    assert!(run(None, &format!("{}:{path}", root.path().join("path").display())).out.starts_with("pipyc "));
    symlink(PIPYC, folder.join("bin/pipyc")).unwrap();
    assert!(run(None, &path).out.starts_with("pipyc "));
}

/// The commands of `docs/helm.md`: what a fence names besides `sh` decides who must be there to run it.
#[cfg(unix)]
#[test]
fn the_commands_of_the_page_run() {
    let page = read("docs/helm.md");
    let mut blocks = Vec::new();
    for block in page.split("\n```sh").skip(1) {
        let (what, rest) = block.split_once('\n').unwrap();
        blocks.push((what.trim(), rest.split("\n```").next().unwrap()));
    }
    assert!(blocks.len() >= 10);
    let kubectl = tool("kubectl");
    for helm in Helm::all() {
        let root = helm.home.path();
        crate::support::copy(CHART, &root.join("work/chart"));
        crate::support::copy("fixtures/projects/shop", &root.join("work/mesh"));
        fs::write(root.join("work/mesh/values-test.yaml"), "osm: {sidecarLogLevel: debug}\n").unwrap();
        crate::support::copy("helm", &root.join("work/helm"));
        // The page installs them.
        fs::remove_dir_all(root.join("data/plugins")).unwrap();
        fs::create_dir(root.join("path")).unwrap();
        let link = |from: &std::path::Path, name: &str| {
            std::os::unix::fs::symlink(from, root.join("path").join(name)).unwrap();
        };
        link(&helm.program, "helm");
        link(PIPYC.as_ref(), "pipyc");
        kubectl.iter().for_each(|it| link(it, "kubectl"));
        let path = format!("{}:{}", root.join("path").display(), std::env::var("PATH").unwrap());
        for (what, block) in &blocks {
            let here = match *what {
                "" | "helm" => true,
                "helm3" => helm.generation == Generation::Three,
                "helm4" => helm.generation == Generation::Four,
                "kubectl" => kubectl.is_some(),
                other => panic!("nobody knows what `sh {other}` needs"),
            };
            if here {
                // The command only lends its environment.
                let lent = helm.command(&[]);
                let mut shell = Command::new("sh");
                shell.args(["-ec", block]).current_dir(root.join("work")).env("PATH", &path);
                lent.get_envs().filter_map(|(name, value)| Some((name, value?))).for_each(|(name, value)| {
                    shell.env(name, value);
                });
                let ran: Ran =
                    shell.env_remove("PIPYC_BIN").env_remove("HELM_PLUGINS").output().unwrap().into();
                assert_eq!(ran.code, 0, "{block}\n{}", ran.err);
            }
        }
    }
}

#[test]
fn install_writes_what_passed_and_nothing_else() {
    for helm in Helm::all() {
        let cluster = cluster::Cluster::start();
        let config = helm.home.path().join("kubeconfig");
        cluster.config(&config);
        let run = |action: &[&str], flags: &[&str]| -> Ran {
            let common = ["r", CHART, "-n", "shop", "--no-hooks", "--disable-openapi-validation"];
            let mut command = helm.command(&[action, &common, flags].concat());
            command.env("KUBECONFIG", &config).output().unwrap().into()
        };
        let post = helm.post_render(&[]);
        for action in [&["install"][..], &["upgrade", "--install"]] {
            for flags in [&post[..], &["-f", "pipyc://fixtures/projects/shop"]] {
                let ran = run(action, flags);
                assert_eq!(ran.code, 0, "{}", ran.err);
                let written = cluster.written();
                for resource in
                    ["Plugin limit", "Plugin tag", "PluginChain tag", "Deployment cart", "the release"]
                {
                    assert!(written.iter().any(|it| it == resource), "{resource} is not in {written:?}");
                }
            }
            let broken = [&post[..], &["--set", "script=broken"]].concat();
            for flags in [&broken[..], &["-f", "pipyc://fixtures/projects/cannot-load"]] {
                assert_ne!(run(action, flags).code, 0);
                assert_eq!(cluster.written(), [""; 0], "{action:?}");
            }
        }
    }
}

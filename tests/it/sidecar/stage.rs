//! Where scenarios are played: a built codebase, a real Pipy, certificates.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, SanType};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::client::{self, Answer, Connections};
use super::scenario::{Expect, Form, Scenario, Step, Then, Upstream as UpstreamSpec};
use super::upstream::Upstream;

/// The admin port that the sidecar's own statistics are read from.
const ADMIN: u16 = 6060;

pub(super) struct Stage {
    pipy: PathBuf,
    target: &'static str,
    /// `base/` of a bundle that `pipyc build` made, and the folder it lives in.
    base: PathBuf,
    _folder: TempDir,
    /// Texts for `@NAME@` in scenarios.
    texts: BTreeMap<&'static str, String>,
}

impl Stage {
    /// Builds the codebase for the Pipy that `PIPYC_PIPY` names; `None` without one.
    pub(super) fn from_env() -> Option<Stage> {
        let pipy = PathBuf::from(std::env::var_os("PIPYC_PIPY").filter(|it| !it.is_empty())?);
        let target = if version(&pipy).starts_with("0.") { "osm-edge-1.3" } else { "fsm-1.6" };
        let folder = TempDir::new().unwrap();
        let built = Command::new(env!("CARGO_BIN_EXE_pipyc"))
            .args(["build", "--all", "--target", target, "--out"])
            .arg(folder.path().join("out"))
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let bundles = fs::read_dir(folder.path().join("out")).unwrap().map(|it| it.unwrap().path());
        let base = bundles.map(|it| it.join("base")).find(|it| it.is_dir()).expect("a bundle with base/");
        Some(Stage { pipy, target, base, _folder: folder, texts: texts(target) })
    }

    pub(super) fn target(&self) -> &str {
        self.target
    }

    /// Plays a scenario; returns what differed from what it expects.
    pub(super) fn play(&self, scenario: &Scenario) -> Vec<String> {
        let folder = TempDir::new().unwrap();
        let codebase = folder.path().join("codebase");
        copy(&self.base, &codebase);
        let config = self.config(scenario, &codebase);
        if scenario.compressed {
            fs::remove_file(codebase.join("config.json")).unwrap();
            let file = fs::File::create(codebase.join("config.json.gz")).unwrap();
            let mut packed = GzEncoder::new(file, Compression::default());
            packed.write_all(config.to_string().as_bytes()).unwrap();
            packed.finish().unwrap();
        } else {
            fs::write(codebase.join("config.json"), config.to_string()).unwrap();
        }
        fs::create_dir_all(codebase.join("plugins")).unwrap();
        for (name, plugin) in &scenario.plugins {
            fs::write(codebase.join(format!("plugins/{name}.js")), self.fill(&plugin.script)).unwrap();
        }
        let upstreams: Vec<Upstream> = scenario.upstreams.iter().map(|it| self.upstream(it)).collect();
        let _helper = scenario.helper.as_ref().map(|script| {
            let helper = folder.path().join("helper");
            fs::create_dir_all(&helper).unwrap();
            fs::write(helper.join("main.js"), self.fill(script)).unwrap();
            self.run(&helper, &BTreeMap::new(), &["--admin-port=6061"])
        });
        let sidecar = self.run(&codebase, &scenario.env, &[&format!("--admin-port={ADMIN}")]);
        let mut faults = Vec::new();
        for port in scenario.ports.iter().chain(&[15010]) {
            if !wait_for(*port) {
                return vec![format!("nothing listens on {port}\n{}", sidecar.log())];
            }
        }
        // The first answers of a sidecar whose listeners have just opened would time its start.
        thread::sleep(Duration::from_millis(200));
        let mut connections = Connections::default();
        for (index, step) in scenario.steps.iter().enumerate() {
            let place = format!("step {} {}", index + 1, step.note);
            faults.extend(self.step(step, &mut connections).into_iter().map(|it| format!("{place}: {it}")));
        }
        if let Some(then) = &scenario.then {
            faults.extend(self.finally(then, &upstreams));
        }
        let allowed = scenario.then.as_ref().map_or(&[][..], |then| &then.errors);
        let log = sidecar.log();
        let unexpected = |line: &&str| {
            // A client that leaves first makes Pipy say so; that is no fault of a script.
            let noise = line.contains("error when socket shutdown");
            line.contains("[ERR]") && !noise && !allowed.iter().any(|part| line.contains(part.as_str()))
        };
        faults.extend(log.lines().filter(unexpected).map(|line| format!("logged: {line}")));
        faults
    }

    fn upstream(&self, spec: &UpstreamSpec) -> Upstream {
        let headers = spec.headers.iter().map(|(name, value)| (self.fill(name), self.fill(value)));
        Upstream::start(&UpstreamSpec { headers: headers.collect(), ..spec.clone() })
    }

    fn config(&self, scenario: &Scenario, codebase: &Path) -> Value {
        let built: Value = serde_json::from_slice(&fs::read(codebase.join("config.json")).unwrap()).unwrap();
        let mut config = self.fill_value(&scenario.config);
        if let Some(map) = config.as_object_mut() {
            map.entry("Chains").or_insert_with(|| built["Chains"].clone());
            map.entry("AllowedEndpoints").or_insert_with(|| json!({"127.0.0.1": "client"}));
            map.entry("Certificate").or_insert(Value::Null);
        }
        if self.target == "fsm-1.6" {
            as_fsm(&mut config);
        }
        for (name, plugin) in &scenario.plugins {
            let chain = config["Chains"][&plugin.chain].as_array_mut().expect("the plugin's chain");
            let at = chain.iter().position(|it| it == &plugin.before).expect("the module to go before");
            chain.insert(at, format!("plugins/{name}.js").into());
        }
        config
    }

    fn run(&self, folder: &Path, env: &BTreeMap<String, String>, args: &[&str]) -> Running {
        let log = folder.with_extension("log");
        let file = fs::File::create(&log).unwrap();
        let identity = [
            ("POD_NAMESPACE", "ns"),
            ("POD_CONTROLLER_KIND", "Deployment"),
            ("SERVICE_ACCOUNT", "sa"),
            ("POD_NAME", "web-1"),
            ("POD_UID", "uid-1"),
            ("POD_IP", "127.0.0.1"),
            ("HOSTNAME", "web-1"),
        ];
        let child = Command::new(&self.pipy)
            .arg("--no-graph")
            .args(args)
            .arg("main.js")
            .current_dir(folder)
            .env_clear()
            .envs(identity)
            .envs(env)
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        Running { child, log }
    }

    fn step(&self, step: &Step, connections: &mut Connections) -> Vec<String> {
        let expect = step.expect.as_ref();
        if let Some(seconds) = step.sleep {
            thread::sleep(Duration::from_secs_f64(seconds));
        }
        if let Some(request) = &step.request {
            let answers: Vec<Answer> = (0..request.times).map(|_| connections.send(request)).collect();
            let Some(expect) = expect else { return Vec::new() };
            let mut faults: Vec<String> = answers.iter().flat_map(|it| self.compare(expect, it)).collect();
            let bodies = answers.iter().map(|it| String::from_utf8_lossy(&it.body).into_owned());
            if let Some(wanted) = &expect.bodies {
                let mut counts = BTreeMap::new();
                bodies.clone().for_each(|body| *counts.entry(body).or_insert(0) += 1);
                if counts != *wanted {
                    faults.push(format!("bodies {counts:?}, not {wanted:?}"));
                }
            }
            let distinct = bodies.collect::<std::collections::BTreeSet<_>>();
            if expect.same && distinct.len() != 1 {
                faults.push(format!("bodies differ: {distinct:?}"));
            }
            return faults;
        }
        if let Some(tcp) = &step.tcp {
            let begin = Instant::now();
            let received = client::tcp(tcp).map(|it| String::from_utf8_lossy(&it).into_owned());
            let Some(expect) = expect else { return Vec::new() };
            let wanted = expect.received.as_ref().map(|it| self.fill(it));
            let closed = received.as_deref().unwrap_or_default().is_empty();
            if expect.closed && !closed || wanted.is_some() && received != wanted {
                return vec![format!("received {received:?}")];
            }
            let seconds = begin.elapsed().as_secs_f64();
            if expect.seconds.is_some_and(|(least, most)| seconds < least || seconds > most) {
                return vec![format!("took {seconds:.3} s")];
            }
        }
        if let Some(dns) = &step.dns {
            let answer = client::dns(dns).unwrap_or_default();
            let wanted = expect.and_then(|it| it.addresses.as_ref());
            if wanted.is_some_and(|wanted| *wanted != answer.addresses) {
                return vec![format!("addresses {:?}", answer.addresses)];
            }
            return expect.map_or_else(Vec::new, |expect| self.compare(expect, &answer));
        }
        Vec::new()
    }

    fn compare(&self, expect: &Expect, answer: &Answer) -> Vec<String> {
        let mut faults = Vec::new();
        let body = String::from_utf8_lossy(&answer.body);
        if expect.closed && answer.status != 0 {
            faults.push(format!("answered {} instead of closing", answer.status));
        }
        if expect.status.is_some_and(|it| it != answer.status) {
            faults.push(format!("status {} {body:.60?}", answer.status));
        }
        if expect.body.as_ref().is_some_and(|it| self.fill(it) != body) {
            faults.push(format!("body {body:.200?}"));
        }
        let has_line = |it: &&String| body.lines().any(|line| line == self.fill(it));
        faults.extend(expect.lines.iter().filter(|it| !has_line(it)).map(|it| format!("no line {it:?}")));
        let has = |it: &&String| body.contains(&self.fill(it));
        faults.extend(expect.without.iter().filter(has).map(|it| format!("the body has {it:?}")));
        if expect.ttl.is_some_and(|it| answer.ttls.iter().any(|ttl| *ttl != it)) {
            faults.push(format!("times to live {:?}", answer.ttls));
        }
        if expect.size.is_some_and(|it| it != answer.body.len()) {
            faults.push(format!("a body of {} bytes", answer.body.len()));
        }
        faults.extend(self.headers(&expect.headers, &answer.headers));
        let within = |range: (f64, f64), value: f64| (range.0..=range.1).contains(&value);
        if expect.seconds.is_some_and(|it| !within(it, answer.seconds)) {
            faults.push(format!("took {:.3} s", answer.seconds));
        }
        if expect.first_byte.is_some_and(|it| !within(it, answer.first_byte)) {
            faults.push(format!("first byte after {:.3} s", answer.first_byte));
        }
        faults
    }

    fn headers(
        &self,
        wanted: &BTreeMap<String, Option<String>>,
        got: &BTreeMap<String, String>,
    ) -> Vec<String> {
        let differ = wanted.iter().filter(|(name, value)| {
            let got = got.get(&self.fill(name));
            let wanted = value.as_ref().map(|it| self.fill(it));
            match (wanted.as_deref().and_then(Form::of), got) {
                (Some(form), Some(got)) => !form.is_that_of(got),
                _ => wanted.as_ref() != got,
            }
        });
        differ.map(|(name, _)| format!("header {name}: {:?}", got.get(&self.fill(name)))).collect()
    }

    fn finally(&self, then: &Then, upstreams: &[Upstream]) -> Vec<String> {
        let mut faults = Vec::new();
        let of =
            |name: &str| upstreams.iter().find(|it| it.spec.name == name).expect("an upstream of this name");
        for (name, count) in &then.seen {
            let seen = of(name).seen().len();
            if seen != *count {
                faults.push(format!("{name} saw {seen} requests"));
            }
        }
        for (name, count) in &then.connections {
            let connections = of(name).connections();
            if connections != *count {
                faults.push(format!("{name} got {connections} connections"));
            }
        }
        for (name, requests) in &then.requests {
            let seen = of(name).seen();
            if seen.len() < requests.len() {
                faults.push(format!("{name} saw only {} requests", seen.len()));
            }
            for (wanted, got) in requests.iter().zip(seen) {
                let method = wanted.method.as_ref().is_some_and(|it| *it != got.method);
                let path = wanted.path.as_ref().is_some_and(|it| *it != got.path);
                if method || path || wanted.size.is_some_and(|it| it != got.body.len()) {
                    faults.push(format!(
                        "{name} saw {} {} with {} bytes",
                        got.method,
                        got.path,
                        got.body.len()
                    ));
                }
                let headers = self.headers(&wanted.headers, &got.headers);
                faults.extend(headers.into_iter().map(|it| format!("{name} saw {it}")));
            }
        }
        for (name, paths) in &then.json {
            let bodies: Vec<Value> =
                of(name).seen().iter().filter_map(|it| serde_json::from_slice(&it.body).ok()).collect();
            for (path, wanted) in paths {
                let pointer = format!("/{}", path.replace('/', "~1").replace('.', "/"));
                let got = bodies.last().and_then(|it| it.pointer(&pointer));
                let wanted = self.fill_value(wanted);
                let text = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
                let same = match (wanted.as_str().and_then(Form::of), got) {
                    (Some(form), Some(got)) => form.is_that_of(&text(got)),
                    _ => got.unwrap_or(&Value::Null) == &wanted,
                };
                if !same {
                    faults.push(format!("{name} got {path} = {got:?}"));
                }
            }
        }
        if !then.metrics.is_empty() {
            let metrics = metrics();
            for (name, wanted) in &then.metrics {
                let got = metrics.get(&self.fill(name)).copied().unwrap_or(0.0);
                if (got - wanted).abs() > f64::EPSILON {
                    faults.push(format!("metric {name} is {got}"));
                }
            }
        }
        faults
    }

    /// Puts this stage's texts in for `@NAME@`.
    fn fill(&self, text: &str) -> String {
        let replace =
            |text: String, (name, value): (&&str, &String)| text.replace(&format!("@{name}@"), value);
        self.texts.iter().fold(text.to_owned(), replace)
    }

    fn fill_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.fill(text)),
            Value::Array(items) => items.iter().map(|it| self.fill_value(it)).collect(),
            Value::Object(fields) => {
                let filled = fields.iter().map(|(key, it)| (self.fill(key), self.fill_value(it)));
                Value::Object(filled.collect::<Map<_, _>>())
            }
            other => other.clone(),
        }
    }
}

/// The version that a Pipy says it is. Some do not always end after saying it, so they are made to.
fn version(pipy: &Path) -> String {
    let mut child =
        Command::new(pipy).arg("-v").stdout(Stdio::piped()).spawn().expect("PIPYC_PIPY can be run");
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut versions =
        lines.filter_map(|it| Some(it.strip_prefix("Version")?.split_once(':')?.1.trim().to_owned()));
    let version = versions.next().expect("a Pipy says its version");
    let _ = child.kill();
    let _ = child.wait();
    version
}

/// A Pipy that is killed when dropped.
struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn wait_for(port: u16) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(8) {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    false
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// What the sidecar counts, by `name{labels}`.
fn metrics() -> BTreeMap<String, f64> {
    let request = serde_json::from_value(json!({"port": ADMIN, "path": "/metrics"})).unwrap();
    let body = Connections::default().send(&request).body;
    let text = String::from_utf8_lossy(&body).into_owned();
    let lines = text.lines().filter_map(|line| line.rsplit_once(' '));
    lines.filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?))).collect()
}

/// Writes a configuration as FSM's controller does: services of hosts as objects, its own mark of mesh certificates.
fn as_fsm(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(as_fsm),
        Value::Object(fields) => {
            if let Some(issued) = fields.shift_remove("OsmIssued") {
                fields.insert("FsmIssued".into(), issued);
            }
            for (key, field) in fields.iter_mut() {
                let hosts = field.as_object_mut().filter(|_| key == "HttpHostPort2Service");
                match hosts {
                    Some(hosts) => hosts.values_mut().for_each(|it| {
                        if it.is_string() {
                            *it = json!({"RuleName": it.clone()});
                        }
                    }),
                    None => as_fsm(field),
                }
            }
        }
        _ => {}
    }
}

/// A certificate authority and what it signs, and the names in which the targets differ.
fn texts(target: &str) -> BTreeMap<&'static str, String> {
    let mut texts = BTreeMap::new();
    texts.insert("stats", if target == "fsm-1.6" { "fsm" } else { "osm" }.to_owned());
    texts.insert("throttle", if target == "fsm-1.6" { "throttle_" } else { "throttle-" }.to_owned());
    let label = if target == "fsm-1.6" { ".throttle_service" } else { "" };
    texts.insert(".throttle_service", label.to_owned());
    texts.insert("id", if target == "fsm-1.6" { "<hex 32>" } else { "<hex 16>" }.to_owned());
    let (ca, issuer) = authority("Mesh CA");
    texts.insert("ca", ca.clone());
    for (chain, key, name) in [
        ("server.chain", "server.key", "web.ns.cluster.local"),
        ("client.chain", "client.key", "client.ns.cluster.local"),
        ("other.chain", "other.key", "other.ns.cluster.local"),
    ] {
        let (chain_pem, key_pem) = leaf(name, &issuer);
        texts.insert(chain, chain_pem);
        texts.insert(key, key_pem);
    }
    let (branch, branch_issuer) = branch("Mesh Branch CA", &issuer);
    let (chain, key) = leaf("web.ns.cluster.local", &branch_issuer);
    texts.insert("deep.chain", chain + &branch);
    texts.insert("deep.key", key);
    let (foreign_ca, foreign) = authority("Foreign CA");
    texts.insert("foreign.ca", foreign_ca);
    let (chain, key) = leaf("client.ns.cluster.local", &foreign);
    texts.insert("foreign.chain", chain);
    texts.insert("foreign.key", key);
    // For scripts: PEM texts as string literals.
    let literals =
        ["ca", "server.chain", "server.key", "client.chain", "client.key", "other.chain", "other.key"];
    let literals = literals.into_iter().chain(["foreign.ca", "foreign.chain", "foreign.key"]);
    let quoted: Vec<_> = literals.map(|name| (name, json!(texts[name]).to_string())).collect();
    for (name, literal) in quoted {
        texts.insert(Box::leak(format!("'{name}'").into_boxed_str()), literal);
    }
    texts
}

fn authority(name: &str) -> (String, Issuer<'static, KeyPair>) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    (certificate.pem(), Issuer::new(params, key))
}

/// An authority that another one vouches for.
fn branch(name: &str, issuer: &Issuer<'_, KeyPair>) -> (String, Issuer<'static, KeyPair>) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.signed_by(&key, issuer).unwrap();
    (certificate.pem(), Issuer::new(params, key))
}

fn leaf(name: &str, issuer: &Issuer<'_, KeyPair>) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.subject_alt_names = vec![SanType::DnsName(name.try_into().unwrap())];
    let certificate = params.signed_by(&key, issuer).unwrap();
    (certificate.pem(), key.serialize_pem())
}

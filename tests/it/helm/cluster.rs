//! The little of a cluster that `helm install` talks to, on this machine: it knows which resources there are,
//! keeps none, and remembers what it was asked to write.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// Group and version, and its resources: plural, kind, namespaced.
type Group = (&'static str, &'static [(&'static str, &'static str, bool)]);

const GROUPS: [Group; 4] = [
    ("v1", &[("services", "Service", true), ("configmaps", "ConfigMap", true)]),
    ("apps/v1", &[("deployments", "Deployment", true)]),
    ("batch/v1", &[("jobs", "Job", true)]),
    (
        "plugin.flomesh.io/v1alpha1",
        &[
            ("plugins", "Plugin", false),
            ("pluginchains", "PluginChain", true),
            ("pluginconfigs", "PluginConfig", true),
        ],
    ),
];

/// A cluster; its threads end with the process.
pub(super) struct Cluster {
    port: u16,
    /// Kinds and names, in the order in which they were written.
    written: Arc<Mutex<Vec<String>>>,
}

impl Cluster {
    pub(super) fn start() -> Cluster {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let written = Arc::new(Mutex::new(Vec::new()));
        let cluster = Cluster { port, written: Arc::clone(&written) };
        std::thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                let written = Arc::clone(&written);
                std::thread::spawn(move || serve(&stream, &written));
            }
        });
        cluster
    }

    /// A configuration of clients that leads here.
    pub(super) fn config(&self, path: &Path) {
        let config = json!({
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{ "name": "c", "cluster": { "server": format!("http://127.0.0.1:{}", self.port) } }],
            "users": [{ "name": "u", "user": {} }],
            "contexts": [{ "name": "x", "context": { "cluster": "c", "user": "u" } }],
            "current-context": "x",
        });
        fs::write(path, config.to_string()).unwrap();
    }

    /// What was written since the last call, sorted.
    pub(super) fn written(&self) -> Vec<String> {
        let mut written = std::mem::take(&mut *self.written.lock().unwrap());
        written.sort();
        written
    }
}

/// Answers the requests of one connection. Whatever goes wrong ends it.
fn serve(stream: &TcpStream, written: &Mutex<Vec<String>>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let mut words = line.split(' ');
        let (method, path) = (words.next()?.to_owned(), words.next()?.split('?').next()?.to_owned());
        let (mut size, mut kind) = (0, "application/json".to_owned());
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).ok()?;
            if header.trim().is_empty() {
                break;
            }
            let (name, value) = header.split_once(':')?;
            if name.eq_ignore_ascii_case("content-length") {
                size = value.trim().parse().ok()?;
            } else if name.eq_ignore_ascii_case("content-type") {
                value.trim().clone_into(&mut kind);
            }
        }
        let mut body = vec![0; size];
        reader.read_exact(&mut body).ok()?;
        let (code, kind, answer) = match method.as_str() {
            "GET" => {
                let (code, value) = read(&path);
                (code, "application/json".to_owned(), value.to_string().into_bytes())
            }
            // Helm's own record of a release comes in another format, and is read back as it went.
            _ if kind.ends_with("protobuf") => {
                written.lock().unwrap().push("the release".to_owned());
                (200, kind, body)
            }
            _ => {
                let value: Value = serde_yaml::from_slice(&body).ok()?;
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let name = text(&value["metadata"]["name"]);
                written.lock().unwrap().push(format!("{} {name}", text(&value["kind"])));
                (200, "application/json".to_owned(), value.to_string().into_bytes())
            }
        };
        let head =
            format!("HTTP/1.1 {code} -\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", answer.len());
        let mut out = stream;
        out.write_all(head.as_bytes()).and_then(|()| out.write_all(&answer)).ok()?;
    }
}

/// What there is to know; of resources, that there are none.
fn read(path: &str) -> (u16, Value) {
    let groups = GROUPS.iter().filter(|(version, _)| version.contains('/'));
    let group = |(version, _): &Group| {
        let version = json!({ "groupVersion": version, "version": version.rsplit('/').next() });
        let name = version["groupVersion"].as_str().unwrap().split('/').next().unwrap().to_owned();
        json!({ "name": name, "versions": [version], "preferredVersion": version })
    };
    let found = match path {
        "/version" => Some(json!({ "major": "1", "minor": "32", "gitVersion": "v1.32.0" })),
        path if path.ends_with("/secrets") => {
            Some(json!({ "kind": "SecretList", "apiVersion": "v1", "metadata": {}, "items": [] }))
        }
        "/api" => Some(json!({ "kind": "APIVersions", "versions": ["v1"] })),
        "/apis" => Some(json!({
            "kind": "APIGroupList", "apiVersion": "v1", "groups": groups.map(group).collect::<Vec<_>>(),
        })),
        path => GROUPS
            .iter()
            .find(|(version, _)| [format!("/api/{version}"), format!("/apis/{version}")].iter().any(|it| it == path))
            .map(|(version, resources)| {
                let resource = |&(name, kind, namespaced): &(&str, &str, bool)| {
                    json!({
                        "name": name, "singularName": kind.to_ascii_lowercase(), "namespaced": namespaced,
                        "kind": kind, "verbs": ["create", "get", "list", "patch", "update"],
                    })
                };
                let resources: Vec<Value> = resources.iter().map(resource).collect();
                json!({
                    "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": resources,
                })
            }),
    };
    let missing = || {
        let status = json!({
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404,
            "message": "not found", "details": {},
        });
        (404, status)
    };
    found.map_or_else(missing, |it| (200, it))
}

//! A scenario file.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    /// What it shows, in a sentence.
    pub what: String,
    /// The targets it holds for.
    #[serde(default = "both")]
    pub targets: Vec<String>,
    /// Further variables of the sidecar's environment.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// The sidecar's `config.json`; `Chains` are the target's defaults if absent. Texts may hold `@NAME@`: see
    /// [`super::stage::Stage`].
    pub config: Value,
    /// Whether `config.json` is given to the sidecar compressed, as `config.json.gz`.
    #[serde(default)]
    pub compressed: bool,
    /// Plugins by name, and where they are mounted: the chain and the module they go before.
    #[serde(default)]
    pub plugins: BTreeMap<String, Plugin>,
    /// Servers that the sidecar connects to.
    #[serde(default)]
    pub upstreams: Vec<Upstream>,
    /// A root script for a second Pipy: TLS and HTTP/2 clients, gateways.
    pub helper: Option<String>,
    /// Ports to wait for before the first step.
    #[serde(default)]
    pub ports: Vec<u16>,
    /// In order.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// What must hold at the end.
    pub then: Option<Then>,
}

fn both() -> Vec<String> {
    vec!["osm-edge-1.3".into(), "fsm-1.6".into()]
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plugin {
    pub chain: String,
    pub before: String,
    pub script: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Upstream {
    pub name: String,
    pub port: u16,
    #[serde(default)]
    pub kind: UpstreamKind,
    /// Statuses to answer with, one after the other, the last repeated.
    #[serde(default = "ok")]
    pub statuses: Vec<u16>,
    /// Seconds before each answer.
    #[serde(default)]
    pub delay: f64,
    /// Seconds between the pieces of an answer's body.
    #[serde(default)]
    pub pause: f64,
    /// Further headers of each answer.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Size of an answer's body in bytes; the default is the server's name.
    pub size: Option<usize>,
}

fn ok() -> Vec<u16> {
    vec![200]
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum UpstreamKind {
    /// Answers HTTP/1.1.
    #[default]
    Http,
    /// Sends its name and a colon, then what it gets.
    Tcp,
    /// Speaks first: sends its name when a connection is made.
    Greeting,
    /// Agrees to leave HTTP, then sends its name and a colon, then what it gets.
    Upgrade,
    /// Answers UDP datagrams with its name.
    Udp,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// Says what the step is for, in a failure's report.
    #[serde(default)]
    pub note: String,
    /// An HTTP request.
    pub request: Option<Request>,
    /// A TCP connection.
    pub tcp: Option<Tcp>,
    /// A DNS query over UDP.
    pub dns: Option<Dns>,
    /// A pause in seconds.
    pub sleep: Option<f64>,
    pub expect: Option<Expect>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    pub port: u16,
    #[serde(default = "get")]
    pub method: String,
    #[serde(default = "root")]
    pub path: String,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub body: String,
    /// Bytes of body to send instead of `body`.
    pub size: Option<usize>,
    /// Requests of one name share a connection.
    pub connection: Option<String>,
    /// How often.
    #[serde(default = "one")]
    pub times: usize,
}

fn get() -> String {
    "GET".into()
}

fn root() -> String {
    "/".into()
}

fn one() -> usize {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tcp {
    pub port: u16,
    #[serde(default)]
    pub send: String,
    /// Sent when something has come back.
    #[serde(default)]
    pub reply: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dns {
    /// `host:port` of the server.
    pub server: String,
    pub name: String,
    /// Asks for IPv6 addresses instead of IPv4 ones.
    #[serde(default)]
    pub ipv6: bool,
}

/// What a step must give; everything that is named must hold.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expect {
    pub status: Option<u16>,
    pub body: Option<String>,
    /// Lines that the body has, each as a whole.
    #[serde(default)]
    pub lines: Vec<String>,
    /// Texts that the body does not have.
    #[serde(default)]
    pub without: Vec<String>,
    /// Size of the body in bytes.
    pub size: Option<usize>,
    /// A header's value or its [`Form`]; null: the header is absent.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
    /// The connection ends without an answer.
    #[serde(default)]
    pub closed: bool,
    /// What a TCP connection sent until its end.
    pub received: Option<String>,
    /// Seconds until the answer is whole: at least, at most.
    pub seconds: Option<(f64, f64)>,
    /// Seconds until the first byte of the body: at least, at most.
    pub first_byte: Option<(f64, f64)>,
    /// For `times`: how often each body came.
    pub bodies: Option<BTreeMap<String, usize>>,
    /// For `times`: all answers have one body.
    #[serde(default)]
    pub same: bool,
    /// Addresses in a DNS answer.
    pub addresses: Option<Vec<String>>,
    /// Seconds for which each address of a DNS answer holds.
    pub ttl: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Then {
    /// How many requests (or connections) each upstream saw.
    #[serde(default)]
    pub seen: BTreeMap<String, usize>,
    /// Of an upstream's requests in order: what must be in each.
    #[serde(default)]
    pub requests: BTreeMap<String, Vec<SeenRequest>>,
    /// How many connections each upstream got.
    #[serde(default)]
    pub connections: BTreeMap<String, usize>,
    /// Metrics of the sidecar by `name{labels}`.
    #[serde(default)]
    pub metrics: BTreeMap<String, f64>,
    /// Parts of error lines that the sidecar may log; any other error line is a fault.
    #[serde(default)]
    pub errors: Vec<String>,
    /// The last JSON document that an upstream got (traces, logs): for each path (`0.tags.component`) the
    /// value or its [`Form`]; null: there is none.
    #[serde(default)]
    pub json: BTreeMap<String, BTreeMap<String, Value>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeenRequest {
    pub method: Option<String>,
    pub path: Option<String>,
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
    pub size: Option<usize>,
}

/// What a text looks like whose value cannot be known: `<hex 16>`, `<hex 32>`, `<uuid>` or `<number>`.
pub(super) struct Form<'a>(&'a str);

impl<'a> Form<'a> {
    pub(super) fn of(wanted: &'a str) -> Option<Form<'a>> {
        Some(Form(wanted.strip_prefix('<')?.strip_suffix('>')?))
    }

    pub(super) fn is_that_of(&self, text: &str) -> bool {
        let hex =
            |part: &str, size: usize| part.len() == size && part.bytes().all(|it| it.is_ascii_hexdigit());
        match self.0 {
            "hex 16" => hex(text, 16),
            "hex 32" => hex(text, 32),
            "uuid" => {
                let sizes = [8, 4, 4, 4, 12];
                let parts: Vec<_> = text.split('-').collect();
                parts.len() == sizes.len() && parts.iter().zip(sizes).all(|(part, size)| hex(part, size))
            }
            "number" => text.parse::<f64>().is_ok(),
            other => panic!("`<{other}>` is no form"),
        }
    }
}

impl Scenario {
    pub(super) fn read(path: &Path) -> Scenario {
        let text = std::fs::read_to_string(path).unwrap();
        serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

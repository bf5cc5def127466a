//! A small bundle with one of everything, and the tools to damage it.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use pipyc::bundle::json;
use pipyc::bundle::read::{self, Limits, ReadBundleError};
use pipyc::bundle::ustar::{self, BLOCK};
use pipyc::bundle::{
    Bundle, ChainSet, Chains, Config, Digest, Facts, Input, Link, MANIFEST, Origin, Plugin, Role, Sidecar,
    Variable,
};
use pipyc::emit::tarball::{self, Mtime};
use pipyc::ir::names::{CodePath, MountPoint, Priority};
use serde_json::{Value, json};

pub(crate) fn path(text: &str) -> CodePath {
    CodePath::new(text).unwrap()
}

fn priority(value: f64) -> Priority {
    Priority::new(value).unwrap()
}

fn built_in(name: &str, at: f64) -> Link {
    Link {
        module: path(&format!("modules/{name}.js")),
        mounted_by: Vec::new(),
        origin: Origin::BuiltIn,
        priority: priority(at),
    }
}

/// Four chains; those of the shop have the custom plugin as well.
fn chains(with_geo: bool) -> Chains {
    let mut chains = Chains {
        inbound_http: vec![built_in("inbound-http-routing", 170.0), built_in("inbound-http-default", 100.0)],
        inbound_tcp: vec![built_in("inbound-tcp-default", 100.0)],
        outbound_http: vec![built_in("outbound-http-default", 100.0)],
        outbound_tcp: vec![built_in("outbound-tcp-default", 100.0)],
    };
    chains.inbound_http[0].mounted_by.push("values-prod.yaml".into());
    if with_geo {
        let geo = Link {
            module: path("plugins/geo.js"),
            mounted_by: vec!["PluginChain shop/edge-auth".into(), "PluginChain shop/geo".into()],
            origin: Origin::Custom,
            priority: priority(115.5),
        };
        chains.inbound_http.insert(1, geo);
    }
    chains
}

fn config_json(chains: &Chains) -> Arc<[u8]> {
    fn names(links: &[Link]) -> Vec<&str> {
        links.iter().map(|it| it.module.as_str()).collect()
    }
    let chains: BTreeMap<_, _> = chains.iter().map(|(mount, links)| (mount.name(), names(links))).collect();
    json::pretty(&json!({ "Chains": chains })).into()
}

fn sidecar(namespace: &str, workload: &str, set: &ChainSet, has_configs: bool) -> Sidecar {
    let folder = format!("sidecars/{namespace}/{workload}");
    Sidecar {
        chain_set: set.id.clone(),
        config: path(&format!("{folder}/config.json")),
        kind: Some("Deployment".into()),
        namespace: Some(namespace.into()),
        plugin_configs: has_configs.then(|| path(&format!("{folder}/plugin-configs.json"))),
        workload: workload.into(),
    }
}

pub(crate) fn sample() -> Bundle {
    let (with_geo, without) = (ChainSet::new(chains(true)), ChainSet::new(chains(false)));
    let config = json!({"countries": ["de", "fr"], "deny": true});
    let plugin_configs = json::pretty(&json!({ "shop/cart": { "geo": config } }));
    let mut files = BTreeMap::new();
    let mut add = |at: &str, role: Role, bytes: Arc<[u8]>| drop(files.insert(path(at), (role, bytes)));
    add("base/main.js", Role::Script, b"pipy()\n"[..].into());
    add("base/config.json", Role::Config, config_json(&without.chains));
    add("base/lib/countries.json", Role::Data, b"[\"de\"]\n"[..].into());
    add("base/plugins/geo.js", Role::Plugin, "pipy({ _m: '\u{e9}' })\n".as_bytes().into());
    for name in ["inbound-http-routing", "inbound-http-default", "inbound-tcp-default"] {
        add(
            &format!("base/modules/{name}.js"),
            Role::Module,
            format!("// {name}\npipy()\n").as_bytes().into(),
        );
    }
    for name in ["outbound-http-default", "outbound-tcp-default"] {
        add(
            &format!("base/modules/{name}.js"),
            Role::Module,
            format!("// {name}\npipy()\n").as_bytes().into(),
        );
    }
    let shop = config_json(&with_geo.chains);
    add("sidecars/shop/cart/config.json", Role::SidecarConfig, Arc::clone(&shop));
    add("sidecars/shop/cart/plugin-configs.json", Role::PluginConfigs, plugin_configs.into());
    add("sidecars/shop/checkout/config.json", Role::SidecarConfig, shop);
    add("sidecars/ops/audit/config.json", Role::SidecarConfig, config_json(&without.chains));
    let variable = |namespace: &str, name: &str| Variable { name: name.into(), namespace: namespace.into() };
    let facts = Facts {
        name: "shop-mesh".into(),
        version: "1.4.0".parse().unwrap(),
        revision: Some("4f1c2d".into()),
        tool_version: "0.1.0".into(),
        target: "osm-edge-1.3".into(),
        pipy: "0.90.3-38".into(),
        minified: false,
        sidecars: vec![
            sidecar("shop", "checkout", &with_geo, false),
            sidecar("ops", "audit", &without, false),
            sidecar("shop", "cart", &with_geo, true),
        ],
        chain_sets: vec![with_geo, without],
        plugins: vec![Plugin {
            exports: vec![variable("geo", "__country")],
            files: vec![path("lib/countries.json")],
            imports: vec![variable("inbound-http-routing", "__route")],
            module: path("plugins/geo.js"),
            mounts: vec![MountPoint::InboundHttp],
            name: "geo".into(),
            priority: priority(115.5),
        }],
        configs: vec![Config {
            plugin: "geo".into(),
            resource: "PluginConfig shop/geo".into(),
            services: vec!["shop/cart".into()],
            sha256: Digest::of(&json::canonical(&config)),
        }],
        inputs: vec![
            Input { path: "values-prod.yaml".into(), sha256: Digest::of(b"values") },
            Input { path: "plugins/geo.yaml".into(), sha256: Digest::of(b"geo") },
        ],
    };
    Bundle::new(facts, files)
}

/// The bundle's archive.
pub(crate) fn archive(bundle: &Bundle) -> Vec<u8> {
    tarball::bytes(bundle, Mtime::default()).unwrap()
}

/// Reads an archive, whatever its manifest claims.
pub(crate) fn read(archive: &[u8]) -> Result<Bundle, ReadBundleError> {
    read::archive(archive, "test.tar.gz", Limits::default())
}

/// Compresses a tar as other tools do.
pub(crate) fn gzip(tar: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(tar).unwrap();
    encoder.finish().unwrap()
}

/// An archive under construction, which does as it is told.
#[derive(Default)]
pub(crate) struct Tar(pub(crate) Vec<u8>);

impl Tar {
    /// With the sample's manifest, so that only what is added can be at fault.
    pub(crate) fn with_manifest() -> Self {
        Tar::default().file(MANIFEST, &sample().manifest_json)
    }

    pub(crate) fn file(self, at: &str, content: &[u8]) -> Self {
        self.entry(ustar::encode(at, content.len() as u64, 0).unwrap(), content)
    }

    /// A file whose header is changed at `offset`, its checksum made right again.
    pub(crate) fn changed(self, at: &str, content: &[u8], offset: usize, bytes: &[u8]) -> Self {
        let mut header = ustar::encode(at, content.len() as u64, 0).unwrap();
        header[offset..][..bytes.len()].copy_from_slice(bytes);
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        self.entry(header, content)
    }

    pub(crate) fn entry(mut self, header: [u8; BLOCK], content: &[u8]) -> Self {
        self.0.extend_from_slice(&header);
        self.0.extend_from_slice(content);
        self.0.resize(self.0.len().next_multiple_of(BLOCK), 0);
        self
    }

    /// The finished, compressed archive.
    pub(crate) fn end(mut self) -> Vec<u8> {
        self.0.resize(self.0.len() + 2 * BLOCK, 0);
        gzip(&self.0)
    }
}

/// The bundle with another manifest, as a liar would write it.
pub(crate) fn with_manifest(bundle: &Bundle, change: impl FnOnce(&mut Value)) -> Bundle {
    let mut value: Value = serde_json::from_slice(&bundle.manifest_json).unwrap();
    change(&mut value);
    let manifest_json: Arc<[u8]> = json::pretty(&value).into();
    let manifest = pipyc::bundle::Manifest::from_json(&manifest_json).unwrap();
    Bundle { manifest, manifest_json, files: bundle.files.clone() }
}

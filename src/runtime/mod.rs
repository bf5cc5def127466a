//! What is known of each mesh and its Pipy: tables, made into Rust at build time.
//!
//! `build.rs` reads `pipy-*.yaml` (the API of each Pipy), `targets.yaml` and the catalog of
//! `builtin-plugins/`, and writes them as constants. So nothing is parsed at start, a look-up is a
//! binary search, and a new runtime is a new file and no new code.

/// A mesh release that bundles can be built for.
#[derive(Debug)]
pub struct Target {
    /// `osm-edge-1.3`.
    pub id: &'static str,
    /// What its Pipy offers.
    pub api: &'static Api,
    /// First key of the values path: `osm` in `osm.pluginChains`.
    pub values_key: &'static str,
    /// The namespace label that says which mesh watches it.
    pub monitored_by: &'static str,
    /// The default values' chains, in their order.
    pub links: &'static [DefaultLink],
    /// The embedded scripts, sorted by path.
    pub scripts: &'static [Script],
}

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// An entry of the default values.
#[derive(Debug)]
pub struct DefaultLink {
    /// `inbound-http`, and so on.
    pub mount: &'static str,
    /// `modules/inbound-http-default`.
    pub plugin: &'static str,
    /// Its priority.
    pub priority: f32,
}

/// An embedded built-in script, as it is emitted for one target.
#[derive(Debug)]
pub struct Script {
    /// Its place in the codebase: `modules/inbound-http-default.js`.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
    /// SHA-256 of the text.
    pub sha256: [u8; 32],
    /// What the catalog says of it.
    pub catalog: &'static CatalogEntry,
}

/// What the catalog says of a built-in script. A set of scripts without a catalog gets one derived.
#[derive(Debug)]
pub struct CatalogEntry {
    /// One line of purpose.
    pub purpose: &'static str,
    /// Entry script, chain module or support script.
    pub role: ScriptRole,
    /// What enters: bytes or messages. `None` for scripts outside the chains.
    pub level_in: Option<Level>,
    /// What its `chain()` passes on.
    pub level_out: Option<Level>,
    /// Whether it ends the chain.
    pub terminal: Terminal,
    /// (namespace, variable, type, meaning), sorted.
    pub exports: &'static [CatalogExport],
    /// (namespace, variable), sorted.
    pub imports: &'static [(&'static str, &'static str)],
    /// Files that it solves.
    pub solves: &'static [&'static str],
    /// Files that it uses.
    pub uses: &'static [&'static str],
    /// Paths of `config.json` that it reads.
    pub config: &'static [&'static str],
    /// Of a solved script: (key, type) of the object it evaluates to; empty if not an object.
    pub members: &'static [(&'static str, &'static str)],
}

/// A variable that a built-in exports.
#[derive(Debug)]
pub struct CatalogExport {
    /// The namespace.
    pub namespace: &'static str,
    /// The variable.
    pub name: &'static str,
    /// Its type, in words.
    pub kind: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// What a built-in script is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScriptRole {
    /// The root script and the two that begin the chains.
    Entry,
    /// Mounted in a chain.
    Module,
    /// Solved or used by others.
    Support,
}

/// Whether a chain module ends the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Terminal {
    /// Always goes on with the next module.
    Never,
    /// Goes on on some paths only.
    Sometimes,
    /// Never calls `chain()`.
    Always,
}

/// What flows at a place of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// Raw data of a connection.
    Bytes,
    /// HTTP messages, one pipeline a request.
    Messages,
}

/// What one version of Pipy offers.
#[derive(Debug)]
pub struct Api {
    /// `0.90.3-38`.
    pub version: &'static str,
    /// How its files are parsed.
    pub dialect: Dialect,
    /// All filters, sorted by name.
    pub filters: &'static [Filter],
}

/// Which language a Pipy reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// 0.90: a file is one expression.
    Expression,
    /// 1.5: a file may be a list of statements or an ES module.
    Statements,
}

/// A filter of a pipeline.
#[derive(Debug, PartialEq)]
pub struct Filter {
    /// The method's name.
    pub name: &'static str,
}

//! The scripts of a mesh that are embedded in `pipyc`.

/// An embedded built-in script, as it is emitted for one target.
#[derive(Debug, PartialEq)]
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
#[derive(Debug, PartialEq)]
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
    /// (mount point, priority) of its places in the chains, sorted.
    pub chains: &'static [(&'static str, f32)],
    /// True if the default values mount it there.
    pub default: bool,
    /// Of a solved script: (key, type) of the object it evaluates to; empty if not an object.
    pub members: &'static [(&'static str, &'static str)],
}

/// A variable that a built-in exports.
#[derive(Debug, PartialEq, Eq)]
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

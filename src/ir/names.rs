//! Names that were parsed once and are right by construction.

use std::fmt;
use std::sync::Arc;

/// Where a plugin can be mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MountPoint {
    /// Bytes that come in for a TCP service.
    InboundTcp,
    /// HTTP requests that come in.
    InboundHttp,
    /// Bytes that the workload sends.
    OutboundTcp,
    /// HTTP requests that the workload sends.
    OutboundHttp,
}

impl MountPoint {
    /// All four, in the order in which reports and files list them.
    pub const ALL: [MountPoint; 4] =
        [MountPoint::InboundTcp, MountPoint::InboundHttp, MountPoint::OutboundTcp, MountPoint::OutboundHttp];

    /// The name in values, resources and `config.json`.
    pub fn name(self) -> &'static str {
        match self {
            MountPoint::InboundTcp => "inbound-tcp",
            MountPoint::InboundHttp => "inbound-http",
            MountPoint::OutboundTcp => "outbound-tcp",
            MountPoint::OutboundHttp => "outbound-http",
        }
    }

    /// The mount point of this name.
    pub fn parse(name: &str) -> Option<Self> {
        MountPoint::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Which side of the sidecar it belongs to.
    pub fn direction(self) -> Direction {
        match self {
            MountPoint::InboundTcp | MountPoint::InboundHttp => Direction::Inbound,
            MountPoint::OutboundTcp | MountPoint::OutboundHttp => Direction::Outbound,
        }
    }
}

impl fmt::Display for MountPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A side of the sidecar. A sidecar loads the modules of one side only if it has such traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// Towards the workload.
    Inbound,
    /// From the workload.
    Outbound,
}

impl Direction {
    /// `inbound` or `outbound`: also the namespace of the side's entry module.
    pub fn name(self) -> &'static str {
        match self {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
        }
    }
}

/// A priority as the mesh keeps it: a 32-bit float. Compared by value; never NaN.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Priority(f32);

impl Priority {
    /// What a plugin without a priority gets.
    pub const ZERO: Priority = Priority(0.0);

    /// What a lone script gets that is looked at in a chain: in each chain of every target behind the routing
    /// and above the load balancer (110), where all is known of a request or a connection.
    pub const BEFORE_BALANCING: Priority = Priority(115.0);

    /// Rounds to 32 bits, as the mesh does; NaN, infinity and what overflows 32 bits are refused.
    pub fn new(value: f64) -> Option<Self> {
        let rounded = value as f32;
        rounded.is_finite().then_some(Priority(rounded + 0.0))
    }

    /// The value.
    pub fn get(self) -> f32 {
        self.0
    }
}

impl Eq for Priority {}

impl PartialOrd for Priority {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Priority {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A path inside a codebase or a bundle: relative, `/` between parts, no empty part, no `.` or `..`,
/// no backslash, no control character, no drive. The only kind of path that is ever written. Clones share
/// the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodePath(Arc<str>);

/// Why a text is no [`CodePath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPath {
    /// Nothing, or only slashes.
    #[error("the path is empty")]
    Empty,
    /// It begins with `/` or a drive.
    #[error("the path is absolute")]
    Absolute,
    /// It has an empty part, `.` or `..`.
    #[error("the path has an empty part, `.` or `..`")]
    Dots,
    /// A backslash, a control character, `:`, or a byte over the length limits.
    #[error("the path has a character that a file name cannot have everywhere")]
    Character,
    /// A part over 255 bytes, or over 1,024 in all.
    #[error("the path is too long")]
    Long,
}

impl CodePath {
    /// Checks `text` as it stands.
    ///
    /// # Errors
    /// If it is no plain relative path; see [`BadPath`].
    pub fn new(text: &str) -> Result<Self, BadPath> {
        if text.is_empty() {
            return Err(BadPath::Empty);
        }
        if text.starts_with('/') {
            return Err(BadPath::Absolute);
        }
        if text.chars().any(|c| c == '\\' || c == ':' || c.is_control() || c == '\u{2028}' || c == '\u{2029}')
        {
            return Err(BadPath::Character);
        }
        if text.len() > 1024 || text.split('/').any(|part| part.len() > 255) {
            return Err(BadPath::Long);
        }
        if text.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(BadPath::Dots);
        }
        Ok(CodePath(text.into()))
    }

    /// A path as Pipy reads it in `solve`, `use`, `chain` and `load`: from the codebase's root, a
    /// leading `/`, `.` and `..` resolved, never above the root. A double slash is *not* folded by
    /// Pipy and names another module, so it is refused here.
    ///
    /// # Errors
    /// If nothing, or nothing that can be a file, is left.
    pub fn from_script(text: &str) -> Result<Self, BadPath> {
        let mut parts: Vec<&str> = Vec::new();
        for part in text.strip_prefix('/').unwrap_or(text).split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        CodePath::new(&parts.join("/"))
    }

    /// A path as an `import` of the language reads it: from the folder of this file, unless it begins
    /// with `/`.
    ///
    /// # Errors
    /// As [`CodePath::from_script`].
    pub fn relative(&self, text: &str) -> Result<Self, BadPath> {
        if text.starts_with('/') {
            return CodePath::from_script(text);
        }
        let folder = self.0.rsplit_once('/').map_or("", |(folder, _)| folder);
        CodePath::from_script(&format!("{folder}/{text}"))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// So that maps keyed by paths can be asked with plain text.
impl std::borrow::Borrow<str> for CodePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CodePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

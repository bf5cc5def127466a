//! `pipyc new plugin`: a well-behaved plugin for a place in a chain.

use std::collections::BTreeSet;

use minijinja::context;

use super::args::NewPlugin;
use super::{Exit, Session, Stop, disk, templates};
use crate::ir::names::MountPoint;
use crate::load;
use crate::load::raw::{ProjectFile, Request};

/// What a plugin's file is made from.
pub(super) struct Skeleton<'a> {
    /// Its name, checked.
    pub(super) name: &'a str,
    /// The namespace of its `PluginChain`.
    pub(super) namespace: &'a str,
    /// Where it is mounted.
    pub(super) mount: MountPoint,
    /// In an HTTP chain: before connections become requests.
    pub(super) bytes: bool,
}

/// A place in a chain where a new plugin fits: just below `above`, and above the next built-in.
struct Gap {
    mount: MountPoint,
    bytes: bool,
    highest: u16,
    lowest: u16,
    words: &'static str,
}

/// In the default chains of every target.
const GAPS: [Gap; 6] = [
    Gap {
        mount: MountPoint::InboundHttp,
        bytes: false,
        highest: 165,
        lowest: 161,
        words: "Right behind inbound-http-routing [170], which makes requests of connections",
    },
    Gap {
        mount: MountPoint::InboundHttp,
        bytes: true,
        highest: 175,
        lowest: 171,
        words: "Behind inbound-tls-termination [180], before connections become requests [170]",
    },
    Gap {
        mount: MountPoint::InboundTcp,
        bytes: true,
        highest: 115,
        lowest: 111,
        words: "Behind inbound-tcp-routing [120], before a target is chosen [110]",
    },
    Gap {
        mount: MountPoint::OutboundHttp,
        bytes: false,
        highest: 155,
        lowest: 151,
        words: "Right behind outbound-http-routing [160], which makes requests of connections",
    },
    Gap {
        mount: MountPoint::OutboundHttp,
        bytes: true,
        highest: 165,
        lowest: 161,
        words: "Before connections become requests: outbound-http-routing [160]",
    },
    Gap {
        mount: MountPoint::OutboundTcp,
        bytes: true,
        highest: 115,
        lowest: 111,
        words: "Behind outbound-tcp-routing [120], before a target is chosen [110]",
    },
];

impl Skeleton<'_> {
    /// The file's text: the plugin and its chain. Without a `priority` one is chosen that fits the
    /// chain and is not `taken`.
    pub(super) fn text(&self, priority: Option<f64>, taken: &[f32]) -> Result<String, Stop> {
        let bytes = self.bytes || matches!(self.mount, MountPoint::InboundTcp | MountPoint::OutboundTcp);
        let gap = GAPS.iter().find(|it| it.mount == self.mount && it.bytes == bytes);
        let gap = gap.ok_or_else(|| Stop::new("no place is known in this chain", "give a --priority"))?;
        let free = (gap.lowest..=gap.highest).rev().find(|&it| !taken.contains(&f32::from(it)));
        let (priority, place) = match (priority, free) {
            (Some(asked), _) => (asked.to_string(), "Highest first; `pipyc inspect` shows the whole chain"),
            (None, Some(free)) => (free.to_string(), gap.words),
            (None, None) => {
                let range = format!("{} to {}", gap.lowest, gap.highest);
                let message = format!("every whole priority from {range} is taken in {}", self.mount);
                return Err(Stop::new(message, "give a --priority"));
            }
        };
        let template = if bytes { "plugin-bytes.yaml" } else { "plugin-messages.yaml" };
        let header = self.name.replace('.', "-");
        let values = context! {
            name => self.name, namespace => self.namespace, chain => self.mount.name(), header, priority, place,
        };
        templates::render(template, values)
    }
}

pub(super) fn run(session: &mut Session<'_>, flags: &NewPlugin) -> Result<Exit, Stop> {
    if !templates::is_resource_name(&flags.name) {
        let message = format!("`{}` cannot be the name of a Plugin", flags.name);
        return Err(Stop::new(message, "use lower-case letters, digits, `-` and `.`"));
    }
    let mount = MountPoint::parse(&flags.chain)
        .ok_or_else(|| Stop::new(format!("no chain is called `{}`", flags.chain), ""))?;
    let taken = taken(session, mount);
    let skeleton = Skeleton { name: &flags.name, namespace: "default", mount, bytes: flags.bytes };
    let path = join(&flags.folder, &format!("{}.yaml", flags.name));
    disk::create(&[(path.clone(), skeleton.text(flags.priority, &taken)?)])?;
    writeln!(session.out, "{path}")?;
    session.tell("Choose in its PluginChain who gets it, then run: pipyc check");
    Ok(Exit::Clean)
}

/// The priorities of the plugins that this folder's project mounts at `mount`. A project that cannot be
/// read takes none: `check` says what is wrong with it, and better.
fn taken(session: &Session<'_>, mount: MountPoint) -> Vec<f32> {
    let project_file = match &session.global.project {
        Some(path) => ProjectFile::At(path.clone()),
        None => ProjectFile::Find,
    };
    let request = Request { project_file, ..Request::default() };
    let Ok(loaded) = load::project(session.world, &request) else { return Vec::new() };
    let Some(project) = loaded.outcome.value else { return Vec::new() };
    let mounts = project.plugin_chains.iter().flat_map(|it| &it.mounts).filter(|it| it.mount == mount);
    let names: BTreeSet<_> = mounts.map(|it| &it.plugin).collect();
    let plugins = project.plugins.iter().filter(|it| names.contains(&it.name));
    plugins.map(|it| it.priority.get()).collect()
}

/// `path` in `folder`, without a needless `./`.
pub(super) fn join(folder: &str, path: &str) -> String {
    match folder.trim_end_matches('/') {
        "." => path.to_owned(),
        "" if folder.starts_with('/') => format!("/{path}"),
        folder => format!("{folder}/{path}"),
    }
}

//! `targets.yaml`: the meshes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::Error;
use crate::builtins::Builtins;
use crate::rust::{self, Code};
use crate::yaml;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Targets {
    default: String,
    /// By id.
    pub(crate) targets: BTreeMap<String, Target>,
    #[serde(skip)]
    file: PathBuf,
}

/// A mesh.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    /// The file of its Pipy's API.
    pub(crate) api: String,
    values_key: String,
    monitored_by: String,
    ignored: String,
    config_files: Vec<String>,
    strict_resources: bool,
    /// A mapping, because the order of its keys is that of the chart.
    chains: serde_yaml::Mapping,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    plugin: String,
    priority: f32,
}

/// Reads the file.
pub(crate) fn read(file: &Path) -> Result<Targets, Error> {
    let mut targets: Targets = yaml::typed(file, yaml::value(file)?)?;
    targets.file = file.to_owned();
    if !targets.targets.contains_key(&targets.default) {
        return Err(format!("{}: `default` names no target", file.display()));
    }
    for (id, target) in &targets.targets {
        target.links(file, id)?;
    }
    Ok(targets)
}

impl Target {
    fn links(&self, file: &Path, id: &str) -> Result<Vec<String>, Error> {
        let mut literals = Vec::new();
        for (mount, links) in &self.chains {
            let links: Vec<Link> =
                yaml::typed(file, links.clone()).map_err(|error| format!("{error} (target {id})"))?;
            let mount = mount.as_str().unwrap_or_default();
            literals.extend(links.iter().map(|link| {
                format!(
                    "DefaultLink {{ mount: {mount:?}, plugin: {:?}, priority: {} }}",
                    link.plugin,
                    rust::float(link.priority)
                )
            }));
        }
        Ok(literals)
    }
}

impl Targets {
    /// Writes `TARGETS` and `DEFAULT_TARGET`. `apis` has the Rust name of each API, by file.
    pub(crate) fn write(&self, apis: &BTreeMap<String, String>, builtins: &Builtins, code: &mut Code) {
        let mut all = Vec::new();
        let mut default = String::new();
        for (id, target) in &self.targets {
            let links = target.links(&self.file, id).unwrap_or_default();
            let name = code.shared(
                "Target",
                &format!(
                    "Target {{ id: {id:?}, api: {}, values_key: {:?}, monitored_by: {:?}, ignored: {:?}, config_files: &{:?}, strict_resources: {}, links: {}, scripts: {} }}",
                    apis[&target.api],
                    target.values_key,
                    target.monitored_by,
                    target.ignored,
                    target.config_files,
                    target.strict_resources,
                    rust::slice(links),
                    builtins.scripts(id),
                ),
            );
            if *id == self.default {
                default.clone_from(&name);
            }
            all.push(name);
        }
        code.item(&format!("pub(super) static TARGETS: &[&Target] = {};", rust::slice(all)));
        code.item(&format!("pub(super) static DEFAULT_TARGET: &Target = {default};"));
    }
}

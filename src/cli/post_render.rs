//! `pipyc post-render`: checks the resources that pass through, between Helm and the cluster.
//!
//! What comes in goes out byte for byte, but for the plugins' own documents where a flag asks for a change.
//! If anything is wrong nothing goes out, so that nothing is installed.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::args::PostRender;
use super::{Exit, Session, Stop, request};
use crate::driver::{self, Built, Minify};
use crate::emit::yaml;
use crate::load::stream::{self, Document};
use crate::world::Overlay;

/// Standard input.
const STDIN: &str = "-";

pub(super) fn run(session: &mut Session<'_>, flags: &PostRender) -> Result<Exit, Stop> {
    let text = session.world.read(STDIN)?;
    let mut world = Overlay::new(session.world);
    world.put(STDIN, text.clone());
    let mut request = request::of_stream(session.global, &flags.input);
    request.workloads.push(STDIN.to_owned());
    // Helm tells its plugins where a release goes; resources that name no namespace go there.
    let namespace = || session.world.env("HELM_NAMESPACE").filter(|it| !it.is_empty());
    request.namespace = request.namespace.or_else(namespace);
    let minify = if flags.minify { Minify::Plugins } else { Minify::Nothing };
    let options = driver::Options { minify, ..session.options()? };
    let built = driver::build(&world, &request, &options)?;
    session.details(&built.checked);
    session.report_aside(&built.checked)?;
    if built.bundle.is_none() {
        session.tell("Nothing was passed on.");
        return Ok(Exit::Findings);
    }
    // What is no UTF-8 was an error.
    let text = String::from_utf8_lossy(&text);
    let out = if flags.minify || flags.annotate { changed(&text, &built, flags) } else { text };
    session.out.write_all(out.as_bytes())?;
    Ok(Exit::Clean)
}

/// The stream with the plugins' documents as the flags want them.
fn changed<'a>(text: &'a str, built: &Built, flags: &PostRender) -> Cow<'a, str> {
    let documents = stream::documents(text);
    if documents.is_empty() {
        return Cow::Borrowed(text);
    }
    let edits = Edits::of(built, flags);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for Document { range, mut value } in documents {
        stream::each_resource(&mut value, &mut |resource| edits.apply(resource));
        out.push_str(&text[at..range.start]);
        out.push_str(&yaml::document(&value));
        at = range.end;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// What is changed in each resource.
struct Edits<'a> {
    /// New scripts, by plugin.
    scripts: BTreeMap<&'a str, String>,
    annotations: Vec<(&'static str, String)>,
}

impl<'a> Edits<'a> {
    fn of(built: &'a Built, flags: &PostRender) -> Self {
        let plugins = built.checked.project.iter().flat_map(|it| &it.plugins);
        let scripts = plugins.filter(|_| flags.minify).map(|it| (&*it.name, built.script(it).into_owned()));
        let digest =
            built.bundle.as_ref().map(|it| ("pipyc/digest", format!("sha256:{}", it.manifest.digest)));
        let annotations = digest.into_iter().filter(|_| flags.annotate).collect();
        Edits { scripts: scripts.collect(), annotations }
    }

    fn apply(&self, resource: &mut Value) {
        let name = resource["metadata"]["name"].as_str().unwrap_or_default();
        if let Some(script) = self.scripts.get(name).filter(|_| resource["kind"] == "Plugin") {
            resource["spec"]["pipyscript"] = script.as_str().into();
        }
        if let Some(metadata) = resource["metadata"].as_object_mut().filter(|_| !self.annotations.is_empty())
        {
            let annotations = metadata.entry("annotations").or_insert_with(|| Value::Object(Map::new()));
            if annotations.is_null() {
                *annotations = Value::Object(Map::new());
            }
            for (key, value) in &self.annotations {
                annotations[*key] = value.as_str().into();
            }
        }
    }
}

//! `pipyc render`: what makes a cluster run the project.

use std::path::Path;

use super::args::Render;
use super::{Exit, Session, Stop, build, request};
use crate::bundle::Bundle;
use crate::driver::{self, Built, Minify};
use crate::emit::config_map;
use crate::emit::folder::{self, HEADER};
use crate::emit::helm;
use crate::emit::kube::{self, Resource, Stamp};
use crate::emit::{tarball, yaml};
use crate::ir::names::CodePath;
use crate::ir::project::{Metadata, Project};
use crate::report::count;

pub(super) fn run(session: &mut Session<'_>, flags: &Render) -> Result<Exit, Stop> {
    let request = request::of_input(session.global, &flags.input);
    let minify = if flags.minify { Minify::Plugins } else { Minify::Nothing };
    let options = driver::Options { minify, ..session.options()? };
    let mtime = build::mtime(session)?;
    let progress = session.progress("rendering");
    let built = driver::build(session.world, &request, &options)?;
    session.details(&built.checked);
    drop(progress);
    let (Some(bundle), Some(project)) = (&built.bundle, &built.checked.project) else {
        session.report_aside(&built.checked)?;
        session.tell("Nothing was rendered.");
        return Ok(Exit::Findings);
    };
    let namespace = flags.input.namespace.as_deref();
    let stamp = Stamp::of(bundle);
    let mut resources = kube::resources(project, &stamp, namespace, |plugin| built.script(plugin));
    if flags.configmap {
        let archive = tarball::bytes(bundle, mtime).map_err(|error| Stop::new(error.to_string(), ""))?;
        let metadata = Metadata { namespace: namespace.map(Into::into), ..Metadata::default() };
        let maps = config_map::config_maps(bundle, &archive, &stamp, &metadata);
        let image = flags.image.clone().unwrap_or_else(|| format!("flomesh/pipy:{}", bundle.manifest.pipy));
        let deployment = config_map::deployment(bundle, &archive, &maps, &image, &stamp, &metadata);
        resources.extend(maps);
        resources.push(deployment);
    }
    let output = Output { project, resources: &resources, flags, title: title(&stamp) };
    match &flags.output_dir {
        Some(folder) => {
            let files = output.files();
            let written = folder::write(Path::new(folder), &files);
            let is_new = written.map_err(|error| Stop::new(error.to_string(), "name another folder"))?;
            session.report_aside(&built.checked)?;
            writeln!(session.out, "{folder}")?;
            session.tell(&match is_new {
                true => format!("Wrote {}.", count(files.len(), "file")),
                false => "The folder was there already; nothing was touched.".to_owned(),
            });
        }
        None => {
            session.report_aside(&built.checked)?;
            session.out.write_all(output.stream().as_bytes())?;
        }
    }
    if !flags.overlay && resources.is_empty() {
        session.tell("The project has no plugins, so there are no resources; `--overlay` prints its values.");
    }
    left_out(session, &built, bundle, flags);
    Ok(Exit::Clean)
}

/// Says which files of the codebase no resource can bring to the mesh.
fn left_out(session: &mut Session<'_>, built: &Built, bundle: &Bundle, flags: &Render) {
    let files = built.checked.project.iter().flat_map(|it| &it.files);
    let in_base = |path: &CodePath| CodePath::new(&format!("base/{path}")).ok();
    let needed = files.filter(|it| in_base(&it.path).is_some_and(|path| bundle.files.contains_key(&path)));
    let paths: Vec<&str> = needed.map(|it| it.path.as_str()).collect();
    if !paths.is_empty() && !flags.configmap && !flags.overlay {
        session.tell(&format!(
            "A mesh takes plugins only; it must get {} otherwise: {}. `--configmap` renders the whole bundle.",
            count(paths.len(), "file"),
            paths.join(", ")
        ));
    }
}

/// Which bundle it is, for comments.
fn title(stamp: &Stamp) -> String {
    format!("# {} {}, sha256:{}\n", stamp.name, stamp.version, stamp.digest)
}

/// What is written, in both forms.
struct Output<'a> {
    project: &'a Project,
    resources: &'a [Resource],
    flags: &'a Render,
    title: String,
}

impl Output<'_> {
    fn stream(&self) -> String {
        if self.flags.overlay {
            return format!("{}{}", self.title, yaml::document(&helm::overlay(self.project)));
        }
        let documents = self.resources.iter().map(|it| format!("---\n{}", self.text(it)));
        documents.collect()
    }

    fn files(&self) -> Vec<(String, String)> {
        let with_header = |text: &str| format!("{HEADER}{}{text}", self.title);
        let mut files: Vec<(String, String)> =
            self.resources.iter().map(|it| (it.file_name(), with_header(&self.text(it)))).collect();
        // Among a chart's templates there is no place for either.
        if !self.flags.helm_template {
            let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
            let kustomization = yaml::document(&helm::kustomization(&names));
            let overlay = yaml::document(&helm::overlay(self.project));
            files.push(("kustomization.yaml".to_owned(), with_header(&kustomization)));
            files.push(("values.yaml".to_owned(), with_header(&overlay)));
        }
        files
    }

    fn text(&self, resource: &Resource) -> String {
        let text = yaml::document(&resource.value);
        if self.flags.helm_template { helm::escaped(&text) } else { text }
    }
}

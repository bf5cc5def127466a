//! Flags of `pipyc render` and `pipyc post-render`.

use clap::{Args as Flags, ValueHint};

use super::input::Input;

/// `pipyc render`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Render {
    #[command(flatten)]
    pub(in crate::cli) input: Input,
    /// Print the values of the mesh's chart instead of resources
    #[arg(long, help_heading = "Output", conflicts_with_all = ["output_dir", "helm_template", "configmap"])]
    pub(in crate::cli) overlay: bool,
    /// Write a file a resource, with values.yaml and kustomization.yaml, into a folder of its own; all or
    /// nothing
    #[arg(long, value_name = "FOLDER", help_heading = "Output", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) output_dir: Option<String>,
    /// Escape what Helm would take for a template: the output stands among a chart's templates
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) helm_template: bool,
    /// Write scripts without comments and blanks
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) minify: bool,
    /// Also the bundle, as immutable ConfigMaps, and a Deployment that runs it from them
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) configmap: bool,
    /// The Pipy that the Deployment runs; the target's if not given
    #[arg(long, value_name = "IMAGE", help_heading = "Output", requires = "configmap")]
    pub(in crate::cli) image: Option<String>,
}

/// `pipyc post-render`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct PostRender {
    #[command(flatten)]
    pub(in crate::cli) input: Input,
    /// Write the scripts of plugins without comments and blanks
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) minify: bool,
    /// Note in the plugins' resources the digest of the bundle that they make
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) annotate: bool,
}

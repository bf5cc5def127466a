//! Flags of `pipyc why`.

use clap::Args as Flags;

/// `pipyc why`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct Why {
    /// The plugin by name, or a built-in by its path, such as modules/inbound-http-routing
    pub(in crate::cli) plugin: String,
    /// The workload: NAMESPACE/NAME, or NAME; `default` where no workloads are given
    pub(in crate::cli) workload: String,
    /// The project: its folder, or its project file; that of this folder if not given
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    pub(in crate::cli) subject: Option<String>,
}

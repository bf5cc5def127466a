//! Flags of `pipyc new`.

use clap::{Args as Flags, Subcommand, ValueHint};

use super::input::CHAINS;

/// `pipyc new`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum New {
    /// Write a well-behaved plugin and the PluginChain that mounts it
    #[command(after_help = "Examples:
  pipyc new plugin geo --chain inbound-http
  pipyc new plugin allow-list --chain inbound-http --bytes")]
    Plugin(NewPlugin),
}

/// `pipyc new plugin`.
#[derive(Debug, Flags)]
pub(in crate::cli) struct NewPlugin {
    /// Its name, such as `geo` or `token-check`
    pub(in crate::cli) name: String,
    /// Where to mount it: inbound-tcp, inbound-http, outbound-tcp, outbound-http
    #[arg(long, value_name = "CHAIN", value_parser = CHAINS, hide_possible_values = true)]
    pub(in crate::cli) chain: String,
    /// In an HTTP chain: look at the bytes of a connection, before they become requests
    #[arg(long)]
    pub(in crate::cli) bytes: bool,
    /// Its priority; one that fits the chain and that no plugin has, if not given
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(in crate::cli) priority: Option<f64>,
    /// The folder to write it to
    #[arg(long, value_name = "FOLDER", default_value = "plugins", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) folder: String,
}

//! `pipyc helm`: what Helm's plugins call. Each turns its arguments into those of another command, which
//! then runs as if it had been typed.
//!
//! - [`getter`]: `helm install -f pipyc://…` asks for values by an address.
//! - [`chart`]: `helm pipyc check CHART` renders a chart with Helm, and hands its resources on.

mod chart;
mod getter;

use std::ffi::OsString;

use super::args::{Helm, Passed};
use super::{Exit, Session, Stop};
use crate::world::World;

pub(super) fn run(session: &mut Session<'_>, flags: &Helm) -> Result<Exit, Stop> {
    let Passed::Any(args) = &flags.what;
    match args.split_first() {
        Some((what, rest)) if what == "getter" => getter::run(session, rest),
        Some((what, rest)) if matches!(what.as_str(), "check" | "build" | "render") => {
            chart::run(session, what, rest)
        }
        _ => again(session, session.world, args),
    }
}

/// Runs another command.
fn again(session: &mut Session<'_>, world: &dyn World, args: &[String]) -> Result<Exit, Stop> {
    let args: Vec<OsString> =
        std::iter::once("pipyc").chain(args.iter().map(String::as_str)).map(Into::into).collect();
    Ok(super::run(&args, world, session.terminal, session.out, session.err))
}

//! Variables of the environment that stand for flags: `PIPYC_MESH_CONFIG` for `--mesh-config`.
//!
//! Every flag of every command has one; there is no list. A variable is written behind the arguments as its
//! flag, unless the flag, or one that goes against it, was typed: so a flag beats a variable, and a variable
//! whatever the flag beats.

use std::collections::BTreeSet;
use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, Command};

use super::Stop;
use crate::world::World;

/// The variable that stands for `--flag`.
pub(super) fn name(flag: &str) -> String {
    format!("PIPYC_{}", flag.replace('-', "_").to_uppercase())
}

/// Arguments with what the environment adds.
pub(super) struct Given {
    /// What is to be read as if it had been typed.
    pub(super) args: Vec<OsString>,
    /// The flags that come from variables, without their dashes.
    pub(super) flags: Vec<String>,
}

/// Adds to `args` what the environment says.
///
/// # Errors
/// If the variable of a switch says neither yes nor no.
pub(super) fn apply(command: &Command, args: &[OsString], world: &dyn World) -> Result<Given, Stop> {
    let mut given = Given { args: args.to_vec(), flags: Vec::new() };
    let mut flags = BTreeSet::new();
    collect(command, &mut flags);
    if !flags.iter().any(|flag| world.env(&name(flag)).is_some()) {
        return Ok(given);
    }
    let mut whole = command.clone().ignore_errors(true);
    whole.build();
    // Help, or the version, is all that is wanted if this fails.
    let Ok(matches) = whole.clone().try_get_matches_from(args) else { return Ok(given) };
    let (mut leaf, mut typed) = (&whole, &matches);
    while let Some((name, inner)) = typed.subcommand() {
        let Some(command) = leaf.find_subcommand(name) else { break };
        (leaf, typed) = (command, inner);
    }
    if leaf.is_allow_external_subcommands_set() {
        // What takes its arguments unread runs another command, and that looks here.
        return Ok(given);
    }
    let is_typed = |arg: &&Arg| {
        let known = typed.try_contains_id(arg.get_id().as_str()).is_ok();
        known && typed.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine)
    };
    let taken: Vec<&Arg> = leaf.get_arguments().filter(is_typed).collect();
    let against =
        |a: &Arg, b: &Arg| leaf.get_arg_conflicts_with(a).iter().any(|it| it.get_id() == b.get_id());
    let mut added = Vec::new();
    for arg in leaf.get_arguments() {
        let Some(flag) = arg.get_long() else { continue };
        let Some(text) = world.env(&name(flag)) else { continue };
        let is_free = |it: &&Arg| it.get_id() != arg.get_id() && !against(arg, it) && !against(it, arg);
        if !taken.iter().all(is_free) {
            continue;
        }
        let before = added.len();
        match arg.get_action() {
            ArgAction::SetTrue if says_yes(flag, &text)? => added.push(format!("--{flag}").into()),
            ArgAction::Set if !text.is_empty() => added.push(format!("--{flag}={text}").into()),
            // What a flag may be repeated for stands on a line each.
            ArgAction::Append => {
                let lines = text.lines().map(str::trim).filter(|it| !it.is_empty());
                added.extend(lines.map(|line| OsString::from(format!("--{flag}={line}"))));
            }
            _ => {}
        }
        if added.len() > before {
            given.flags.push(flag.to_owned());
        }
    }
    // Behind `--` there are no flags.
    let end = given.args.iter().position(|it| it == "--").unwrap_or(given.args.len());
    given.args.splice(end..end, added);
    Ok(given)
}

/// The long flags of a command and those below it.
fn collect<'a>(command: &'a Command, flags: &mut BTreeSet<&'a str>) {
    flags.extend(command.get_arguments().filter_map(Arg::get_long));
    command.get_subcommands().for_each(|it| collect(it, flags));
}

fn says_yes(flag: &str, text: &str) -> Result<bool, Stop> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "" | "0" | "false" | "no" | "off" => Ok(false),
        _ => Err(Stop::new(
            format!("{} is `{text}`", name(flag)),
            format!("set it to 1 for --{flag}, or to 0, or unset it"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::args::Args;
    use super::*;
    use crate::world::Memory;

    fn applied(line: &str, variables: &[(&str, &str)]) -> String {
        let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let world = variables.iter().fold(Memory::new(), |world, (name, text)| world.var(name, text));
        let given = apply(&Args::command(), &args, &world).map_err(|it| it.to_string());
        let args = given.unwrap_or_else(|error| panic!("{error}")).args;
        args.iter().map(|it| it.to_str().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_flag_of_every_command_has_a_variable() {
        fn look(command: &Command, line: &str) {
            if command.is_allow_external_subcommands_set() {
                return;
            }
            for arg in command.get_arguments().filter(|it| it.get_long().is_some()) {
                let flag = arg.get_long().unwrap();
                if matches!(flag, "help" | "version") {
                    continue;
                }
                // Switches and texts alike take a `1` here; whether it is a good one is not asked.
                let with = applied(line, &[(&name(flag), "1")]);
                assert!(with.starts_with(&format!("{line} --{flag}")), "{with}");
            }
            command.get_subcommands().for_each(|it| look(it, &format!("{line} {}", it.get_name())));
        }
        let mut command = Args::command();
        command.build();
        look(&command, "pipyc");
    }

    #[test]
    fn what_is_typed_beats_its_variable_and_those_against_it() {
        let variables = [("PIPYC_COLOR", "always"), ("PIPYC_QUIET", "1"), ("PIPYC_ALLOW", "chain\n hook ")];
        assert_eq!(
            applied("pipyc check", &variables),
            "pipyc check --quiet --color=always --allow=chain --allow=hook"
        );
        assert_eq!(
            applied("pipyc --color never check -v --allow api -- x.js", &variables),
            "pipyc --color never check -v --allow api -- x.js"
        );
        assert_eq!(applied("pipyc check -- x.js", &[("PIPYC_QUIET", "on")]), "pipyc check --quiet -- x.js");
        assert_eq!(applied("pipyc check", &[("PIPYC_QUIET", "off"), ("PIPYC_TARGET", "")]), "pipyc check");
    }

    #[test]
    fn a_variable_of_another_command_is_passed_over() {
        assert_eq!(applied("pipyc verify x", &[("PIPYC_OUT", "dist"), ("PIPYC_FIX", "1")]), "pipyc verify x");
    }

    #[test]
    fn a_switch_says_yes_or_no() {
        let world = Memory::new().var("PIPYC_QUIET", "maybe");
        let args = ["pipyc", "check"].map(OsString::from);
        let stop = apply(&Args::command(), &args, &world).err().unwrap();
        assert_eq!(stop.to_string(), "PIPYC_QUIET is `maybe`");
    }
}

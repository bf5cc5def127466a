//! `pipyc completions`, `pipyc man`, and `docs/cli.md`: what is printed from the flags themselves.

use std::fmt::Write as _;

use clap::CommandFactory;

use super::args::{Args, Completions, Man};
use super::{Exit, Session, Stop};

pub(super) fn completions(session: &mut Session<'_>, flags: &Completions) -> Result<Exit, Stop> {
    let mut text = Vec::new();
    clap_complete::generate(flags.shell, &mut Args::command(), "pipyc", &mut text);
    session.out.write_all(&text)?;
    Ok(Exit::Clean)
}

pub(super) fn man(session: &mut Session<'_>, flags: &Man) -> Result<Exit, Stop> {
    let mut command = Args::command();
    command.build();
    let command = match flags.command.as_deref() {
        None => command,
        Some(name) => {
            let found = command.find_subcommand(name).cloned();
            let names = command.get_subcommands().map(clap::Command::get_name);
            let names = names.collect::<Vec<_>>().join(", ");
            found.ok_or_else(|| {
                Stop::new(format!("no command is called `{name}`"), format!("name one of {names}"))
            })?
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text)?;
    session.out.write_all(&text)?;
    Ok(Exit::Clean)
}

/// Every command's help as one page of Markdown: `docs/cli.md`.
pub fn markdown() -> String {
    let mut command = Args::command().term_width(100);
    command.build();
    let mut out =
        "# Commands\n\nPrinted from `src/cli/args`; `PIPYC_BLESS=1 cargo test` writes it anew.\n".to_owned();
    out.push_str("The flags under *General* mean the same everywhere, and stand here once.\n");
    section(&mut command, &mut out);
    out
}

fn section(command: &mut clap::Command, out: &mut String) {
    let name = command.get_bin_name().unwrap_or("pipyc").to_owned();
    let help = command.render_long_help().to_string();
    let help: Vec<_> = help.trim_end().lines().map(str::trim_end).collect();
    let _ = write!(out, "\n## `{name}`\n\n```text\n{}\n```\n", help.join("\n"));
    for inner in command.get_subcommands_mut() {
        *inner = inner.clone().mut_args(|flag| {
            let global = flag.is_global_set();
            flag.hide(global)
        });
        section(inner, out);
    }
}

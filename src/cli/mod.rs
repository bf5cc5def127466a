//! The command line: arguments in; text on two streams and an [`Exit`] out.
//!
//! Commands are thin: they turn flags into a request, hand it on, and print what comes back. Results
//! go to standard output, everything else to standard error.

mod args;
mod baseline;
mod build;
mod check;
mod diff;
mod disk;
mod exit;
mod explain;
mod graph;
mod helm;
mod init;
mod inspect;
mod new;
mod pages;
mod panic;
mod post_render;
mod progress;
mod render;
mod report_page;
mod reports;
mod request;
mod stop;
mod subject;
mod templates;
mod variables;
mod verify;
mod why;

use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use clap::{CommandFactory, FromArgMatches};

pub use exit::Exit;
pub use pages::markdown;

use crate::driver::{Checked, Options};
use crate::report::{self, Style};
use crate::world::{Os, World};
use args::{Args, Color, Command, Global};
use progress::Progress;
use stop::Stop;

/// Runs the process: its arguments, its streams, the disk.
pub fn main() -> Exit {
    panic::note_places();
    let args: Vec<OsString> = std::env::args_os().collect();
    let (stdout, stderr) = (io::stdout(), io::stderr());
    let terminal = Terminal {
        width: terminal_size::terminal_size_of(&stdout).map(|(width, _)| usize::from(width.0)),
        out_color: AutoStream::choice(&stdout) != ColorChoice::Never,
        err_color: AutoStream::choice(&stderr) != ColorChoice::Never,
        err_terminal: stderr.is_terminal(),
        ends: true,
    };
    let mut out = BufWriter::new(stdout.lock());
    let mut err = stderr.lock();
    run(&args, &Os, terminal, &mut out, &mut err)
}

/// What the streams are connected to, and what comes after.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminal {
    /// Columns of standard output, if it is a terminal.
    pub width: Option<usize>,
    /// Standard output shows colors.
    pub out_color: bool,
    /// Standard error shows colors.
    pub err_color: bool,
    /// Standard error is a terminal, where progress can be shown.
    pub err_terminal: bool,
    /// The process ends with the command, so that it need not free what it made.
    pub ends: bool,
}

/// Runs one command. Keeps nothing between two calls, so a process may call it often.
pub fn run(
    args: &[OsString],
    world: &dyn World,
    terminal: Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let mut command = Args::command();
    let given = match variables::apply(&command, args, world) {
        Ok(given) => given,
        Err(stop) => {
            complain(err, terminal.err_color, &stop.to_string(), stop.help());
            return Exit::Failed;
        }
    };
    let parsed = command.try_get_matches_from_mut(given.args);
    let parsed = parsed.and_then(|it| Args::from_arg_matches(&it).map_err(|it| it.format(&mut command)));
    let Args { mut global, command } = match parsed {
        Ok(args) => args,
        Err(error) => return usage(&error, &given.flags, terminal, out, err),
    };
    let mut kept = Vec::new();
    let out: &mut dyn Write = if global.output.is_some() { &mut kept } else { out };
    let plain = global.asked.of_results();
    global.format = plain.unwrap_or_default();
    global.findings = global.asked.of_findings().unwrap_or_default();
    let mut session = Session { global: &global, world, terminal, out, err };
    let ended = panic::guarded(|| {
        match plain {
            None if !command.reports() => return Err(no_findings(global.findings)),
            Some(format) if !command.prints(format) => return Err(not_offered(&command, global.asked)),
            _ => {}
        }
        session.look_at_files()?;
        let exit = session.dispatch(command)?;
        session.out.flush()?;
        Ok(exit)
    });
    let exit = match ended {
        Ok(Ok(exit)) => exit,
        Ok(Err(stop)) if stop.is_broken_pipe() => Exit::Clean,
        Ok(Err(stop)) => {
            // Results that were printed before should not be lost; if they cannot be, nobody reads.
            let _ = session.out.flush();
            session.fail(&stop.to_string(), stop.help())
        }
        Err(place) => {
            let message = format!("pipyc itself went wrong: {place}");
            let help = "report it, with the command and the input, at the place you got pipyc from; \
                        nothing was written";
            session.fail(&message, Some(help))
        }
    };
    match global.output.as_deref().filter(|_| exit != Exit::Failed).map(|path| disk::put(path, &kept)) {
        Some(Err(stop)) => {
            complain(err, terminal.err_color, &stop.to_string(), stop.help());
            Exit::Failed
        }
        _ => exit,
    }
}

/// What is said of a format that only findings have to a command that finds nothing.
fn no_findings(format: report::Format) -> Stop {
    let message = format!("this command reports no findings, so nothing can be printed as {}", format.word());
    Stop::new(message, "write --format human, short or json")
}

/// What is said of a format that only the results of other commands have.
fn not_offered(command: &Command, asked: args::Asked) -> Stop {
    let message = format!("the results of this command cannot be printed as {}", asked.word());
    let offered = args::Asked::all().filter(|it| it.of_results().is_some_and(|it| command.prints(it)));
    let offered: Vec<_> = offered.map(args::Asked::word).collect();
    Stop::new(message, format!("write --format {}", offered.join(", or ")))
}

/// Says what is wrong, and the way out.
fn complain(err: &mut dyn Write, color: bool, message: &str, help: Option<&str>) {
    let (red, blue, end) = if color { ("\u{1b}[1;91m", "\u{1b}[1;96m", "\u{1b}[0m") } else { ("", "", "") };
    let mut text = format!("{red}error{end}: {}\n", report::lines(message));
    if let Some(help) = help {
        text += &format!("{blue}help{end}: {}\n", report::lines(help));
    }
    // If standard error is gone there is nobody left to tell.
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// What clap has to say: help and version are results, a wrong flag is not.
///
/// `flags` were not typed, but come from the environment; if one is at fault that must be said.
fn usage(
    error: &clap::Error,
    flags: &[String],
    terminal: Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let (stream, color, exit): (&mut dyn Write, _, _) = match error.use_stderr() {
        true => (err, terminal.err_color, Exit::Failed),
        false => (out, terminal.out_color, Exit::Clean),
    };
    let text = error.render();
    let mut text = if color { text.ansi().to_string() } else { text.to_string() };
    let first = error.to_string().lines().next().unwrap_or_default().to_owned();
    for flag in flags.iter().filter(|flag| exit == Exit::Failed && first.contains(&format!("--{flag}"))) {
        text += &format!("note: --{flag} comes from the variable {}\n", variables::name(flag));
    }
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Failed,
        _ => exit,
    }
}

/// What every command has at hand.
struct Session<'a> {
    global: &'a Global,
    world: &'a dyn World,
    terminal: Terminal,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
}

impl Session<'_> {
    fn dispatch(&mut self, command: Command) -> Result<Exit, Stop> {
        match command {
            Command::Init(flags) => init::run(self, &flags),
            Command::New(args::New::Plugin(flags)) => new::run(self, &flags),
            Command::Explain(flags) => explain::run(self, &flags),
            Command::Completions(flags) => pages::completions(self, &flags),
            Command::Man(flags) => pages::man(self, &flags),
            Command::Diff(flags) => diff::run(self, &flags),
            Command::Graph(flags) => graph::run(self, &flags),
            Command::Why(flags) => why::run(self, &flags),
            Command::Verify(flags) => verify::run(self, &flags),
            Command::Check(flags) => check::run(self, &flags),
            Command::Build(flags) => build::run(self, &flags),
            Command::Inspect(flags) => inspect::run(self, &flags),
            Command::Report(flags) => report_page::run(self, &flags),
            Command::Render(flags) => render::run(self, &flags),
            Command::PostRender(flags) => post_render::run(self, &flags),
            Command::Helm(flags) => helm::run(self, &flags),
        }
    }

    /// How reports on standard output look.
    fn style(&self) -> Style {
        let columns = self.world.env("COLUMNS").and_then(|it| it.trim().parse().ok()).filter(|it| *it > 0);
        let width = columns.or(self.terminal.width).unwrap_or(Style::default().width);
        Style { color: self.colored(self.terminal.out_color), width, quiet: self.global.quiet }
    }

    fn colored(&self, shown: bool) -> bool {
        match self.global.color {
            Color::Auto => shown,
            Color::Always => true,
            Color::Never => false,
        }
    }

    /// How the compiler is to run, as far as flags that every command has say.
    fn options(&self) -> Result<Options, Stop> {
        let overrides = request::levels(self.global)?;
        let jobs = self.global.jobs.and_then(|it| NonZeroUsize::new(it.into()));
        Ok(Options { overrides, jobs, ..Options::default() })
    }

    /// A sign of life while `what` takes long.
    fn progress(&self, what: &'static str) -> Progress {
        Progress::start(what, self.terminal.err_terminal && !self.global.quiet)
    }

    /// With `--verbose`, says what was read and how long each stage took, on standard error.
    fn details(&mut self, checked: &Checked) {
        if !self.global.verbose {
            return;
        }
        let inputs = checked.project.as_ref().map_or(&[][..], |project| &project.inputs);
        for input in inputs {
            let _ = writeln!(self.err, "read {}", report::line(&input.path));
        }
        let open: Vec<String> = checked.open.iter().map(|(kind, n)| report::count(*n, kind)).collect();
        if !open.is_empty() {
            let _ = writeln!(self.err, "left open: {}", open.join(", "));
        }
        for &(stage, took) in &checked.times {
            self.took(stage, took);
        }
    }

    /// With `--verbose`, says how long a stage took.
    fn took(&mut self, stage: &str, took: Duration) {
        if self.global.verbose {
            let _ = writeln!(self.err, "{stage:<10} {:8.1} ms", took.as_secs_f64() * 1e3);
        }
    }

    /// Says what is wrong, and the way out, on standard error and in the files of `--report`.
    fn fail(&mut self, message: &str, help: Option<&str>) -> Exit {
        let color = self.colored(self.terminal.err_color);
        complain(self.err, color, message, help);
        self.report_failure(message, help);
        Exit::Failed
    }

    /// Is done with a large value. Freeing a thousand modules one by one takes longer than checking some; a
    /// process that ends leaves that to the system.
    fn leave<T>(&self, value: T) {
        if self.terminal.ends {
            std::mem::forget(value);
        }
    }

    /// Tells what was done, on standard error, unless asked to be quiet.
    fn tell(&mut self, text: &str) {
        if !self.global.quiet {
            let _ = writeln!(self.err, "{}", report::lines(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Memory;

    fn typed(line: &str) -> (Exit, String, String) {
        let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = run(&args, &Memory::new(), Terminal::default(), &mut out, &mut err);
        (exit, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    #[test]
    fn two_runs_in_one_process_do_not_disturb_each_other() {
        let wrong = typed("pipyc explain --format xml");
        assert_eq!(wrong.0, Exit::Failed);
        assert!(wrong.1.is_empty() && wrong.2.contains("json"), "{}", wrong.2);
        let right = typed("pipyc --version");
        assert_eq!((right.0, right.2.as_str()), (Exit::Clean, ""));
        assert_eq!(right.1, format!("pipyc {}\n", env!("CARGO_PKG_VERSION")));
    }

    #[test]
    fn a_reader_that_goes_away_is_no_failure() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let args = ["pipyc", "explain"].map(OsString::from);
        let mut err = Vec::new();
        let exit = run(&args, &Memory::new(), Terminal::default(), &mut Closed, &mut err);
        assert_eq!((exit, err.len()), (Exit::Clean, 0));
    }

    #[test]
    fn every_flag_is_spelt_once() {
        Args::command().debug_assert();
    }
}

//! The command line: arguments in; text on two streams and an [`Exit`] out.
//!
//! Commands are thin: they turn flags into a request, hand it on, and print what comes back. Results
//! go to standard output, everything else to standard error.

mod args;
mod build;
mod check;
mod disk;
mod exit;
mod explain;
mod init;
mod inspect;
mod new;
mod pages;
mod panic;
mod progress;
mod request;
mod stop;
mod templates;
mod verify;

use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use clap::Parser;

pub use exit::Exit;
pub use pages::markdown;

use crate::diag::Severity;
use crate::driver::{Checked, Options};
use crate::report::{self, Report, Style};
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
    };
    let mut out = BufWriter::new(stdout.lock());
    let mut err = stderr.lock();
    run(&args, &Os, terminal, &mut out, &mut err)
}

/// What the streams are connected to.
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
}

/// Runs one command. Keeps nothing between two calls, so a process may call it often.
pub fn run(
    args: &[OsString],
    world: &dyn World,
    terminal: Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => return usage(&error, terminal, out, err),
    };
    let global = args.global.clone();
    let mut session = Session { global: &global, world, terminal, out, err };
    let ended = panic::guarded(|| {
        session.dispatch(args.command).and_then(|exit| {
            session.out.flush()?;
            Ok(exit)
        })
    });
    match ended {
        Ok(Ok(exit)) => exit,
        Ok(Err(stop)) if stop.is_broken_pipe() => Exit::Clean,
        Ok(Err(stop)) => {
            // Results that were printed before should not be lost; if they cannot be, nobody reads.
            let _ = session.out.flush();
            session.complain(&stop.to_string(), stop.help());
            Exit::Failed
        }
        Err(place) => {
            let message = format!("pipyc itself went wrong: {place}");
            let help = "report it, with the command and the input, at the place you got pipyc from; \
                        nothing was written";
            session.complain(&message, Some(help));
            Exit::Failed
        }
    }
}

/// What clap has to say: help and version are results, a wrong flag is not.
fn usage(error: &clap::Error, terminal: Terminal, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let (stream, color, exit): (&mut dyn Write, _, _) = match error.use_stderr() {
        true => (err, terminal.err_color, Exit::Failed),
        false => (out, terminal.out_color, Exit::Clean),
    };
    let text = error.render();
    let text = if color { text.ansi().to_string() } else { text.to_string() };
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
            Command::Verify(flags) => verify::run(self, &flags),
            Command::Check(flags) => check::run(self, &flags),
            Command::Build(flags) => build::run(self, &flags),
            Command::Inspect(flags) => inspect::run(self, &flags),
        }
    }

    /// How reports on standard output look.
    fn style(&self) -> Style {
        let width = self.terminal.width.unwrap_or(Style::default().width);
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

    /// Prints what was found to standard output.
    fn report(&mut self, checked: &Checked) -> Result<(), Stop> {
        let text = self.findings(checked, self.style())?;
        Ok(self.out.write_all(&text)?)
    }

    /// Prints what was found to standard error, beside a result on standard output.
    fn report_aside(&mut self, checked: &Checked) -> Result<(), Stop> {
        let color = self.colored(self.terminal.err_color);
        let text = self.findings(checked, Style { color, ..self.style() })?;
        Ok(self.err.write_all(&text)?)
    }

    /// What was found, as text.
    fn findings(&self, checked: &Checked, style: Style) -> Result<Vec<u8>, Stop> {
        let shown: Vec<_>;
        let diagnostics = match self.global.quiet {
            false => checked.diagnostics.as_slice(),
            true => {
                let notable = checked.diagnostics.iter().filter(|it| it.severity != Severity::Note);
                shown = notable.cloned().collect();
                shown.as_slice()
            }
        };
        let format = match self.global.format {
            args::Format::Human => report::Format::Human,
            args::Format::Short => report::Format::Short,
            args::Format::Json => report::Format::Json,
        };
        let scope = report::Scope { scripts: checked.scripts, sidecars: checked.resolved.sidecars.len() };
        let report = Report { sources: &checked.sources, diagnostics, scope };
        let mut text = Vec::new();
        report::write(&report, format, style, &mut text)?;
        Ok(text)
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

    /// Says what is wrong, and the way out, on standard error.
    fn complain(&mut self, message: &str, help: Option<&str>) {
        let color = self.colored(self.terminal.err_color);
        let (red, blue, end) =
            if color { ("\u{1b}[1;91m", "\u{1b}[1;96m", "\u{1b}[0m") } else { ("", "", "") };
        let mut text = format!("{red}error{end}: {}\n", crate::report::lines(message));
        if let Some(help) = help {
            text += &format!("{blue}help{end}: {}\n", crate::report::lines(help));
        }
        // If standard error is gone there is nobody left to tell.
        let _ = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }

    /// Tells what was done, on standard error, unless asked to be quiet.
    fn tell(&mut self, text: &str) {
        if !self.global.quiet {
            let _ = writeln!(self.err, "{}", crate::report::lines(text));
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
        use clap::CommandFactory;
        Args::command().debug_assert();
    }
}

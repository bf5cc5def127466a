//! Writes the tables of `src/runtime` and the built-in scripts as Rust constants.
//!
//! `build/` has one file a step: `yaml` reads, `words` understands the short forms of the tables,
//! `api`, `targets` and `builtins` check what was read and write it with `rust`.

#![expect(clippy::print_stderr, reason = "cargo shows it when the build fails")]
#![expect(clippy::disallowed_methods, reason = "a build script reads the repository")]

#[path = "build/api.rs"]
mod api;
#[path = "build/builtins.rs"]
mod builtins;
#[path = "build/rust.rs"]
mod rust;
#[path = "build/targets.rs"]
mod targets;
#[path = "build/words.rs"]
mod words;
#[path = "build/yaml.rs"]
mod yaml;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What went wrong, naming the file, in words for the person who edits it.
type Error = String;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Error> {
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or("OUT_DIR is not set; run by cargo")?;
    let tables = Path::new("src/runtime");
    let targets = targets::read(&tables.join("targets.yaml"))?;
    let mut builtins = builtins::read(Path::new("builtin-plugins"), &targets)?;

    let mut code = rust::Code::default();
    let apis = api::write_all(tables, &targets, &mut code)?;
    builtins.write(&out, &mut code)?;
    targets.write(&apis, &builtins, &mut code);
    yaml::write(&out.join("tables.rs"), &code.finish())
}

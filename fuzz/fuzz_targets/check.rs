//! Whatever bytes a script or a resource has, `check` comes back with findings or without, and what it
//! says lies inside the text.
//!
//! The first byte chooses how the rest is read: as a lone script, as a script in a chain, as resources, as
//! Helm values, or as the project file; and for which target.
#![no_main]

use std::ffi::OsString;

use libfuzzer_sys::fuzz_target;
use pipyc::cli::{self, Exit, Terminal};
use pipyc::world::Memory;

fuzz_target!(|bytes: &[u8]| {
    let Some((&how, text)) = bytes.split_first() else { return };
    let (path, flags): (&str, &[&str]) = match how >> 1 & 7 {
        0 => ("a.js", &["a.js"]),
        1 => ("a.js", &["a.js", "--chain", "outbound-tcp", "--priority", "115"]),
        2 => ("a.yaml", &["a.yaml"]),
        3 => ("a.yaml", &["--workloads", "a.yaml"]),
        4 => ("a.yaml", &["--values", "a.yaml"]),
        5 => ("pipyc.yaml", &[]),
        6 => ("a.json", &["a.json"]),
        _ => ("a.js", &["a.js", "--chain", "inbound-http", "--priority", "165"]),
    };
    let target = if how & 1 == 0 { "osm-edge-1.3" } else { "fsm-1.6" };
    let world = Memory::new().file(path, text);
    let args = ["pipyc", "check", "--format", "json", "--jobs", "1", "--target", target];
    let args: Vec<OsString> = args.iter().chain(flags).map(OsString::from).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = cli::run(&args, &world, Terminal::default(), &mut out, &mut err);
    let said = String::from_utf8_lossy(&err);
    // A panic is caught and becomes these words, so it has to be looked for.
    assert!(!said.contains("pipyc itself went wrong"), "{said}");
    assert!(exit == Exit::Failed || std::str::from_utf8(&out).is_ok());
});

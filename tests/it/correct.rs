//! Correct plugins in the styles that people write: nothing is said of any of them.

use std::ffi::OsString;

use pipyc::cli::{self, Terminal};
use pipyc::world::Memory;

use crate::support::{files, read};

const FOLDER: &str = "fixtures/plugins/correct";

/// What is said of a plugin where its first line mounts it: `// mount: CHAIN PRIORITY`, and a mesh if it is
/// for one only.
fn said(path: &str) -> String {
    let text = read(path);
    let first = text.lines().next().unwrap_or_default();
    let mount = first.strip_prefix("// mount: ").unwrap_or_else(|| panic!("{path} is mounted nowhere"));
    let words: Vec<&str> = mount.split(' ').collect();
    let [chain, priority, only @ ..] = &*words else { panic!("{path} is mounted nowhere") };
    let mut said = String::new();
    for target in
        ["osm-edge-1.3", "fsm-1.6"].into_iter().filter(|it| only.first().is_none_or(|only| only == it))
    {
        let world = Memory::new().file("a.js", text.as_str());
        let line = format!(
            "pipyc check a.js --chain {chain} --priority {priority} --target {target} --format short"
        );
        let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        cli::run(&args, &world, Terminal::default(), &mut out, &mut err);
        let out = String::from_utf8(out).expect("reports are text");
        out.lines().for_each(|line| said.push_str(&format!("{path} for {target}: {line}\n")));
    }
    said
}

#[test]
fn nothing_is_said_of_correct_plugins() {
    let plugins = files(FOLDER, ".js");
    assert!(plugins.len() >= 90, "only {}", plugins.len());
    let said: String = plugins.iter().map(|it| said(it)).collect();
    assert_eq!(said, "");
}

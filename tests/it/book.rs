//! The book under `docs/` and the README: every command in them is run, as a reader would type it.
//!
//! A page is one reader: its blocks run one after the other in one fresh folder.
//!
//! - A fence `console` shows a session: `$ ` begins a command (`> ` goes on with it), what follows is what it
//!   prints, on both streams. `[..]` stands for any text within a line, a line `...` for any lines.
//! - A fence `sh` holds commands without output; each must succeed.
//! - A comment `<!-- file: NAME -->` before a block of any other language writes that block to a file.
//! - `<!-- folder: PATH -->` begins with a copy of a folder of the repository.
//! - `<!-- exits: 1 -->` before a block says how its last command ends.
//! - `<!-- needs: helm4 -->` skips a block where `.ci/tools` has not installed that program.
//! - `<!-- elsewhere: WHY -->` is for what cannot be run in a test, such as an install into a cluster. The
//!   `pipyc` commands in it must still be ones that exist.
//!
//! With `PIPYC_BLESS=1` what commands print is written into the pages.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::support::{copy, files, generated, read, repository, tool};

/// A fenced block, and what is said of it in the comments before it.
struct Block<'a> {
    /// Which line of the page its text begins at, from 0.
    line: usize,
    info: &'a str,
    text: Vec<&'a str>,
    said: Vec<(&'a str, &'a str)>,
}

impl<'a> Block<'a> {
    fn says(&self, what: &str) -> Option<&'a str> {
        self.said.iter().find(|(key, _)| *key == what).map(|(_, value)| *value)
    }

    fn language(&self) -> &'a str {
        self.info.split(' ').next().unwrap_or_default()
    }

    fn is_commands(&self) -> bool {
        matches!(self.language(), "sh" | "console" | "bash" | "shell")
    }
}

/// The words that may stand in such a comment.
const SAID: [&str; 5] = ["file", "folder", "exits", "needs", "elsewhere"];

fn said(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?.split_once(": ")?;
    SAID.contains(&key).then_some((key, value))
}

/// The blocks of a page, and what is said of the page as a whole (`folder`).
fn blocks(page: &str) -> (Vec<Block<'_>>, Option<&str>) {
    let (mut out, mut folder, mut before) = (Vec::new(), None, Vec::new());
    let mut open: Option<Block<'_>> = None;
    for (at, line) in page.lines().enumerate() {
        if let Some(block) = &mut open {
            match line.starts_with("```") {
                true => out.extend(open.take()),
                false => block.text.push(line),
            }
        } else if let Some(info) = line.strip_prefix("```") {
            open = Some(Block { line: at + 1, info, text: Vec::new(), said: std::mem::take(&mut before) });
        } else if let Some((key, value)) = said(line) {
            match key {
                "folder" => folder = Some(value),
                _ => before.push((key, value)),
            }
        } else if !line.is_empty() {
            before.clear();
        }
    }
    (out, folder)
}

/// A command of a session: its text, and the lines of the block that show what it prints.
struct Step {
    command: String,
    shown: std::ops::Range<usize>,
}

fn steps(block: &Block<'_>) -> Vec<Step> {
    if block.language() != "console" {
        let all = block.text.join("\n");
        return vec![Step { command: format!("set -e\n{all}"), shown: 0..0 }];
    }
    let mut out: Vec<Step> = Vec::new();
    for (at, line) in block.text.iter().enumerate() {
        if let Some(command) = line.strip_prefix("$ ") {
            out.push(Step { command: command.to_owned(), shown: at + 1..at + 1 });
        } else if let Some(last) = out.last_mut() {
            match line.strip_prefix("> ").filter(|_| last.shown.is_empty()) {
                Some(more) => {
                    let _ = write!(last.command, "\n{more}");
                    last.shown = at + 1..at + 1;
                }
                None => last.shown.end = at + 1,
            }
        }
    }
    out
}

/// True if `actual` is what `shown` says: `[..]` is any text in a line, `...` any lines.
fn same(shown: &[&str], actual: &[&str]) -> bool {
    match shown.split_first() {
        None => actual.is_empty(),
        Some((&"...", rest)) => (0..=actual.len()).any(|skip| same(rest, &actual[skip..])),
        Some((first, rest)) => {
            actual.split_first().is_some_and(|(line, more)| same_line(first, line) && same(rest, more))
        }
    }
}

fn same_line(shown: &str, actual: &str) -> bool {
    match shown.split_once("[..]") {
        None => shown == actual,
        Some((head, tail)) => actual.strip_prefix(head).is_some_and(|rest| {
            rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| same_line(tail, &rest[at..]))
        }),
    }
}

/// Runs a command in `folder` with our `pipyc` first in the path: what it printed, how it ended.
fn run(command: &str, folder: &Path, home: &Path) -> (String, i32) {
    let ours = Path::new(env!("CARGO_BIN_EXE_pipyc")).parent().unwrap().to_path_buf();
    let tools = std::env::var_os("PIPYC_TOOLS").map(|it| Path::new(&it).join("bin"));
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let path = [ours].into_iter().chain(tools).chain(std::env::split_paths(&inherited));
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec 2>&1\n{command}")]).current_dir(folder);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PIPYC_")) {
        shell.env_remove(name);
    }
    shell.env("PATH", std::env::join_paths(path).unwrap()).env("HOME", home).env("NO_COLOR", "1");
    let output = shell.stdin(std::process::Stdio::null()).output().unwrap();
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code().unwrap_or(-1))
}

/// The `pipyc` commands in a text that is not run exist, with their flags.
fn check_elsewhere(block: &Block<'_>, place: &str, faults: &mut Vec<String>) {
    let reference = read("docs/cli.md");
    for line in &block.text {
        let line = line.strip_prefix("$ ").unwrap_or(line);
        for part in line.split("pipyc ").skip(1) {
            let command = part.split(' ').next().unwrap_or_default();
            let named = command.chars().all(|it| it.is_ascii_lowercase() || it == '-') && !command.is_empty();
            if named && !command.starts_with('-') && !reference.contains(&format!("\n## `pipyc {command}`")) {
                faults.push(format!("{place}: there is no `pipyc {command}`"));
            }
        }
    }
}

/// Runs a page. Returns it as it should be, and what is wrong with it.
fn play(path: &str) -> (String, Vec<String>) {
    let page = read(path);
    let (blocks, folder) = blocks(&page);
    let (stage, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    if let Some(folder) = folder {
        copy(folder, stage.path());
    }
    let lines: Vec<&str> = page.lines().collect();
    let mut printed: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    let mut faults = Vec::new();
    for block in &blocks {
        let place = format!("{path}:{}", block.line + 1);
        if let Some(name) = block.says("file") {
            let file = stage.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, block.text.join("\n") + "\n").unwrap();
        }
        if !block.is_commands() {
            continue;
        }
        if block.says("elsewhere").is_some() {
            check_elsewhere(block, &place, &mut faults);
            continue;
        }
        if !block.says("needs").is_none_or(|needs| needs.split(' ').all(|it| tool(it).is_some())) {
            continue;
        }
        let steps = steps(block);
        let last = steps.len().saturating_sub(1);
        for (at, step) in steps.iter().enumerate() {
            let (text, code) = run(&step.command, stage.path(), home.path());
            let expected = block.says("exits").filter(|_| at == last).map_or(0, |it| it.parse().unwrap());
            if code != expected {
                faults.push(format!("{place}: ended with {code}, not {expected}: {}\n{text}", step.command));
            }
            if block.language() != "console" {
                continue;
            }
            let shown = &block.text[step.shown.clone()];
            let trimmed = shown.iter().rposition(|it| !it.is_empty()).map_or(0, |it| it + 1);
            let actual: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
            if !same(&shown[..trimmed], &actual) {
                let lines = block.line + step.shown.start..block.line + step.shown.start + trimmed;
                faults.push(format!("{place}: {} printed:\n{text}", step.command));
                printed.push((lines, actual.join("\n")));
            }
        }
    }
    let mut out = String::new();
    let mut next = 0;
    for (range, text) in printed {
        lines[next..range.start].iter().for_each(|it| out.extend([it, "\n"]));
        if !text.is_empty() {
            out.extend([text.as_str(), "\n"]);
        }
        next = range.end;
    }
    lines[next..].iter().for_each(|it| out.extend([it, "\n"]));
    (out, faults)
}

/// Pages whose commands run elsewhere: generated ones, whose examples are run as rules, and the one on Helm,
/// which is run once for each Helm with plugins of its own, in `helm.rs`.
fn runs_elsewhere(path: &str) -> bool {
    matches!(path, "docs/cli.md" | "docs/helm.md") || path.starts_with("docs/rules/")
}

#[cfg(unix)]
#[test]
fn every_command_of_the_book_does_what_the_page_shows() {
    let bless = std::env::var("PIPYC_BLESS").is_ok_and(|it| it == "1");
    let mut faults = Vec::new();
    let pages = files("docs", ".md").into_iter().chain(["README.md".to_owned()]);
    for path in pages.filter(|it| !runs_elsewhere(it)) {
        let (page, wrong) = play(&path);
        if bless {
            generated(&path, &page);
        }
        faults.extend(wrong);
    }
    assert!(bless || faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_page_is_in_the_summary_and_every_link_leads_somewhere() {
    let summary = read("docs/SUMMARY.md");
    let mut faults = Vec::new();
    for path in files("docs", ".md") {
        let name = path.strip_prefix("docs/").unwrap();
        let listed = summary.contains(&format!("({name})"));
        if !listed && name != "SUMMARY.md" && !(name.starts_with("rules/") && name != "rules/README.md") {
            faults.push(format!("docs/SUMMARY.md does not list {name}"));
        }
    }
    for path in
        files("docs", ".md").into_iter().chain(files("", ".md").into_iter().filter(|it| !it.contains('/')))
    {
        let folder = repository(&path).parent().unwrap().to_path_buf();
        let page = read(&path);
        let mut code = false;
        for (at, line) in page.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                code = !code;
            }
            for rest in line.split("](").skip(1).filter(|_| !code) {
                let target = rest.split(')').next().unwrap_or_default();
                let file = target.split('#').next().unwrap_or_default();
                if !file.is_empty() && !file.contains("://") && !folder.join(file).exists() {
                    faults.push(format!("{path}:{}: nothing is at {target}", at + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_a_page_shows_may_leave_out() {
    assert!(same(&["a [..] c", "...", "z"], &["a b c", "1", "2", "z"]));
    assert!(same(&["..."], &[]) && same(&["[..]x"], &["xx"]));
    assert!(!same(&["a"], &["a", "b"]) && !same(&["a[..]b"], &["ac"]));
}

//! What holds the code together, as tests: layers, sizes, headers.

use std::collections::BTreeMap;

use crate::support::{files, read};

/// The modules of the library from left to right; those of one row may not import each other, except
/// where [`EXCEPTIONS`] says so.
const LAYERS: [&[&str]; 13] = [
    &["shown", "source", "world"],
    &["diag", "outcome", "runtime"],
    &["ir"],
    &["bundle", "rules"],
    &["load", "parse", "lower", "check", "resolve", "assemble", "emit"],
    &["diff"],
    &["graph"],
    &["why"],
    &["explain"],
    &["report"],
    &["driver"],
    &["harness", "lsp", "remote"],
    &["cli"],
];

/// Imports within a row, or against it, each with its reason.
const EXCEPTIONS: [(&str, &str, &str); 1] =
    [("outcome", "diag", "an outcome is a value with its diagnostics")];

/// Longer files are two ideas.
const LONGEST: usize = 600;

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

/// The top module that a source file belongs to.
fn module_of(path: &str) -> &str {
    let rest = path.strip_prefix("src/").unwrap_or(path);
    rest.split_once('/').map_or(rest.trim_end_matches(".rs"), |(module, _)| module)
}

/// The top modules that a file names by `crate::module`, also in groups: `crate::{a, b::c}`.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let name = |text: &str| -> String {
        text.chars().take_while(|it| it.is_ascii_alphanumeric() || *it == '_').collect()
    };
    for (at, word) in text.match_indices("crate::") {
        let rest = &text[at + word.len()..];
        match rest.strip_prefix('{') {
            None => found.push(name(rest)),
            Some(group) => {
                let mut depth = 0;
                let mut begins = true;
                for (at, c) in group.char_indices() {
                    match c {
                        '}' if depth == 0 => break,
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 0 => begins = true,
                        c if begins && c.is_ascii_alphabetic() => {
                            found.push(name(&group[at..]));
                            begins = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    found.retain(|it| it.starts_with(|c: char| c.is_ascii_lowercase()));
    found
}

/// The lines that are code: tests and comments may name anything.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = body.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn modules_import_only_leftwards() {
    let mut wrong = Vec::new();
    for path in files("src", ".rs") {
        let own = module_of(&path);
        if matches!(own, "lib" | "main") {
            continue;
        }
        let own_layer = layer(own).unwrap_or_else(|| panic!("{path}: `{own}` has no place in LAYERS"));
        for other in imports(&code(&read(&path))) {
            let Some(other_layer) = layer(&other) else { continue };
            let excepted = EXCEPTIONS.iter().any(|&(from, to, _)| from == own && to == other);
            if other != own && other_layer >= own_layer && !excepted {
                wrong.push(format!("{path} imports `{other}`, which is not to its left"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_scan_for_imports_sees_groups() {
    let text = "use crate::diag::Rule;\nuse crate::{check, explain::{a, b}, rules};\ncrate::ir::x()";
    assert_eq!(imports(text), ["diag", "check", "explain", "rules", "ir"]);
}

#[test]
fn only_the_parser_knows_the_javascript_library() {
    let allowed = |path: &str| path.starts_with("src/parse/") || path.starts_with("src/emit/minify");
    let wrong = |path: &String| !allowed(path) && code(&read(path)).contains("swc_");
    let wrong: Vec<_> = files("src", ".rs").into_iter().filter(wrong).collect();
    assert!(wrong.is_empty(), "{wrong:?} use the parser's types");
}

#[test]
fn only_the_driver_starts_tasks() {
    let wrong = |path: &String| path != "src/driver.rs" && code(&read(path)).contains("rayon");
    let wrong: Vec<_> = files("src", ".rs").into_iter().filter(wrong).collect();
    assert!(wrong.is_empty(), "{wrong:?} use rayon");
}

#[test]
fn files_are_short() {
    let long = |path: &String| read(path).lines().count() > LONGEST;
    let long: Vec<_> = files("src", ".rs").into_iter().chain(files("tests", ".rs")).filter(long).collect();
    assert!(long.is_empty(), "over {LONGEST} lines: {long:?}");
}

#[test]
fn every_file_says_what_it_is_for() {
    // A `tests.rs` is the end of the file beside it.
    let silent = |path: &String| !path.ends_with("/tests.rs") && !read(path).starts_with("//! ");
    let silent: Vec<_> =
        files("src", ".rs").into_iter().chain(files("tests", ".rs")).filter(silent).collect();
    assert!(silent.is_empty(), "without a header: {silent:?}");
}

#[test]
fn folders_of_modules_say_more_than_a_name() {
    // A rule family's one line is enough: its rules are the rest.
    let mut short = BTreeMap::new();
    for path in files("src", "/mod.rs") {
        if path.starts_with("src/rules/") && path != "src/rules/mod.rs" {
            continue;
        }
        let text = read(&path);
        let words: usize = text
            .lines()
            .take_while(|it| it.starts_with("//!"))
            .map(|it| it.split_whitespace().count() - 1)
            .sum();
        if words < 12 {
            short.insert(path, words);
        }
    }
    assert!(short.is_empty(), "headers of so few words: {short:?}");
}

#[test]
fn nothing_is_left_for_later() {
    // Written apart, so that this file does not find itself.
    let marks =
        [["FIX", "ME"].concat(), ["XX", "X"].concat(), ["TO", "DO"].concat(), ["#[ign", "ore"].concat()];
    let mut found = Vec::new();
    for path in files("src", ".rs").into_iter().chain(files("tests", ".rs")) {
        let text = read(&path);
        found.extend(marks.iter().filter(|it| text.contains(&***it)).map(|it| format!("{path}: {it}")));
    }
    assert!(found.is_empty(), "{found:?}");
}

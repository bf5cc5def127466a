//! Helpers that several test modules share.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pipyc::driver::{self, Checked, Options};
use pipyc::load::raw::{ProjectFile, Request};
use pipyc::world::Memory;

/// A path of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The text of a file of the repository.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A program that `.ci/tools` installs into `$PIPYC_TOOLS/bin`. Without it, says that the test skipped.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let found = std::env::var_os("PIPYC_TOOLS").map(|it| Path::new(&it).join("bin").join(name));
    let found = found.filter(|it| it.is_file());
    if found.is_none() {
        println!("skipped: PIPYC_TOOLS has no {name}");
    }
    found
}

/// All files below a folder of the repository whose names end in `ending`, as paths from its root,
/// sorted. What was built does not count: bundles of the fixtures, and the programs.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<String> {
    let root = repository("");
    let built = |it: &walkdir::DirEntry| matches!(it.file_name().to_str(), Some("dist" | "target" | ".git"));
    let entries = walkdir::WalkDir::new(repository(folder)).into_iter().filter_entry(|it| !built(it));
    let files = entries.filter_map(Result::ok).filter(|it| it.file_type().is_file());
    let paths = files.map(|it| it.path().strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"));
    let mut paths: Vec<_> = paths.filter(|it| it.ends_with(ending)).collect();
    paths.sort();
    paths
}

/// A project of `fixtures/projects`, with texts replaced: (path, old, new), which must be there. An empty
/// old text adds a file.
pub(crate) fn project(name: &str, changes: &[(&str, &str, &str)]) -> Memory {
    let root = format!("fixtures/projects/{name}/");
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for path in files(&root, "") {
        let own = path.strip_prefix(&root).unwrap();
        if !own.starts_with("dist/") {
            texts.insert(own.to_owned(), read(&path));
        }
    }
    for (path, old, new) in changes {
        let text = texts.entry((*path).to_owned()).or_default();
        assert!(text.contains(old), "{path} has no {old:?}");
        *text = if old.is_empty() { (*new).to_owned() } else { text.replacen(old, new, 1) };
    }
    texts.into_iter().fold(Memory::new(), |world, (path, text)| world.file(&path, text))
}

/// What comes of checking a script that is mounted behind the routing of `inbound-http`.
pub(crate) fn mounted(script: &str, target: &str) -> Checked {
    let world = Memory::new().file("a.js", script);
    let request = Request {
        project_file: ProjectFile::None,
        target: Some(target.to_owned()),
        paths: vec!["a.js".to_owned()],
        chains: vec!["inbound-http".to_owned()],
        priority: Some("165".to_owned()),
        ..Request::default()
    };
    driver::check(&world, &request, &Options::default()).expect("it can be checked")
}

/// Holds a generated file against `text`; with `PIPYC_BLESS=1` writes it instead.
pub(crate) fn generated(path: &str, text: &str) {
    if std::env::var("PIPYC_BLESS").is_ok_and(|it| it == "1") {
        let file = repository(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        return;
    }
    let current = fs::read_to_string(repository(path)).unwrap_or_default();
    assert!(current == text, "{path} is out of date: run `PIPYC_BLESS=1 cargo test` and read what changes");
}

/// Removes a generated file that nothing generates any more, when blessing; fails otherwise.
pub(crate) fn only_generated(folder: &str, ending: &str, expected: &[String]) {
    for path in files(folder, ending) {
        if expected.contains(&path) {
            continue;
        }
        match std::env::var("PIPYC_BLESS").is_ok_and(|it| it == "1") {
            true => fs::remove_file(repository(&path)).unwrap(),
            false => panic!("{path} is not generated any more: run `PIPYC_BLESS=1 cargo test`"),
        }
    }
}

/// Copies a folder of the repository, without what was built in it.
pub(crate) fn copy(from: &str, to: &Path) {
    for path in files(from, "") {
        let file = to.join(path.strip_prefix(from).unwrap().trim_start_matches('/'));
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::copy(repository(&path), file).unwrap();
    }
}

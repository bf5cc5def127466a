//! The same inputs give the same bytes, whatever else differs.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::repository;

const PIPYC: &str = env!("CARGO_BIN_EXE_pipyc");
const SHOP: &str = "fixtures/projects/shop";

/// What a build leaves: the names and bytes of all files in its output folder, sorted.
type Output = Vec<(String, Vec<u8>)>;

/// Builds, with the output going to a folder of its own. `prepare` may change the command.
fn build(prepare: impl FnOnce(&mut Command)) -> Output {
    let out = TempDir::new().unwrap();
    let mut command = Command::new(PIPYC);
    command.arg("build").arg("--out").arg(out.path());
    prepare(&mut command);
    let ended = command.output().unwrap();
    assert!(ended.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&ended.stderr));
    let output = collect(out.path());
    assert!(output.iter().any(|(path, _)| path.ends_with(".tar.gz")), "a bundle has an archive");
    output
}

fn collect(folder: &Path) -> Output {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|it| it.file_type().is_file());
    let read = files.map(|it| {
        let path = it.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        (path, fs::read(it.path()).unwrap())
    });
    read.collect()
}

/// Names what differs, since printing the bytes would help nobody.
fn assert_same(one: &Output, other: &Output, what: &str) {
    let names = |it: &Output| it.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(names(one), names(other), "{what}: other files");
    let differ = one.iter().zip(other).filter(|(a, b)| a.1 != b.1).map(|(a, _)| &a.0);
    let differ: Vec<_> = differ.collect();
    assert!(differ.is_empty(), "{what}: other bytes in {differ:?}");
}

fn shop(command: &mut Command) {
    command.current_dir(repository(SHOP));
}

/// The shop project in another folder. Files are written in another order, so that the file system
/// lists them in another.
pub(crate) fn copied_shop() -> TempDir {
    let folder = TempDir::new().unwrap();
    let entries = walkdir::WalkDir::new(repository(SHOP)).into_iter().map(Result::unwrap);
    let mut files: Vec<_> =
        entries.filter(|it| it.file_type().is_file()).map(walkdir::DirEntry::into_path).collect();
    files.retain(|it| !it.strip_prefix(repository(SHOP)).unwrap().starts_with("dist"));
    files.sort();
    for file in files.iter().rev() {
        let target = folder.path().join(file.strip_prefix(repository(SHOP)).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(file, target).unwrap();
    }
    folder
}

#[test]
fn the_number_of_threads_does_not_show() {
    let one = build(|it| {
        shop(it);
        it.args(["--jobs", "1"]);
    });
    let many = build(|it| {
        shop(it);
        it.args(["--jobs", "16"]);
    });
    assert_same(&one, &many, "16 threads");
}

#[test]
fn the_folder_and_the_order_of_its_files_do_not_show() {
    let copy = copied_shop();
    let here = build(shop);
    let there = build(|it| {
        it.current_dir(copy.path());
    });
    assert_same(&here, &there, "another folder");
    let from_afar = build(|it| {
        it.arg("--project").arg(copy.path().join("pipyc.yaml"));
    });
    assert_same(&here, &from_afar, "an absolute path");
}

#[test]
fn a_report_is_the_same_every_time_and_small() {
    let copy = copied_shop();
    let page = |folder: &Path, jobs: &str| {
        let mut command = Command::new(PIPYC);
        let ended = command.args(["report", "--jobs", jobs]).current_dir(folder).output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        ended.stdout
    };
    let here = page(&repository(SHOP), "1");
    assert!(here == page(copy.path(), "16"), "another folder and other threads");
    assert!(here.len() < 1_000_000, "{} bytes", here.len());
    let afar = Command::new(PIPYC).arg("report").arg(copy.path()).output().unwrap();
    assert!(String::from_utf8_lossy(&afar.stdout).contains("built-in"));
    let shown = copy.path().display().to_string();
    assert!(!String::from_utf8_lossy(&afar.stdout).contains(&shown), "where the project stands");
}

#[test]
fn locale_time_zone_home_and_terminal_do_not_show() {
    let plain = build(|it| {
        shop(it);
        it.env_clear();
    });
    let odd = build(|it| {
        shop(it);
        it.envs([
            ("LC_ALL", "tr_TR.UTF-8"),
            ("TZ", "Asia/Kathmandu"),
            ("HOME", "/nowhere"),
            ("COLUMNS", "20"),
        ]);
        it.envs([("CLICOLOR_FORCE", "1"), ("TERM", "xterm-256color"), ("RAYON_NUM_THREADS", "3")]);
    });
    assert_same(&plain, &odd, "another environment");
}

#[test]
fn the_order_of_paths_does_not_show() {
    let files = ["plugins/cors.yaml", "plugins/geo-router.yaml", "plugins/header-rewriter.yaml"];
    let with = |paths: &[&str]| {
        build(|it| {
            let copy = repository(SHOP);
            it.current_dir(copy).args(paths).args(["--workloads", "k8s/", "--name", "shop"]);
        })
    };
    let mut shuffled = files;
    shuffled.rotate_left(1);
    assert_same(&with(&files), &with(&shuffled), "another order of paths");
}

#[test]
#[cfg(unix)]
fn the_umask_does_not_show_in_the_archive() {
    let archive = |mask: &str| {
        let out = TempDir::new().unwrap();
        let script = format!("umask {mask} && exec '{PIPYC}' build --out '{}'", out.path().display());
        let ended = Command::new("sh").args(["-c", &script]).current_dir(repository(SHOP)).output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        collect(out.path())
    };
    assert_same(&archive("000"), &archive("077"), "another umask");
}

#[test]
fn a_second_build_says_so_and_touches_nothing() {
    let copy = copied_shop();
    let run = || Command::new(PIPYC).arg("build").current_dir(copy.path()).output().unwrap();
    let first = run();
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let times = || {
        let entries = walkdir::WalkDir::new(copy.path().join("dist")).sort_by_file_name().into_iter();
        let times = entries.map(|it| {
            let it = it.unwrap();
            (it.path().to_owned(), it.metadata().unwrap().modified().unwrap())
        });
        times.collect::<Vec<_>>()
    };
    let before = times();
    let second = run();
    assert_eq!((second.status.code(), &second.stdout), (Some(0), &first.stdout));
    assert_eq!(before, times());
}

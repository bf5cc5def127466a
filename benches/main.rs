//! Times of the finished tool against its budgets, run by hand: `cargo bench`.
//!
//! Each case runs the `pipyc` process as a user would, on a project that is made first. The best of
//! several runs counts, since everything else on the machine only adds. `cargo bench -- 100000` also
//! runs the large cases. Peak memory needs `/usr/bin/time`.
#![expect(clippy::disallowed_methods, reason = "a benchmark writes its projects")]
#![expect(clippy::print_stdout, reason = "its output is the table")]
#![expect(clippy::expect_used, reason = "without its projects there is nothing to time")]

mod data;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use data::Shape;

const PIPYC: &str = env!("CARGO_BIN_EXE_pipyc");

/// One line of the table.
struct Case {
    name: &'static str,
    project: Option<Shape>,
    args: &'static [&'static str],
    budget: Duration,
    rounds: u32,
}

const ONE: Shape = Shape { plugins: 1, workloads: 0 };
const THOUSAND: Shape = Shape { plugins: 1_000, workloads: 0 };
const MESH: Shape = Shape { plugins: 1_000, workloads: 200 };
const HUGE: Shape = Shape { plugins: 100_000, workloads: 0 };

const CASES: [Case; 5] = [
    Case { name: "--version", project: None, args: &["--version"], budget: ms(3), rounds: 50 },
    Case {
        name: "check, one plugin",
        project: Some(ONE),
        args: &["check", "plugins/p0.js", "--chain", "inbound-http"],
        budget: ms(5),
        rounds: 30,
    },
    Case {
        name: "check, 1,000 plugins",
        project: Some(THOUSAND),
        args: &["check", "plugins/"],
        budget: ms(60),
        rounds: 15,
    },
    Case {
        name: "build, 1,000 plugins for 200 workloads",
        project: Some(MESH),
        args: &["build", "plugins/", "--workloads", "k8s/", "--out", "dist"],
        budget: ms(110),
        rounds: 15,
    },
    Case {
        name: "check, 100,000 plugins",
        project: Some(HUGE),
        args: &["check", "plugins/"],
        budget: ms(6_000),
        rounds: 2,
    },
];

/// Peak memory of the cases with 1,000 plugins, in KiB.
const MEMORY: u64 = 60 << 10;
/// Size of the binary, in bytes.
const SIZE: u64 = 12 << 20;

const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

fn main() {
    let large = std::env::args().any(|it| it == "100000");
    let size = std::fs::metadata(PIPYC).map_or(0, |it| it.len());
    println!(
        "{:<42} {:>8.1} MB  (budget {} MB){}",
        "binary",
        size as f64 / 1e6,
        SIZE >> 20,
        over(size > SIZE)
    );
    for case in CASES {
        if case.rounds > 2 || large {
            run(&case);
        }
    }
}

fn run(case: &Case) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    if let Some(shape) = case.project {
        shape.write(folder.path());
    }
    let best = (0..case.rounds).map(|_| time(case, folder.path())).min().unwrap_or_default();
    let memory = memory(case, folder.path());
    let shown = memory.map_or_else(|| "?".to_owned(), |it| (it >> 10).to_string());
    let too_large = case.budget < ms(1_000) && memory.is_some_and(|it| it > MEMORY);
    println!(
        "{:<42} {:>8.1} ms  (budget {} ms){}, {shown} MB{}",
        case.name,
        best.as_secs_f64() * 1e3,
        case.budget.as_millis(),
        over(best > case.budget),
        over(too_large),
    );
    stages(case, folder.path());
}

fn over(it: bool) -> &'static str {
    if it { " OVER" } else { "" }
}

fn time(case: &Case, folder: &Path) -> Duration {
    put_aside(folder);
    let start = Instant::now();
    let mut command = Command::new(PIPYC);
    let ended =
        command.args(case.args).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let took = start.elapsed();
    assert!(ended.is_ok_and(|it| it.success()), "`pipyc {}` fails", case.args.join(" "));
    took
}

/// Moves a bundle away, so that the next build starts from nothing; otherwise it would find its bundle
/// there and write none. It is not deleted: on ext4 new files take several times as long in the
/// minutes after many were deleted, which would time the deletion and not the build.
fn put_aside(folder: &Path) {
    let free = (0..).map(|it| folder.join(format!("before-{it}"))).find(|it| !it.exists());
    if let Some(free) = free {
        let _ = std::fs::rename(folder.join("dist"), free);
    }
}

/// Peak resident memory in KiB.
fn memory(case: &Case, folder: &Path) -> Option<u64> {
    put_aside(folder);
    let mut command = Command::new("/usr/bin/time");
    let output = command.args(["-f", "%M", PIPYC]).args(case.args).current_dir(folder).output().ok()?;
    String::from_utf8_lossy(&output.stderr).lines().last()?.trim().parse().ok()
}

/// What the tool itself says of its stages.
fn stages(case: &Case, folder: &Path) {
    if case.project.is_none() {
        return;
    }
    put_aside(folder);
    let Ok(output) = Command::new(PIPYC).args(case.args).arg("--verbose").current_dir(folder).output() else {
        return;
    };
    for line in String::from_utf8_lossy(&output.stderr).lines().filter(|it| it.ends_with(" ms")) {
        println!("    {line}");
    }
}

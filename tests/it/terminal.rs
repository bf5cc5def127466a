//! What every command sends to a terminal: never wider than it is, and never anything that it obeys,
//! whoever chose the names.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use pipyc::bundle::Bundle;
use pipyc::cli::{self, Exit, Terminal};
use pipyc::emit::directory;
use pipyc::emit::tarball::{self, Mtime};
use pipyc::world::Os;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr as _;

use crate::support::{files, read};

const WIDTHS: [usize; 6] = [60, 80, 100, 120, 160, 200];

/// Wide, obeyed by terminals, and turning the text around.
const EVIL: &str = "\u{1b}[2J\u{9b}1m\u{202e}\u{2066}\r\u{7}漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字";

/// The same for a comment, which a carriage return would end.
fn comment() -> String {
    EVIL.replace('\r', "")
}

/// What a command prints on a terminal of this width.
fn typed(width: usize, args: &[&str]) -> (Exit, String) {
    let args: Vec<OsString> =
        std::iter::once("pipyc").chain(args.iter().copied()).map(OsString::from).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let terminal = Terminal { width: Some(width), ..Terminal::default() };
    let exit = cli::run(&args, &Os, terminal, &mut out, &mut err);
    let text = [out, err].concat();
    (exit, String::from_utf8(text).expect("a terminal gets text"))
}

#[track_caller]
fn holds(width: usize, args: &[&str], expect: Exit) {
    let (exit, text) = typed(width, args);
    assert_eq!(exit, expect, "{args:?}\n{text}");
    assert!(!text.is_empty(), "{args:?}");
    let obeyed = |c: char| {
        c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(obeyed), "{args:?}: {text:?}");
    let too_wide: Vec<_> = text.lines().filter(|it| it.width() > width).collect();
    assert_eq!(too_wide, [""; 0], "{args:?} at {width}");
}

/// The shop in a folder of its own, with a script that strangers wrote.
fn shop(change: impl Fn(&str, String) -> String) -> TempDir {
    let folder = TempDir::new().unwrap();
    for path in files("fixtures/projects/shop/", "") {
        let own = path.strip_prefix("fixtures/projects/shop/").unwrap();
        if own.starts_with("dist/") || own.ends_with(".snap") {
            continue;
        }
        let to = folder.path().join(own);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, change(own, read(&path))).unwrap();
    }
    folder
}

fn built(folder: &Path) -> Bundle {
    use pipyc::driver::{self, Options};
    use pipyc::load::raw::{ProjectFile, Request};
    let file = folder.join("pipyc.yaml").to_string_lossy().into_owned();
    let request = Request { project_file: ProjectFile::At(file), ..Request::default() };
    driver::build(&Os, &request, &Options::default()).unwrap().bundle.unwrap()
}

/// Writes a bundle; returns its folder.
fn written(bundle: &Bundle, out: &Path) -> String {
    let archive = tarball::bytes(bundle, Mtime::default()).unwrap();
    directory::write(bundle, &archive, out).unwrap().folder.to_string_lossy().into_owned()
}

#[test]
fn every_command_that_looks_holds_at_every_width() {
    let old = shop(|_, text| text);
    let new = shop(|path, text| match path {
        "scripts/audit-log.js" => {
            format!("// {} \t'\"`\n{}", comment(), text.replace("_sent: 0", "_sent: 1"))
        }
        "plugins/cors.yaml" => {
            text.replace("status: 204", "status: 200").replace("priority: 163", "priority: 162")
        }
        _ => text,
    });
    // Whoever makes a bundle can call things what they like, and get its digests right.
    let mut bundle = built(new.path());
    bundle.manifest.revision = Some(EVIL.into());
    for sidecar in &mut bundle.manifest.sidecars {
        sidecar.workload = format!("{EVIL}{}", sidecar.workload).into();
    }
    for config in &mut bundle.manifest.configs {
        config.resource = format!("PluginConfig {EVIL}{}", config.resource).into();
    }
    bundle.manifest_json = bundle.manifest.to_json().into();
    let out = TempDir::new().unwrap();
    let before = written(&built(old.path()), &out.path().join("old"));
    let after = written(&bundle, &out.path().join("new"));
    let project = new.path().to_string_lossy().into_owned();
    for width in WIDTHS {
        for parts in [&[][..], &["--tree"], &["--sizes"], &["--chain", "inbound-http"], &["--plugin", "cors"]]
        {
            holds(width, &[&["inspect", &after][..], parts].concat(), Exit::Clean);
        }
        holds(width, &["diff", &before, &after], Exit::Findings);
        holds(width, &["diff", &before, &project], Exit::Findings);
        holds(width, &["graph", &after], Exit::Clean);
        holds(width, &["graph", &project, "--plugin", "audit-log"], Exit::Clean);
        holds(width, &["why", "cors", "catalog", &project], Exit::Clean);
        holds(width, &["why", "request-mirror", "cart", &project], Exit::Clean);
        holds(width, &["explain"], Exit::Clean);
    }
}

#[test]
fn what_is_shown_of_a_file_is_obeyed_by_nothing() {
    let project = shop(|path, text| match path {
        "scripts/audit-log.js" => format!("// {}\n{text}", comment()),
        _ => text,
    });
    let out = TempDir::new().unwrap();
    let bundle = written(&built(project.path()), out.path());
    let (exit, text) = typed(80, &["inspect", &bundle, "--show", "plugins/audit-log.js"]);
    assert_eq!(exit, Exit::Clean);
    assert!(
        text.contains("漢字") && !text.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r', '\u{7}']),
        "{text:?}"
    );
}

#[test]
fn the_pages_of_rules_hold_at_every_width() {
    for entry in pipyc::rules::all() {
        for width in WIDTHS {
            let (exit, text) = typed(width, &["explain", entry.rule.id]);
            assert_eq!(exit, Exit::Clean);
            // Examples stay as they are: code has no place to break.
            let prose = text.lines().filter(|it| !it.starts_with("    "));
            let too_wide: Vec<_> = prose.filter(|it| it.width() > width).collect();
            assert_eq!(too_wide, [""; 0], "{} at {width}", entry.rule.id);
        }
    }
}

#[test]
fn names_that_are_not_there_are_repeated_harmlessly() {
    let project = shop(|_, text| text);
    let folder = project.path().to_string_lossy().into_owned();
    for args in [
        &["graph", &folder, "--plugin", EVIL][..],
        &["graph", &folder, "--workload", EVIL],
        &["why", EVIL, "cart", &folder],
        &["why", "cors", EVIL, &folder],
        &["diff", EVIL, &folder],
        &["inspect", EVIL],
        &["explain", EVIL],
    ] {
        let (exit, text) = typed(80, args);
        assert_eq!(exit, Exit::Failed, "{args:?}");
        assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r', '\u{7}']), "{args:?}: {text:?}");
    }
}

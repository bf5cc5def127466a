//! Where configuration comes from, and what reaches an output: the process as people and pipelines start it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::read;

/// A project two folders deep: its file says the name, the target and which rule is denied.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    file("pipyc.yaml", "name: from-file\nplugins: [plugins]\nrules: {chain: allow}\n");
    file("plugins/a.yaml", &plugin("a", "pipy().pipeline().chain()"));
    file("deploy/prod/values.yaml", "osm: {}\n");
    folder
}

fn plugin(name: &str, script: &str) -> String {
    format!(
        "apiVersion: plugin.flomesh.io/v1alpha1\nkind: Plugin\nmetadata:\n  name: {name}\nspec:\n  \
         priority: 165\n  pipyscript: |\n    {script}\n"
    )
}

fn pipyc(folder: &Path, line: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pipyc"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM"] {
        command.env_remove(name);
    }
    command.args(line.split_whitespace()).current_dir(folder).envs(variables.iter().copied());
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_nearest_project_file_is_found_and_paths_count_from_it() {
    let project = project();
    let deep = project.path().join("deploy/prod");
    let built = pipyc(&deep, "build", &[]);
    assert_eq!(built.status.code(), Some(0), "{built:?}");
    assert!(text(&built.stdout).starts_with("../../dist/from-file-0.0.0-"), "{built:?}");
    // A nearer one wins, whole.
    std::fs::write(project.path().join("deploy/pipyc.yaml"), "name: nearer\n").unwrap();
    let nearer = pipyc(&deep, "build", &[]);
    assert!(text(&nearer.stdout).starts_with("../dist/nearer-0.0.0-"), "{nearer:?}");
    // `--no-project` takes none.
    let none = pipyc(&deep, "build --no-project", &[]);
    assert!(text(&none.stdout).starts_with("dist/mesh-0.0.0-"), "{none:?}");
}

#[test]
fn a_bundle_is_the_same_from_every_folder_of_its_project() {
    let project = project();
    let line = |values: &str| format!("build --values {values}");
    let of = |folder: &str, values: &str| {
        let folder = project.path().join(folder);
        let built = pipyc(&folder, &line(values), &[]);
        let path = folder.join(text(&built.stdout).trim());
        std::fs::read(path.join("manifest.json")).unwrap()
    };
    let from_root = of("", "deploy/prod/values.yaml");
    std::fs::remove_dir_all(project.path().join("dist")).unwrap();
    assert_eq!(text(&from_root), text(&of("deploy/prod", "values.yaml")));
    std::fs::remove_dir_all(project.path().join("dist")).unwrap();
    assert_eq!(text(&from_root), text(&of("deploy", "prod/values.yaml")));
}

#[test]
fn a_flag_beats_a_variable_which_beats_the_file_which_beats_the_default() {
    let project = project();
    let name = |line: &str, variables: &[(&str, &str)]| {
        let built = pipyc(project.path(), line, variables);
        text(&built.stdout).split('/').next_back().unwrap().split("-0.0.0").next().unwrap().to_owned()
    };
    let variable = [("PIPYC_NAME", "from-variable")];
    assert_eq!(name("build --no-project", &[]), "mesh");
    assert_eq!(name("build", &[]), "from-file");
    assert_eq!(name("build", &variable), "from-variable");
    assert_eq!(name("build --name from-flag", &variable), "from-flag");
    // Levels, too: the file allows the family, a variable denies it, a flag allows it again.
    let exit = |line: &str, variables: &[(&str, &str)]| pipyc(project.path(), line, variables).status.code();
    assert_eq!(exit("check", &[]), Some(0));
    assert_eq!(exit("check", &[("PIPYC_DENY", "chain")]), Some(1));
    assert_eq!(exit("check --allow chain", &[("PIPYC_DENY", "chain"), ("PIPYC_DENY", "")]), Some(0));
}

#[test]
fn variables_of_flags_are_all_of_the_environment_that_counts() {
    let project = project();
    let odd = [("LANG", "tr_TR.UTF-8"), ("TZ", "Asia/Tokyo"), ("HOME", "/nowhere"), ("COLUMNS", "61")];
    let reports = |variables: &[(&str, &str)]| {
        let line = "check --deny chain --report human=h --report sarif=s --report json=j --report junit=x";
        pipyc(project.path(), line, variables);
        ["h", "s", "j", "x"].map(|it| std::fs::read_to_string(project.path().join(it)).unwrap())
    };
    let plain = reports(&[]);
    assert!(plain[0].contains("unmounted-plugin"), "{}", plain[0]);
    assert_eq!(plain, reports(&odd));
    assert_eq!(plain, reports(&[("CLICOLOR_FORCE", "1"), ("PIPYC_COLOR", "always")]));
}

#[test]
fn colors_are_shown_as_asked() {
    let project = project();
    let colored = |line: &str, variables: &[(&str, &str)]| {
        let run = pipyc(project.path(), &format!("check --deny chain {line}"), variables);
        text(&run.stdout).contains("\u{1b}[")
    };
    assert!(!colored("", &[]), "a pipe shows none");
    assert!(colored("", &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored("", &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!colored("", &[("CLICOLOR", "1")]), "that asks for them on a terminal only");
    assert!(colored("--color always", &[("NO_COLOR", "1"), ("CLICOLOR", "0")]));
    assert!(!colored("--color never", &[("CLICOLOR_FORCE", "1")]));
    assert!(colored("", &[("PIPYC_COLOR", "always"), ("NO_COLOR", "1")]));
}

#[test]
fn excerpts_are_as_wide_as_columns_says() {
    let project = project();
    let long = format!("pipy().pipeline().chain().foo('{}')", "x".repeat(300));
    std::fs::write(project.path().join("plugins/a.yaml"), plugin("a", &long)).unwrap();
    let widest = |variables: &[(&str, &str)]| {
        let run = pipyc(project.path(), "check", variables);
        let lines = text(&run.stdout).lines().filter(|it| it.contains("xxx"));
        lines.map(|it| it.chars().count()).max().unwrap()
    };
    assert!(widest(&[("COLUMNS", "70")]) < widest(&[]), "{} {}", widest(&[("COLUMNS", "70")]), widest(&[]));
    assert!(widest(&[]) < widest(&[("COLUMNS", "160")]));
    assert_eq!(widest(&[]), widest(&[("COLUMNS", "wide")]));
}

#[test]
fn quiet_says_less_and_verbose_more() {
    let project = project();
    let out = |line: &str, variables: &[(&str, &str)]| {
        let run = pipyc(project.path(), line, variables);
        (text(&run.stdout).to_owned(), text(&run.stderr).to_owned())
    };
    assert!(out("check", &[]).0.contains("checked 1 script"));
    assert_eq!(out("check --quiet", &[]), (String::new(), String::new()));
    assert_eq!(out("check", &[("PIPYC_QUIET", "yes")]), (String::new(), String::new()));
    assert!(out("check --verbose", &[]).1.contains("read pipyc.yaml\n"));
    assert!(
        out("check -v", &[("PIPYC_QUIET", "1")]).1.contains("read pipyc.yaml\n"),
        "a flag beats a variable"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error_of_any_command() {
    let project = project();
    assert_eq!(pipyc(project.path(), "build", &[]).status.code(), Some(0));
    let cli = read("docs/cli.md");
    let commands = cli.lines().filter_map(|it| it.strip_prefix("## `pipyc ")?.strip_suffix('`'));
    let mut seen = 0;
    for command in commands {
        let line = match command {
            "inspect" | "verify" => format!("{command} dist"),
            "check" => "check --deny all --report json --report sarif".to_owned(),
            "build" | "explain" | "man" => command.to_owned(),
            "completions" => "completions bash".to_owned(),
            "diff" => "diff dist dist".to_owned(),
            other => format!("{other} --help"),
        };
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut run = Command::new(env!("CARGO_BIN_EXE_pipyc"));
        run.args(line.split(' ')).current_dir(project.path()).stdin(Stdio::null()).stdout(writer);
        let run = run.output().unwrap();
        let stderr = text(&run.stderr);
        assert!(run.status.code().is_some_and(|it| it < 2) && !stderr.contains("error"), "{line}: {run:?}");
        seen += 1;
    }
    assert!(seen >= 8, "only {seen} commands");
}

#[test]
fn every_key_of_the_project_file_is_also_a_flag() {
    let schema: serde_json::Value = serde_json::from_str(&read("schema/pipyc.schema.json")).unwrap();
    let reference = read("docs/cli.md");
    let build = reference.split("\n## `pipyc build`").nth(1).unwrap().split("\n## ").next().unwrap();
    for key in schema["properties"].as_object().unwrap().keys() {
        let flags: &[&str] = match key.as_str() {
            "version" => &["bundle-version"],
            "scripts" => &["script"],
            "files" => &["file"],
            "meshConfig" => &["mesh-config"],
            "rules" => &["allow", "warn", "deny"],
            same => &[same],
        };
        for flag in flags {
            let line = format!("--{flag} <");
            assert!(build.contains(&line) || reference.contains(&line), "`{key}` has no flag");
        }
    }
}

//! What is ready for pipelines: every file is what its reader expects, and every command in it, and on its
//! page, is one that `pipyc` has.

use std::process::Command;

use serde_yaml::Value;

use crate::support::{files, read, repository, tool};

/// The files that pipelines include, and the pages about them.
fn all() -> Vec<String> {
    let mut all = files("docs/ci", ".md");
    let own = ["action.yml", "ci/gitlab.yml", ".pre-commit-hooks.yaml"];
    all.extend(own.map(str::to_owned));
    all.extend(["docs/baselines.md", "docs/configuration.md", "docs/reports.md"].map(str::to_owned));
    all
}

/// The arguments of every `pipyc` command of a text: what follows the name, up to where the shell would end
/// it. What the shell would fill in is `x`.
fn commands(text: &str) -> Vec<Vec<String>> {
    let text = text.replace("\"$PIPYC\"", "pipyc");
    let mut found = Vec::new();
    for line in text.lines() {
        // Of a page, only what stands in a block or between backticks is a command; prose has no flags.
        for (at, _) in line.match_indices("pipyc ") {
            let before = line[..at].trim_end();
            let begins = before.is_empty()
                || [":", "-", "`", "run:", "-r", "pipyc:shell", "&&"].iter().any(|it| before.ends_with(it));
            let begins = begins || before.starts_with("docker run");
            if !begins {
                continue;
            }
            let rest = line[at + "pipyc ".len()..].split(['`', '|', '<', ';']).next().unwrap_or_default();
            let rest = rest.split(" >").next().unwrap_or_default().split(" && ").next().unwrap_or_default();
            let words = rest.split_whitespace().map(|it| it.trim_matches('"'));
            let words: Vec<String> = words
                .map(|it| if it.contains("${") || it.contains('$') { "x".to_owned() } else { it.to_owned() })
                .collect();
            if words.first().is_some_and(|it| it.chars().all(|c| c.is_ascii_lowercase() || c == '-')) {
                found.push(words);
            }
        }
    }
    found
}

#[test]
fn every_command_is_one_that_pipyc_has() {
    let mut seen = 0;
    for path in all() {
        for words in commands(&read(&path)) {
            // Behind a wrong flag no help is printed.
            let flags: Vec<_> = words.iter().filter(|it| *it != "--").cloned().collect();
            let run = Command::new(env!("CARGO_BIN_EXE_pipyc")).args(&flags).arg("--help").output().unwrap();
            assert!(run.status.success(), "{path}: pipyc {}: {run:?}", words.join(" "));
            seen += 1;
        }
    }
    assert!(seen >= 12, "only {seen} commands were found");
}

#[test]
fn the_scan_for_commands_sees_them() {
    let text = "- pipyc check --deny all\nentry: pipyc check --fix\n`pipyc build --out dist` prints\nWith pipyc it is\n\
                    \"$PIPYC\" check \"${reports[@]}\" -- \"${paths[@]}\"\nxargs -0 -r pipyc check -- < changed\n";
    let found: Vec<_> = commands(text).iter().map(|it| it.join(" ")).collect();
    assert_eq!(found, ["check --deny all", "check --fix", "build --out dist", "check x -- x", "check --"]);
}

#[test]
fn every_variable_is_that_of_a_flag() {
    let cli = read("docs/cli.md");
    let mut seen = 0;
    for path in all() {
        let text = read(&path);
        let own = |c: char| c.is_ascii_uppercase() || c == '_';
        for (at, _) in text.match_indices("PIPYC_") {
            if text[..at].ends_with(own) {
                continue;
            }
            let name: String = text[at + "PIPYC_".len()..].chars().take_while(|c| own(*c)).collect();
            let flag = format!("--{}", name.to_lowercase().replace('_', "-"));
            assert!(
                name.is_empty() || cli.contains(&format!("{flag} ")) || cli.contains(&format!("{flag}\n")),
                "{path}: PIPYC_{name}"
            );
            seen += 1;
        }
    }
    assert!(seen >= 10, "only {seen} variables were found");
}

#[test]
fn the_action_hands_every_input_on_and_runs_no_text_of_others() {
    let action: Value = serde_yaml::from_str(&read("action.yml")).unwrap();
    let text = read("action.yml");
    for (name, input) in action["inputs"].as_mapping().unwrap() {
        let name = name.as_str().unwrap();
        assert!(input["description"].is_string() && input["default"].is_string(), "{name}");
        assert!(text.contains(&format!("${{{{ inputs.{name} }}}}")), "{name} is used nowhere");
        assert!(read("docs/ci/github.md").contains(&format!("| `{name}` |")), "{name} is not on the page");
    }
    assert_eq!(action["runs"]["using"], "composite");
    for step in action["runs"]["steps"].as_sequence().unwrap() {
        assert!(step["shell"].is_string(), "{step:?}");
        assert!(!step["run"].as_str().unwrap().contains("${{"), "an input inside a script is run as one");
    }
}

#[test]
fn the_action_checks_what_it_is_given() {
    let action: Value = serde_yaml::from_str(&read("action.yml")).unwrap();
    let script = action["runs"]["steps"][1]["run"].as_str().unwrap();
    if Command::new("bash").arg("--version").output().is_err() {
        println!("skipped: no bash");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a b.js"), "pipy().pipeline().chain();\n").unwrap();
    std::fs::write(folder.path().join("c.js"), "pipy().pipeline().chain()\n").unwrap();
    let run = |paths: &str, sarif: &str| {
        let mut bash = Command::new("bash");
        bash.args(["-c", script]).current_dir(folder.path()).env("PIPYC", env!("CARGO_BIN_EXE_pipyc"));
        bash.env("PATHS", paths).env("SARIF", sarif).env("PIPYC_PROJECT", "").env("PIPYC_DENY", "");
        bash.env("PIPYC_BASELINE", "").env("PIPYC_REVISION", "abc");
        bash.env("PIPYC_REPOSITORY", "https://git.example/shop").output().unwrap()
    };
    let bad = run("a b.js\nc.js\n", "log.sarif");
    assert_eq!(bad.status.code(), Some(1), "{bad:?}");
    let out = String::from_utf8(bad.stdout).unwrap();
    assert!(out.contains("checked 2 scripts") && out.contains("::error file=a b.js,line=1,"), "{out}");
    let log = std::fs::read_to_string(folder.path().join("log.sarif")).unwrap();
    assert!(log.contains("https://git.example/shop"));
    assert_eq!(run("c.js", "").status.code(), Some(0));
    assert_eq!(run("", "").status.code(), Some(0), "a project without plugins");
}

#[test]
fn every_hook_has_what_pre_commit_needs() {
    let hooks: Value = serde_yaml::from_str(&read(".pre-commit-hooks.yaml")).unwrap();
    let page = read("docs/ci/pre-commit.md");
    for hook in hooks.as_sequence().unwrap() {
        for key in ["id", "name", "entry", "language", "files"] {
            assert!(hook[key].is_string(), "{key}: {hook:?}");
        }
        assert!(page.contains(&format!("| `{}` |", hook["id"].as_str().unwrap())), "{hook:?}");
    }
    let Some(program) = tool("pre-commit") else { return };
    let path = repository(".pre-commit-hooks.yaml");
    let run = Command::new(program).arg("validate-manifest").arg(path).output().unwrap();
    assert!(run.status.success(), "{run:?}");
}

#[test]
fn schemas_of_github_and_gitlab_take_the_files() {
    let Some(program) = tool("check-jsonschema") else { return };
    let files = [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", ".github/workflows/ci.yml"),
        ("vendor.gitlab-ci", "ci/gitlab.yml"),
    ];
    for (schema, path) in files {
        let run =
            Command::new(&program).args(["--builtin-schema", schema]).arg(repository(path)).output().unwrap();
        assert!(run.status.success(), "{path}: {}", String::from_utf8_lossy(&run.stdout));
    }
}

#[test]
fn examples_on_the_pages_are_yaml() {
    for path in files("docs/ci", ".md") {
        let text = read(&path);
        for block in text.split("```yaml\n").skip(1) {
            let block = block.split("```").next().unwrap();
            let parsed: Result<Value, _> = serde_yaml::from_str(block);
            assert!(parsed.is_ok(), "{path}: {parsed:?}\n{block}");
        }
    }
}

#[test]
fn images_hold_a_static_program_and_do_not_run_as_root() {
    let text = read("Dockerfile");
    let stages: Vec<_> = text.split("\nFROM ").skip(1).collect();
    assert!(stages[0].starts_with("rust:") && stages[0].contains("-alpine AS build"), "musl, so static");
    assert!(stages.last().unwrap().starts_with("scratch\n"));
    for stage in &stages[1..] {
        let user = stage.lines().find_map(|it| it.strip_prefix("USER ")).expect("a user");
        assert!(user.split(':').all(|it| it.parse::<u32>().is_ok_and(|it| it > 0)), "{user}");
        assert!(stage.contains("ENTRYPOINT ["));
    }
    // The version is the oldest that is promised, as in Cargo.toml.
    let oldest = read("Cargo.toml");
    let oldest =
        oldest.lines().find_map(|it| it.strip_prefix("rust-version = \"")).unwrap().trim_end_matches('"');
    assert!(stages[0].starts_with(&format!("rust:{oldest}-alpine")), "{oldest}");
    let Some(program) = tool("hadolint") else { return };
    let run = Command::new(program).arg(repository("Dockerfile")).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
}

#[test]
fn images_are_built_from_everything_that_cargo_needs() {
    let ignored = read(".dockerignore");
    let kept: Vec<_> = ignored.lines().filter_map(|it| it.strip_prefix('!')).collect();
    let folder = tempfile::tempdir().unwrap();
    for path in &kept {
        let paths = match path.strip_suffix('/') {
            Some(folder) => files(folder, ""),
            None => vec![(*path).to_owned()],
        };
        for path in paths {
            let to = folder.path().join(&path);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(repository(&path), to).unwrap();
        }
    }
    // Cargo looks whether every target that the manifest names is there.
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--no-deps", "--format-version", "1"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    for path in files("src", ".rs") {
        let text = read(&path);
        for (at, word) in text.match_indices("include_str!(\"") {
            let name = text[at + word.len()..].split('"').next().unwrap();
            assert!(folder.path().join(&path).parent().unwrap().join(name).is_file(), "{path}: {name}");
        }
    }
}

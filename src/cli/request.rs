//! From flags to what `load` is asked for, and to levels.

use super::Stop;
use super::args::{Build, Check, Global, Input};
use crate::check;
use crate::diag::{Level, Override, Rule, Selector};
use crate::load::raw::{ProjectFile, Request, Set, SetKind};
use crate::rules;

/// What `check` asks for.
pub(super) fn of_check(global: &Global, flags: &Check) -> Request {
    Request {
        chains: flags.chain.clone(),
        priority: flags.priority.clone(),
        ..of_input(global, &flags.input)
    }
}

/// What `build` asks for.
pub(super) fn of_build(global: &Global, flags: &Build) -> Request {
    Request { out: flags.out.clone(), ..of_input(global, &flags.input) }
}

/// The project file that is asked for.
pub(super) fn project_file(global: &Global) -> ProjectFile {
    match &global.project {
        Some(path) => ProjectFile::At(path.clone()),
        None if global.no_project => ProjectFile::None,
        None => ProjectFile::Find,
    }
}

/// What a command asks for that takes nothing but input.
pub(super) fn of_input(global: &Global, input: &Input) -> Request {
    let project_file = project_file(global);
    // Helm takes the four flags in this order, wherever they stand.
    let sets = [
        (SetKind::Json, &input.set_json),
        (SetKind::Infer, &input.set),
        (SetKind::Text, &input.set_string),
        (SetKind::File, &input.set_file),
    ];
    let sets = sets
        .into_iter()
        .flat_map(|(kind, texts)| texts.iter().map(move |text| Set { kind, text: text.clone() }));
    Request {
        project_file,
        name: input.name.clone(),
        version: input.bundle_version.clone(),
        revision: input.revision.clone(),
        target: input.target.clone(),
        values: input.values.clone(),
        sets: sets.collect(),
        paths: input.paths.clone(),
        plugins: input.plugins.clone(),
        scripts: input.script.clone(),
        builtins: input.builtins.clone(),
        files: input.file.clone(),
        workloads: input.workloads.clone(),
        namespace: input.namespace.clone(),
        mesh_config: input.mesh_config.clone(),
        strict_kinds: input.strict_kinds,
        ..Request::default()
    }
}

/// What `post-render` asks for: a project file plays a role only if it is named.
pub(super) fn of_stream(global: &Global, input: &Input) -> Request {
    let project_file = match &global.project {
        Some(path) => ProjectFile::At(path.clone()),
        None => ProjectFile::None,
    };
    Request { project_file, ..of_input(global, input) }
}

/// The levels that flags ask for; they beat the project file's.
///
/// # Errors
/// If a flag names no rule and no family.
pub(super) fn levels(global: &Global) -> Result<Vec<Override>, Stop> {
    let rules: Vec<&Rule> = rules::all().map(|entry| entry.rule).collect();
    let asked = [(Level::Allow, &global.allow), (Level::Warn, &global.warn), (Level::Deny, &global.deny)];
    let mut levels = Vec::new();
    for (level, names) in asked {
        for name in names.iter().flat_map(|it| it.split(',')) {
            let selector = Selector::parse(name, &rules).map_err(|error| {
                let help = match check::nearest(name) {
                    Some(near) => format!("write --{} {near}", level.word()),
                    None => "run `pipyc explain` for a list of all rules".to_owned(),
                };
                Stop::new(error.to_string(), help)
            })?;
            levels.push(Override { selector, level });
        }
    }
    Ok(levels)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::args::{Args, Command};
    use super::*;

    fn parsed(line: &str) -> Args {
        Args::try_parse_from(line.split(' ')).unwrap()
    }

    #[test]
    fn set_flags_come_in_helms_order() {
        let args = parsed("pipyc check --set-file a=b --set c=d --set-json e=1 --set f=g x.js -");
        let Command::Check(flags) = &args.command else { panic!("a check") };
        let request = of_check(&args.global, flags);
        let sets: Vec<_> = request.sets.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(sets, ["e=1", "c=d", "f=g", "a=b"]);
        assert_eq!(request.paths, ["x.js", "-"]);
        assert_eq!(request.project_file, ProjectFile::Find);
    }

    #[test]
    fn levels_name_rules_families_or_all() {
        let args = parsed("pipyc explain --deny all --allow chain,suppression/unused");
        let levels = levels(&args.global).unwrap();
        assert_eq!(levels.len(), 3);
        assert_eq!(levels[2], Override { selector: Selector::All, level: Level::Deny });
        let args = parsed("pipyc explain --warn chian");
        let stop = super::levels(&args.global).unwrap_err();
        assert_eq!(stop.help(), Some("write --warn chain"));
    }
}
